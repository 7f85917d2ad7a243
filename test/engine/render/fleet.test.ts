// Bundles of Rancher Fleet: which there are, the environments of their targets, and what the agent deploys of each.
import { describe, expect, test } from 'vitest';
import { discover } from '../../../src/engine/discover/discover';
import type { App, Rendered } from '../../../src/engine/model';
import { renderApp } from '../../../src/engine/pipeline';
import { createBuildCache } from '../../../src/engine/render/kustomize/build';
import { emitDocuments } from '../../../src/engine/yaml/emit';
import { memoryFiles } from '../../support/memory-files';
import { kustomization } from '../discover/trees';

const gitRepo = (spec: string) =>
  `apiVersion: fleet.cattle.io/v1alpha1\nkind: GitRepo\nmetadata: {name: shop, namespace: fleet-default}\nspec: ${spec}\n`;
const cluster = (name: string, env: string) =>
  `apiVersion: fleet.cattle.io/v1alpha1\nkind: Cluster\nmetadata: {name: ${name}, namespace: fleet-default, labels: {env: ${env}}}\nspec: {}\n`;
const deployment = (replicas: number) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: ${replicas}\n  template:\n    spec:\n      containers:\n      - name: web\n        image: web:1.0\n`;
const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n';

type Tree = Readonly<Record<string, string>>;

function rows(tree: Tree): readonly string[] {
  return discover(memoryFiles(tree)).environments.flatMap(({ name, apps }) =>
    apps.map(({ app, kind, path }) => `${name}: ${app} ${kind} ${path}`),
  );
}

function appIn(tree: Tree, environment: string, name: string): App {
  const found = discover(memoryFiles(tree))
    .environments.find((each) => each.name === environment)
    ?.apps.find(({ app }) => app === name);
  if (found === undefined) throw new Error(`no ${name} in ${environment}: ${rows(tree).join('; ')}`);
  return found;
}

function rendered(tree: Tree, environment: string, name: string): Rendered {
  return renderApp(appIn(tree, environment, name), memoryFiles(tree), createBuildCache());
}

function text({ objects }: Rendered): string {
  return emitDocuments(objects.map(({ node }) => node)).text;
}

function codes({ failures }: Rendered): readonly string[] {
  return failures.map(({ code, file, line }) => `${code} ${file}:${line}`);
}

const TARGETS = `targetCustomizations:
- name: staging
  clusterSelector: {matchLabels: {env: staging}}
  yaml: {overlays: [staging]}
- name: production
  clusterSelector: {matchLabels: {env: production}}
  namespace: shop-production
- name: edge
  clusterGroup: edge
  doNotDeploy: true
