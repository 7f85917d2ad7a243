// The live Cluster port against a real API server: what it answers, and how each kind of trouble is told.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openCluster, readContexts } from '../../src/adapters/contexts';
import { CancelledError, type JsonObject, type ObjectRef } from '../../src/engine/model';
import type { Answer, Cluster } from '../../src/engine/ports';
import { type ApiServer, startApiServer } from '../support/api-server';
import { kubeconfigOf } from '../support/kubeconfig';
import { freePort, silentServer } from '../support/ports';

let server: ApiServer;
let admin: Cluster;
let viewer: Cluster;
let nobody: Cluster;
const never = new AbortController().signal;
const ends: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  server = await startApiServer({ context: 'fleet' });
  vi.stubEnv('KUBECONFIG', server.kubeconfig);
  admin = answered(await openCluster('fleet'));
  viewer = answered(await openCluster('fleet-viewer'));
  nobody = answered(await openCluster('fleet-nobody'));
  await server.client.apply(settings({ colour: 'green' }));
});

afterEach(async () => {
  vi.stubEnv('KUBECONFIG', server.kubeconfig);
  for (const end of ends.splice(0).toReversed()) await end();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await server?.stop();
});

const SETTINGS: ObjectRef = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'settings' };

function settings(data: Record<string, string>) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' }, data };
}

function answered<T>(answer: Answer<T> | { readonly kind: 'absent' }): T {
  if (answer.kind === 'answer') return answer.value;
  throw new Error(`expected an answer, got ${JSON.stringify(answer)}`);
}

function reasonOf(answer: { readonly kind: string; readonly reason?: unknown }) {
  expect(answer.kind).toBe('failed');
  return answer.reason;
}

