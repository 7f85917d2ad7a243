// What a Flux Kustomization makes of other controllers' objects in its folder: discovery follows it, as the objects are applied.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import { describe, expect, test } from 'vitest';
import { createDiscoveryCache } from '../../../../src/engine/discover/discover';
import type { App } from '../../../../src/engine/model';
import { memoryFiles } from '../../../support/memory-files';
import { application, appOf, discovered, namesIn, pod, rowsOf, type Tree } from './fleets';

const flux = (name: string, path: string, more = ''): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  path: ${path}
  sourceRef: {kind: GitRepository, name: flux-system}
${more}`;

const inFolder = (name: string, path: string, more = ''): string => application(name, `{repoURL: x, path: ${path}${more}}`);

const rows = (tree: Tree, cache = createDiscoveryCache()) => rowsOf(memoryFiles(tree), cache);

const find = (tree: Tree, environment: string, name: string): App => appOf(memoryFiles(tree), name, environment);

describe('an Application in the folder of two Flux Kustomizations', () => {
  const patched = (environment: string): string => `  patches:
  - target: {kind: Application}
    patch: |
      - {op: replace, path: /spec/source/path, value: web/${environment}}
      - {op: replace, path: /spec/destination/namespace, value: shop-${environment}}
`;
  const TREE: Tree = {
    'clusters/staging/apps.yaml': flux('apps', './argo', patched('staging')),
    'clusters/production/apps.yaml': flux('apps', './argo', patched('production')),
    'argo/web.yaml': inFolder('web', 'web/none'),
    'web/staging/pod.yaml': pod('one'),
    'web/production/pod.yaml': pod('two'),
  };

  test('is an app of each of them, with the path that its patch sets', () => {
    expect(rows(TREE)).toEqual([
      ['staging', 'apps', undefined, 'argo'],
      ['staging', 'web', 'apps', 'web/staging'],
      ['production', 'apps', undefined, 'argo'],
      ['production', 'web', 'apps', 'web/production'],
    ]);
    expect(namesIn(memoryFiles(TREE), find(TREE, 'production', 'web'))).toEqual(['shop-production/two']);
  });

  test('follows an edit of a patch, and of the Application', () => {
    const cache = createDiscoveryCache();
    rows(TREE, cache);
    const moved = { ...TREE, 'clusters/staging/apps.yaml': flux('apps', './argo', patched('production')) };
    expect(rows(moved, cache)).toContainEqual(['staging', 'web', 'apps', 'web/production']);
    const renamed = { ...TREE, 'argo/web.yaml': inFolder('shop', 'web/none') };
    expect(rows(renamed, cache)).toEqual(rows(renamed));
    expect(rows(TREE, cache)).toEqual(rows(TREE));
  });

  test('is one in the folder of a Kustomization without patches as well', () => {
    const plain = {
      ...TREE,
      'clusters/staging/apps.yaml': flux('apps', './argo'),
      'clusters/production/apps.yaml': flux('apps', './argo'),
      'web/none/pod.yaml': pod('plain'),
    };
    expect(rows(plain)).toEqual([
      ['staging', 'apps', undefined, 'argo'],
      ['staging', 'web', 'apps', 'web/none'],
      ['production', 'apps', undefined, 'argo'],
      ['production', 'web', 'apps', 'web/none'],
    ]);
  });

  test('has its variables substituted', () => {
    const tree = {
      ...TREE,
      'argo/web.yaml': inFolder('"web-${CLUSTER}"', '"web/${CLUSTER}"'),
      'clusters/staging/apps.yaml': flux('apps', './argo', '  postBuild: {substitute: {CLUSTER: staging}}\n'),
      'clusters/production/apps.yaml': flux('apps', './argo', '  postBuild: {substitute: {CLUSTER: production}}\n'),
    };
    expect(rows(tree)).toEqual([
      ['staging', 'apps', undefined, 'argo'],
      ['staging', 'web-staging', 'apps', 'web/staging'],
      ['production', 'apps', undefined, 'argo'],
      ['production', 'web-production', 'apps', 'web/production'],
    ]);
    expect(namesIn(memoryFiles(tree), find(tree, 'production', 'web-production'))).toEqual(['shop/two']);
  });

  test('whose path a Secret has does not tell it', () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: {name: vars, namespace: flux-system}\nstringData: {CLUSTER: production, ALSO: hidden}\n';
    const from = '  postBuild: {substituteFrom: [{kind: Secret, name: vars}]}\n';
    const tree = {
      'argo/web.yaml': inFolder('web', '"web/${CLUSTER}"'),
      'argo/other.yaml': inFolder('other', 'web/production', ', helm: {valuesObject: {a: "${ALSO}"}}'),
      'clusters/production/apps.yaml': flux('apps', './argo', from),
      'clusters/production/vars.yaml': secret,
      'web/production/pod.yaml': pod('two'),
    };
    const [production] = discovered(memoryFiles(tree)).environments;
    expect(production?.apps.map(({ app, path }) => [app, path])).toEqual([
      ['apps', 'argo'],
      ['other', 'web/production'],
      ['web', 'web/${CLUSTER}'],
    ]);
    expect(production?.unread).toMatchObject([{ code: 'applicationsSecret', subject: 'apps', file: 'clusters/production/apps.yaml' }]);
    expect(JSON.stringify(production?.apps.find(({ app }) => app === 'web'))).not.toContain('web/production');
  });

  test('has the prefix of its Kustomization', () => {
    const tree = { ...TREE, 'clusters/production/apps.yaml': flux('apps', './argo', '  namePrefix: eu-\n') };
    expect(rows(tree)).toContainEqual(['production', 'eu-web', 'apps', 'web/none']);
  });

  test('pins versions where the patch sets them, and none that a variable gives', () => {
    const image = (value: string): string => `  patches:
  - target: {kind: Application}
    patch: |
      - {op: add, path: /spec/source/kustomize, value: {images: ["${value}"]}}
