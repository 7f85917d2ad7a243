// What Flux Kustomizations make of the sources in their folders: charts, repositories and versions are those of the cluster that applies them.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import { describe, expect, test } from 'vitest';
import { createDiscoveryCache } from '../../../../src/engine/discover/discover';
import { GIT_CLONES } from '../../../../src/engine/discover/git-url';
import type { App } from '../../../../src/engine/model';
import { discoverFleet, renderApp, walkFleet } from '../../../../src/engine/pipeline';
import { createBuildCache } from '../../../../src/engine/render/kustomize/build';
import { memoryFiles } from '../../../support/memory-files';
import { pod, type Tree } from './fleets';

const flux = (name: string, path: string, more = '', source = 'flux-system'): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  path: ${path}
  sourceRef: {kind: GitRepository, name: ${source}}
${more}`;

const source = (kind: string, name: string, spec: string, namespace = 'shop'): string => `apiVersion: source.toolkit.fluxcd.io/v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;

const release = (chart: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec: ${chart}
`;

const patched = (kind: string, operation: string): string => `  patches:
  - target: {kind: ${kind}}
    patch: |
      - ${operation}
`;

function find(tree: Tree, environment: string, name: string, cache = createDiscoveryCache()): App {
  const files = memoryFiles(tree);
  const { environments } = discoverFleet(files, cache, walkFleet(files));
  const found = environments.find((each) => each.name === environment)?.apps.find(({ app }) => app === name);
  expect(found, `${environment} ${name}`).toBeDefined();
  return found as App;
}

/** The addresses of charts that are to be fetched, with the version that is asked for. */
function wanted(tree: Tree, app: App): readonly string[] {
  const { needs } = renderApp(app, memoryFiles(tree), createBuildCache());
  return needs.flatMap((need) =>
    need.kind === 'remoteBase' && need.remote.kind === 'chart' ? [`${need.remote.url}/${need.remote.name} ${need.remote.version}`] : [],
  );
}

const OCI = '{url: "oci://example.com/charts/web", ref: {tag: 1.0.0}}';

/** Two clusters over one folder, which hold its chart at versions of their own. */
const SHARED: Tree = {
  'clusters/staging/apps.yaml': flux('apps', './apps', patched('OCIRepository', '{op: replace, path: /spec/ref/tag, value: 3.0.0}')),
  'clusters/production/apps.yaml': flux('apps', './apps', patched('OCIRepository', '{op: replace, path: /spec/ref/tag, value: 2.0.0}')),
  'apps/chart.yaml': source('OCIRepository', 'web', OCI),
  'apps/web.yaml': release('{chartRef: {kind: OCIRepository, name: web}}'),
};

describe('the tag of an OCIRepository that each of two clusters patches', () => {
  test('is the version of its chart there, on the line of the patch', () => {
    const line = (environment: string) => ({ file: `clusters/${environment}/apps.yaml`, line: 10, column: 51 });
    expect(find(SHARED, 'staging', 'web').versions).toEqual([{ chart: 'web', tag: '3.0.0', ...line('staging') }]);
    expect(find(SHARED, 'production', 'web').versions).toEqual([{ chart: 'web', tag: '2.0.0', ...line('production') }]);
    expect(wanted(SHARED, find(SHARED, 'production', 'web'))).toEqual(['oci://example.com/charts/web 2.0.0']);
  });

  test('stays that of the file in a cluster that does not patch it', () => {
    const tree = { ...SHARED, 'clusters/production/apps.yaml': flux('apps', './apps') };
    expect(find(tree, 'production', 'web').versions).toMatchObject([{ tag: '1.0.0', file: 'apps/chart.yaml' }]);
    expect(find(tree, 'staging', 'web').versions).toMatchObject([{ tag: '3.0.0', file: 'clusters/staging/apps.yaml' }]);
  });

  test('follows edits of a patch, and of the source', () => {
    const cache = createDiscoveryCache();
    find(SHARED, 'production', 'web', cache);
    const plain = { ...SHARED, 'clusters/production/apps.yaml': flux('apps', './apps') };
    expect(find(plain, 'production', 'web', cache)).toEqual(find(plain, 'production', 'web'));
    const moved = { ...SHARED, 'apps/chart.yaml': `# the chart\n${SHARED['apps/chart.yaml']}` };
    expect(find(moved, 'production', 'web', cache)).toEqual(find(moved, 'production', 'web'));
    expect(find(SHARED, 'staging', 'web', cache)).toEqual(find(SHARED, 'staging', 'web'));
  });

  test('pins nothing where a variable gives it', () => {
    const tree = {
      ...SHARED,
      'apps/chart.yaml': source('OCIRepository', 'web', '{url: "oci://example.com/charts/web", ref: {tag: "${TAG}"}}'),
      'clusters/production/apps.yaml': flux('apps', './apps', '  postBuild: {substitute: {TAG: 4.0.0}}\n'),
    };
    expect(find(tree, 'production', 'web').versions).toEqual([]);
    expect(wanted(tree, find(tree, 'production', 'web'))).toEqual(['oci://example.com/charts/web 4.0.0']);
  });
});

