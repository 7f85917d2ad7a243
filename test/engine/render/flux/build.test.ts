// What the fields of a Flux Kustomization do to the objects of its path, and where each value says that it comes from.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import { describe, expect, test } from 'vitest';
import { discover } from '../../../../src/engine/discover/discover';
import type { Json, Rendered } from '../../../../src/engine/model';
import type { FileAnswer, Files } from '../../../../src/engine/ports';
import { renderFluxKustomization } from '../../../../src/engine/render/flux/build';
import { livePath } from '../../../../src/engine/render/flux/live-object';
import { answerText } from '../../../../src/engine/model/cluster-question';
import { createBuildCache } from '../../../../src/engine/render/kustomize/build';
import { at } from '../../../../src/engine/yaml/access';
import { emitDocuments } from '../../../../src/engine/yaml/emit';
import { memoryFiles } from '../../../support/memory-files';
import { fluxKustomization, kustomization } from '../../discover/trees';

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  host: ${host}\n  port: "8080"\n';
const DEPLOYMENT =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers:\n        - name: web\n          image: ghcr.io/web\n';

function render(tree: Record<string, string>, name = 'web', over = (files: Files): Files => files): Rendered {
  const files = over(memoryFiles(tree));
  const app = discover(files)
    .environments.flatMap(({ apps }) => apps)
    .find(({ app }) => app === name);
  if (app === undefined) throw new Error(`no ${name}`);
  return renderFluxKustomization(app, files, createBuildCache());
}

function withSpec(spec: string, tree: Record<string, string>, over?: (files: Files) => Files): Rendered {
  return render({ 'clusters/dev/ks.yaml': fluxKustomization('web', './app', spec.replaceAll('\n', '\n  ')), ...tree }, 'web', over);
}

function text({ objects }: Rendered): string {
  return emitDocuments(objects.map(({ node }) => node)).text;
}

/** `file:line step` of a value, over what it replaced. */
function origins({ objects }: Rendered, kind: string, path: (string | number)[]): string[] {
  const node = at(objects.find(({ ref }) => ref.kind === kind)?.node, path);
  const chain: string[] = [];
  for (let origin = node?.origin; origin !== undefined; origin = origin.overrode)
    chain.push(`${origin.file}:${origin.line} ${origin.step}`);
  return chain;
}

describe('the path', () => {
  test('without a kustomization is taken whole, folders that have one as they are', () => {
    const rendered = withSpec('prune: true', {
      'app/a.yaml': DEPLOYMENT,
      'app/sub/kustomization.yaml': kustomization('namePrefix: sub-\nresources: [b.yaml]'),
      'app/sub/b.yaml': CONFIG,
      'app/sub/not-listed.yaml': CONFIG.replace('settings', 'other'),
      'app/README.md': 'no manifest',
    });
    expect(rendered.failures).toEqual([]);
    expect(rendered.objects.map(({ ref }) => `${ref.kind} ${ref.name}`)).toEqual(['Deployment web', 'ConfigMap sub-settings']);
    expect(rendered.reads).toEqual(expect.arrayContaining(['clusters/dev/ks.yaml', 'app/', 'app/a.yaml', 'app/sub/b.yaml']));
  });

  test('that is not there is a failure at the position of the path, and nothing is rendered', () => {
    const rendered = withSpec('prune: true', {});
    expect(rendered.objects).toEqual([]);
    expect(rendered.failures).toEqual([{ code: 'notFound', subject: 'app', file: 'clusters/dev/ks.yaml', line: 8, column: 9 }]);
  });

  test('with a manifest that is no YAML says where, and renders the rest', () => {
    const rendered = withSpec('prune: true', { 'app/a.yaml': DEPLOYMENT, 'app/b.yaml': 'a: [\n' });
    expect(rendered.objects.map(({ ref }) => ref.name)).toEqual(['web']);
    expect(rendered.failures[0]).toMatchObject({ code: 'notYaml', file: 'app/b.yaml' });
  });
});

