// Cluster generators are told which clusters Argo CD knows once the user asks a cluster, edits keep that, and it can be taken back.
import { describe, expect, it } from 'vitest';
import { openSnapshot } from '../../src/adapters/snapshot';
import { CancelledError, type Failure } from '../../src/engine/model';
import type { Cluster } from '../../src/engine/ports';
import { createArgoClusters } from '../../src/session/argo-clusters';
import { memoryFiles } from '../support/memory-files';
import { sessionOverFiles } from '../support/session-over';

const never = new AbortController().signal;
const at = new Date('2026-11-26T08:15:00Z');

const set = (name: string, namespace = 'argocd'): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  goTemplate: true
  generators:
  - clusters: {selector: {matchExpressions: [{key: stage, operator: Exists}]}}
  template:
    metadata: {name: "${name}-{{ .name }}"}
    spec:
      project: default
      source: {repoURL: "https://git.example/fleet", path: web}
      destination: {name: "{{ .name }}", namespace: web}
`;
const clusterSecret = (name: string, namespace = 'argocd') => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name,
    namespace,
    labels: { 'argocd.argoproj.io/secret-type': 'cluster', stage: name },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"stringData":{"config":"correct-horse"}}' },
  },
  data: { name: btoa(name), server: btoa(`https://${name}.example`), config: btoa('{"bearerToken":"correct-horse"}') },
});
const ARGO_SECRET = { ...clusterSecret('argocd-secret'), metadata: { name: 'argocd-secret', namespace: 'argocd' } };
const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'applicationsets.argoproj.io' },
  spec: { group: 'argoproj.io', scope: 'Namespaced', names: { kind: 'ApplicationSet' }, versions: [{ name: 'v1alpha1', served: true }] },
};

function snapshot(...objects: readonly object[]): Cluster {
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const opened = openSnapshot('snap', memoryFiles({ 'snap/all.yaml': text }));
  if (opened.kind === 'failed') throw new Error(JSON.stringify(opened.reason));
  return opened.value;
}

