// App of apps: what charts render of Applications is discovered, rendered and led back to the values that decide it.
import { describe, expect, test } from 'vitest';
import { createDiscoveryCache } from '../../../../src/engine/discover/discover';
import type { App } from '../../../../src/engine/model';
import { discoverFleet, renderApp, walkFleet } from '../../../../src/engine/pipeline';
import { createBuildCache } from '../../../../src/engine/render/kustomize/build';
import { at } from '../../../../src/engine/yaml/access';
import { memoryFiles } from '../../../support/memory-files';

const application = (name: string, source: string): string =>
  `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: ${source}
  destination: {server: "https://kubernetes.default.svc", namespace: shop}
`;

const TREE = {
  'root.yaml': application('root', '{repoURL: x, path: apps, helm: {parameters: [{name: tag, value: "7"}]}}'),
  'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 1.0.0\n',
  'apps/values.yaml': 'names: [web, more]\ntag: "1"\n',
  'apps/templates/apps.yaml': `{{- range .Values.names }}
---
${application('{{ . }}', '{repoURL: x, path: "{{ . }}", kustomize: {images: ["shop:{{ $.Values.tag }}"]}}')}
{{- end }}
`,
  'web/kustomization.yaml': 'resources: [pod.yaml]\n',
  'web/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: shop, image: shop}]}\n',
  'more/kustomization.yaml': 'resources: [app.yaml]\n',
  'more/app.yaml': application('leaf', '{repoURL: x, path: leaf}'),
  'leaf/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: leaf}\n',
};

function apps(tree: Readonly<Record<string, string>>, cache = createDiscoveryCache()): readonly App[] {
  const files = memoryFiles(tree);
  return discoverFleet(files, cache, walkFleet(files)).environments.flatMap((environment) => environment.apps);
}

test('a chart’s Applications are apps below the one that renders them, and what lies in their folders is found as well', () => {
  const found = apps(TREE);
  expect(found.map(({ app, parent }) => [app, parent])).toEqual([
    ['leaf', 'more'],
    ['more', 'root'],
    ['root', undefined],
    ['web', 'root'],
  ]);
  const web = found.find(({ app }) => app === 'web') as App;
  const { objects, failures } = renderApp(web, memoryFiles(TREE), createBuildCache());
  expect(failures).toEqual([]);
  expect(at(objects[0]?.node, ['spec', 'containers', 0, 'image'])).toMatchObject({ text: 'shop:7' });
  expect(web.source.file).toBe('apps/templates/apps.yaml');
});

test('another value of the chart, and the chart gone, are seen at once', () => {
  const cache = createDiscoveryCache();
  apps(TREE, cache);
  const fewer = apps({ ...TREE, 'apps/values.yaml': 'names: [web]\ntag: "1"\n' }, cache);
  expect(fewer.map(({ app }) => app)).toEqual(['leaf', 'root', 'web']);
  const { 'apps/templates/apps.yaml': _, ...without } = TREE;
  expect(apps(without, cache).map(({ app }) => app)).toEqual(['leaf', 'root']);
});

test('a chart that applies its own Application ends', () => {
  const own = { ...TREE, 'apps/values.yaml': 'names: [root, web]\ntag: "1"\n' };
  expect(apps(own).filter(({ app }) => app === 'web')).toHaveLength(1);
});

test.each([
  ['deeper and deeper', 1, 9],
  ['more and more of them', 4, 1 + 4 + 16 + 64 + 256 + 1024 + 4096],
])('one that applies itself under ever new names, %s, ends and says that there are more', (_, count, most) => {
  const files = memoryFiles({
    'root.yaml': application('root', '{repoURL: x, path: apps}'),
    'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 1.0.0\n',
    'apps/templates/apps.yaml': `{{- range until ${count} }}\n---\n${application('{{ $.Release.Name }}-{{ . }}', '{repoURL: x, path: apps}')}\n{{- end }}\n`,
  });
  const { environments, failures } = discoverFleet(files, createDiscoveryCache(), walkFleet(files));
  const found = environments.flatMap((environment) => environment.apps);
  expect(found.length).toBeGreaterThan(count);
  expect(found.length).toBeLessThanOrEqual(most + 5000);
  expect(environments.flatMap(({ unread = [] }) => unread)).toMatchObject([
    { code: 'applicationsEndless', file: 'apps/templates/apps.yaml' },
  ]);
  expect(failures).toMatchObject([{ code: 'applicationsEndless' }]);
});

