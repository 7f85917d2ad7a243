// The live Cluster port against a real API server: what it answers.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openCluster, readContexts } from '../../src/adapters/contexts';
import type { JsonObject, ObjectRef } from '../../src/engine/model';
import { answered, liveFixture, never, reasonOf, SETTINGS, settings } from '../support/live-cluster';

const live = liveFixture();

describe('reading', () => {
  test('contexts are those of the kubeconfig, the current one marked', async () => {
    expect(answered(await readContexts())).toEqual([
      { name: 'fleet', cluster: 'fleet', current: true },
      { name: 'fleet-viewer', cluster: 'fleet', current: false },
      { name: 'fleet-nobody', cluster: 'fleet', current: false },
    ]);
  });

  test('a context that is gone is named, with the ones that are there', async () => {
    expect(reasonOf(await openCluster('production'))).toEqual({
      code: 'noSuchContext',
      subject: 'production',
      detail: 'the kubeconfig has fleet, fleet-viewer, fleet-nobody',
    });
  });

  test('a cluster is known by the uid of its namespace kube-system', async () => {
    const namespace = (await live.server.client.request('GET', '/api/v1/namespaces/kube-system')).body;
    expect(answered(await live.admin.identity(never))).toEqual({ uid: namespace.metadata.uid, server: live.server.url });
  });

  test('reads an object as it is, with its managed fields', async () => {
    const object = answered(await live.admin.read(SETTINGS, never));
    expect(object).toMatchObject({ kind: 'ConfigMap', data: { colour: 'green' }, metadata: { managedFields: [{ manager: 'set-up' }] } });
  });

  test('absent is an answer of its own', async () => {
    expect(await live.admin.read({ ...SETTINGS, name: 'nothing' }, never)).toEqual({ kind: 'absent' });
  });

  test('a namespaced object without a namespace is looked for in the default one', async () => {
    const { namespace: _, ...anywhere } = SETTINGS;
    expect(answered(await live.admin.read(anywhere, never)).metadata).toMatchObject({ namespace: 'default' });
  });

  test('forbidden is told with who may not do what, and never looks like absent', async () => {
    expect(reasonOf(await live.nobody.read({ ...SETTINGS, name: 'nothing' }, never))).toEqual({
      code: 'forbidden',
      subject: 'ConfigMap default/nothing',
      detail: expect.stringContaining('User "nobody" cannot get resource "configmaps"'),
    });
    expect(reasonOf(await live.nobody.list('v1', 'ConfigMap', 'default', never))).toMatchObject({ code: 'forbidden' });
  });

  test('users who may not read kube-system know a cluster by its address and authority', async () => {
    const identity = answered(await live.nobody.identity(never));
    expect(identity).toEqual({ uid: expect.stringMatching(/^server:[0-9a-f]{64}$/), server: live.server.url });
    const user = { token: live.server.tokens.nobody };
    const ca = Buffer.from(live.server.ca).toString('base64');
    const inline = await live.clusterAt({ server: `${live.server.url}/`, 'certificate-authority-data': ca }, user);
    expect(answered(await inline.identity(never)).uid).toBe(identity.uid);
    const caFile = join(live.server.folder, 'copied-ca.crt');
    writeFileSync(caFile, live.server.ca.replaceAll('\n', '\r\n'));
    const fromFile = await live.clusterAt({ server: live.server.url, 'certificate-authority': caFile }, user);
    expect(answered(await fromFile.identity(never)).uid).toBe(identity.uid);
    const named = { server: live.server.url, 'certificate-authority-data': ca, 'tls-server-name': 'kubernetes' };
    const elsewhere = await live.clusterAt(named, user);
    expect(answered(await elsewhere.identity(never)).uid).not.toBe(identity.uid);
    const unchecked = await live.clusterAt({ server: live.server.url, 'insecure-skip-tls-verify': true }, user);
    expect(answered(await unchecked.identity(never)).uid).not.toBe(identity.uid);
  });

  test('an unknown kind, of a known or an unknown group, is no absence either', async () => {
    const unknown = { code: 'noSuchKind', subject: 'Rollout (argoproj.io/v1alpha1)' };
    const rollout: ObjectRef = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: 'default', name: 'web' };
    expect(reasonOf(await live.admin.read(rollout, never))).toEqual(unknown);
    expect(reasonOf(await live.admin.list(rollout.apiVersion, rollout.kind, undefined, never))).toEqual(unknown);
    expect(reasonOf(await live.admin.scope('apps/v1', 'Rollout', never))).toEqual({ code: 'noSuchKind', subject: 'Rollout (apps/v1)' });
  });

  test('knows which kinds live in namespaces', async () => {
    expect(answered(await live.admin.scope('apps/v1', 'Deployment', never))).toBe('namespaced');
    expect(answered(await live.admin.scope('rbac.authorization.k8s.io/v1', 'ClusterRole', never))).toBe('cluster');
    expect(answered(await live.admin.scope('v1', 'Namespace', never))).toBe('cluster');
  });

  test('lists through all pages, and gives each item its kind', async () => {
    await live.server.client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'crowd' } });
    const names = Array.from({ length: 1003 }, (_, index) => `member-${String(index).padStart(4, '0')}`);
    const made = names.map((name) =>
      live.server.client.request('POST', '/api/v1/namespaces/crowd/configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name },
      }),
    );
    expect(new Set((await Promise.all(made)).map(({ status }) => status))).toEqual(new Set([201]));
    const listed = answered(await live.admin.list('v1', 'ConfigMap', 'crowd', never));
    expect(listed.map((each) => (each.metadata as JsonObject).name)).toEqual(names);
    expect(listed[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
    const everywhere = answered(await live.admin.list('v1', 'ConfigMap', undefined, never));
    expect(everywhere.length).toBeGreaterThan(1003);
  });

  test('integers beyond 2^53 survive the way there and back', async () => {
    const big = 9007199254740993n;
    const spec = { group: 'test.example', scope: 'Namespaced', names: { kind: 'Counter', plural: 'counters', singular: 'counter' } };
    const schema = { openAPIV3Schema: { type: 'object', properties: { count: { type: 'integer', format: 'int64' } } } };
    const versions = [{ name: 'v1', served: true, storage: true, schema }];
    const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'counters.test.example' } };
    await live.server.client.apply({ ...crd, spec: { ...spec, versions } });
    await vi.waitFor(async () => expect((await live.server.client.request('GET', '/apis/test.example/v1')).status).toBe(200), 10_000);
    const counter = { apiVersion: 'test.example/v1', kind: 'Counter', metadata: { name: 'long' }, count: big };
    const options = { fieldManager: 'plumbline', force: true };
    expect(answered(await live.admin.dryRunApply(counter, options, never)).count).toBe(big);
  });
});