/** The context `test` at `cluster`, for the length of a test. */
async function clusterAt(cluster: JsonObject, user: JsonObject = {}, options: Parameters<typeof openCluster>[1] = {}): Promise<Cluster> {
  const config = kubeconfigOf(cluster, user);
  ends.push(config.remove);
  vi.stubEnv('KUBECONFIG', config.file);
  return answered(await openCluster('test', options));
}

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
    const namespace = (await server.client.request('GET', '/api/v1/namespaces/kube-system')).body;
    expect(answered(await admin.identity(never))).toEqual({ uid: namespace.metadata.uid, server: server.url });
  });

  test('reads an object as it is, with its managed fields', async () => {
    const object = answered(await admin.read(SETTINGS, never));
    expect(object).toMatchObject({ kind: 'ConfigMap', data: { colour: 'green' }, metadata: { managedFields: [{ manager: 'set-up' }] } });
  });

  test('absent is an answer of its own', async () => {
    expect(await admin.read({ ...SETTINGS, name: 'nothing' }, never)).toEqual({ kind: 'absent' });
  });

  test('a namespaced object without a namespace is looked for in the default one', async () => {
    const { namespace: _, ...anywhere } = SETTINGS;
    expect(answered(await admin.read(anywhere, never)).metadata).toMatchObject({ namespace: 'default' });
  });

  test('forbidden is told with who may not do what, and never looks like absent', async () => {
    expect(reasonOf(await nobody.read({ ...SETTINGS, name: 'nothing' }, never))).toEqual({
      code: 'forbidden',
      subject: 'ConfigMap default/nothing',
      detail: expect.stringContaining('User "nobody" cannot get resource "configmaps"'),
    });
    expect(reasonOf(await nobody.list('v1', 'ConfigMap', 'default', never))).toMatchObject({ code: 'forbidden' });
  });

  test('users who may not read kube-system know a cluster by its address and authority', async () => {
    const identity = answered(await nobody.identity(never));
    expect(identity).toEqual({ uid: expect.stringMatching(/^server:[0-9a-f]{64}$/), server: server.url });
    const user = { token: server.tokens.nobody };
    const ca = Buffer.from(server.ca).toString('base64');
    const inline = await clusterAt({ server: `${server.url}/`, 'certificate-authority-data': ca }, user);
    expect(answered(await inline.identity(never)).uid).toBe(identity.uid);
    const caFile = join(server.folder, 'copied-ca.crt');
    writeFileSync(caFile, server.ca.replaceAll('\n', '\r\n'));
    const fromFile = await clusterAt({ server: server.url, 'certificate-authority': caFile }, user);
    expect(answered(await fromFile.identity(never)).uid).toBe(identity.uid);
    const named = { server: server.url, 'certificate-authority-data': ca, 'tls-server-name': 'kubernetes' };
    const elsewhere = await clusterAt(named, user);
    expect(answered(await elsewhere.identity(never)).uid).not.toBe(identity.uid);
    const unchecked = await clusterAt({ server: server.url, 'insecure-skip-tls-verify': true }, user);
    expect(answered(await unchecked.identity(never)).uid).not.toBe(identity.uid);
  });

  test('an unknown kind, of a known or an unknown group, is no absence either', async () => {
    const unknown = { code: 'noSuchKind', subject: 'Rollout (argoproj.io/v1alpha1)' };
    const rollout: ObjectRef = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: 'default', name: 'web' };
    expect(reasonOf(await admin.read(rollout, never))).toEqual(unknown);
    expect(reasonOf(await admin.list(rollout.apiVersion, rollout.kind, undefined, never))).toEqual(unknown);
    expect(reasonOf(await admin.scope('apps/v1', 'Rollout', never))).toEqual({ code: 'noSuchKind', subject: 'Rollout (apps/v1)' });
  });

  test('knows which kinds live in namespaces', async () => {
    expect(answered(await admin.scope('apps/v1', 'Deployment', never))).toBe('namespaced');
    expect(answered(await admin.scope('rbac.authorization.k8s.io/v1', 'ClusterRole', never))).toBe('cluster');
    expect(answered(await admin.scope('v1', 'Namespace', never))).toBe('cluster');
  });

  test('lists through all pages, and gives each item its kind', async () => {
    await server.client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'crowd' } });
    const names = Array.from({ length: 1003 }, (_, index) => `member-${String(index).padStart(4, '0')}`);
    const made = names.map((name) =>
      server.client.request('POST', '/api/v1/namespaces/crowd/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }),
    );
    expect(new Set((await Promise.all(made)).map(({ status }) => status))).toEqual(new Set([201]));
    const listed = answered(await admin.list('v1', 'ConfigMap', 'crowd', never));
    expect(listed.map((each) => (each.metadata as JsonObject).name)).toEqual(names);
    expect(listed[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
    const everywhere = answered(await admin.list('v1', 'ConfigMap', undefined, never));
    expect(everywhere.length).toBeGreaterThan(1003);
  });

  test('integers beyond 2^53 survive the way there and back', async () => {
    const big = 9007199254740993n;
    const spec = { group: 'test.example', scope: 'Namespaced', names: { kind: 'Counter', plural: 'counters', singular: 'counter' } };
    const schema = { openAPIV3Schema: { type: 'object', properties: { count: { type: 'integer', format: 'int64' } } } };
    const versions = [{ name: 'v1', served: true, storage: true, schema }];
    const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'counters.test.example' } };
    await server.client.apply({ ...crd, spec: { ...spec, versions } });
    await vi.waitFor(async () => expect((await server.client.request('GET', '/apis/test.example/v1')).status).toBe(200), 10_000);
    const counter = { apiVersion: 'test.example/v1', kind: 'Counter', metadata: { name: 'long' }, count: big };
    const options = { fieldManager: 'plumbline', force: true };
    expect(answered(await admin.dryRunApply(counter, options, never)).count).toBe(big);
  });
});