`;
    const tree = {
      ...TREE,
      'clusters/staging/apps.yaml': flux('apps', './argo', image('shop:2')),
      'clusters/production/apps.yaml': flux('apps', './argo', `${image('shop:${TAG}')}  postBuild: {substitute: {TAG: "1"}}\n`),
      'web/none/kustomization.yaml': 'resources: [pod.yaml]\n',
      'web/none/pod.yaml': pod('none'),
    };
    const place = { file: 'clusters/staging/apps.yaml', line: 10, column: 66 };
    expect(find(tree, 'staging', 'web').versions).toEqual([{ image: 'shop', tag: '2', scalar: 'shop:2', ...place }]);
    expect(find(tree, 'production', 'web').versions).toEqual([]);
  });
});

test('a set of Applications is expanded as the Kustomization patches it', () => {
  const tree = {
    'clusters/production/apps.yaml': flux(
      'apps',
      './argo',
      '  patches:\n  - target: {kind: ApplicationSet}\n    patch: |\n      - {op: replace, path: /spec/generators, value: [{list: {elements: [{app: web}, {app: cart}]}}]}\n',
    ),
    'argo/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all, namespace: argocd}
spec:
  generators: [{list: {elements: [{app: none}]}}]
  template:
    metadata: {name: "{{app}}"}
    spec:
      project: default
      source: {repoURL: x, path: "apps/{{app}}"}
      destination: {server: "https://kubernetes.default.svc", namespace: shop}
`,
    'apps/web/pod.yaml': pod('web'),
    'apps/cart/pod.yaml': pod('cart'),
  };
  expect(rows(tree)).toEqual([
    ['production', 'apps', undefined, 'argo'],
    ['production', 'cart', 'apps', 'apps/cart'],
    ['production', 'web', 'apps', 'apps/web'],
  ]);
  expect(namesIn(memoryFiles(tree), find(tree, 'production', 'cart'))).toEqual(['shop/cart']);
});

