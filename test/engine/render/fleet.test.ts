// Bundles of Rancher Fleet: which there are, the environments of their targets, and what the agent deploys of each.
import { describe, expect, test } from 'vitest';
import { releaseNameOf } from '../../../src/engine/discover/fleet/release-name';
import { discover } from '../../../src/engine/discover/discover';
import type { App, Rendered } from '../../../src/engine/model';
import { renderApp } from '../../../src/engine/pipeline';
import { createBuildCache } from '../../../src/engine/render/kustomize/build';
import { at } from '../../../src/engine/yaml/access';
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

  describe('what doNotDeploy leaves out', () => {
    const skip = (criteria: string) => `targetCustomizations:\n- name: stage\n  ${criteria}\n  doNotDeploy: true\n`;
    const tree = (options: string, targets = '[{name: stage, clusterSelector: {matchLabels: {env: stage}}}]'): Tree => ({
      'repo.yaml': gitRepo(`{repo: "https://example.com/shop", paths: [web], targets: ${targets}}`),
      'web/fleet.yaml': options,
      'web/settings.yaml': CONFIG,
    });
    const clusters = { 'clusters.yaml': [cluster('stage-1', 'stage'), cluster('stage-2', 'stage')].join('---\n') };
    const at4 = { code: 'notDeployed', file: 'web/fleet.yaml', line: 4, subject: 'shop-web' };

    test('is said of a target of the GitRepo of that name, which the other clusters get', () => {
      for (const known of [{}, clusters]) {
        const all = { ...tree(skip('clusterName: stage-1')), ...known };
        const reasons = appIn(all, 'stage', 'shop-web').unresolved.filter(({ code }) => code === 'notDeployed');
        expect(reasons).toEqual([expect.objectContaining({ ...at4, detail: 'the cluster stage-1' })]);
        expect(rendered(all, 'stage', 'shop-web')).toMatchObject({ failures: [], objects: [{}] });
      }
    });

    test('renders nothing where no cluster is left', () => {
      for (const known of [{}, clusters]) {
        const all = { ...tree(skip('clusterSelector: {matchLabels: {env: stage}}')), ...known };
        expect(rendered(all, 'stage', 'shop-web')).toMatchObject({ failures: [at4], objects: [] });
        expect(appIn(all, 'stage', 'shop-web').versions).toEqual([]);
      }
    });

    test('is said of every target that may reach those clusters, and of no other', () => {
      const targets =
        '[{name: dev, clusterSelector: {matchLabels: {env: dev}}}, {name: prod, clusterSelector: {matchLabels: {tier: far}}}]';
      const all = tree(skip('clusterSelector: {matchLabels: {env: stage}}'), targets);
      const codesIn = (environment: string) => appIn(all, environment, 'shop-web').unresolved.map(({ code }) => code);
      expect(codesIn('dev')).toEqual(['clustersUnknown']);
      expect(codesIn('prod')).toEqual(['clustersUnknown', 'notDeployed']);
    });

    test('counts for nothing where a customization before it takes the cluster', () => {
      const before =
        'targetCustomizations:\n- name: first\n  clusterName: stage-1\n- name: stage\n  clusterName: stage-1\n  doNotDeploy: true\n';
      for (const environment of ['first', 'stage'])
        expect(appIn({ ...tree(before), ...clusters }, environment, 'shop-web').unresolved).toEqual([]);
    });

    test('is listed where nothing else of the bundle is', () => {
      const all = { 'web/fleet.yaml': skip('clusterName: stage-1'), 'web/settings.yaml': CONFIG };
      expect(rows(all)).toEqual(['stage: web fleetBundle web']);
      expect(rendered(all, 'stage', 'web')).toMatchObject({ objects: [], failures: [{ ...at4, subject: 'web' }] });
    });
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
      {
        code: 'unresolvedSource',
        detail: expect.stringMatching(/^it is another repository than this one: https:\/\/example\.com\/other\./),
      },
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

  test('clusters are known by the groups that they are in', () => {
    const grouped = (selector: string) => ({
      'web/fleet.yaml': `targetCustomizations:\n- name: edge\n  ${selector}\n`,
      'web/settings.yaml': CONFIG,
      'clusters.yaml': [
        cluster('one', 'edge'),
        'apiVersion: fleet.cattle.io/v1alpha1\nkind: ClusterGroup\nmetadata: {name: edge, namespace: fleet-default, labels: {tier: far}}\nspec: {selector: {matchLabels: {env: edge}}}\n',
      ].join('---\n'),
    });
    for (const selector of ['clusterGroup: edge', 'clusterGroupSelector: {matchLabels: {tier: far}}', 'clusterName: one'])
      expect(appIn(grouped(selector), 'edge', 'web').unresolved, selector).toEqual([]);
    expect(appIn(grouped('clusterGroup: core'), 'edge', 'web').unresolved).toMatchObject([
      { code: 'clustersUnknown', detail: 'the repository has no ClusterGroup core' },
    ]);
    expect(appIn(grouped('clusterGroupSelector: {matchLabels: {tier: near}}'), 'edge', 'web').unresolved).toHaveLength(1);
    expect(appIn(grouped('namespace: web'), 'edge', 'web').unresolved).toHaveLength(1);
  });

  test('overrideTargets go before the targets of the GitRepo', () => {
    const tree = {
      'repo.yaml': gitRepo('{repo: "https://example.com/shop", paths: [apps], targets: [{name: dev, clusterSelector: {}}]}'),
      'apps/fleet.yaml': 'overrideTargets:\n- name: lab\n  clusterName: lab\n',
      'apps/settings.yaml': CONFIG,
    };
    expect(rows(tree)).toEqual(['lab: shop-apps fleetBundle apps']);
    expect(discover(memoryFiles(tree)).environments[0]?.reason).toBe('target lab of fleet.yaml (apps/fleet.yaml:2)');
  });

  test('a bundle waits for others by their names and labels', () => {
    const bundles = {
      'web/fleet.yaml': 'dependsOn:\n- name: base\n- selector: {matchLabels: {layer: data}}\n',
      'base/fleet.yml': 'name: base\nlabels: {layer: none}\n',
      'data/fleet.yaml': 'labels: {layer: data}\n',
    };
    const tree = Object.fromEntries(
      Object.entries(bundles).flatMap(([path, options]) => [
        [path, options],
        [`${path.split('/')[0]}/all.yaml`, CONFIG],
      ]),
    );
    expect(appIn(tree, 'default', 'web').dependsOn).toEqual(['base', 'data']);
  });

  test('what drift leaves out is told with its line, that of the target over that of the bundle', () => {
    const patch = (pointer: string) => `comparePatches: [{apiVersion: apps/v1, kind: Deployment, name: web, namespace: shop, ${pointer}}]`;
    const tree = {
      'web/fleet.yaml': `diff:\n  ${patch('jsonPointers: [/spec/replicas]')}\ntargetCustomizations:\n- name: qa\n  diff:\n    ${patch('operations: [{op: remove, path: /spec/paused}]')}\n- name: dev\n`,
      'web/settings.yaml': CONFIG,
    };
    const ignored = (environment: string) => appIn(tree, environment, 'web').fleet?.ignored;
    expect(ignored('dev')).toMatchObject([{ object: 'Deployment shop/web', fields: ['/spec/replicas'], file: 'web/fleet.yaml', line: 2 }]);
    expect(ignored('qa')).toMatchObject([{ fields: ['/spec/paused'], line: 6 }]);
  });

  // Source: the names that Fleet's own tests expect.
  test.each([
    ['long-name-test-shortpath-with@char', 'long-name-test-shortpath-with-char-031bab5e'],
    ['long-name-test-0.App_ ', 'long-name-test-0-app-5bf6b3fb'],
    ['bundle.name.example.com', 'bundle-name-example-com-645ef821'],
    [`${'1234567890'.repeat(5)}123a`, '12345678901234567890123456789012345678901234567-fdba4'],
    [`${'1234567890'.repeat(4)}123456-1234567`, '1234567890123456789012345678901234567890123456-d0bce'],
  ])('%s is named %s', (name, expected) => expect(releaseNameOf(name)).toBe(expected));

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

  test('get the values of fleet.yaml, of its files and of the target, the last the strongest', () => {
    const production = rendered(tree, 'production', 'web');
    expect(text(production)).toBe(
      'apiVersion: v1\ndata:\n  host: none\n  replicas: "5"\n  tier: front\nkind: ConfigMap\nmetadata:\n  name: shop\n  namespace: web\n',
    );
    expect(codes(production)).toEqual([]);
  });

  test('get the values of files over those that stand beside them', () => {
    const plain = { ...tree, 'web/fleet.yaml': 'helm:\n  chart: .\n  valuesFiles: [common.yaml]\n  values: {replicas: 2, host: here}\n' };
    expect(text(rendered(plain, 'default', 'web'))).toContain('host: here\n  replicas: "9"\n  tier: front\n');
  });

  test('with values that only a cluster fills say so', () => {
    expect(codes(rendered(tree, 'staging', 'web'))).toContain('onlyInCluster web/fleet.yaml:14');
    const labelled = { ...tree, 'web/fleet.yaml': 'helm:\n  values: {host: global.fleet.clusterLabels.host}\n' };
    expect(codes(rendered(labelled, 'default', 'web'))).toEqual(['onlyInCluster web/fleet.yaml:2']);
  });

  test('get values of ConfigMaps and Secrets of the repository over all others, those of Secrets masked', () => {
    const from = `defaultNamespace: shop
helm:
  values: {replicas: 2, tier: front, host: none}
  valuesFrom:
  - configMapKeyRef: {name: settings, key: more.yaml}
  - secretKeyRef: {name: login}
  - secretKeyRef: {name: gone}
`;
    const given = {
      ...tree,
      'web/fleet.yaml': from,
      'settings.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata:\n  more.yaml: |\n    replicas: 7\n',
      'login.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: shop}\nstringData: {values.yaml: "host: hidden-host"}\n',
    };
    const result = rendered(given, 'default', 'web');
    expect(text(result)).toContain('host: hidden-host\n  replicas: "7"\n  tier: front\n');
    const host = at(result.objects[0]?.node, ['data', 'host']);
    expect(host).toMatchObject({ secret: true });
    expect(at(result.objects[0]?.node, ['data', 'replicas'])?.origin).toMatchObject({ file: 'settings.yaml', line: 6 });
    expect(codes(result)).toEqual(['onlyInCluster web/fleet.yaml:7']);
  });

  test('are taken in by the kustomization of their bundle', () => {
    const both = {
      ...tree,
      'web/fleet.yaml': 'helm: {releaseName: shop}\nkustomize: {dir: patched}\n',
      'web/patched/kustomization.yaml': kustomization('namePrefix: my-\nresources: [extra.yaml]\ncommonAnnotations: {a: b}'),
      'web/patched/extra.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\n',
    };
    const result = rendered(both, 'default', 'web');
    expect(codes(result)).toEqual([]);
    expect(result.objects.map(({ ref }) => ref.name)).toEqual(['my-extra', 'my-shop']);
    expect(at(result.objects[1]?.node, ['data', 'tier'])?.origin).toMatchObject({ file: 'web/values.yaml', line: 2 });
    expect(at(result.objects[1]?.node, ['metadata', 'annotations', 'a'])?.origin.file).toBe('web/patched/kustomization.yaml');
  });

  test('that are not fetched are named with what asks for them', () => {
    const remote = { 'web/fleet.yaml': 'helm:\n  repo: https://charts.example.com\n  chart: web\n  version: 1.2.3\n' };
    const result = rendered(remote, 'default', 'web');
    expect(codes(result)).toEqual(['notFetched web/fleet.yaml:3']);
    expect(result.needs).toHaveLength(1);
  });
});

test('a chart at an address of its own says how its repository can be named', () => {
  const tree = {
    'web/fleet.yaml': 'targetCustomizations: [{name: dev, clusterSelector: {}}]\nhelm: {chart: "https://charts.example/web-1.0.0.tgz"}\n',
  };
  expect(rendered(tree, 'dev', 'web').failures.filter(({ code }) => code !== 'clustersUnknown')).toMatchObject([
    { code: 'unsupported', subject: 'https://charts.example/web-1.0.0.tgz', file: 'web/fleet.yaml', line: 2 },
  ]);
});