test('sources that another Kustomization of the cluster patches are those of its releases, here and where the chart is looked for', () => {
  const layers = (cluster: string): Tree => ({
    [`clusters/${cluster}/root.yaml`]: flux('root', `./layers/${cluster}`),
    [`layers/${cluster}/sources.yaml`]: flux(
      'sources',
      './sources',
      patched('OCIRepository', `{op: replace, path: /spec/url, value: "oci://${cluster}.example.com/charts/web"}`),
    ),
    [`layers/${cluster}/apps.yaml`]: flux('apps', './apps'),
  });
  const tree = {
    ...layers('staging'),
    ...layers('production'),
    'sources/chart.yaml': source('OCIRepository', 'web', OCI),
    'apps/web.yaml': release('{chartRef: {kind: OCIRepository, name: web}}'),
  };
  expect(wanted(tree, find(tree, 'staging', 'web'))).toEqual(['oci://staging.example.com/charts/web 1.0.0']);
  expect(wanted(tree, find(tree, 'production', 'web'))).toEqual(['oci://production.example.com/charts/web 1.0.0']);
  expect(find(tree, 'production', 'web').versions).toMatchObject([{ chart: 'web', tag: '1.0.0', file: 'sources/chart.yaml' }]);
});

test('tenants of one cluster that share a source have it as each of them patches it, or leaves it', () => {
  const tree = {
    'clusters/dev/root.yaml': flux('root', './tenants'),
    'tenants/a.yaml': flux(
      'a',
      './base',
      `  targetNamespace: a\n${patched('OCIRepository', '{op: replace, path: /spec/ref/tag, value: 2.0.0}')}`,
    ),
    'tenants/b.yaml': flux('b', './base', '  targetNamespace: b\n'),
    'base/chart.yaml': source('OCIRepository', 'web', OCI),
    'base/web.yaml': release('{chartRef: {kind: OCIRepository, name: web}}'),
  };
  const files = memoryFiles(tree);
  const [dev] = discoverFleet(files, createDiscoveryCache(), walkFleet(files)).environments;
  const releases = dev?.apps.filter(({ kind }) => kind === 'helmRelease') ?? [];
  expect(releases.map(({ parent, namespace, versions }) => [parent, namespace, versions.map(({ tag }) => tag)])).toEqual([
    ['b', 'b', ['1.0.0']],
    ['a', 'a', ['2.0.0']],
  ]);
});