describe('writing', () => {
  const options = { fieldManager: 'plumbline', force: true };

  test('who may patch is asked of the server', async () => {
    expect(answered(await admin.mayPatch(SETTINGS, never))).toBe(true);
    expect(answered(await viewer.mayPatch(SETTINGS, never))).toBe(false);
    expect(answered(await nobody.mayPatch(SETTINGS, never))).toBe(false);
  });

  test('a dry run tells what an apply would give, and writes nothing', async () => {
    const predicted = answered(await admin.dryRunApply(settings({ colour: 'blue' }), options, never));
    expect(predicted).toMatchObject({ data: { colour: 'blue' } });
    expect(predicted.metadata).toMatchObject({
      managedFields: expect.arrayContaining([expect.objectContaining({ manager: 'plumbline' })]),
    });
    expect((await server.client.read(settings({}))).data).toEqual({ colour: 'green' });
    const fresh = { ...settings({ a: 'b' }), metadata: { name: 'fresh', namespace: 'default' } };
    expect(answered(await admin.dryRunApply(fresh, options, never))).toMatchObject({ data: { a: 'b' } });
    expect(await server.client.read(fresh)).toBeUndefined();
  });

  test('without force, fields of another manager are a conflict that names it', async () => {
    const answer = await admin.dryRunApply(settings({ colour: 'blue' }), { ...options, force: false }, never);
    expect(reasonOf(answer)).toMatchObject({
      code: 'conflict',
      subject: 'ConfigMap default/settings',
      detail: expect.stringContaining('"set-up"'),
    });
  });

  test('what the schema does not allow is rejected in the server’s words', async () => {
    const bad = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: -1 } };
    const answer = reasonOf(await admin.dryRunApply(bad, options, never));
    expect(answer).toMatchObject({ code: 'rejected', subject: 'Deployment default/web', detail: expect.stringContaining('spec.replicas') });
    const unknownField = { ...settings({}), colour: 'blue' };
    const refused = reasonOf(await admin.dryRunApply(unknownField, options, never));
    expect(refused).toMatchObject({ code: 'rejected', detail: expect.stringContaining('.colour: field not declared in schema') });
    expect(reasonOf(await admin.dryRunApply({ kind: 'ConfigMap' }, options, never))).toMatchObject({
      code: 'rejected',
      subject: 'ConfigMap',
    });
  });

  test('an object in a namespace that does not exist says so, though it has the namespace’s name', async () => {
    const astray = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'nowhere', namespace: 'nowhere' } };
    expect(reasonOf(await admin.dryRunApply(astray, options, never))).toEqual({
      code: 'noSuchObject',
      subject: 'ConfigMap nowhere/nowhere',
      detail: 'namespaces "nowhere" not found',
    });
  });

  test('a reader’s dry run is forbidden', async () => {
    expect(reasonOf(await viewer.dryRunApply(settings({}), options, never))).toMatchObject({
      code: 'forbidden',
      detail: expect.stringContaining('User "viewer" cannot patch resource "configmaps"'),
    });
  });

  test('a merge patch writes; of an absent object it says absent', async () => {
    const own: ObjectRef = { ...SETTINGS, name: 'patched' };
    await server.client.apply({ ...settings({ a: 'b' }), metadata: { name: 'patched', namespace: 'default' } });
    expect(answered(await admin.mergePatch(own, { metadata: { annotations: { 'example.com/note': 'hi' } } }, never))).toMatchObject({
      metadata: { annotations: { 'example.com/note': 'hi' } },
      data: { a: 'b' },
    });
    expect(await admin.mergePatch({ ...own, name: 'nothing' }, {}, never)).toEqual({ kind: 'absent' });
  });
});