describe('Flux’s own objects', () => {
  const release = (name: string, chart: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: shop}
spec: {chart: {spec: {chart: ${chart}, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}}
`;

  test('go where a patch of their parent leads them', () => {
    const tree = {
      'clusters/production/root.yaml': flux(
        'root',
        './layers',
        '  patches:\n  - patch: |\n      apiVersion: kustomize.toolkit.fluxcd.io/v1\n      kind: Kustomization\n      metadata: {name: apps, namespace: flux-system}\n      spec: {path: ./apps/production}\n',
      ),
      'layers/apps.yaml': flux('apps', './apps/none'),
      'apps/none/other.yaml': flux('other', './empty'),
      'apps/production/web.yaml': flux('web', './web'),
      'web/pod.yaml': pod('web'),
      'empty/pod.yaml': pod('empty'),
    };
    expect(rows(tree).filter(([environment]) => environment === 'production')).toEqual([
      ['production', 'apps', 'root', 'apps/production'],
      ['production', 'root', undefined, 'layers'],
      ['production', 'web', 'apps', 'web'],
    ]);
    expect(namesIn(memoryFiles(tree), find(tree, 'production', 'apps'))).toEqual(['flux-system/web']);
  });

  test('have their variables substituted in their paths and charts', () => {
    const substitute = '  postBuild: {substitute: {STAGE: production, CHART: web}}\n';
    const tree = {
      'clusters/production/root.yaml': flux('root', './layers', substitute),
      'layers/apps.yaml': flux('apps', '"./apps/${STAGE}"'),
      'layers/web.yaml': release('"web-${STAGE}"', '"./charts/${CHART}"'),
      'apps/production/pod.yaml': pod('one'),
      'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'charts/web/templates/pod.yaml': pod('{{ .Release.Name }}'),
    };
    expect(rows(tree)).toEqual([
      ['production', 'apps', 'root', 'apps/production'],
      ['production', 'root', undefined, 'layers'],
      ['production', 'web-production', 'root', 'layers'],
    ]);
    expect(namesIn(memoryFiles(tree), find(tree, 'production', 'web-production'))).toEqual(['shop/web-production']);
  });

  test('that a patch takes out are no apps', () => {
    const remove = (name: string): string =>
      `  patches:\n  - patch: |\n      apiVersion: kustomize.toolkit.fluxcd.io/v1\n      kind: Kustomization\n      metadata: {name: ${name}, namespace: flux-system}\n      $patch: delete\n`;
    const tree = {
      'clusters/production/root.yaml': flux('root', './layers', remove('apps')),
      'layers/apps.yaml': flux('apps', './apps'),
      'layers/web.yaml': flux('web', './web'),
      'apps/pod.yaml': pod('one'),
      'web/pod.yaml': pod('two'),
    };
    expect(rows(tree).map(([, app]) => app)).toEqual(['root', 'web']);
  });
});

describe('versions that a Kustomization sets from outside', () => {
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chart: {spec: {chart: web, version: 1.0.0, sourceRef: {kind: HelmRepository, name: charts}}}
  values: {image: {repository: shop, tag: "1"}}
`;
  const versionsOf = (owner: string, app: string) =>
    find({ 'clusters/production/apps.yaml': owner, 'apps/web.yaml': release, 'web/pod.yaml': pod('web') }, 'production', app).versions;

  test('stand in its patches, where these set the chart or the values of a release', () => {
    const patched = `  patches:
  - target: {kind: HelmRelease}
    patch: |
      - {op: replace, path: /spec/chart/spec/version, value: 2.0.0}
      - {op: replace, path: /spec/values/image/tag, value: "2"}
`;
    expect(versionsOf(flux('apps', './apps', patched), 'web')).toMatchObject([
      { chart: 'web', tag: '2.0.0', file: 'clusters/production/apps.yaml', line: 10 },
      { image: 'shop', tag: '2', file: 'clusters/production/apps.yaml', line: 11 },
    ]);
    expect(versionsOf(flux('apps', './apps'), 'web')).toMatchObject([
      { tag: '1.0.0', file: 'apps/web.yaml' },
      { tag: '1', file: 'apps/web.yaml' },
    ]);
  });

  test('stand in its images', () => {
    const images = '  images:\n  - {name: shop, newTag: "3"}\n';
    expect(versionsOf(flux('apps', './web', images), 'apps')).toEqual([
      { image: 'shop', tag: '3', file: 'clusters/production/apps.yaml', line: 8, column: 26 },
    ]);
  });
});

test('a GitRepo of Fleet deploys what a patch of its Kustomization names', () => {
  const tree = {
    'clusters/management/fleet.yaml': flux(
      'fleet',
      './repos',
      '  patches:\n  - target: {kind: GitRepo}\n    patch: |\n      - {op: replace, path: /spec/paths, value: [web]}\n',
    ),
    'repos/repo.yaml':
      'apiVersion: fleet.cattle.io/v1alpha1\nkind: GitRepo\nmetadata: {name: shop, namespace: fleet-default}\nspec: {repo: "https://x.example.com/y", paths: [none], targets: [{name: production}]}\n',
    '.git/config': '[remote "origin"]\n\turl = https://x.example.com/y\n',
    'web/pod.yaml': pod('web'),
  };
  expect(rows(tree)).toContainEqual(['production', 'shop-web', undefined, 'web']);
});
