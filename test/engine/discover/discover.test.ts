// Environments and apps of small trees: names, order, reasons, what belongs to what, and what could not be resolved.
import { describe, expect, test } from 'vitest';
import { discover } from '../../../src/engine/discover/discover';
import type { App, Environment } from '../../../src/engine/model';
import { memoryFiles } from '../../support/memory-files';
import { fluxKustomization, helmRelease, kustomization } from './trees';

function environments(tree: Record<string, string>): readonly Environment[] {
  return discover(memoryFiles(tree)).environments;
}

function names(tree: Record<string, string>): string[] {
  return environments(tree).map(({ name, apps }) => `${name}: ${apps.map(({ app }) => app).join(', ')}`);
}

function app(tree: Record<string, string>, environment: string, name: string): App {
  const found = environments(tree)
    .find((candidate) => candidate.name === environment)
    ?.apps.find((candidate) => candidate.app === name);
  if (found === undefined) throw new Error(`no ${name} in ${environment}: ${names(tree).join('; ')}`);
  return found;
}

describe('overlay folders', () => {
  test('in every layout that people use are environments, in promotion order', () => {
    const tree = {
      'cart/base/kustomization.yaml': kustomization(''),
      'cart/overlays/production/kustomization.yaml': kustomization('resources: [../../base]'),
      'cart/overlays/dev/kustomization.yaml': kustomization('resources: [../../base]'),
      'apps/shop/staging/kustomization.yaml': kustomization(''),
      'environments/qa/kustomization.yaml': kustomization(''),
      'envs/prod-eu/payments/kustomization.yaml': kustomization(''),
    };
    expect(names(tree)).toEqual(['dev: cart', 'qa: qa', 'staging: shop', 'prod-eu: payments', 'production: cart']);
    expect(environments(tree).map(({ order }) => order)).toEqual([0, 1, 2, 3, 4]);
    expect(environments(tree)[0]?.reason).toBe('overlay folder cart/overlays/dev');
    expect(app(tree, 'staging', 'shop')).toMatchObject({ kind: 'kustomization', path: 'apps/shop/staging' });
  });

  test('that share what is below them, level after level, are looked through once', () => {
    const levels = Array.from({ length: 60 }, (_, level) => {
      const below = kustomization(level === 59 ? 'namespace: shop' : `resources: [../a${level + 1}, ../b${level + 1}]`);
      return { [`a${level}/kustomization.yaml`]: below, [`b${level}/kustomization.yaml`]: below };
    });
    const tree = Object.assign({ 'overlays/dev/kustomization.yaml': kustomization('resources: [../../a0]') }, ...levels) as Record<
      string,
      string
    >;
    expect(app(tree, 'dev', 'dev')).toMatchObject({ path: 'overlays/dev', namespace: 'shop' });
  });

  test('components and parts of an overlay are no apps', () => {
    const tree = {
      'overlays/dev/kustomization.yaml': kustomization('resources: [extra]\ncomponents: [../../components/dev]'),
      'overlays/dev/extra/kustomization.yaml': kustomization(''),
      'components/dev/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n',
    };
    expect(names(tree)).toEqual(['dev: dev']);
  });

  test('folders that Git ignores are not looked into, by the rules of every folder above them', () => {
    const tree = {
      '.gitignore': 'out/\n/scratch\n',
      'overlays/dev/kustomization.yaml': kustomization(''),
      'deep/out/overlays/dev/kustomization.yaml': kustomization(''),
      'scratch/overlays/dev/kustomization.yaml': kustomization(''),
      'deep/scratch/overlays/staging/kustomization.yaml': kustomization(''),
      'deep/.gitignore': '*.tmp/\n!keep.tmp/\n',
      'deep/a.tmp/overlays/qa/kustomization.yaml': kustomization(''),
      'deep/keep.tmp/overlays/production/kustomization.yaml': kustomization(''),
    };
    expect(environments(tree).map(({ reason }) => reason)).toEqual([
      'overlay folder overlays/dev',
      'overlay folder deep/scratch/overlays/staging',
      'overlay folder deep/keep.tmp/overlays/production',
    ]);
  });

  test('names that no rule orders come last, by name', () => {
    const tree = Object.fromEntries(
      ['zeta', 'prod', 'alpha', 'test'].map((name) => [`overlays/${name}/kustomization.yaml`, kustomization('')]),
    );
    expect(environments(tree).map(({ name }) => name)).toEqual(['test', 'prod', 'alpha', 'zeta']);
  });
});