describe('trouble', () => {
  test('a server that accepts and never answers is a timeout', async () => {
    const silent = await silentServer();
    ends.push(silent.stop);
    const limit = { timeoutMilliseconds: 300 };
    for (const scheme of ['https', 'http']) {
      const url = `${scheme}://127.0.0.1:${silent.port}`;
      const hanging = await clusterAt({ server: url }, { token: 'x' }, limit);
      const start = Date.now();
      const reason = { code: 'timeout', subject: url, detail: 'no answer within 0.3 s' };
      expect(reasonOf(await hanging.read(SETTINGS, never))).toEqual(reason);
      expect(reasonOf(await hanging.identity(never))).toEqual(reason);
      expect(Date.now() - start).toBeLessThan(5000);
    }
  });

  test('a server that stops in the middle of its answer is a timeout too', async () => {
    const silent = await silentServer('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"kind":');
    ends.push(silent.stop);
    const stuck = await clusterAt({ server: `http://127.0.0.1:${silent.port}` }, {}, { timeoutMilliseconds: 300 });
    expect(reasonOf(await stuck.scope('v1', 'ConfigMap', never))).toMatchObject({ code: 'timeout' });
  });

  test('nobody listening, an unknown host and a certificate of a stranger are unreachable', async () => {
    const url = `https://127.0.0.1:${await freePort()}`;
    const refused = await clusterAt({ server: url });
    expect(reasonOf(await refused.read(SETTINGS, never))).toMatchObject({
      code: 'unreachable',
      subject: url,
      detail: expect.stringContaining('ECONNREFUSED'),
    });
    const lost = await clusterAt({ server: 'https://no-such-host.invalid' });
    expect(reasonOf(await lost.read(SETTINGS, never))).toMatchObject({ code: 'unreachable' });
    const stranger = await clusterAt({ server: server.url }, { token: server.adminToken });
    expect(reasonOf(await stranger.read(SETTINGS, never))).toMatchObject({
      code: 'unreachable',
      detail: expect.stringMatching(/certificate/),
    });
  });

  test('a page that a login or a proxy puts in the way is not taken for an answer', async () => {
    const page = createServer((request, response) => {
      response.writeHead(request.url === '/api/v1' ? 200 : 404, { 'content-type': 'text/html' }).end('<h1>Please sign in</h1>');
    });
    await new Promise<void>((done) => page.listen(0, '127.0.0.1', done));
    ends.push(() => new Promise<void>((done) => void page.close(() => done()).closeAllConnections()));
    const portal = await clusterAt({ server: `http://127.0.0.1:${(page.address() as AddressInfo).port}` });
    expect(reasonOf(await portal.read(SETTINGS, never))).toMatchObject({
      code: 'unreachable',
      detail: expect.stringContaining('not a Kubernetes API server'),
    });
    expect(reasonOf(await portal.identity(never))).toMatchObject({ code: 'noSuchObject' });
  });

  test('a refusal that is not the API server’s own is no reason to know a cluster by its address', async () => {
    const page = createServer((_request, response) => {
      response.writeHead(403, { 'content-type': 'application/json' }).end('{"error":"blocked by policy"}');
    });
    await new Promise<void>((done) => page.listen(0, '127.0.0.1', done));
    ends.push(() => new Promise<void>((done) => void page.close(() => done()).closeAllConnections()));
    const blocked = await clusterAt({ server: `http://127.0.0.1:${(page.address() as AddressInfo).port}` });
    expect(reasonOf(await blocked.identity(never))).toMatchObject({ code: 'forbidden' });
  });

  test('a wrong token is unauthorised', async () => {
    const ca = Buffer.from(server.ca).toString('base64');
    const stale = await clusterAt({ server: server.url, 'certificate-authority-data': ca }, { token: 'stale' });
    expect(reasonOf(await stale.read(SETTINGS, never))).toMatchObject({ code: 'unauthorised' });
    expect(reasonOf(await stale.identity(never))).toMatchObject({ code: 'unauthorised' });
  });

  test('a token is read from its file each time, and one that cannot be sent is told', async () => {
    const ca = Buffer.from(server.ca).toString('base64');
    const tokenFile = join(server.folder, 'token');
    writeFileSync(tokenFile, `${server.tokens.viewer}\n`);
    const cluster = await clusterAt({ server: server.url, 'certificate-authority-data': ca }, { tokenFile });
    expect(answered(await cluster.read(SETTINGS, never)).kind).toBe('ConfigMap');
    writeFileSync(tokenFile, server.tokens.nobody);
    expect(reasonOf(await cluster.read(SETTINGS, never))).toMatchObject({ code: 'forbidden' });
    const garbled = await clusterAt({ server: server.url, 'certificate-authority-data': ca }, { token: 'a\nb' });
    expect(reasonOf(await garbled.read(SETTINGS, never))).toMatchObject({
      code: 'unreachable',
      detail: expect.stringContaining('Authorization'),
    });
  });

  test('somebody can be impersonated, groups included', async () => {
    const ca = Buffer.from(server.ca).toString('base64');
    const user = { token: server.adminToken, as: 'viewer', 'as-groups': ['system:masters'] };
    const acting = await clusterAt({ server: server.url, 'certificate-authority-data': ca }, user);
    expect(answered(await acting.mayPatch(SETTINGS, never))).toBe(true);
    const { 'as-groups': _, ...alone } = user;
    const reading = await clusterAt({ server: server.url, 'certificate-authority-data': ca }, alone);
    expect(answered(await reading.mayPatch(SETTINGS, never))).toBe(false);
  });

  test('cancelling ends the waiting at once, for the one who cancels only', async () => {
    const silent = await silentServer();
    ends.push(silent.stop);
    const hanging = await clusterAt({ server: `http://127.0.0.1:${silent.port}` }, {}, { timeoutMilliseconds: 1000 });
    const mine = new AbortController();
    const cancelled = hanging.read(SETTINGS, mine.signal);
    const other = hanging.read(SETTINGS, never);
    mine.abort();
    await expect(cancelled).rejects.toThrow(CancelledError);
    expect(reasonOf(await other)).toMatchObject({ code: 'timeout' });
    await expect(admin.list('v1', 'ConfigMap', undefined, AbortSignal.abort())).rejects.toThrow(CancelledError);
  });
});