`;

const RAW: Tree = {
  'web/fleet.yaml': `defaultNamespace: shop\n${TARGETS}`,
  'web/deployment.yaml': deployment(1),
  'web/settings.yaml': CONFIG,
  'web/overlays/staging/deployment_patch.yaml':
    'kind: Deployment\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n      - name: web\n        image: web:2.0\n',
  'web/overlays/staging/settings.yaml': `${CONFIG}data:\n  a: b\n`,
  'web/overlays/staging/extra.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\n',
};

describe('discovery', () => {
  test('each target customization is an environment, but for those that deploy nothing', () => {
    expect(rows(RAW)).toEqual(['staging: web fleetBundle web', 'production: web fleetBundle web']);
    expect(discover(memoryFiles(RAW)).environments[0]?.reason).toBe('target staging of web/fleet.yaml:3');
  });

  test('which clusters a target reaches is known where the repository has them', () => {
    expect(appIn(RAW, 'staging', 'web').unresolved).toMatchObject([{ code: 'clustersUnknown', file: 'web/fleet.yaml', line: 3 }]);
    const tree = { ...RAW, 'clusters.yaml': [cluster('one', 'staging'), cluster('two', 'qa')].join('---\n') };
    expect(appIn(tree, 'staging', 'web').unresolved).toEqual([]);
    expect(appIn(tree, 'production', 'web').unresolved).toHaveLength(1);
  });

  test('a path of a GitRepo is a bundle, and so is each folder below with a fleet.yaml', () => {
    const tree = {
      'gitops/repo.yaml': gitRepo('{repo: "https://example.com/shop", paths: [apps], targets: [{name: dev, clusterSelector: {}}]}'),
      'apps/all.yaml': CONFIG,
      'apps/web/fleet.yaml': 'defaultNamespace: web\n',
      'apps/web/deployment.yaml': deployment(1),
      'other/fleet.yaml': 'kind: notes\n',
    };
    expect(rows(tree)).toEqual(['dev: shop-apps fleetBundle apps', 'dev: shop-apps-web fleetBundle apps/web']);
    expect(text(rendered(tree, 'dev', 'shop-apps'))).toBe(CONFIG);
  });

  test('a GitRepo of another repository is listed with the reason', () => {
    const tree = { 'repo.yaml': gitRepo('{repo: "https://user:secret@example.com/other", paths: [nowhere]}') };
    expect(rows(tree)).toEqual(['fleet: shop fleetBundle .']);
    expect(appIn(tree, 'fleet', 'shop').unresolved).toMatchObject([
      { code: 'unresolvedSource', detail: 'it is another repository than this one: https://example.com/other' },
    ]);
  });

  test('a path that is no folder here is listed with the reason, beside those that are', () => {
    const tree = {
      'repo.yaml': gitRepo('{repo: "https://u:secret@example.com/shop", paths: [apps, nowhere, "no-*"], targets: [{name: dev}]}'),
      'apps/all.yaml': CONFIG,
      '.git/config': '[remote "origin"]\n\turl = https://example.com/shop\n',
    };
    const files = memoryFiles(tree);
    const apps = discover(files).environments.flatMap((each) => each.apps);
    expect(apps.map(({ app }) => app)).toEqual(['shop-apps', 'shop-no-*', 'shop-nowhere']);
    const nowhere = apps.find(({ app }) => app === 'shop-nowhere') as App;
    const reason = { code: 'unresolvedSource', file: 'repo.yaml', line: 4 };
    expect(nowhere.unresolved).toContainEqual(
      expect.objectContaining({ ...reason, detail: 'nowhere is no folder of this repository; its source is https://example.com/shop' }),
    );
    expect(renderApp(nowhere, files, createBuildCache())).toMatchObject({ objects: [], failures: [reason] });
  });

  test('what an overlay pins is a version of its target', () => {
    expect(appIn(RAW, 'staging', 'web').versions).toMatchObject([
      { image: 'web', tag: '2.0', file: 'web/overlays/staging/deployment_patch.yaml' },
    ]);
    expect(appIn(RAW, 'production', 'web').versions).toEqual([]);
  });
});

test('options that cannot be read are no options that are not there', () => {
  const tree = { ...RAW, 'web/fleet.yaml': `${RAW['web/fleet.yaml']}helm:\n  values: {a: [}\n` };
  expect(codes(rendered(tree, 'production', 'web'))).toContain('notYaml web/fleet.yaml:13');
});

describe('plain manifests', () => {
  test('take patches, replacements and new files of their overlays', () => {
    const staging = text(rendered(RAW, 'staging', 'web'));
    expect(staging).toContain('replicas: 2');
    expect(staging).toContain('image: web:2.0');
    expect(staging).toContain('a: b');
    expect(staging.match(/name: (?:extra|settings)\n {2}namespace: shop\n/g)).toHaveLength(2);
  });

  test('go to the namespace of their target; what lives in none is refused', () => {
    const production = rendered(RAW, 'production', 'web');
    expect(text(production)).toContain('replicas: 1');
    expect(production.objects.map(({ ref }) => ref.namespace)).toEqual(['shop-production', 'shop-production']);
    const role = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: reader}\n';
    expect(codes(rendered({ ...RAW, 'web/role.yaml': role }, 'production', 'web'))).toContain('invalidField web/fleet.yaml:8');
    expect(codes(rendered({ ...RAW, 'web/role.yaml': role }, 'staging', 'web'))).not.toContain('invalidField web/fleet.yaml:8');
  });
});

describe('kustomizations', () => {
  const tree: Tree = {
    'web/fleet.yaml':
      'kustomize: {dir: base}\ntargetCustomizations:\n- name: prod\n  clusterSelector: {}\n  kustomize: {dir: overlays/prod}\n- name: dev\n  clusterGroup: dev\n',
    'web/base/kustomization.yaml': kustomization('resources: [deployment.yaml]'),
    'web/base/deployment.yaml': deployment(1),
    'web/overlays/prod/kustomization.yaml': kustomization('resources: [../../base]\nnamePrefix: prod-\nimages: [{name: web, newTag: "3"}]'),
  };

  test('are built from the folder of their target, which is no environment of its own', () => {
    expect(rows(tree)).toEqual(['dev: web fleetBundle web/base', 'prod: web fleetBundle web/overlays/prod']);
    expect(text(rendered(tree, 'prod', 'web'))).toContain('name: prod-web');
    expect(text(rendered(tree, 'dev', 'web'))).toContain('  name: web');
    expect(appIn(tree, 'prod', 'web').versions).toMatchObject([{ image: 'web', tag: '3' }]);
  });

  test('see nothing outside of their bundle', () => {
    const outside = {
      ...tree,
      'web/overlays/prod/kustomization.yaml': kustomization('resources: [../../../shared]'),
      'shared/kustomization.yaml': kustomization(''),
    };
    expect(codes(rendered(outside, 'prod', 'web')).some((code) => code.startsWith('notFound'))).toBe(true);
  });
});

describe('charts', () => {
  const tree: Tree = {
    'web/fleet.yaml': `namespace: web
helm:
  releaseName: shop
  valuesFiles: [common.yaml]
  values: {replicas: 2}
targetCustomizations:
- name: production
  clusterSelector: {}
  helm:
    values: {replicas: 5}
- name: staging
  clusterSelector: {}
  helm:
    values: {host: "\${ .ClusterLabels.host }"}
`,
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/values.yaml': 'replicas: 1\ntier: none\nhost: none\n',
    'web/common.yaml': 'tier: front\nreplicas: 9\n',
    'web/templates/config.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  replicas: "{{ .Values.replicas }}"\n  tier: {{ .Values.tier }}\n  host: {{ .Values.host | quote }}\n',
  };

  test('get the values of files, of fleet.yaml and of the target, the last the strongest', () => {
    const production = rendered(tree, 'production', 'web');
    expect(text(production)).toBe(
      'apiVersion: v1\ndata:\n  host: none\n  replicas: "5"\n  tier: front\nkind: ConfigMap\nmetadata:\n  name: shop\n  namespace: web\n',
    );
    expect(codes(production)).toEqual([]);
  });

  test('with values that only a cluster fills say so', () => {
    expect(codes(rendered(tree, 'staging', 'web'))).toContain('onlyInCluster web/fleet.yaml:14');
  });

  test('that are not fetched are named with what asks for them', () => {
    const remote = { 'web/fleet.yaml': 'helm:\n  repo: https://charts.example.com\n  chart: web\n  version: 1.2.3\n' };
    const result = rendered(remote, 'default', 'web');
    expect(codes(result)).toEqual(['notFetched web/fleet.yaml:3']);
    expect(result.needs).toHaveLength(1);
  });
});