describe('writing', () => {
  const options = { fieldManager: 'plumbline', force: true };

  test('who may patch is asked of the server', async () => {
    expect(answered(await live.admin.mayPatch(SETTINGS, never))).toBe(true);
    expect(answered(await live.viewer.mayPatch(SETTINGS, never))).toBe(false);
    expect(answered(await live.nobody.mayPatch(SETTINGS, never))).toBe(false);
  });

  test('a dry run tells what an apply would give, and writes nothing', async () => {
    const predicted = answered(await live.admin.dryRunApply(settings({ colour: 'blue' }), options, never));
    expect(predicted).toMatchObject({ data: { colour: 'blue' } });
    expect(predicted.metadata).toMatchObject({
      managedFields: expect.arrayContaining([expect.objectContaining({ manager: 'plumbline' })]),
    });
    expect((await live.server.client.read(settings({}))).data).toEqual({ colour: 'green' });
    const fresh = { ...settings({ a: 'b' }), metadata: { name: 'fresh', namespace: 'default' } };
    expect(answered(await live.admin.dryRunApply(fresh, options, never))).toMatchObject({ data: { a: 'b' } });
    expect(await live.server.client.read(fresh)).toBeUndefined();
  });

  test('without force, fields of another manager are a conflict that names it', async () => {
    const answer = await live.admin.dryRunApply(settings({ colour: 'blue' }), { ...options, force: false }, never);
    expect(reasonOf(answer)).toMatchObject({
      code: 'conflict',
      subject: 'ConfigMap default/settings',
      detail: expect.stringContaining('"set-up"'),
    });
  });

  test('what the schema does not allow is rejected in the server’s words', async () => {
    const bad = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: -1 } };
    const answer = reasonOf(await live.admin.dryRunApply(bad, options, never));
    expect(answer).toMatchObject({ code: 'rejected', subject: 'Deployment default/web', detail: expect.stringContaining('spec.replicas') });
    const unknownField = { ...settings({}), colour: 'blue' };
    const refused = reasonOf(await live.admin.dryRunApply(unknownField, options, never));
    expect(refused).toMatchObject({ code: 'rejected', detail: expect.stringContaining('.colour: field not declared in schema') });
    expect(reasonOf(await live.admin.dryRunApply({ kind: 'ConfigMap' }, options, never))).toMatchObject({
      code: 'rejected',
      subject: 'ConfigMap',
    });
  });

  test('an object in a namespace that does not exist says so, though it has the namespace’s name', async () => {
    const astray = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'nowhere', namespace: 'nowhere' } };
    expect(reasonOf(await live.admin.dryRunApply(astray, options, never))).toEqual({
      code: 'noSuchObject',
      subject: 'ConfigMap nowhere/nowhere',
      detail: 'namespaces "nowhere" not found',
    });
  });

  test('a reader’s dry run is forbidden', async () => {
    expect(reasonOf(await live.viewer.dryRunApply(settings({}), options, never))).toMatchObject({
      code: 'forbidden',
      detail: expect.stringContaining('User "viewer" cannot patch resource "configmaps"'),
    });
  });

  test('a merge patch writes; of an absent object it says absent', async () => {
    const own: ObjectRef = { ...SETTINGS, name: 'patched' };
    await live.server.client.apply({ ...settings({ a: 'b' }), metadata: { name: 'patched', namespace: 'default' } });
    expect(answered(await live.admin.mergePatch(own, { metadata: { annotations: { 'example.com/note': 'hi' } } }, never))).toMatchObject({
      metadata: { annotations: { 'example.com/note': 'hi' } },
      data: { a: 'b' },
    });
    expect(await live.admin.mergePatch({ ...own, name: 'nothing' }, {}, never)).toEqual({ kind: 'absent' });
  });
});