describe('credential programs', () => {
  const at = () => ({ server: server.url, 'certificate-authority-data': Buffer.from(server.ca).toString('base64') });
  const program = (script: string) => ({
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', script], interactiveMode: 'Never' },
  });

  test('their token is used, and they are told what they are asked', async () => {
    const script = `const { apiVersion, kind } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      console.log(JSON.stringify({ apiVersion, kind, status: { token: 'viewer-token' } }))`;
    const cluster = await clusterAt(at(), program(script));
    expect(answered(await cluster.read(SETTINGS, never)).kind).toBe('ConfigMap');
    expect(answered(await cluster.mayPatch(SETTINGS, never))).toBe(false);
  });

  test('requests at the same time share one run, and later ones its token', async () => {
    const runs = join(server.folder, 'runs');
    const script = `require('node:fs').appendFileSync(${JSON.stringify(runs)}, '.');
      console.log(JSON.stringify({ kind: 'ExecCredential', status: { token: 'viewer-token' } }))`;
    const cluster = await clusterAt(at(), program(script));
    await Promise.all(Array.from({ length: 20 }, () => cluster.read(SETTINGS, never)));
    expect(answered(await cluster.read(SETTINGS, never)).kind).toBe('ConfigMap');
    expect(readFileSync(runs, 'utf8')).toBe('.');
  });

  test('one that fails is unauthorised, in its own words; one that hangs is a timeout', async () => {
    const failing = await clusterAt(at(), program('console.error("please log in again"); process.exit(1)'));
    expect(reasonOf(await failing.read(SETTINGS, never))).toMatchObject({
      code: 'unauthorised',
      detail: expect.stringContaining('please log in again'),
    });
    const missing = await clusterAt(at(), {
      exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'no-such-credential-program' },
    });
    expect(reasonOf(await missing.read(SETTINGS, never))).toMatchObject({
      code: 'unauthorised',
      detail: expect.stringContaining('no-such-credential-program'),
    });
    const garbled = await clusterAt(at(), program('console.log("s3cr3t-t0ken")'));
    const { detail } = reasonOf(await garbled.read(SETTINGS, never)) as { readonly detail: string };
    expect(detail).toContain('not JSON');
    expect(detail).not.toContain('s3cr3t');
    const hanging = await clusterAt(at(), program('setTimeout(() => {}, 4000)'), { credentialTimeoutMilliseconds: 200 });
    expect(reasonOf(await hanging.read(SETTINGS, never))).toMatchObject({
      code: 'timeout',
      detail: expect.stringContaining('credential program'),
    });
  });

  test('they do not run where programs are not allowed', async () => {
    const config = kubeconfigOf(at(), program('process.exit(0)'));
    ends.push(config.remove);
    vi.stubEnv('KUBECONFIG', config.file);
    expect(reasonOf(await openCluster('test', { allowPrograms: false }))).toEqual({ code: 'untrusted', subject: 'test' });
  });
});