describe('the fields around kustomize', () => {
  test('set namespace, names, patches, images, components and metadata, each with its own line as origin', () => {
    const spec = `targetNamespace: shop
namePrefix: a-
nameSuffix: -z
components: [../parts]
images:
  - name: ghcr.io/web
    newTag: 2.0.0
patches:
  - target: {kind: Deployment}
    patch: |
      - op: replace
        path: /spec/replicas
        value: 3
commonMetadata:
  labels: {team: web}
  annotations: {owner: "1"}`;
    const rendered = withSpec(spec, {
      'app/kustomization.yaml': kustomization(
        'resources: [a.yaml]\nimages:\n- name: ghcr.io/web\n  newTag: 1.0.0\n  newName: registry/web',
      ),
      'app/a.yaml': DEPLOYMENT,
      'parts/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [c.yaml]\n',
      'parts/c.yaml': CONFIG,
    });
    expect(rendered.failures).toEqual([]);
    expect(rendered.objects.map(({ ref }) => `${ref.namespace}/${ref.name}`)).toEqual(['shop/a-web-z', 'shop/a-settings-z']);
    expect(text(rendered)).toContain('image: registry/web:2.0.0');
    expect(text(rendered)).toContain(
      'labels:\n    kustomize.toolkit.fluxcd.io/name: web\n    kustomize.toolkit.fluxcd.io/namespace: flux-system\n    team: web\n',
    );
    expect(text(rendered)).toContain('annotations:\n    owner: "1"\n');
    expect(origins(rendered, 'Deployment', ['metadata', 'namespace'])[0]).toBe('clusters/dev/ks.yaml:12 namespace');
    expect(origins(rendered, 'Deployment', ['spec', 'replicas'])).toEqual(['clusters/dev/ks.yaml:24 jsonPatch', 'app/a.yaml:6 resource']);
    expect(origins(rendered, 'Deployment', ['metadata', 'labels', 'team'])).toEqual(['clusters/dev/ks.yaml:26 commonMetadata']);
  });

  test('that are not known are named with their positions; the rest is rendered', () => {
    const rendered = withSpec('wormhole: true', { 'app/a.yaml': DEPLOYMENT });
    expect(rendered.objects).toHaveLength(1);
    expect(rendered.failures).toEqual([
      { code: 'unsupported', subject: 'spec.wormhole', file: 'clusters/dev/ks.yaml', line: 12, column: 13 },
    ]);
  });

  test('follow an edit of the object, and of what the path holds, with one cache', () => {
    const tree = { 'clusters/dev/ks.yaml': fluxKustomization('web', './app', 'namePrefix: a-'), 'app/a.yaml': DEPLOYMENT };
    const [app] = discover(memoryFiles(tree)).environments.flatMap(({ apps }) => apps);
    const cache = createBuildCache();
    const names = (files: Record<string, string>) =>
      renderFluxKustomization(app as NonNullable<typeof app>, memoryFiles(files), cache).objects.map(({ ref }) => ref.name);
    expect(names(tree)).toEqual(['a-web']);
    expect(names({ ...tree, 'clusters/dev/ks.yaml': tree['clusters/dev/ks.yaml'].replace('a-', 'b-') })).toEqual(['b-web']);
    expect(names({ ...tree, 'app/b.yaml': CONFIG })).toEqual(['a-web', 'a-settings']);
    expect(names(tree)).toEqual(['a-web']);
  });
});

