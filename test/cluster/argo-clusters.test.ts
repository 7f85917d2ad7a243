// The clusters that an Argo CD knows, asked of a real API server: what counts as an answer, what only looks like one, and who may ask.
import { expect, test } from 'vitest';
import { openCluster } from '../../src/adapters/contexts';
import type { Cluster } from '../../src/engine/ports';
import { createArgoClusters } from '../../src/session/argo-clusters';
import { answered, liveFixture, never } from '../support/live-cluster';
import { memoryFiles } from '../support/memory-files';
import { sessionOverFiles } from '../support/session-over';

const live = liveFixture();

const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'applicationsets.argoproj.io' },
  spec: {
    group: 'argoproj.io',
    scope: 'Namespaced',
    names: { kind: 'ApplicationSet', plural: 'applicationsets', singular: 'applicationset', listKind: 'ApplicationSetList' },
    versions: [{ name: 'v1alpha1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};
const SET = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: web, namespace: argocd}
spec:
  goTemplate: true
  generators:
  - clusters: {selector: {matchLabels: {stage: qa}}}
  template:
    metadata: {name: "web-{{ .name }}"}
    spec:
      project: default
      source: {repoURL: "https://git.example/fleet", path: web}
      destination: {name: "{{ .name }}", namespace: web}
`;

/** A connection believes for some seconds that a kind is not there. */
const fresh = async (): Promise<Cluster> => answered(await openCluster('fleet'));

function stage() {
  const clusters = createArgoClusters();
  const session = sessionOverFiles(clusters.over(memoryFiles({ 'sets/web.yaml': SET, 'web/web.yaml': '' })));
  const rediscover = (questions: readonly string[]): void => {
    session.sourcesChanged(questions);
    session.discovery();
  };
  const refusal = async (cluster: Cluster) => (await clusters.ask({ cluster, at: new Date(), signal: never, rediscover })).refused[0];
  const apps = () => session.discovery().environments.flatMap(({ apps: all }) => all.map(({ app, kind }) => `${kind} ${app}`));
  return { refusal, apps, session };
}

test('a cluster in which Argo CD does not run has no clusters to tell, whatever list it gives', async () => {
  const { refusal, apps } = stage();
  expect(await refusal(live.admin)).toEqual({ code: 'noArgoCd', subject: 'fleet', detail: 'it does not know the kind ApplicationSet' });
  await live.server.client.apply(CRD);
  await expect.poll(async () => (await live.server.client.request('GET', '/apis/argoproj.io/v1alpha1/applicationsets')).status).toBe(200);
  expect(await refusal(await fresh())).toMatchObject({ code: 'noArgoCd', detail: 'it has no ConfigMap argocd/argocd-cm' });
  expect(apps()).toEqual(['argoApplicationSet web']);
});

test('Secrets of clusters are told without credentials, the others are not asked for, and an empty list is one', async () => {
  const { refusal, apps, session } = stage();
  const { client } = live.server;
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } });
  const secret = (name: string, labels: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'argocd', labels },
    stringData: { name: `${name}-eu`, server: `https://${name}.example`, config: '{"bearerToken":"correct-horse"}' },
  });
  await client.apply(secret('argocd-secret', {}));
  expect(await refusal(await fresh())).toMatchObject({ code: 'noArgoCd', detail: 'it has no ConfigMap argocd/argocd-cm' });
  await client.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', namespace: 'argocd' } });
  expect(await refusal(await fresh())).toBeUndefined();
  expect(session.discovery().environments.flatMap(({ apps: all }) => all.flatMap(({ unresolved }) => unresolved))).toMatchObject([
    { code: 'generatorInvalid', detail: 'its generators give no Application' },
  ]);
  const ofCluster = { 'argocd.argoproj.io/secret-type': 'cluster' };
  await client.apply(secret('qa', { ...ofCluster, stage: 'qa' }));
  await client.apply(secret('prod', { ...ofCluster, stage: 'prod' }));
  const listed = answered(await live.admin.list('v1', 'Secret', 'argocd', never, ofCluster));
  expect(listed.map(({ metadata }) => (metadata as { name: string }).name)).toEqual(['prod', 'qa']);
  expect(await refusal(await fresh())).toBeUndefined();
  expect(apps()).toEqual(['argoApplication web-qa-eu']);
  expect(JSON.stringify(session.discovery())).not.toMatch(/correct-horse|Y29ycmVjdC1ob3JzZ/);
});

test('whoever may not list them, or is not known, is told so; nothing is generated', async () => {
  const { refusal, apps } = stage();
  expect(await refusal(live.nobody)).toMatchObject({ code: 'forbidden', subject: 'the list of Secret' });
  const stale = await live.clusterAt({ server: live.server.url, 'insecure-skip-tls-verify': true }, { token: 'stale' });
  expect(await refusal(stale)).toMatchObject({ code: 'unauthorised' });
  expect(apps()).toEqual(['argoApplicationSet web']);
});
