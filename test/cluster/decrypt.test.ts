// What SOPS encrypted, through the real kustomize-controller with the key in its Secret: every object that it applied equals the preview that was decrypted.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import { expect, test, vi } from 'vitest';
import type { Manifest } from '../../scripts/kube.mjs';
import { createSops } from '../../src/adapters/sops-program';
import { discover } from '../../src/engine/discover/discover';
import type { Json, RenderedObject } from '../../src/engine/model';
import { renderApp } from '../../src/engine/pipeline';
import { createBuildCache } from '../../src/engine/render/kustomize/build';
import { toJson } from '../../src/engine/yaml/json';
import { createDecryptions, decryptMissing } from '../../src/session/decryptions';
import { fluxFixture } from '../support/flux';
import { memoryFiles } from '../support/memory-files';
import { oraclePath } from '../support/parts';
import { openSops } from '../support/sops';

const DATA = ['--encrypted-regex', '^(data|stringData)$'];
const IDENTITY = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'fleet', namespace: 'flux-system' },
};
const SPEC = {
  interval: '1h',
  path: './app',
  prune: true,
  targetNamespace: 'default',
  sourceRef: { kind: 'GitRepository', name: 'fleet' },
  decryption: { provider: 'sops', secretRef: { name: 'sops-age' } },
  postBuild: { substituteFrom: [{ kind: 'Secret', name: 'variables' }] },
};

test('what the controller applies of encrypted files is the decrypted preview, object for object', { timeout: 240_000 }, async () => {
  const sops = await openSops();
  const secret = (name: string, values: string) =>
    sops.encrypt('a.yaml', `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}}\n${values}`, ...DATA);
  const files = {
    'app/kustomization.yaml':
      'resources: [secret.yaml, map.yaml]\nnamePrefix: web-\npatches: [{path: patch.yaml}]\n' +
      'secretGenerator:\n- {name: env, envs: [plain.env]}\n- {name: files, files: [tls.json, raw, renamed.yaml=other.txt]}\n',
    'app/secret.yaml': secret('db', 'stringData: {password: hunter2, port: "5432"}\n'),
    'app/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: told}\ndata: {told: "is ${colour}"}\n',
    'app/patch.yaml': sops.encrypt(
      'patch.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: told}\ndata: {patched: by a secret}\n',
      ...DATA,
    ),
    'app/plain.env': sops.encrypt('plain.env', 'USER=admin\nPASSWORD=correct horse\n'),
    'app/tls.json': sops.encrypt('tls.json', '{"key": "in json", "n": 5}'),
    'app/raw': sops.encrypt('raw', new Uint8Array([0, 255, 1, 2])),
    // Its key says YAML and the file is none: the controller leaves it as it is before the build, and finds it after.
    'app/other.txt': sops.encrypt('other.txt', 'just text\n'),
  };
  const variables: Manifest = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'variables', namespace: 'flux-system' },
    stringData: { colour: 'ultramarine' },
  };
  const flux = await fluxFixture(
    { 'app/start.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: start, namespace: default}\n' },
    { path: './app' },
  );
  try {
    const key = { 'fleet.agekey': sops.environment.SOPS_AGE_KEY as string };
    await flux.server.client.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'sops-age', namespace: 'flux-system' },
      stringData: key,
    });
    await flux.server.client.apply(variables);
    await flux.server.client.apply({ ...IDENTITY, spec: SPEC });
    flux.repo.git('rm', '-q', 'app/start.yaml');
    await flux.applied(await flux.publish(files)).catch((error) => {
      throw new Error(`${error}\n${flux.log().slice(-3000)}`);
    });
    const tree = {
      ...files,
      'clusters/dev/ks.yaml': JSON.stringify({ ...IDENTITY, spec: SPEC }),
      'clusters/dev/variables.yaml': JSON.stringify(variables),
    };
    const objects = await decrypted(tree, sops.environment.SOPS_AGE_KEY as string);
    const { status } = (await flux.server.client.read(IDENTITY)) ?? {};
    const applied = status.inventory.entries.map(({ id }: { id: string }) => id).sort();
    expect(objects.map(({ ref }) => `${ref.namespace}_${ref.name}__${ref.kind}`).sort()).toEqual(applied);
    for (const { node } of objects) {
      const {
        data = {},
        stringData = {},
        ...identity
      } = toJson(node) as unknown as Manifest & Record<'data' | 'stringData', Record<string, string>>;
      const live = await flux.server.client.read(identity as Manifest);
      expect({ ...data, ...encoded(stringData) }, identity.metadata.name).toEqual(live?.data);
    }
  } finally {
    await flux.stop();
  }
});

async function decrypted(tree: Readonly<Record<string, string>>, key: string): Promise<readonly RenderedObject[]> {
  vi.stubEnv('SOPS_AGE_KEY', key);
  try {
    const decryptions = createDecryptions();
    decryptions.want(createSops({ program: await oraclePath('sops') }));
    const files = decryptions.over(memoryFiles(tree));
    const app = discover(files)
      .environments.flatMap(({ apps }) => apps)
      .find(({ owner }) => owner?.name === 'fleet');
    if (app === undefined) throw new Error('the Kustomization is not discovered');
    const render = () => renderApp(app, files, createBuildCache());
    await decryptMissing(
      decryptions,
      () => [render()],
      () => undefined,
      new AbortController().signal,
    );
    const { objects, failures } = render();
    expect(failures).toEqual([]);
    return objects;
  } finally {
    vi.unstubAllEnvs();
  }
}

function encoded(texts: Readonly<Record<string, Json>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Buffer.from(String(text)).toString('base64')]));
}
