// Every verb of the bundled command line over a fleet full of canary secrets and a real API server: no output repeats one.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ApiServer, startApiServer } from '../../scripts/cluster.mjs';
import { installFlux } from '../../scripts/flux.mjs';
import { buildCli, type CliResult, runCli } from '../support/cli';
import { type GitRepo, gitRepo } from '../support/git-repo';

const CANARIES = {
  literal: 'canary-literal-1',
  encoded: 'canary-encoded-2',
  generated: 'canary-generated-3',
  patched: 'canary-patched-4',
  added: 'canary-added-5',
  substituted: 'canary Substituted/6',
  fromFile: 'canary-from-file-7',
  live: 'canary-live-8',
  applied: 'canary-applied-9',
  name: 'canary-name-11',
  nested: 'canary-nested-12',
  lines: 'first canary line 10\nsecond canary line 10',
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const FLUX = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: shop, namespace: flux-system}\nspec:\n';
const overlay = (tag: string): string => `
resources: [../base]
images: [{name: ghcr.io/shop, newTag: "${tag}"}]
secretGenerator: [{name: generated, namespace: default, literals: [token=${CANARIES.generated}], files: [key.txt]}]
patches:
- target: {kind: Secret, name: login}
  patch: '[{"op": "replace", "path": "/stringData/patched", "value": "${CANARIES.patched}"}]'
- target: {kind: Secret, name: login}
  patch: '{apiVersion: v1, kind: Any, metadata: {name: any}, stringData: {added: ${CANARIES.added}}}'
replacements:
- source: {kind: Secret, name: login, fieldPath: stringData.patched}
  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.patched]}, {select: {kind: ConfigMap}, fieldPaths: [data.patched, data.inner.a]}]
- source: {kind: Secret, name: login, fieldPath: stringData.added}
  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.part], options: {delimiter: "-", index: 1}}]
- source: {kind: Secret, name: login, fieldPath: data.encoded}
  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.encoded]}]
`;
const FLEET: Readonly<Record<string, string>> = {
  'apps/base/kustomization.yaml': 'resources: [web.yaml, login.yaml, settings.yaml, invalid.yaml, names.yaml]\n',
  'apps/base/web.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: default, annotations: {patched: x, part: a-x-b}}\n' +
    'spec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n' +
    '      - name: web\n        image: ghcr.io/shop:0\n        env: [{name: DATABASE, value: "postgres://user:${PASSWORD}@host"}]\n',
  'apps/base/login.yaml':
    `apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: default}\nstringData: {literal: ${CANARIES.literal}, patched: x, lines: "${CANARIES.lines.replace('\n', '\\n')}", short: "q1"}\n` +
    `data: {encoded: ${base64(CANARIES.encoded)}}\n`,
  'apps/base/settings.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: default}\ndata: {patched: x, encoded: x, inner: \'{"a": "x"}\', whole: "${PASSWORD}"}\n',
  'apps/base/names.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "${DOMAIN}-tls", namespace: default}\ndata: {"${DOMAIN}.conf": x}\n---\n' +
    `apiVersion: example.com/v1\nkind: Template\nmetadata: {name: outer, namespace: default}\nspec: [{kind: Secret, stringData: {a: ${CANARIES.nested}}}]\n`,
  // The server quotes what it refuses.
  'apps/base/invalid.yaml':
    'apiVersion: v1\nkind: Service\nmetadata: {name: invalid, namespace: default, labels: {value: "${PASSWORD}", part: "a ${PASSWORD} b"}}\nspec: {ports: [{port: 80}]}\n',
  'apps/production/kustomization.yaml': overlay('1.0'),
  'apps/staging/kustomization.yaml': overlay('2.0'),
  'apps/production/key.txt': CANARIES.fromFile,
  'apps/staging/key.txt': CANARIES.fromFile,
};
const entry = (environment: string): string =>
  `${FLUX}  interval: 1h\n  path: ./apps/${environment}\n  prune: true\n  sourceRef: {kind: GitRepository, name: fleet}\n` +
  '  postBuild: {substituteFrom: [{kind: Secret, name: variables}]}\n---\n' +
  'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: fleet, namespace: flux-system}\nspec: {interval: 1h, url: "https://example.com/fleet"}\n---\n' +
  `apiVersion: v1\nkind: Secret\nmetadata: {name: variables, namespace: flux-system}\nstringData: {PASSWORD: "${CANARIES.substituted}", DOMAIN: ${CANARIES.name}}\n`;

let server: ApiServer;
let bundle: string;
let repo: GitRepo;

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

beforeAll(async () => {
  [server, bundle] = await Promise.all([startApiServer(), buildCli()]);
  repo = gitRepo({ ...FLEET, 'clusters/production/fleet.yaml': entry('production'), 'clusters/staging/fleet.yaml': entry('staging') });
  await installFlux(server.client);
  const metadata = { namespace: 'default' };
  const lastApplied = JSON.stringify({ kind: 'Secret', data: { literal: base64(CANARIES.applied) } });
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': lastApplied };
  const ports = [{ port: 80 }];
  for (const object of [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { ...metadata, name: 'login', annotations },
      stringData: { literal: CANARIES.live, more: 'z9' },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, name: 'settings' }, data: { moved: CANARIES.patched } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, name: `${CANARIES.name}-tls` },
      data: { [`${CANARIES.name}.conf`]: 'y' },
    },
    { apiVersion: 'v1', kind: 'Service', metadata: { ...metadata, name: 'invalid' }, spec: { ports } },
  ])
    await server.client.apply(object);
  const spec = { interval: '1h', path: './apps/production', prune: true, sourceRef: { kind: 'GitRepository', name: 'fleet' } };
  const owner = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'shop', namespace: 'flux-system' },
    spec,
  };
  await server.client.apply(owner);
  const message = `build failed: "postgres://user:${CANARIES.substituted}@host" and ${base64(CANARIES.literal)} are not valid`;
  const conditions = [{ type: 'Ready', status: 'False', reason: 'BuildFailed', message, lastTransitionTime: '2026-01-01T00:00:00Z' }];
  await server.client.mergePatch(owner, { status: { conditions } }, { subresource: 'status' } as never);
});
afterAll(async () => {
  await server?.stop();
  repo?.remove();
  if (bundle !== undefined) rmSync(dirname(bundle), { recursive: true, force: true });
});

/** Every form in which an output could repeat a canary, its single lines included. */
const FORMS = Object.values(CANARIES).flatMap((canary) => [canary, ...canary.split('\n'), base64(canary), encodeURIComponent(canary)]);

function leaks({ stdout, stderr }: CliResult): readonly string[] {
  return FORMS.filter((form) => (stdout + stderr).includes(form));
}

test.each([
  'environments',
  'preview production',
  'preview production --why',
  'why production Secret/login stringData',
  'why production Secret/login stringData.patched',
  'why production Deployment/web metadata.annotations.patched',
  'why production ConfigMap/settings data',
  'diff production --pin',
  'diff production --ignored',
  'diff production --against-env staging',
  'diff production --against-rev HEAD',
  'promote shop --from staging --to production --dry-run',
  'reconcile production shop --wait 1s',
  'promote shop --from staging --to production',
])('%s', async (verb) => {
  for (const json of [[], ['--json']]) {
    const result = await runCli(bundle, [...verb.split(' '), ...json], { cwd: repo.root, env: { KUBECONFIG: server.kubeconfig } });
    expect(leaks(result)).toEqual([]);
    expect(result.stdout + result.stderr).not.toBe('');
  }
});