describe('substitution', () => {
  const postBuild = 'postBuild:\n  substitute:\n    host: example.com\n  substituteFrom:\n    - kind: Secret\n      name: vars';
  const secret =
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: vars\n  namespace: flux-system\nstringData:\n  token: hunter2\n  host: overridden\n';

  test('puts values in, whose origins are the variables; those of Secrets are marked', () => {
    const manifest = CONFIG.replace(
      'port: "8080"',
      () => 'port: ${port:=80}\n  token: Bearer ${token}\n  both: ${host}/${token}\n  literal: $${host}',
    );
    const rendered = withSpec(postBuild, { 'app/a.yaml': manifest, 'clusters/dev/secret.yaml': secret });
    expect(rendered.failures).toEqual([]);
    const data = at(rendered.objects.find(({ ref }) => ref.kind === 'ConfigMap')?.node, ['data']);
    expect(
      data?.kind === 'map'
        ? data.entries.map(({ key, value }) => [key, value.kind === 'scalar' ? [value.text, value.tag, value.secret] : value])
        : data,
    ).toEqual([
      ['host', ['example.com', 'str', undefined]],
      ['port', ['80', 'int', undefined]],
      ['token', ['Bearer hunter2', 'str', true]],
      ['both', ['example.com/hunter2', 'str', true]],
      ['literal', ['${host}', 'str', undefined]],
    ]);
    expect(origins(rendered, 'ConfigMap', ['data', 'host'])).toEqual(['clusters/dev/ks.yaml:14 substitution', 'app/a.yaml:6 resource']);
    expect(origins(rendered, 'ConfigMap', ['data', 'token'])[0]).toBe('clusters/dev/secret.yaml:7 substitution');
    expect(at(data, ['both'])?.origin.approximate).toBe(true);
  });

  test('from a source that the repository does not have leaves what it may set, and says so', () => {
    const rendered = withSpec(postBuild, { 'app/a.yaml': CONFIG.replace('"8080"', '${unknown}') });
    expect(text(rendered)).toContain('host: example.com\n  port: ${unknown}\n');
    expect(rendered.failures).toMatchObject([{ code: 'onlyInCluster', subject: 'Secret/vars', file: 'clusters/dev/ks.yaml', line: 17 }]);
  });

  test.each([
    ['ExternalSecret vars', 'external-secrets.io/v1beta1', 'ExternalSecret', 'vars', ''],
    ['ExternalSecret other', 'external-secrets.io/v1', 'ExternalSecret', 'other', 'spec: {target: {name: vars}}\n'],
    ['SealedSecret vars', 'bitnami.com/v1alpha1', 'SealedSecret', 'vars', 'spec: {encryptedData: {token: AgB}}\n'],
  ])('from a Secret that the %s makes names it: Git does not hold its values', (maker, apiVersion, kind, name, spec) => {
    const made = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: flux-system}\n${spec}`;
    for (const optional of ['', '\n      optional: true']) {
      const tree = { 'app/a.yaml': CONFIG.replace('"8080"', '${token}'), 'clusters/dev/secret.yaml': made };
      const rendered = withSpec(postBuild + optional, tree);
      const detail = `postBuild.substituteFrom asks for it, and the ${maker} (clusters/dev/secret.yaml:1) makes it there`;
      expect(rendered.failures).toMatchObject([{ code: 'onlyInCluster', subject: 'Secret/vars', detail }]);
      expect(text(rendered)).toContain('port: ${token}\n');
    }
  });

  test('takes a Secret that no file has, or that is encrypted, from the cluster that was named; what it was not asked yet is a need', () => {
    const encrypted = `${secret}sops: {mac: ENC[x]}\n`;
    const path = livePath('Secret', 'flux-system', 'vars');
    const answered = (value: object) => ({ kind: 'file', text: answerText(value as Json), version: JSON.stringify(value) }) as const;
    for (const files of [{}, { 'clusters/dev/secret.yaml': encrypted }]) {
      const tree = { 'app/a.yaml': CONFIG.replace('"8080"', '${token}'), ...files };
      const withAnswer = (answer: FileAnswer, spec = postBuild) =>
        withSpec(spec, tree, (under) => ({ ...under, read: (asked) => (asked === path ? answer : under.read(asked)) }));
      const found = withAnswer(answered({ apiVersion: 'v1', kind: 'Secret', data: { token: btoa('hunter2'), host: btoa('gone') } }));
      expect(found.failures).toEqual([]);
      const port = at(found.objects[0]?.node, ['data', 'port']);
      expect(port).toMatchObject({ text: 'hunter2', secret: true });
      expect(origins(found, 'ConfigMap', ['data', 'port'])[0]).toBe('lookup of Secret flux-system/vars: data.token:1 substitution');
      expect(found.reads).toContain(path);
      expect(withAnswer({ kind: 'unread' }).needs).toEqual([{ kind: 'clusterAnswer', path }]);
      expect(withAnswer({ kind: 'failed', reason: { code: 'forbidden', detail: 'no right' } }).failures).toMatchObject([
        { code: 'clusterUnanswered', subject: 'Secret flux-system/vars', detail: 'no right', file: 'clusters/dev/ks.yaml', line: 17 },
      ]);
      expect(withAnswer(answered({})).failures).toHaveLength(1);
      expect(withAnswer(answered({}), `${postBuild}\n      optional: true`).failures).toEqual([]);
    }
  });

  test('takes variables from a ConfigMap as the parent applies it: generated, patched, with variables of its own', () => {
    const from = 'postBuild:\n  substituteFrom: [{kind: ConfigMap, name: settings}, {kind: ConfigMap, name: generated}]';
    const parent = 'postBuild:\n  substitute:\n    region: eu';
    const settings = CONFIG.replace('name: settings', 'name: settings\n  namespace: flux-system').replace('${host}', 'unpatched');
    const rendered = render({
      'clusters/dev/flux-system/sync.yaml': fluxKustomization('flux-system', './clusters/dev', parent.replaceAll('\n', '\n  ')),
      'clusters/dev/kustomization.yaml': kustomization(
        'resources: [ks.yaml, settings.yaml, flux-system/sync.yaml]\npatches: [{target: {name: settings}, patch: "- {op: replace, path: /data/host, value: patched}"}]\n' +
          'configMapGenerator: [{name: generated, namespace: flux-system, literals: ["port=9090", "region=${region}"]}]\ngeneratorOptions: {disableNameSuffixHash: true}',
      ),
      'clusters/dev/settings.yaml': settings,
      'clusters/dev/ks.yaml': fluxKustomization('web', './app', from.replaceAll('\n', '\n  ')),
      'app/a.yaml': CONFIG.replace('"8080"', '${port}-${region}'),
    });
    expect(rendered.failures).toEqual([]);
    expect(text(rendered)).toContain('host: patched\n  port: 9090-eu\n');
    expect(origins(rendered, 'ConfigMap', ['data', 'host'])[0]).toBe('clusters/dev/kustomization.yaml:4 substitution');
    expect(rendered.reads).toContain('clusters/dev/kustomization.yaml');
  });

  test('from an optional source that is not there is empty', () => {
    const rendered = withSpec(`${postBuild}\n      optional: true`, { 'app/a.yaml': CONFIG.replace('"8080"', 'x${unknown}') });
    expect(rendered.failures).toEqual([]);
    expect(text(rendered)).toContain('port: x\n');
  });

  test('passes by objects that switch it off, and does nothing without postBuild', () => {
    const off = CONFIG.replace(
      '  name: settings\n',
      '  name: settings\n  annotations:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\n',
    );
    expect(text(withSpec(postBuild, { 'app/a.yaml': off, 'clusters/dev/s.yaml': secret }))).toContain('host: ${host}');
    expect(text(withSpec('prune: true', { 'app/a.yaml': CONFIG }))).toContain('host: ${host}');
  });

  test('that the controller would refuse is a failure at the value', () => {
    const rendered = withSpec(postBuild, { 'app/a.yaml': CONFIG.replace('${host}', '${host.name}'), 'clusters/dev/s.yaml': secret });
    expect(rendered.failures).toMatchObject([{ code: 'invalidField', file: 'app/a.yaml', line: 6, column: 9 }]);
  });

  test('that the controller would refuse in a Secret is not quoted', () => {
    const login = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: login\nstringData:\n  password: pa${ss.s3cr3t}\n';
    const rendered = withSpec(postBuild, { 'app/a.yaml': login, 'clusters/dev/s.yaml': secret });
    expect(rendered.failures).toMatchObject([{ code: 'invalidField', file: 'app/a.yaml', line: 6 }]);
    expect(JSON.stringify(rendered.failures)).not.toMatch(/s3cr3t/);
  });
});

test('what a parent patches into a Kustomization counts, with the origin of the patch', () => {
  const patch = `patches:
  - target: {kind: Kustomization}
    patch: |
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: any}
      spec:
        namePrefix: patched-`;
  const tree = {
    'clusters/dev/root.yaml': fluxKustomization('root', './apps', patch.replaceAll('\n', '\n  ')),
    'apps/ks.yaml': fluxKustomization('web', './app'),
    'app/a.yaml': DEPLOYMENT,
  };
  const rendered = render(tree);
  expect(rendered.objects.map(({ ref }) => ref.name)).toEqual(['patched-web']);
  expect(origins(rendered, 'Deployment', ['metadata', 'name'])[0]).toBe('clusters/dev/root.yaml:19 prefix');
  expect(rendered.reads).toContain('clusters/dev/root.yaml');
});

test('patches of older versions are carried out where the Kustomization is of one, and named where it is not', () => {
  const spec = 'patchesStrategicMerge:\n  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {merged: "yes"}}';
  const tree = (version: string) => ({
    'app/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    'clusters/dev/ks.yaml': fluxKustomization('web', './app', spec.replaceAll('\n', '\n  ')).replace(
      'fluxcd.io/v1',
      `fluxcd.io/${version}`,
    ),
  });
  const older = render(tree('v1beta2'));
  expect([older.failures, text(older)]).toEqual([[], expect.stringContaining('merged: "yes"')]);
  const now = render(tree('v1'));
  expect(now.failures).toMatchObject([{ code: 'objectInvalid', subject: 'spec.patchesStrategicMerge', file: 'clusters/dev/ks.yaml' }]);
  expect(text(now)).not.toContain('merged');
});

test('a SOPS-encrypted object is rendered as it is, its encrypted values marked', () => {
  const encrypted = 'ENC[AES256_GCM,data:abc=,iv:def=,tag:ghi=,type:str]';
  const manifest = `apiVersion: example.com/v1\nkind: Vault\nmetadata:\n  name: v\nspec:\n  key: ${encrypted}\n  plain: a\nsops:\n  mac: ${encrypted}\n`;
  const rendered = withSpec('decryption: {provider: sops}', { 'app/a.yaml': manifest });
  expect(rendered.failures).toEqual([]);
  const node = rendered.objects[0]?.node;
  expect(at(node, ['spec', 'key'])).toMatchObject({ text: encrypted, secret: true });
  expect(at(node, ['spec', 'plain'])).not.toHaveProperty('secret');
});

test('a Secret generated from a SOPS-encrypted file is said to be another one in the cluster', () => {
  const rendered = withSpec('decryption: {provider: sops}', {
    'app/kustomization.yaml': kustomization('secretGenerator:\n- name: api\n  envs: [api.env]'),
    'app/api.env':
      'KEY=ENC[AES256_GCM,data:abc=,iv:def=,tag:ghi=,type:str]\nsops_mac=ENC[AES256_GCM,data:abc=,iv:def=,tag:ghi=,type:str]\n',
  });
  expect(rendered.objects[0]?.ref.name).toMatch(/^api-/);
  expect(rendered.failures).toMatchObject([{ code: 'notDecrypted', subject: 'app/api.env' }]);
  expect(rendered.failures[0]?.file).toMatch(/^app\//);
});