/** A cluster that is there when it is told to be. */
function later(): { readonly promise: Promise<Cluster>; readonly resolve: (cluster: Cluster) => void } {
  let resolve: (cluster: Cluster) => void = () => undefined;
  const promise = new Promise<Cluster>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Answers when it is told to, or never. */
function silent(answers: Promise<Cluster> = new Promise(() => {})): Cluster {
  return {
    ...snapshot(clusterSecret('dev')),
    list: async (...asked) => {
      const given = new Promise<never>((_resolve, reject) => asked[3].addEventListener('abort', () => reject(new CancelledError())));
      return (await Promise.race([answers, given])).list(...asked);
    },
  };
}

function stage(more: Readonly<Record<string, string>> = {}) {
  const content: Record<string, string> = {
    'sets/web.yaml': set('web'),
    'web/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n',
    ...more,
  };
  const clusters = createArgoClusters();
  const files = { read: (path: string) => memoryFiles(content).read(path), list: (path: string) => memoryFiles(content).list(path) };
  const session = sessionOverFiles(clusters.over(files));
  const rediscover = (questions: readonly string[]): void => {
    session.sourcesChanged(questions);
    session.discovery();
  };
  const ask = (cluster: Cluster, signal = never) => clusters.ask({ cluster, at, signal, rediscover });
  const apps = (): readonly string[] =>
    session.discovery().environments.flatMap(({ name, apps: all }) => all.map(({ app }) => `${name}/${app}`));
  const unresolved = (): readonly Failure[] =>
    session.discovery().environments.flatMap(({ apps: all }) => all.flatMap((app) => app.unresolved));
  const edit = (path: string, text: string): void => {
    content[path] = text;
    session.sourcesChanged([path]);
  };
  return { session, clusters, ask, apps, unresolved, edit, forget: () => rediscover(clusters.forget()) };
}

describe('a cluster that is asked for Argo CD’s clusters', () => {
  it('tells generators, is named with the time, keeps no credential, and is forgotten on request', async () => {
    const { session, clusters, ask, apps, unresolved, forget } = stage();
    const offline = apps();
    expect(unresolved()).toMatchObject([{ code: 'controllerOnly', clusterQuestion: '/cluster/argo-clusters,argocd' }]);
    expect([clusters.questions(), clusters.told()]).toEqual([['/cluster/argo-clusters,argocd'], undefined]);

    const told = await ask(snapshot(clusterSecret('qa'), clusterSecret('dev')));
    expect(told).toEqual({ context: 'snapshot:snap', at, refused: [] });
    expect(apps()).toEqual(['dev/web-dev', 'qa/web-qa']);
    const [environment] = session.discovery().environments;
    expect(environment?.apps).toMatchObject([{ clusterQuestion: '/cluster/argo-clusters,argocd', source: { file: 'sets/web.yaml' } }]);
    expect(session.preview('qa', 'web-qa').text).toContain('kind: ConfigMap');
    const answer = clusters.over(memoryFiles({})).read('/cluster/argo-clusters,argocd');
    expect(JSON.stringify([answer, session.discovery()])).not.toMatch(/correct-horse|Y29ycmVjdC1ob3JzZ|config/);

    forget();
    expect([apps(), clusters.told()]).toEqual([offline, undefined]);
  });

  it('stays with an edit; what an edit wants to know besides waits until it is asked', async () => {
    const { ask, apps, unresolved, edit } = stage();
    await ask(snapshot(clusterSecret('qa'), clusterSecret('live', 'gitops')));
    edit('sets/web.yaml', set('site'));
    expect(apps()).toEqual(['qa/site-qa']);
    edit('sets/other.yaml', set('other', 'gitops'));
    expect(apps()).toContain('qa/site-qa');
    expect(unresolved()).toMatchObject([{ code: 'notAsked', subject: 'clusters of Argo CD in gitops', file: 'sets/other.yaml' }]);
    await ask(snapshot(clusterSecret('qa'), clusterSecret('live', 'gitops')));
    expect(apps()).toEqual(['qa/site-qa', 'live/other-live']);
  });

  it('gives apps that are promoted, and show what an edit does, like others', async () => {
    const deployment =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, image: web}]}}}\n';
    const overlay = (tag: string) => `resources: [../../base]\nimages:\n- name: web\n  newTag: "${tag}"\n`;
    const { session, ask } = stage({
      'sets/web.yaml': set('web').replace('path: web', 'path: "overlays/{{ .name }}"'),
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'base/web.yaml': deployment,
      'overlays/dev/kustomization.yaml': overlay('2.0'),
      'overlays/prod/kustomization.yaml': overlay('1.0'),
    });
    await ask(snapshot(clusterSecret('dev'), clusterSecret('prod')));
    const plan = await session.planPromotion({ app: 'web-dev', from: 'dev', to: 'prod' });
    expect(plan).toMatchObject({
      kind: 'answer',
      value: { versions: [{ name: 'web', before: '1.0', after: '2.0' }], effects: [{ ref: { kind: 'Deployment' } }], failures: [] },
    });
    const effect = session.effect(new Map([['overlays/prod/kustomization.yaml', overlay('0.9')]]));
    expect(effect).toMatchObject([{ environment: 'prod', app: 'web-prod', state: 'stays', objects: [{ ref: { kind: 'Deployment' } }] }]);
  });

  it('that refuses leaves them unresolved, with its reason', async () => {
    const { ask, apps, unresolved } = stage();
    const reason: Failure = { code: 'forbidden', subject: 'the list of Secret', detail: 'jane may not list secrets' };
    const told = await ask({ ...snapshot(clusterSecret('qa')), list: async () => ({ kind: 'failed', reason }) });
    expect(told.refused).toEqual([reason]);
    expect(apps()).toEqual(['in-cluster/web']);
    expect(unresolved()).toMatchObject([{ code: 'controllerOnly', detail: expect.stringContaining('jane may not list secrets') }]);
  });

  it('that refuses leaves what another one told before, and is not taken for it', async () => {
    const { clusters, ask, apps } = stage();
    await ask(snapshot(clusterSecret('qa')));
    const reason: Failure = { code: 'forbidden', subject: 'the list of Secret', detail: 'jane may not list secrets' };
    const other = { ...snapshot(clusterSecret('dev')), context: 'other', list: async () => ({ kind: 'failed', reason }) as const };
    expect(await ask(other)).toEqual({ context: 'other', at, refused: [reason] });
    expect(apps()).toEqual(['qa/web-qa']);
    expect(clusters.told()).toEqual({ context: 'snapshot:snap', at, refused: [] });
  });

  it('that nobody knows to run Argo CD has no empty list', async () => {
    const { ask, unresolved, apps } = stage();
    const detailOf = async (...objects: readonly object[]): Promise<string | undefined> =>
      (await ask(snapshot(...objects))).refused.map(({ code, subject, detail }) => `${code} ${subject}: ${detail}`)[0];
    const plain = clusterSecret('other', 'shop');
    expect(await detailOf(plain)).toBe('noArgoCd snap: it does not know the kind ApplicationSet');
    expect(await detailOf(plain, CRD)).toBe('noArgoCd snap: it holds no Secret argocd/argocd-secret');
    expect(unresolved()).toMatchObject([{ code: 'controllerOnly' }]);
    const live: Cluster = { ...snapshot(plain, CRD), kind: 'live' };
    expect((await ask(live)).refused).toMatchObject([{ code: 'noArgoCd', detail: 'it has no ConfigMap argocd/argocd-cm' }]);
    expect(await detailOf(ARGO_SECRET, CRD)).toBeUndefined();
    expect([unresolved(), apps()]).toMatchObject([[{ code: 'generatorInvalid' }], ['in-cluster/web']]);
  });

  it('is asked for those of the usual namespace where a set stands in one without an Argo CD', async () => {
    const { ask, apps, unresolved } = stage({ 'sets/web.yaml': set('web', 'team') });
    const teams = { ...ARGO_SECRET, metadata: { name: 'token', namespace: 'team' } };
    expect((await ask(snapshot(teams, CRD))).refused).toMatchObject([
      { code: 'noArgoCd', detail: 'it holds no Secret team/argocd-secret' },
    ]);
    expect(unresolved()).toMatchObject([{ code: 'controllerOnly' }]);
    expect((await ask(snapshot(teams, CRD, clusterSecret('qa')))).refused).toEqual([]);
    expect(apps()).toEqual(['qa/web-qa']);
    const another = { ...ARGO_SECRET, metadata: { name: 'argocd-secret', namespace: 'team' } };
    expect((await ask(snapshot(another, CRD, clusterSecret('qa')))).refused).toEqual([]);
    expect(unresolved()).toMatchObject([{ code: 'generatorInvalid' }]);
    const live: Cluster = {
      ...snapshot(teams, CRD, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', namespace: 'argocd' } }),
      kind: 'live',
    };
    expect((await ask(live)).refused).toEqual([]);
    expect(unresolved()).toMatchObject([{ code: 'generatorInvalid' }]);
  });

  it('is given up when the user cancels: nothing has changed then', async () => {
    const { clusters, ask, apps } = stage();
    await ask(snapshot(clusterSecret('qa')));
    const abort = new AbortController();
    const asking = ask(silent(), abort.signal);
    expect(apps()).toEqual(['qa/web-qa']);
    abort.abort();
    await expect(asking).rejects.toThrow(CancelledError);
    expect([apps(), clusters.told()?.context]).toEqual([['qa/web-qa'], 'snapshot:snap']);
  });

  it('is given up where another one is asked meanwhile, whichever ends first', async () => {
    const { clusters, ask, apps } = stage();
    await ask(snapshot(clusterSecret('qa')));
    const answers = later();
    const [first, abort] = [ask(silent(answers.promise)), new AbortController()];
    const second = ask(silent(), abort.signal);
    answers.resolve(snapshot(clusterSecret('dev')));
    await expect(first).rejects.toThrow(CancelledError);
    expect(apps()).toEqual(['qa/web-qa']);
    abort.abort();
    await expect(second).rejects.toThrow(CancelledError);
    expect([apps(), clusters.told()?.context]).toEqual([['qa/web-qa'], 'snapshot:snap']);
  });

  it('is forgotten for good, also while another one is asked', async () => {
    const { clusters, ask, apps, forget } = stage();
    const offline = apps();
    await ask(snapshot(clusterSecret('qa')));
    const [answers, abort] = [later(), new AbortController()];
    const [answered, cancelled] = [ask(silent(answers.promise)), ask(silent(), abort.signal)];
    forget();
    answers.resolve(snapshot(clusterSecret('dev')));
    abort.abort();
    await expect(answered).rejects.toThrow(CancelledError);
    await expect(cancelled).rejects.toThrow(CancelledError);
    expect([apps(), clusters.told()]).toEqual([offline, undefined]);
    const late = later();
    const asking = ask(silent(late.promise));
    forget();
    late.resolve(snapshot(clusterSecret('dev')));
    await expect(asking).rejects.toThrow(CancelledError);
    expect([apps(), clusters.told()]).toEqual([offline, undefined]);
  });

  it('is the same for the trees of environment branches', async () => {
    const { session, clusters, ask, apps } = stage({
      '.gitignore': 'branch/\n',
      'sets/web.yaml': 'kind: Nothing\n',
      'branch/sets/web.yaml': set('web'),
      'branch/web/a.yaml': '',
    });
    const tree = { environment: 'staging', branch: 'env/staging', ref: 'env/staging', commit: 'c0ffee', folder: 'branch' };
    session.branchesRead({ trees: [tree], followed: [], failures: [] });
    expect(apps()).toEqual(['staging/web']);
    await ask(snapshot(clusterSecret('qa')));
    expect(apps()).toEqual(['staging/web-qa']);
    session.sourcesChanged(clusters.forget());
    expect(apps()).toEqual(['staging/web']);
  });
});