describe('Flux Kustomizations', () => {
  const cluster = {
    'clusters/production/flux-system/gotk-sync.yaml': fluxKustomization('flux-system', './clusters/production'),
    'clusters/production/apps.yaml': fluxKustomization('cart', './apps/cart/overlays/production', 'dependsOn: [{name: infra}]'),
    'clusters/production/infra.yaml': fluxKustomization('infra', './infra', 'targetNamespace: tools'),
    'apps/cart/overlays/production/kustomization.yaml': kustomization('namespace: cart'),
    'infra/redis.yaml': helmRelease('redis'),
  };

  test('are apps of the cluster folder, with owner, parent and dependencies; their overlay folders are not listed twice', () => {
    expect(names(cluster)).toEqual(['production: cart, flux-system, infra, redis']);
    expect(environments(cluster)[0]?.reason).toBe('Flux entry point in clusters/production');
    expect(app(cluster, 'production', 'cart')).toMatchObject({
      kind: 'fluxKustomization',
      namespace: 'cart',
      path: 'apps/cart/overlays/production',
      owner: { kind: 'Kustomization', namespace: 'flux-system', name: 'cart', apiVersion: 'kustomize.toolkit.fluxcd.io/v1' },
      source: { file: 'clusters/production/apps.yaml', line: 1, column: 1 },
      parent: 'flux-system',
      dependsOn: ['infra'],
      unresolved: [],
    });
    expect(app(cluster, 'production', 'flux-system').parent).toBeUndefined();
  });

  test('lead to HelmReleases, which take the target namespace', () => {
    const release = app(cluster, 'production', 'redis');
    expect(release).toMatchObject({ kind: 'helmRelease', namespace: 'tools', parent: 'infra', owner: { namespace: 'tools' } });
    expect(release.unresolved).toEqual([]);
  });

  test('say where the sources and the values of a HelmRelease stand, those closest to it, and which source is this repository', () => {
    const repository = (url: string) =>
      `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: charts\n  namespace: sources\nspec:\n  url: ${url}\n`;
    const release = helmRelease('redis')
      .replace('      version', '      sourceRef: {kind: HelmRepository, name: charts, namespace: sources}\n      version')
      .concat('  valuesFrom: [{kind: ConfigMap, name: settings}, {kind: Secret, name: gone}]\n');
    const settings = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n';
    const tree = {
      ...cluster,
      'infra/redis.yaml': release,
      'infra/sources/charts.yaml': repository('https://near.example.com'),
      'other/charts.yaml': repository('https://far.example.com'),
      'infra/settings.yaml': settings,
      'infra/own.yaml': helmRelease('own').replace(
        '      version',
        '      sourceRef: {kind: GitRepository, name: flux-system}\n      version',
      ),
    };
    expect(app(tree, 'production', 'redis').references).toEqual([
      { kind: 'HelmRepository', name: 'charts', namespace: 'sources', position: { file: 'infra/sources/charts.yaml', line: 1, column: 1 } },
      { kind: 'ConfigMap', name: 'settings', namespace: 'tools', position: { file: 'infra/settings.yaml', line: 1, column: 1 } },
    ]);
    expect(app(tree, 'production', 'own').references).toEqual([
      { kind: 'GitRepository', name: 'flux-system', namespace: 'tools', isTree: true },
    ]);
  });

  test('are found through the kustomizations of the folders that they point to', () => {
    const tree = {
      'kubernetes/flux/cluster/ks.yaml': fluxKustomization('cluster-apps', './kubernetes/apps'),
      'kubernetes/apps/media/kustomization.yaml': kustomization(
        'namespace: media\nresources: [./plex/ks.yaml]\ncomponents: [../../components/alerts]',
      ),
      'kubernetes/apps/media/plex/ks.yaml': fluxKustomization('plex', './kubernetes/apps/media/plex/app').replace(
        '  namespace: flux-system\n',
        '',
      ),
      'kubernetes/apps/media/plex/app/release.yaml': helmRelease('plex'),
      'kubernetes/apps/media/off/ks.yaml': fluxKustomization('off', './kubernetes/apps/media/off/app'),
      'kubernetes/components/alerts/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [alert.yaml]\n',
      'kubernetes/components/alerts/alert.yaml': fluxKustomization('alerts', './kubernetes/alerts'),
      'kubernetes/alerts/kustomization.yaml': kustomization(''),
    };
    expect(names(tree)).toEqual(['cluster: alerts, cluster-apps, helmrelease/plex, off, plex']);
    expect(app(tree, 'cluster', 'plex').owner?.namespace).toBe('media');
    expect(app(tree, 'cluster', 'off').unresolved[0]?.detail).toContain('nothing applies it');
    expect(environments(tree)[0]?.reason).toContain('kubernetes/flux/cluster');
  });

  test('whose path is not in the tree, or whose source is another repository, say so at the position', () => {
    const other =
      'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: other\nspec:\n  url: https://example.com/other\n---\n';
    const flux =
      'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\nspec:\n  url: https://example.com/this\n---\n';
    const tree = {
      'clusters/dev/a.yaml': fluxKustomization('gone', './nowhere'),
      'clusters/dev/b.yaml':
        flux + other + fluxKustomization('elsewhere', './deploy').replace('name: flux-system\n    kind', 'name: other\n    kind'),
    };
    expect(app(tree, 'dev', 'gone').unresolved).toEqual([
      { code: 'notFound', subject: 'nowhere', file: 'clusters/dev/a.yaml', line: 8, column: 9 },
    ]);
    expect(app(tree, 'dev', 'elsewhere').unresolved.map(({ code, file }) => `${code} ${file}`)).toEqual([
      'unresolvedSource clusters/dev/b.yaml',
    ]);
  });

  test('that lead to each other in a ring are listed once each', () => {
    const tree = { 'a/ks.yaml': fluxKustomization('a', './b'), 'b/ks.yaml': fluxKustomization('b', './a') };
    const apps = environments(tree).flatMap(({ apps }) => apps.map((each) => each.app));
    expect(apps.sort()).toEqual(['a', 'b']);
  });

  test('that patch others in a list that is a live dump are not sources', () => {
    const dumped = `apiVersion: v1\nkind: List\nitems:\n- ${fluxKustomization('cart', './x').replaceAll('\n', '\n  ').trim()}\n`.replace(
      'metadata:\n',
      'metadata:\n    uid: 1234\n',
    );
    expect(names({ 'snapshots/dev/kustomizations.yaml': dumped })).toEqual([]);
  });
});

