// Projects of Argo CD: which one an Application belongs to, and what that refuses of it.
import { describe, expect, test, vi } from 'vitest';
import { createDiscoveryCache } from '../../../src/engine/discover/discover';
import { clustersAmong } from '../../../src/engine/discover/application-set/live-clusters';
import type { App, Json } from '../../../src/engine/model';
import { answerText, argoClustersPath } from '../../../src/engine/model/cluster-question';
import { createMask } from '../../../src/engine/normalise/mask';
import { discoverFleet, renderApp, walkFleet } from '../../../src/engine/pipeline';
import { failureLine, noteSentence } from '../../../src/engine/presenter';
import type { Files } from '../../../src/engine/ports';
import { createBuildCache } from '../../../src/engine/render/kustomize/build';
import { explain } from '../../../src/session/explanation';
import { memoryFiles } from '../../support/memory-files';
import { sessionOver } from '../../support/session-over';

const application = (name: string, more = '', project = 'team') =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd}\nspec:\n  project: ${project}\n` +
  `  source: {repoURL: https://git.example/org/shop, path: shop}\n  destination: {name: in-cluster, namespace: shop}\n${more}`;
const project = (spec: string, name = 'team') =>
  `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: ${name}, namespace: argocd}\nspec:\n${spec}`;
const OPEN = "  sourceRepos: ['*']\n  destinations: [{server: '*', namespace: '*'}]\n";
const SHOP = { 'shop/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\n' };

function appsIn(tree: Readonly<Record<string, string>>): readonly App[] {
  const files = memoryFiles({ ...SHOP, ...tree });
  return discoverFleet(files, createDiscoveryCache(), walkFleet(files)).environments.flatMap(({ apps }) => apps);
}

const mask = createMask(new Uint8Array(32).fill(7));

/** What is said of the Applications, as the command line has it. */
function said(tree: Readonly<Record<string, string>>): readonly string[] {
  const files = memoryFiles({ ...SHOP, ...tree });
  return appsIn(tree).flatMap((app) => {
    const { failures } = renderApp(app, files, createBuildCache());
    return [...new Set([...app.unresolved, ...failures].map((failure) => failureLine(failure, mask)))];
  });
}

describe('an Application that its project refuses', () => {
  const refused = (spec: string, app = application('shop')) => said({ 'argocd/shop.yaml': app, 'projects/team.yaml': project(spec) });

  test('by its source', () => {
    expect(refused(`  sourceRepos: ['*', '!https://git.example/org/*']\n  destinations: [{server: '*', namespace: '*'}]\n`)).toEqual([
      'argocd/shop.yaml:6:21: projectRefuses: Argo CD applies nothing of the Application shop: its project team does not permit the source https://git.example/org/shop: ' +
        'sourceRepos forbids it by “!https://git.example/org/*”. Correct it here, or permit it in the project. The rule of the project: projects/team.yaml:5:22.',
    ]);
  });

  test('by its destination, which a name and an address tell', () => {
    const destinations = '[{server: https://kubernetes.default.svc, namespace: "shop-*"}, {name: prod, namespace: "*"}]';
    expect(refused(`  sourceRepos: ['*']\n  destinations: ${destinations}\n`)).toEqual([
      'argocd/shop.yaml:7:3: projectRefuses: Argo CD applies nothing of the Application shop: its project team does not permit the namespace shop of the cluster in-cluster: ' +
        'no entry of destinations matches. Correct it here, or permit it in the project. The rule of the project: projects/team.yaml:6:3.',
    ]);
    expect(refused(`  sourceRepos: ['*']\n  destinations: ${destinations.replace('shop-*', 'sho*')}\n`)).toEqual([]);
  });

  test('by its own namespace, where Argo CD is elsewhere', () => {
    const app = application('shop').replace('namespace: argocd', 'namespace: team-b');
    expect(refused(`${OPEN}  sourceNamespaces: [team-a, "/^x/"]\n`, app)).toMatchObject([
      expect.stringContaining('does not permit Applications in the namespace team-b: no entry of sourceNamespaces matches'),
    ]);
    expect(refused(`${OPEN}  sourceNamespaces: ["/^team-[ab]$/"]\n`, app)).toEqual([]);
  });

  test.each([
    ['/^((?!bad).)*$/', []],
    ['/^(team-)+b$/', []],
    ['/^((?!team).)*$/', [expect.stringContaining('does not permit Applications in the namespace team-b')]],
  ])('by its own namespace and %s, which repeats a group without a choice in it', (pattern, expected) => {
    const app = application('shop').replace('namespace: argocd', 'namespace: team-b');
    expect(refused(`${OPEN}  sourceNamespaces: ["${pattern}"]\n`, app)).toEqual(expected);
  });

  test.each([
    '/^(a+)+$/',
    '/^((a|aa)b?)*$/',
    '/^(a?){40}$/',
    '/a*a*a*a*a*a*a*a*a*a*a*a*a*a*b/',
  ])('by its own namespace and %s, which could be tried for ever, nobody knows', (pattern) => {
    const app = application('shop').replace('namespace: argocd', `namespace: ${'a'.repeat(60)}-c`);
    const team = project(`${OPEN}  sourceNamespaces: ["${pattern}"]\n`);
    const [found] = appsIn({ 'argocd/shop.yaml': app, 'projects/team.yaml': team, 'argocd/web.yaml': application('web') });
    expect(found?.unresolved).toEqual([]);
    expect(found?.project?.undecided).toMatchObject({
      file: 'argocd/shop.yaml',
      line: 3,
      detail: expect.stringContaining('repeats what repeats'),
    });
  });

  test('renders nothing, and is listed', () => {
    const [app] = appsIn({ 'argocd/shop.yaml': application('shop'), 'projects/team.yaml': project('  sourceRepos: []\n') });
    expect(app?.unresolved.map(({ code, related }) => [code, related])).toEqual([
      ['projectRefuses', [{ file: 'projects/team.yaml', line: 5, column: 3 }]],
      ['projectRefuses', [{ file: 'projects/team.yaml', line: 1, column: 1 }]],
    ]);
    expect(renderApp(app as App, memoryFiles(SHOP), createBuildCache()).objects).toEqual([]);
  });
});

describe('objects that a project refuses', () => {
  const objects = (spec: string, manifests: string, more = '') => {
    const tree = { 'argocd/shop.yaml': application('shop', more), 'shop/pod.yaml': manifests };
    return said({ ...tree, 'projects/team.yaml': project(OPEN + spec) });
  };
  const ROLES = ['a', 'b', 'c', 'd'].map(
    (name) => `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: ${name}}\n`,
  );

  test('are told by their kind, with the rule', () => {
    expect(objects('', ROLES.join('---\n'))).toEqual([
      'shop/pod.yaml:2:7: projectRefusesObject: Argo CD refuses ClusterRole a, b, c and 1 more, and so syncs nothing of the Application: its project team does not permit ' +
        'the cluster-scoped kind ClusterRole of rbac.authorization.k8s.io: the project has no clusterResourceWhitelist, so no cluster-scoped kind is. ' +
        'Take it out, or permit it in the project. The rule of the project: projects/team.yaml:1:1.',
    ]);
    const allowed = '  clusterResourceWhitelist: [{group: rbac.authorization.k8s.io, kind: "*"}]\n';
    expect(objects(allowed, ROLES.join('---\n'))).toEqual([]);
    const denied = '  namespaceResourceBlacklist:\n  - {group: "", kind: Po?}\n';
    expect(objects(denied, SHOP['shop/pod.yaml'])).toMatchObject([
      expect.stringMatching(/^shop\/pod.yaml:2:7: .*projects\/team.yaml:8:5\.$/),
    ]);
  });

  test('are told by their namespace, hooks too', () => {
    const hook = 'annotations: {argocd.argoproj.io/hook: PreSync}';
    const away = `apiVersion: v1\nkind: Pod\nmetadata: {name: shop, namespace: kube-system, ${hook}}\n`;
    const destinations = "  destinations: [{server: '*', namespace: '!kube-system'}, {server: '*', namespace: '*'}]\n";
    const tree = { 'argocd/shop.yaml': application('shop'), 'shop/pod.yaml': away };
    const found = said({ ...tree, 'projects/team.yaml': project(`  sourceRepos: ['*']\n${destinations}`) });
    expect(found).toMatchObject([
      expect.stringContaining('does not permit the namespace kube-system: destinations forbids it by “!kube-system”'),
    ]);
    const skipped = { ...tree, 'shop/pod.yaml': away.replace('PreSync', 'Skip') };
    expect(said({ ...skipped, 'projects/team.yaml': project(`  sourceRepos: ['*']\n${destinations}`) })).toEqual([]);
  });

  test('a namespace that Argo CD makes where there is none is told calmly, and one that it manages is refused', () => {
    const more = '  syncPolicy: {syncOptions: [CreateNamespace=true]}\n';
    expect(objects('', SHOP['shop/pod.yaml'], more)).toEqual([]);
    const managed = '  syncPolicy: {syncOptions: [CreateNamespace=true], managedNamespaceMetadata: {labels: {a: b}}}\n';
    expect(objects('', SHOP['shop/pod.yaml'], managed)).toMatchObject([expect.stringContaining('refuses Namespace shop')]);
    const tree = { ...SHOP, 'argocd/shop.yaml': application('shop', more), 'projects/team.yaml': project(OPEN) };
    expect(findings(tree)).toEqual(['information namespaceNotPermitted argocd/shop.yaml:8:30 shop < projects/team.yaml:1:1']);
  });
});

function findings(tree: Readonly<Record<string, string>>): readonly string[] {
  return sessionOver({ ...SHOP, ...tree })
    .findings()
    .map(({ severity, code, file, line, column, subject, related = [] }) => {
      const why = related.map((place) => ` < ${place.file}:${place.line}:${place.column}`).join('');
      return `${severity} ${code} ${file}:${line}:${column} ${subject}${why}`;
    });
}

describe('what the repository does not tell', () => {
  test('a project that no file declares is said once, and the default one not at all', () => {
    const tree = {
      'argocd/a.yaml': application('a'),
      'argocd/b.yaml': application('b'),
      'argocd/c.yaml': application('c', '', 'default'),
    };
    expect(findings(tree)).toEqual(['information projectNotDeclared argocd/a.yaml:5:12 team < argocd/b.yaml:5:12']);
    expect(said(tree)).toEqual([]);
    const strict = { ...tree, 'projects/default.yaml': project('  sourceRepos: []\n', 'default') };
    expect(said(strict)).toMatchObject([expect.stringContaining('its project default does not permit the source'), expect.anything()]);
  });

  test('a cluster of which no Secret tells the address is open, and one of which a Secret tells it is not', () => {
    const destinations = '[{server: https://prod.example, namespace: "*"}]';
    const tree = {
      'argocd/a.yaml': application('a').replace('in-cluster', 'prod'),
      'argocd/b.yaml': application('b').replace('in-cluster', 'prod'),
      'projects/team.yaml': project(`  sourceRepos: ['*']\n  destinations: ${destinations}\n`),
    };
    expect(findings(tree)).toEqual(['information projectUndecided argocd/a.yaml:7:3 team < argocd/b.yaml:7:3']);
    expect(said(tree)).toEqual([]);
    const secret = (server: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: prod, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}\nstringData: {name: prod, server: ${server}}\n`;
    const codes = (server: string) =>
      appsIn({ ...tree, 'argocd/prod.yaml': secret(server) }).flatMap(({ unresolved, project: of }) => [unresolved.length, of?.undecided]);
    const told = (server: string) =>
      appsTold(tree, [{ name: 'prod', server }]).flatMap(({ unresolved, project: of }) => [unresolved.length, of?.undecided]);
    expect(told('https://prod.example')).toEqual([0, undefined, 0, undefined]);
    expect(told('https://other.example')).toEqual([1, undefined, 1, undefined]);
    expect(codes('https://prod.example/')).toEqual([0, undefined, 0, undefined]);
    expect(codes('https://other.example')).toEqual([1, undefined, 1, undefined]);
  });
});

/** The Applications where the cluster of Argo CD tells of these. */
function appsTold(tree: Readonly<Record<string, string>>, clusters: readonly { name: string; server: string }[]): readonly App[] {
  const labels = { 'argocd.argoproj.io/secret-type': 'cluster' };
  const secrets = clusters.map(({ name, server }) => {
    const data = Object.entries({ name, server, config: '{}' }).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
    return { metadata: { name, namespace: 'argocd', labels }, data: Object.fromEntries(data) };
  });
  const answer = answerText(clustersAmong(secrets) as unknown as Json);
  const files = memoryFiles({ ...SHOP, ...tree });
  const read: Files['read'] = (path) =>
    path === argoClustersPath('argocd') ? { kind: 'file', text: answer, version: answer } : files.read(path);
  const { environments } = discoverFleet({ ...files, read }, createDiscoveryCache(), walkFleet(files));
  return environments.flatMap(({ apps }) => apps);
}

test('what a cluster tells of its clusters is read once for all Applications', () => {
  const parse = vi.spyOn(JSON, 'parse');
  const names = Array.from({ length: 30 }, (_, at) => `c${at}`);
  const applications = names.map((name) => [`argocd/${name}.yaml`, application(name).replace('in-cluster', name)]);
  const team = project("  sourceRepos: ['*']\n  destinations: [{server: 'https://c1*', namespace: '*'}]\n");
  const apps = appsTold(
    { ...Object.fromEntries(applications), 'projects/team.yaml': team },
    names.map((name) => ({ name, server: `https://${name}` })),
  );
  const answers = parse.mock.calls.filter(([text]) => text.includes(Buffer.from('https://c29').toString('base64')));
  parse.mockRestore();
  expect(apps.map(({ project: of }) => of?.undecided)).toEqual(names.map(() => undefined));
  expect(apps.filter(({ unresolved }) => unresolved.length === 0)).toHaveLength(11);
  expect(answers).toHaveLength(1);
});

test('an explanation says when sync windows of the project hold an Application back, and which project is not declared', () => {
  const windows = [
    '  syncWindows:',
    '  - {kind: deny, schedule: "0 22 * * *", duration: 1h, timeZone: Europe/Berlin, applications: [sh*]}',
    '  - {kind: allow, schedule: "0 8 * * *", duration: 2h, manualSync: true, namespaces: [shop], clusters: [other], andOperator: false}',
    '  - {kind: deny, schedule: "0 1 * * *", duration: 1h, namespaces: [shop], clusters: [other], andOperator: true}',
  ];
  const tree = { ...SHOP, 'argocd/shop.yaml': application('shop'), 'projects/team.yaml': project(`${OPEN}${windows.join('\n')}\n`) };
  const notes = (of: Readonly<Record<string, string>>): readonly string[] => {
    const session = sessionOver(of);
    const explained = explain(session, 'in-cluster');
    if (explained.kind === 'failed') throw new Error(explained.reason.code);
    return explained.value.apps.flatMap((app) => app.notes.flatMap((each) => each.notes.map((note) => noteSentence(note, session.mask))));
  };
  expect(notes(tree)).toEqual([
    'A sync window of its project denies all syncs at 0 22 * * * Europe/Berlin + 1h (projects/team.yaml:8).',
    'A sync window of its project allows automated syncs at 0 8 * * * + 2h (projects/team.yaml:9); outside of such windows only syncs by hand may go on.',
  ]);
  expect(notes({ ...SHOP, 'argocd/shop.yaml': application('shop') })).toEqual([
    'No file of this repository declares its project team: what that permits is not known here.',
  ]);
});

describe('which project is meant', () => {
  const strict = "  sourceRepos: ['*']\n  destinations: []\n";
  const count = (tree: Readonly<Record<string, string>>) => appsIn(tree).map(({ app, unresolved }) => `${app} ${unresolved.length}`);

  test('the nearest of several clusters, and none of another namespace than Argo CD’s', () => {
    const tree = {
      'clusters/staging/shop.yaml': application('shop-staging').replace('in-cluster', 'staging'),
      'clusters/staging/team.yaml': project(OPEN),
      'clusters/production/shop.yaml': application('shop-production').replace('in-cluster', 'production'),
      'clusters/production/team.yaml': project(strict),
    };
    expect(count(tree)).toEqual(['shop-staging 0', 'shop-production 1']);
    const away = {
      'argocd/shop.yaml': application('shop'),
      'argocd/team.yaml': project(strict).replace('namespace: argocd', 'namespace: other'),
    };
    expect(count(away)).toEqual(['shop 0']);
  });

  test('as a kustomization makes it, and as no patch of it is', () => {
    const tree = {
      'argocd/root.yaml': application('root', '', 'default').replace('path: shop', 'path: apps'),
      'apps/kustomization.yaml': 'resources: [shop.yaml, team.yaml]\npatches: [{path: patch.yaml}]\n',
      'apps/shop.yaml': application('shop'),
      'apps/team.yaml': project(OPEN),
      'apps/patch.yaml': project(strict),
    };
    expect(count(tree)).toEqual(['root 0', 'shop 1']);
    expect(count({ ...tree, 'apps/team.yaml': project(strict), 'apps/patch.yaml': project(OPEN) })).toEqual(['root 0', 'shop 0']);
    // An app that makes its own project, which refuses it.
    const own = { ...tree, 'argocd/root.yaml': tree['argocd/root.yaml'].replace('project: default', 'project: team') };
    expect(count(own)).toEqual(['root 1', 'shop 1']);
  });

  test('Argo CD is where the project stands that an Application of another namespace names', () => {
    const app = application('shop').replace('namespace: argocd', 'namespace: team-a');
    const team = project(`${OPEN}  sourceNamespaces: [team-b]\n`).replace('namespace: argocd', 'namespace: gitops');
    const [found] = appsIn({ 'argocd/shop.yaml': app, 'argocd/team.yaml': team });
    expect([found?.controlNamespace, found?.unresolved.length]).toEqual(['gitops', 1]);
  });
});
