// Applications that projects refuse, and objects of them, through the real application controller with the real repo server behind it: it says, and applies, what the engine expects.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ARGO_NAMESPACE, type Controller, installArgo, startApplicationController, startRepoServer } from '../../scripts/argocd.mjs';
import { type ApiServer, startApiServer } from '../../scripts/cluster.mjs';
import type { Manifest } from '../../scripts/kube.mjs';
import { waitUntil } from '../../scripts/processes.mjs';
import { createDiscoveryCache } from '../../src/engine/discover/discover';
import { discoverFleet, renderApp, walkFleet } from '../../src/engine/pipeline';
import { createBuildCache } from '../../src/engine/render/kustomize/build';
import { type GitRepo, gitRepo } from '../support/git-repo';
import { memoryFiles } from '../support/memory-files';

const ROLE = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'reader' }, rules: [] };
const settings = (name: string, namespace?: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  data: { size: '2' },
});
const hook = (name: string) => ({
  ...settings(name, 'web'),
  metadata: { name, namespace: 'web', annotations: { 'argocd.argoproj.io/hook': 'PostSync' } },
});
/** Each folder has one ConfigMap of its name that is permitted. */
const FOLDERS: Readonly<Record<string, readonly object[]>> = {
  plain: [settings('plain')],
  kinds: [settings('kinds'), ROLE],
  away: [settings('away'), settings('other', 'web')],
  hooks: [settings('hooks'), hook('after')],
  old: [settings('old')],
  new: [settings('new')],
};
/** Where the namespace is there, and where it is not. */
const MAKING: Readonly<Record<string, object>> = Object.fromEntries(
  [
    ['old', 'shop'],
    ['new', 'shoq'],
  ].map(([name, namespace]) => [
    name,
    { destination: { name: 'in-cluster', namespace }, syncPolicy: { automated: {}, syncOptions: ['CreateNamespace=true'] } },
  ]),
);

let repository: GitRepo;
let server: ApiServer;
let controller: Controller;
let tree: Readonly<Record<string, string>>;
let applications: readonly Manifest[];
const ends: (() => Promise<void> | void)[] = [];
beforeAll(async () => {
  const files = Object.entries(FOLDERS).map(([name, objects]) => [`${name}/all.yaml`, objects.map((one) => stringify(one)).join('---\n')]);
  repository = gitRepo(Object.fromEntries(files));
  ends.push(repository.remove);
  const url = `file://${encodeURI(repository.root)}`;
  const project = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'narrow', namespace: ARGO_NAMESPACE },
    spec: {
      sourceRepos: [`${url}*`],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'sho?' }],
      sourceNamespaces: ['team-a'],
    },
  };
  const application = (name: string, path: string, spec: object = {}, namespace = ARGO_NAMESPACE) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace },
    spec: {
      project: 'narrow',
      source: { repoURL: url, path, targetRevision: 'main' },
      destination: { name: 'in-cluster', namespace: 'shop' },
      syncPolicy: { automated: {} },
      ...spec,
    },
  });
  applications = [
    ...Object.keys(FOLDERS).map((path) => application(path, path, MAKING[path])),
    application('by-source', 'plain', { source: { repoURL: 'https://git.example/other', path: 'plain', targetRevision: 'main' } }),
    application('by-destination', 'plain', { destination: { server: 'https://kubernetes.default.svc', namespace: 'web' } }),
    application('by-namespace', 'plain', {}, 'team-b'),
  ];
  tree = { ...Object.fromEntries(files), 'argocd/all.yaml': [project, ...applications].map((one) => stringify(one)).join('---\n') };
  const repoServer = await startRepoServer();
  ends.push(repoServer.stop);
  server = await startApiServer();
  ends.push(server.stop);
  await installArgo(server.client);
  for (const name of ['shop', 'web', 'team-b']) await server.client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const object of [project, ...applications]) await server.client.apply(object as Manifest);
  controller = await startApplicationController(server, repoServer);
  ends.push(controller.stop);
}, 900_000);
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

interface Status {
  readonly conditions?: readonly { readonly type: string; readonly message: string }[];
  readonly operationState?: {
    readonly phase: string;
    readonly syncResult?: { readonly resources?: readonly { readonly kind: string; readonly message: string }[] };
  };
}

/** What became of an Application: refused as it is, at its sync with the kinds of the objects that are refused, or synced. */
function outcomeOf({ conditions = [], operationState }: Status): string | undefined {
  const refusal = conditions.find(
    ({ type, message }) => /InvalidSpecError|UnknownError/.test(type) && /permitted|do not match/.test(message),
  );
  if (refusal !== undefined) return 'refused';
  if (operationState?.phase === 'Succeeded') return 'synced';
  if (operationState?.phase !== 'Failed' && operationState?.phase !== 'Running') return undefined;
  const refused = operationState.syncResult?.resources?.filter(({ message }) => message.includes('is not permitted')) ?? [];
  return refused.length === 0 ? undefined : `refused ${refused.map(({ kind }) => kind).join(' ')}`;
}

function expectedOutcomes(): Readonly<Record<string, string>> {
  const files = memoryFiles(tree);
  const apps = discoverFleet(files, createDiscoveryCache(), walkFleet(files)).environments.flatMap((environment) => environment.apps);
  return Object.fromEntries(
    apps.flatMap((app) => {
      if (app.kind !== 'argoApplication') return [];
      const { failures, warnings } = renderApp(app, files, createBuildCache());
      if (warnings.some(({ code }) => code === 'namespaceNotPermitted')) return [[app.owner?.name, 'depends on the namespace']];
      if (failures.some(({ code }) => code === 'projectRefuses')) return [[app.owner?.name, 'refused']];
      const refused = failures.flatMap(({ code, subject = '' }) => (code === 'projectRefusesObject' ? [subject.split(' ')[0]] : []));
      return [[app.owner?.name, refused.length === 0 ? 'synced' : `refused ${refused.join(' ')}`]];
    }),
  );
}

it('says and applies what the engine expects', async () => {
  const expected = expectedOutcomes();
  expect(expected).toEqual({
    plain: 'synced',
    kinds: 'refused ClusterRole',
    away: 'refused ConfigMap',
    hooks: 'refused ConfigMap',
    old: 'depends on the namespace',
    new: 'depends on the namespace',
    'by-source': 'refused',
    'by-destination': 'refused',
    'by-namespace': 'refused',
  });
  let found: Record<string, string | undefined> = {};
  const isSettled = async (): Promise<boolean> => {
    const all = await Promise.all(
      applications.map(async ({ metadata: { name, namespace } }) => {
        const { body } = await server.client.request('GET', `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/applications/${name}`);
        return [name, outcomeOf(body.status ?? {})] as const;
      }),
    );
    found = Object.fromEntries(all);
    return all.every(([, outcome]) => outcome !== undefined);
  };
  await waitUntil('each Application should have been looked at', isSettled, { milliseconds: 90_000 }).catch((error) => {
    throw new Error(`${JSON.stringify(found)}\n${error}\n${controller.output().slice(-3000)}`);
  });
  expect(found).toEqual({ ...expected, old: 'synced', new: 'refused Namespace' });
  const isThere = async (name: string) => (await server.client.request('GET', `/api/v1/namespaces/shop/configmaps/${name}`)).status === 200;
  const applied = await Promise.all(Object.keys(FOLDERS).map(async (name) => [name, await isThere(name)]));
  // One object that is refused keeps all the others back.
  expect(Object.fromEntries(applied)).toEqual({ plain: true, kinds: false, away: false, hooks: false, old: true, new: false });
}, 120_000);