describe('an app of apps that is a kustomization', () => {
  const patch = (cluster: string) => `resources: [../base]
namePrefix: ${cluster}-
patches:
- target: {kind: Application}
  patch: |
    - {op: replace, path: /spec/source/path, value: web/${cluster}}
    - {op: replace, path: /spec/destination/namespace, value: shop-${cluster}}
    - {op: add, path: /metadata/annotations, value: {argocd.argoproj.io/sync-wave: "3"}}
`;
  const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`;
  const BASES = {
    'dev.yaml': application('dev', '{repoURL: x, path: apps/dev}'),
    'prod.yaml': application('prod', '{repoURL: x, path: apps/prod}'),
    'apps/base/kustomization.yaml': 'resources: [web.yaml]\n',
    'apps/base/web.yaml': application('web', '{repoURL: x, path: web/none}'),
    'apps/dev/kustomization.yaml': patch('dev'),
    'apps/prod/kustomization.yaml': patch('prod'),
    'web/dev/pod.yaml': pod('one'),
    'web/prod/pod.yaml': pod('two'),
  };

  test('applies its children as it renders them, one for each that renders them', () => {
    const found = apps(BASES);
    const shown = found.map(({ app, parent, path, namespace, syncTurn, unresolved }) => [
      app,
      parent,
      path,
      namespace,
      syncTurn?.wave,
      unresolved,
    ]);
    expect(shown).toEqual([
      ['dev', undefined, 'apps/dev', 'shop', undefined, []],
      ['dev-web', 'dev', 'web/dev', 'shop-dev', 3, []],
      ['prod', undefined, 'apps/prod', 'shop', undefined, []],
      ['prod-web', 'prod', 'web/prod', 'shop-prod', 3, []],
    ]);
    const { objects } = renderApp(found.find(({ app }) => app === 'prod-web') as App, memoryFiles(BASES), createBuildCache());
    const [only] = objects;
    expect(only?.ref).toMatchObject({ name: 'two', namespace: 'shop-prod' });
    expect(at(only?.node, ['metadata', 'namespace'])?.origin).toMatchObject({ file: 'apps/prod/kustomization.yaml', step: 'namespace' });
  });

  test('that fails in a part still has the children that it renders', () => {
    const broken = {
      ...BASES,
      'apps/prod/kustomization.yaml': 'resources: [../base, absent.yaml]\nnamePrefix: x-\n',
      'apps/dev/kustomization.yaml': 'resources: []\n',
    };
    expect(apps(broken).map(({ app, parent }) => [app, parent])).toContainEqual(['x-web', 'prod']);
  });

  test('has the patches that its Application names', () => {
    const patches =
      'kustomize: {patches: [{target: {kind: Application}, patch: "- {op: replace, path: /spec/source/path, value: web/prod}"}]}';
    const found = apps({ ...BASES, 'dev.yaml': application('dev', `{repoURL: x, path: apps/dev, ${patches}}`) });
    expect(found.find(({ app }) => app === 'dev-web')?.path).toBe('web/prod');
  });

  test('follows an edit of the patch', () => {
    const cache = createDiscoveryCache();
    apps(BASES, cache);
    const edited = { ...BASES, 'apps/dev/kustomization.yaml': patch('dev').replace('namePrefix: dev-', 'namePrefix: first-') };
    expect(apps(edited, cache).map(({ app }) => app)).toEqual(['dev', 'first-web', 'prod', 'prod-web']);
  });
});

test('one that costs more than is allowed while environments are looked for is a failure, and the others are found', () => {
  const loop = '{{- range until 100000 }}{{ end }}\n';
  const files = memoryFiles({ ...TREE, 'apps/templates/apps.yaml': loop + TREE['apps/templates/apps.yaml'] });
  const find = (steps: number) => {
    const allowance = { steps, bytes: 1_000_000, input: 1_000_000 };
    return discoverFleet(files, createDiscoveryCache(), walkFleet(files), undefined, { allowance });
  };
  const names = ({ environments }: ReturnType<typeof find>) =>
    environments.flatMap((environment) => environment.apps.map(({ app }) => app));
  expect(find(1_000).failures).toMatchObject([{ code: 'applicationsUnknown', subject: 'root', file: 'root.yaml' }]);
  expect(names(find(1_000))).not.toContain('web');
  expect(find(1_000_000).failures).toEqual([]);
  expect(names(find(1_000_000))).toContain('web');
});