test('a HelmChart whose version a patch sets pins it there', () => {
  const tree = {
    'clusters/dev/apps.yaml': flux('apps', './apps', patched('HelmChart', '{op: replace, path: /spec/version, value: 2.0.0}')),
    'apps/chart.yaml': source('HelmChart', 'web', '{chart: shop, version: 1.0.0, sourceRef: {kind: HelmRepository, name: charts}}'),
    'apps/charts.yaml': source('HelmRepository', 'charts', '{url: "https://charts.example.com"}'),
    'apps/web.yaml': release('{chartRef: {kind: HelmChart, name: web}}'),
  };
  expect(find(tree, 'dev', 'web').versions).toMatchObject([{ chart: 'shop', tag: '2.0.0', file: 'clusters/dev/apps.yaml' }]);
  expect(wanted(tree, find(tree, 'dev', 'web'))).toEqual(['https://charts.example.com/shop 2.0.0']);
});

describe('the GitRepository of a Kustomization', () => {
  const TREE: Tree = {
    '.git/config': '[remote "origin"]\n\turl = https://example.com/fleet\n',
    'clusters/staging/root.yaml': flux(
      'root',
      './layers',
      patched('GitRepository', '{op: replace, path: /spec/url, value: "https://example.com/fleet"}'),
    ),
    'clusters/production/root.yaml': flux(
      'root',
      './layers',
      patched('GitRepository', '{op: replace, path: /spec/url, value: "https://example.com/other"}'),
    ),
    'layers/source.yaml': source('GitRepository', 'shop', '{url: "https://example.com/none", ref: {branch: main}}', 'flux-system'),
    'layers/apps.yaml': flux('apps', './apps', '', 'shop'),
    'apps/pod.yaml': pod('one'),
  };

  test('is this repository where a patch gives it the address, and another one where a patch gives it another', () => {
    expect(find(TREE, 'staging', 'apps')).toMatchObject({ path: 'apps', unresolved: [] });
    expect(find(TREE, 'staging', 'apps').sourceReason).toContain("this working tree's remote origin");
    const [failure] = find(TREE, 'production', 'apps').unresolved;
    expect(failure).toMatchObject({ code: 'unresolvedSource', repository: 'https://example.com/other' });
  });

  test('is a clone that a patched address leads to', () => {
    const clones = JSON.stringify([{ url: 'https://example.com/other', folder: '../other', commit: 'c'.repeat(40), branch: 'main' }]);
    const [own, other] = [memoryFiles(TREE), memoryFiles({ 'other/apps/pod.yaml': pod('two') })];
    const inClone = (path: string) => path.startsWith('../other');
    const files = {
      read: (path: string) =>
        path === GIT_CLONES
          ? ({ kind: 'file', text: clones, version: clones } as const)
          : inClone(path)
            ? other.read(path.slice(3))
            : own.read(path),
      list: (path: string) => (inClone(path) ? other.list(path.slice(3)) : own.list(path)),
    };
    const { environments } = discoverFleet(files, createDiscoveryCache(), walkFleet(files));
    const apps = environments.find(({ name }) => name === 'production')?.apps.find(({ app }) => app === 'apps') as App;
    expect(apps).toMatchObject({ path: '../other/apps', clone: '../other', unresolved: [] });
    expect(renderApp(apps, files, createBuildCache()).objects.map(({ ref }) => ref.name)).toEqual(['two']);
  });
});

test('an address that a Secret gives is not told', () => {
  const tree = {
    'clusters/dev/apps.yaml': flux('apps', './apps', '  postBuild: {substituteFrom: [{kind: Secret, name: vars}]}\n'),
    'clusters/dev/vars.yaml':
      'apiVersion: v1\nkind: Secret\nmetadata: {name: vars, namespace: flux-system}\nstringData: {HOST: hidden.example.com}\n',
    'apps/chart.yaml': source('OCIRepository', 'web', '{url: "oci://${HOST}/charts/web", ref: {tag: 1.0.0}}'),
    'apps/web.yaml': release('{chartRef: {kind: OCIRepository, name: web}}'),
  };
  const files = memoryFiles(tree);
  const found = discoverFleet(files, createDiscoveryCache(), walkFleet(files));
  expect(found.failures).toEqual([]);
  expect(JSON.stringify(found)).not.toContain('hidden.example');
  expect(find(tree, 'dev', 'web').versions).toMatchObject([{ tag: '1.0.0', file: 'apps/chart.yaml' }]);
});
