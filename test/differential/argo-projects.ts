// Random projects of Argo CD, with an Application, the Secrets of clusters and repositories, and objects that it would apply.
import * as fc from 'fast-check';

export interface ProjectCase {
  readonly projects: readonly object[];
  readonly application: object;
  readonly secrets: readonly { readonly data: Readonly<Record<string, string>> }[];
  readonly configMap: Readonly<Record<string, string>>;
  readonly objects: readonly object[];
}

const ADDRESSES = [
  'https://git.example/org/shop',
  'https://git.example/org/shop.git',
  'HTTPS://Git.Example/Org/Shop',
  'git@git.example:org/shop.git',
  'ssh://git@git.example/org/shop',
  'https://git.example:8443/a%20b/c d',
  'https://user:word@git.example/org/shop',
  'https://git.example/org/shop?x=1#y',
  'https://git.example/ä/{x}',
  'git.example/org/shop',
  'file:///srv/shop',
];
const SOURCES = [
  '*',
  '*',
  '*',
  '*',
  '*',
  '*',
  '**',
  '!https://git.example/org/shop',
  '!https://git.example/**',
  '!git@git.example:org/*',
  'https://git.example/*',
  'https://git.example/**',
  'https://git.example/org/*',
  'https://git.example/*/shop',
  'git@git.example:org/*',
  'ssh://git@git.example/**',
  'https://*.example/org/shop',
  'https://{git,hub}.example/**',
  'https://git.example/{org,x}/*',
  'https://git.example/org/[a-s]*',
  'https://git.example/org/[!a-s]*',
  'https://git.example/org/sho?',
  'https://git.example/[',
  'http*://git.example**',
  'https://git.example:8443/**',
  'https://%zz/',
  'https://*@git.example/org/*',
  '!',
  '',
];
const SERVERS = [
  '*',
  '*',
  '*',
  '',
  'https://kubernetes.default.svc',
  'https://prod.example',
  'https://*.example',
  'https://{prod,qa}.example',
  '!https://prod.example',
  '!https://*',
];
const NAMES = ['', '', '*', 'prod', '!prod', 'in-*', 'p?od', '!*a'];
const NAMESPACES = ['*', '*', '*', '*', 'shop', 'shop-*', '!kube-system', '!shop', '', '[a-z]*', '{shop,web}', '!*-system', '['];
const KINDS = [
  { group: '*', kind: '*' },
  { group: '', kind: 'Namespace' },
  { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole*' },
  { group: 'apps', kind: 'Deployment' },
  { group: '', kind: '[A-C]*' },
  { group: '[', kind: '*' },
  { group: 'app?', kind: '*' },
  { group: 'batch', kind: 'Job' },
  { kind: 'ConfigMap' },
];
const NAMES_OF_OTHERS = ['team-*', '/^team-[ab]$/', '/(/', '*', 'apps', '!x', '/^((?!bad).)*$/', '{apps,team-a}'];

const listOf = (...values: readonly unknown[]) => fc.array(fc.constantFrom(...values), { maxLength: 3 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

function project(name: string): fc.Arbitrary<object> {
  const spec = fc.record({
    sourceRepos: fc.array(fc.constantFrom(...SOURCES), { minLength: 1, maxLength: 3 }),
    destinations: fc.array(
      fc.record({ server: fc.constantFrom(...SERVERS), name: fc.constantFrom(...NAMES), namespace: fc.constantFrom(...NAMESPACES) }),
      { minLength: 1, maxLength: 3 },
    ),
    sourceNamespaces: maybe(listOf(...NAMES_OF_OTHERS)),
    clusterResourceWhitelist: maybe(listOf(...KINDS)),
    clusterResourceBlacklist: maybe(listOf(...KINDS.slice(1))),
    namespaceResourceWhitelist: maybe(listOf(...KINDS)),
    namespaceResourceBlacklist: maybe(listOf(...KINDS.slice(1))),
    syncWindows: fc
      .array(
        fc.record({
          kind: fc.constantFrom('allow', 'deny'),
          applications: maybe(listOf('shop', 'web', 's*', '*')),
          clusters: maybe(listOf('https://*.example', 'prod', 'in-*', '*')),
          namespaces: maybe(listOf('shop', 'shop-*', '!shop', '[a-z]*', '')),
          andOperator: fc.boolean(),
        }),
        { maxLength: 2 },
      )
      .map((windows) =>
        windows.map((window, at) => ({ ...window, schedule: `${at} 1 * * *`, duration: name, description: `${name} ${at}` })),
      ),
    permitOnlyProjectScopedClusters: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, true),
  });
  return fc.record({ spec, stage: fc.constantFrom('production', 'staging') }).map(({ spec: own, stage }) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: 'argocd', labels: { stage } },
    spec: own,
  }));
}

