// After any row of edits a session says what a new session over the same files would say.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Session } from '../../src/session/session';
import { sessionOver } from '../support/session-over';

const SEED = 20261121;

const overlay = (tag: string, more = '') => `resources: [../../base]\nimages:\n  - name: shop\n    newTag: "${tag}"\n${more}`;
const workload = (replicas: number) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: ${replicas}\n  template:\n    spec:\n      containers:\n        - name: shop\n          image: shop:0\n`;
const flux = (path: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: shop\n  namespace: flux-system\nspec:\n  interval: 1h\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n`;
const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: login\nstringData:\n  password: correct-horse\n';

const applicationSet = (generator: string, name: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: set\nspec:\n  generators:\n  - git: {repoURL: x, ${generator}}\n  template:\n    metadata: {name: '${name}'}\n    spec:\n      source: {repoURL: x, path: plain, targetRevision: release}\n      destination: {name: tools}\n`;

/** What each file may hold; undefined: it is not there. */
const VARIANTS: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'apps/shop/base/kustomization.yaml': [
    'resources: [workload.yaml]\n',
    'resources: [workload.yaml, secret.yaml]\n',
    'resources: [\n',
    undefined,
  ],
  'apps/shop/base/workload.yaml': [workload(1), workload(2), 'kind: [\n', undefined],
  'apps/shop/base/secret.yaml': [secret, undefined],
  'apps/shop/overlays/staging/kustomization.yaml': [overlay('1'), overlay('2'), undefined],
  'apps/shop/overlays/production/kustomization.yaml': [overlay('1'), overlay('1', 'patches:\n  - path: replicas.yaml\n'), undefined],
  'apps/shop/overlays/production/replicas.yaml': [workload(7), undefined],
  'apps/shop/overlays/qa/kustomization.yaml': [undefined, overlay('3')],
  'clusters/production/shop.yaml': [undefined, flux('./apps/shop/overlays/production'), flux('./apps/shop/base'), flux('./plain')],
  'sets/set.yaml': [
    applicationSet('files: [{path: sets/*.json}]', '{{name}}'),
    applicationSet('directories: [{path: "*"}]', '{{path}}'),
    undefined,
  ],
  'sets/parameters.json': ['{"name": "one"}', '{"name": "two"}', '{', undefined],
  '.git/HEAD': [undefined, 'ref: refs/heads/fix\n', 'ref: refs/heads/release\n'],
  '.gitignore': [undefined, 'overlays/\n', '/plain/\n'],
  'plain/config.yaml': [undefined, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: plain\n'],
};
const PATHS = Object.keys(VARIANTS);

test('an edited session agrees with a fresh one', { timeout: 120_000 }, () => {
  const edit = fc.record({ path: fc.constantFrom(...PATHS), variant: fc.nat(3), look: fc.boolean() });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
      const tree: Record<string, string> = {};
      for (const path of PATHS) put(tree, path, 0);
      const session = sessionOver(tree);
      said(session);
      for (const { path, variant, look } of edits) {
        put(tree, path, variant);
        session.sourcesChanged([path]);
        // Several edits may come before anybody asks.
        if (look) expect(said(session)).toEqual(said(sessionOver(tree)));
      }
      expect(said(session)).toEqual(said(sessionOver(tree)));
    }),
    { seed: SEED, numRuns: 60 },
  );
});

function put(tree: Record<string, string>, path: string, variant: number): void {
  const variants = VARIANTS[path] ?? [];
  const content = variants[variant % variants.length];
  if (content === undefined) delete tree[path];
  else tree[path] = content;
}

/** Everything that a session has to say of its sources. */
function said(session: Session) {
  const discovery = session.discovery();
  const apps = discovery.environments.flatMap(({ name, apps: inside }) =>
    inside.map(({ app }) => {
      const { text, rendered } = session.preview(name, app);
      return { name, app, text, failures: rendered.failures, warnings: rendered.warnings };
    }),
  );
  return { discovery, apps, findings: session.findings() };
}
