// What charts render of controllers' objects is discovered where the chart is here: in the repository, or fetched before.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import { describe, expect, test } from 'vitest';
import { createDiscoveryCache } from '../../../../src/engine/discover/discover';
import type { App } from '../../../../src/engine/model';
import { discoverFleet, walkFleet } from '../../../../src/engine/pipeline';
import { linkPath, remoteFolder } from '../../../../src/engine/render/kustomize/remote/link';
import { isFetched } from '../../../../src/engine/discover/paths';
import type { Files } from '../../../../src/engine/ports';
import { memoryFiles } from '../../../support/memory-files';
import { application, appOf, discovered, namesIn, pod, rowsOf, type Tree } from './fleets';

const REPOSITORY = 'https://charts.example.com';
const DIGEST = 'a'.repeat(64);

/** A chart as it lies in the cache. */
function fetched(name: string, version: string, files: Tree): Tree {
  const links = (['sourceController', 'argoCd'] as const).map((chosenBy) =>
    linkPath({ kind: 'chart', url: REPOSITORY, name, version, chosenBy }),
  );
  const folder = `${remoteFolder(REPOSITORY, DIGEST)}/${name}`;
  const own = { 'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: ${version}\n`, ...files };
  const inside = Object.entries(own).map(([path, text]) => [`${folder}/${path}`, text]);
  return { ...Object.fromEntries(links.map((link) => [link, folder])), ...Object.fromEntries(inside) };
}

const flux = (name: string, path: string, more = ''): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  path: ${path}
  sourceRef: {kind: GitRepository, name: flux-system}
${more}`;

const release = (chart: string, values = '{}'): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: own, namespace: apps}
spec:
  chart: {spec: {chart: ${chart}, version: 1.0.0, sourceRef: {kind: HelmRepository, name: example}}}
  values: ${values}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: example, namespace: apps}
spec: {url: "${REPOSITORY}"}
`;

/** As the chart of that name: an Application for each of its values. */
const APPS_CHART: Tree = {
  'templates/apps.yaml': `{{- range $name, $app := .Values.applications }}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: {{ $name }}
  namespace: argocd
spec:
  {{- toYaml $app | nindent 2 }}
{{- end }}
`,
};

const VALUES = `{applications: {web: {project: default, source: {repoURL: x, path: web}, destination: {server: "https://kubernetes.default.svc", namespace: shop}}}}`;

/** What was fetched lies beside the tree, as links lead to it. */
function filesOf(tree: Tree): Files {
  const isInCache = (path: string) => isFetched(path) && !path.startsWith('//');
  const own = memoryFiles(Object.fromEntries(Object.entries(tree).filter(([path]) => !isFetched(path) && !path.startsWith('//'))));
  const cached = memoryFiles(Object.fromEntries(Object.entries(tree).filter(([path]) => isInCache(path))));
  return {
    read(path) {
      const link = path.startsWith('//') ? tree[path] : undefined;
      if (link !== undefined) return { kind: 'file', text: link, version: link };
      if (path.startsWith('//{')) return { kind: 'unread' };
      return (isInCache(path) ? cached : own).read(path);
    },
    list: (path) => (isInCache(path) ? cached : own).list(path),
  };
}

const rows = (tree: Tree, cache = createDiscoveryCache()) => rowsOf(filesOf(tree), cache);
const find = (tree: Tree, name: string): App => appOf(filesOf(tree), name);

describe('an Application of a chart that was fetched', () => {
  const source = `{repoURL: "${REPOSITORY}", chart: argocd-apps, targetRevision: 1.0.0, helm: {valuesObject: ${VALUES}}}`;
  const TREE: Tree = { 'apps.yaml': application('root', source), 'web/pod.yaml': pod('web') };
  const CACHED: Tree = { ...TREE, ...fetched('argocd-apps', '1.0.0', APPS_CHART) };

  test('has what the chart renders below it, led back to the values', () => {
    expect(rows(CACHED)).toEqual([
      ['in-cluster', 'root', undefined, '.'],
      ['in-cluster', 'web', 'root', 'web'],
    ]);
    expect(namesIn(filesOf(CACHED), find(CACHED, 'web'))).toEqual(['shop/web']);
    expect(find(CACHED, 'web').definition?.entries.find(({ key }) => key === 'spec')).toBeDefined();
  });

  test('says that what it applies is not known while the chart is not here', () => {
    const [environment] = discovered(filesOf(TREE)).environments;
    expect(environment?.unread).toMatchObject([
      { code: 'applicationsUnfetched', subject: 'root', detail: 'argocd-apps', file: 'apps.yaml', line: 1 },
    ]);
    expect(discovered(filesOf(CACHED)).environments[0]?.unread).toBeUndefined();
  });

  test('follows the cache, and an edit of its values', () => {
    const cache = createDiscoveryCache();
    expect(rows(TREE, cache)).toHaveLength(1);
    expect(rows(CACHED, cache)).toHaveLength(2);
    const renamed = { ...CACHED, 'apps.yaml': (CACHED['apps.yaml'] ?? '').replace('{web:', '{shop:') };
    expect(rows(renamed, cache).map(([, app]) => app)).toEqual(['root', 'shop']);
    expect(rows(TREE, cache)).toHaveLength(1);
  });

  test('pins versions where its values have them, and none that only the chart has', () => {
    const pinned = VALUES.replace('path: web', 'path: web, targetRevision: 2.0.0, chart: web');
    const tree = { ...CACHED, 'apps.yaml': application('root', source.replace(VALUES, pinned)) };
    const [version] = find(tree, 'web').versions;
    expect(version).toMatchObject({ chart: 'web', tag: '2.0.0', file: 'apps.yaml', line: 6 });
    const literal = { 'templates/app.yaml': application('web', '{repoURL: x, chart: web, targetRevision: 2.0.0}') };
    expect(find({ ...TREE, ...fetched('argocd-apps', '1.0.0', literal) }, 'web').versions).toEqual([]);
  });
});

describe('a HelmRelease of a chart that was fetched', () => {
  const TREE: Tree = {
    'clusters/production/root.yaml': flux('root', './layers'),
    'layers/apps.yaml': release('argocd-apps', VALUES),
    'web/pod.yaml': pod('web'),
  };

  test('has the Applications of the chart below it, in its environment', () => {
    const tree = { ...TREE, ...fetched('argocd-apps', '1.0.0', APPS_CHART) };
    expect(rows(tree)).toEqual([
      ['production', 'own', 'root', 'layers'],
      ['production', 'root', undefined, 'layers'],
      ['production', 'web', 'own', 'web'],
    ]);
    expect(namesIn(filesOf(tree), find(tree, 'web'))).toEqual(['shop/web']);
  });

  test('has Kustomizations and HelmReleases below it, with the sources that the chart makes for them', () => {
    const chart = {
      'templates/sync.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: own, namespace: {{ .Release.Namespace }}}
spec: {url: "https://x.example.com/y", ref: {branch: main}}
---
${flux('{{ .Release.Name }}-sync', '{{ .Values.path }}').replaceAll('flux-system', 'own').replace('namespace: own', 'namespace: {{ .Release.Namespace }}')}`,
      'templates/inner.yaml': `${release('inner').replaceAll('example', 'inner').replace('https://charts.inner.com', REPOSITORY).replace('name: own', 'name: inner')}`,
    };
    const inner = fetched('inner', '1.0.0', { 'templates/pod.yaml': pod('{{ .Release.Name }}') });
    const tree = {
      ...TREE,
      'layers/apps.yaml': release('flux2-sync', '{path: ./web}'),
      '.git/config': '[remote "origin"]\n\turl = https://x.example.com/y\n',
      ...fetched('flux2-sync', '1.0.0', chart),
      ...inner,
    };
    expect(rows(tree)).toEqual([
      ['production', 'inner', 'own', expect.anything()],
      ['production', 'own', 'root', 'layers'],
      ['production', 'own-sync', 'own', 'web'],
      ['production', 'root', undefined, 'layers'],
    ]);
    expect(namesIn(filesOf(tree), find(tree, 'own-sync'))).toEqual(['undefined/web']);
    expect(namesIn(filesOf(tree), find(tree, 'inner'))).toEqual(['apps/inner']);
  });

  test('has the variables of its own cluster in the Kustomizations of the chart', () => {
    const sync = `${flux('sync', './web')}  postBuild: {substituteFrom: [{kind: ConfigMap, name: settings}]}\n`;
    const settings = (stage: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata: {STAGE: ${stage}}\n`;
    const cluster = (stage: string) => ({
      [`clusters/${stage}/root.yaml`]: flux('root', `./layers/${stage}`),
      [`layers/${stage}/apps.yaml`]: release('flux2-sync'),
      [`layers/${stage}/settings.yaml`]: settings(stage),
    });
    const tree = {
      ...cluster('staging'),
      ...cluster('production'),
      'web/pod.yaml': pod('"web-${STAGE}"'),
      ...fetched('flux2-sync', '1.0.0', { 'templates/sync.yaml': sync }),
    };
    const found = discovered(filesOf(tree)).environments.map(
      ({ name, apps }) => [name, apps.find(({ app }) => app === 'sync') as App] as const,
    );
    expect(found.map(([name, app]) => [name, namesIn(filesOf(tree), app)])).toEqual([
      ['staging', ['undefined/web-staging']],
      ['production', ['undefined/web-production']],
    ]);
  });

  test('is rendered for this where its values hold such an object, whatever the chart is called', () => {
    const raw = { 'templates/raw.yaml': '{{- range .Values.resources }}\n---\n{{ toYaml . }}\n{{- end }}\n' };
    const values =
      '{resources: [{apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: web, namespace: argocd}, spec: {destination: {namespace: shop, server: "https://kubernetes.default.svc"}, source: {repoURL: x, path: web}}}]}';
    const tree = { ...TREE, 'layers/apps.yaml': release('raw', values) };
    expect(discovered(filesOf(tree)).environments[0]?.unread).toMatchObject([
      { code: 'applicationsUnfetched', subject: 'own', detail: 'raw' },
    ]);
    expect(rows({ ...tree, ...fetched('raw', '1.0.0', raw) })).toContainEqual(['production', 'web', 'own', 'web']);
  });

  test('of which nothing tells that it may hold apps is not said to be unknown', () => {
    const tree = { ...TREE, 'layers/apps.yaml': release('web') };
    expect(discovered(filesOf(tree)).environments[0]?.unread).toBeUndefined();
    expect(discovered(filesOf(tree)).failures).toEqual([]);
  });

  test('defines the kinds of Argo CD and applies none of them', () => {
    const definition =
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: applications.argoproj.io}\nspec:\n  group: argoproj.io\n  names:\n    kind: Application\n';
    const looping = '{{- range until 1000000 }}{{ end }}# argoproj.io/\n';
    const chart = { 'templates/crds.yaml': definition, 'templates/loop.yaml': looping };
    const files = filesOf({ ...TREE, 'layers/apps.yaml': release('argo-cd'), ...fetched('argo-cd', '1.0.0', chart) });
    const allowance = { steps: 1000, bytes: 1_000_000, input: 1_000_000 };
    expect(discoverFleet(files, createDiscoveryCache(), walkFleet(files), undefined, { allowance }).failures).toEqual([]);
  });
});

test('a HelmRelease of a chart of the repository has what the chart applies below it', () => {
  const tree = {
    'clusters/production/root.yaml': flux('root', './layers'),
    'layers/apps.yaml': release('./charts/apps', VALUES).replace(
      'HelmRepository, name: example',
      'GitRepository, name: flux-system, namespace: flux-system',
    ),
    'charts/apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 1.0.0\n',
    'charts/apps/templates/apps.yaml': APPS_CHART['templates/apps.yaml'] ?? '',
    'web/pod.yaml': pod('web'),
  };
  expect(rows(tree)).toContainEqual(['production', 'web', 'own', 'web']);
});

test('an Application has the Flux objects of its chart below it, and what these lead to', () => {
  const chart = { 'templates/sync.yaml': flux('sync', './layers') };
  const tree = {
    'apps.yaml': application('root', `{repoURL: "${REPOSITORY}", chart: flux2-sync, targetRevision: 1.0.0}`),
    'layers/web.yaml': application('web', '{repoURL: x, path: web}'),
    'web/pod.yaml': pod('web'),
    ...fetched('flux2-sync', '1.0.0', chart),
  };
  expect(rows(tree)).toEqual([
    ['in-cluster', 'root', undefined, '.'],
    ['in-cluster', 'sync', 'root', 'layers'],
    ['in-cluster', 'web', 'sync', 'web'],
  ]);
});