describe('versions', () => {
  test('are image tags of the overlay, image tags of its patches, and chart versions, each at its scalar', () => {
    const tree = {
      'clusters/dev/ks.yaml': fluxKustomization('web', './apps/web/dev'),
      'clusters/prod/ks.yaml': fluxKustomization('web', './apps/web/prod'),
      'apps/web/base/kustomization.yaml': kustomization('resources: [release.yaml]\nimages: [{name: shared, newTag: "1"}]'),
      'apps/web/base/release.yaml': helmRelease('redis', '1.0.0'),
      'apps/web/dev/kustomization.yaml': kustomization('resources: [../base]\nimages:\n- name: ghcr.io/web\n  newTag: "2.0"   # newest'),
      'apps/web/prod/kustomization.yaml': kustomization('resources: [../base]\npatches: [{path: p.yaml}]'),
      'apps/web/prod/p.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: localhost:5000/web:1.9\n' +
        `---\n${helmRelease('redis', '0.9.0')}`,
    };
    expect(app(tree, 'dev', 'web').versions).toEqual([
      { image: 'ghcr.io/web', tag: '2.0', file: 'apps/web/dev/kustomization.yaml', line: 6, column: 11 },
    ]);
    expect(app(tree, 'prod', 'web').versions).toEqual([
      { image: 'localhost:5000/web', tag: '1.9', scalar: 'localhost:5000/web:1.9', file: 'apps/web/prod/p.yaml', line: 10, column: 18 },
      { chart: 'redis', tag: '0.9.0', file: 'apps/web/prod/p.yaml', line: 20, column: 16 },
    ]);
    expect(app(tree, 'prod', 'redis').versions.map(({ tag, file }) => `${tag} ${file}`)).toEqual(['0.9.0 apps/web/prod/p.yaml']);
    expect(app(tree, 'dev', 'redis').versions.map(({ tag, file }) => `${tag} ${file}`)).toEqual(['1.0.0 apps/web/base/release.yaml']);
  });
});

describe('what stands in the way', () => {
  test('a file that is no YAML is a failure with its position, and everything else is still found', () => {
    const discovery = discover(memoryFiles({ 'broken.yaml': 'a: b\n c: [\n', 'overlays/dev/kustomization.yaml': kustomization('') }));
    expect(discovery.environments.map(({ name }) => name)).toEqual(['dev']);
    expect(discovery.failures[0]).toMatchObject({ code: 'notYaml', file: 'broken.yaml' });
    expect(discovery.failures[0]?.line).toBeGreaterThan(0);
  });

  test('templates of a chart are passed over, files beside them are not', () => {
    const tree = {
      'charts/a/Chart.yaml': 'name: a\nversion: 1.0.0\n',
      'charts/a/templates/x.yaml': 'a: {{ .Values.x }}\n{{- end }}\n',
      'charts/a/values.yaml': 'x: [\n',
    };
    expect(discover(memoryFiles(tree)).failures.map(({ file }) => file)).toEqual(['charts/a/values.yaml']);
  });

  test('an image that an Application sets is its version, over that of its folder', () => {
    const tree = {
      'app.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: docs}\nspec:\n  source:\n    repoURL: x\n    path: docs\n    kustomize:\n      images:\n      - registry.example:5000/docs=mirror.example/docs:v2\n      - digest@sha256:aa\n  destination: {name: in-cluster}\n',
      'docs/kustomization.yaml': kustomization('images: [{name: "registry.example:5000/docs", newTag: v1}, {name: other, newTag: v3}]'),
    };
    expect(app(tree, 'in-cluster', 'docs')?.versions).toMatchObject([
      { image: 'registry.example:5000/docs', tag: 'v2', file: 'app.yaml', line: 10 },
      { image: 'digest', tag: 'sha256:aa', digest: true },
      { image: 'other', tag: 'v3' },
    ]);
  });

  test('an Application is an app of its destination', () => {
    const tree = {
      'app.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: docs}\nspec:\n  source: {repoURL: x, path: docs}\n  destination: {server: "https://kubernetes.default.svc", namespace: docs}\n',
      'docs/kustomization.yaml': kustomization('images: [{name: docs, newTag: v1}]'),
    };
    expect(app(tree, 'in-cluster', 'docs')).toMatchObject({
      kind: 'argoApplication',
      path: 'docs',
      namespace: 'docs',
      versions: [{ tag: 'v1' }],
    });
  });
});