const application = fc
  .record({
    namespace: fc.constantFrom('argocd', 'argocd', 'argocd', 'team-a', 'apps', 'bad-x'),
    project: fc.constantFrom('team', 'team', 'team', 'default'),
    addresses: fc.array(fc.constantFrom(...ADDRESSES), { minLength: 1, maxLength: 2 }),
    cluster: fc.constantFrom<object>(
      { server: 'https://kubernetes.default.svc' },
      { server: 'https://prod.example' },
      { server: 'https://qa.example' },
      { name: 'in-cluster' },
      { name: 'prod' },
      { name: 'qa' },
    ),
    target: fc.constantFrom('shop', 'shop', 'shop-1', 'web', 'kube-system', ''),
    odd: fc.constantFrom(...Array(12).fill(undefined), { chart: 'web' }, { path: '', chart: '' }, { ref: 'values', chart: 'web' }),
  })
  .map(({ namespace, project: of, addresses, cluster, target, odd }) => {
    const whole = addresses.map((repoURL) => ({ repoURL, path: 'shop', targetRevision: 'HEAD' }));
    const sources = odd === undefined ? whole : [...whole.slice(1), { repoURL: addresses[0], ...odd }];
    return {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'shop', namespace },
      spec: {
        project: of,
        ...(sources.length === 1 ? { source: sources[0] } : { sources }),
        destination: { ...cluster, ...(target === '' ? {} : { namespace: target }) },
      },
    };
  });

function secret(type: string, name: string, told: Readonly<Record<string, string | undefined>>) {
  const data = Object.entries(told).flatMap(([key, value]) => (value === undefined ? [] : [[key, Buffer.from(value).toString('base64')]]));
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'argocd', labels: { 'argocd.argoproj.io/secret-type': type } },
    data: Object.fromEntries(data) as Record<string, string>,
  };
}

const secrets = fc
  .record({
    of: fc.tuple(maybe(fc.constantFrom('team', 'other')), maybe(fc.constantFrom('team', 'other')), maybe(fc.constantFrom('team', 'other'))),
    namespaces: maybe(fc.constantFrom('shop', 'shop, web', '')),
    url: fc.constantFrom(...ADDRESSES, ...SOURCES.slice(10, 14)),
  })
  .map(({ of: [prod, qa, repository], namespaces, url }) => [
    secret('cluster', 'prod', { name: 'prod', server: 'https://prod.example', project: prod, namespaces, config: '{}' }),
    secret('cluster', 'qa', { name: 'qa', server: 'https://qa.example/', project: qa, config: '{"tlsClientConfig": {"insecure": true}}' }),
    ...(repository === undefined ? [] : [secret('repository', 'repo', { url, project: repository, type: 'git' })]),
  ]);

const OBJECTS = [
  ['v1', 'ConfigMap'],
  ['apps/v1', 'Deployment'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['v1', 'Namespace'],
  ['storage.k8s.io/v1', 'StorageClass'],
  ['batch/v1', 'Job'],
] as const;

const objects = fc
  .array(fc.tuple(fc.constantFrom(...OBJECTS), maybe(fc.constantFrom('shop', 'web', 'kube-system'))), { minLength: 1, maxLength: 3 })
  .map((drawn) =>
    drawn.map(([[apiVersion, kind], namespace], index) => ({
      apiVersion,
      kind,
      metadata: {
        name: `o${index}`,
        ...(namespace === undefined || ['ClusterRole', 'Namespace', 'StorageClass'].includes(kind) ? {} : { namespace }),
        ...(kind === 'Job' ? { annotations: { 'argocd.argoproj.io/hook': 'PreSync' } } : {}),
      },
    })),
  );

const GLOBAL = '- labelSelector: {matchExpressions: [{key: stage, operator: In, values: [production]}]}\n  projectName: global\n';

export const randomProjectCase: fc.Arbitrary<ProjectCase> = fc
  .record({
    team: project('team'),
    global: fc.option(project('global'), { nil: undefined, freq: 2 }),
    standard: fc.option(project('default'), { nil: undefined, freq: 2 }),
    application,
    secrets,
    objects,
  })
  .map(({ team, global, standard, ...rest }) => ({
    ...rest,
    projects: [team, global, standard].flatMap((one) => (one === undefined ? [] : [JSON.parse(JSON.stringify(one))])),
    configMap: global === undefined ? {} : { globalProjects: GLOBAL },
  }));
