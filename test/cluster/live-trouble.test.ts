// The live Cluster port against servers, networks and credentials that give trouble: how each kind is told.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openCluster } from '../../src/adapters/contexts';
import { CancelledError } from '../../src/engine/model';
import { kubeconfigOf } from '../support/kubeconfig';
import { answered, liveFixture, never, reasonOf, SETTINGS } from '../support/live-cluster';
import { freePort, silentServer } from '../support/ports';

const live = liveFixture();

describe('trouble', () => {
  test('a server that accepts and never answers is a timeout', async () => {
    const silent = await silentServer();
    live.atEnd(silent.stop);
    const limit = { timeoutMilliseconds: 300 };
    for (const scheme of ['https', 'http']) {
      const url = `${scheme}://127.0.0.1:${silent.port}`;
      const hanging = await live.clusterAt({ server: url }, { token: 'x' }, limit);
      const start = Date.now();
      const reason = { code: 'timeout', subject: url, detail: 'no answer within 0.3 s' };
      expect(reasonOf(await hanging.read(SETTINGS, never))).toEqual(reason);
      expect(reasonOf(await hanging.identity(never))).toEqual(reason);
      expect(Date.now() - start).toBeLessThan(5000);
    }
  });

  test('a server that stops in the middle of its answer is a timeout too', async () => {
    const silent = await silentServer('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"kind":');
    live.atEnd(silent.stop);
    const stuck = await live.clusterAt({ server: `http://127.0.0.1:${silent.port}` }, {}, { timeoutMilliseconds: 300 });
    expect(reasonOf(await stuck.scope('v1', 'ConfigMap', never))).toMatchObject({ code: 'timeout' });
  });

  test('nobody listening, an unknown host and a certificate of a stranger are unreachable', async () => {
    const url = `https://127.0.0.1:${await freePort()}`;
    const refused = await live.clusterAt({ server: url });
    expect(reasonOf(await refused.read(SETTINGS, never))).toMatchObject({
      code: 'unreachable',
      subject: url,
      detail: expect.stringContaining('ECONNREFUSED'),
    });
    const lost = await live.clusterAt({ server: 'https://no-such-host.invalid' });
    expect(reasonOf(await lost.read(SETTINGS, never))).toMatchObject({ code: 'unreachable' });
    const stranger = await live.clusterAt({ server: live.server.url }, { token: live.server.adminToken });
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
    live.atEnd(() => new Promise<void>((done) => void page.close(() => done()).closeAllConnections()));
    const portal = await live.clusterAt({ server: `http://127.0.0.1:${(page.address() as AddressInfo).port}` });
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
    live.atEnd(() => new Promise<void>((done) => void page.close(() => done()).closeAllConnections()));
    const blocked = await live.clusterAt({ server: `http://127.0.0.1:${(page.address() as AddressInfo).port}` });
    expect(reasonOf(await blocked.identity(never))).toMatchObject({ code: 'forbidden' });
  });

  test('a wrong token is unauthorised', async () => {
    const ca = Buffer.from(live.server.ca).toString('base64');
    const stale = await live.clusterAt({ server: live.server.url, 'certificate-authority-data': ca }, { token: 'stale' });
    expect(reasonOf(await stale.read(SETTINGS, never))).toMatchObject({ code: 'unauthorised' });
    expect(reasonOf(await stale.identity(never))).toMatchObject({ code: 'unauthorised' });
  });

  test('a token is read from its file each time, and one that cannot be sent is told', async () => {
    const ca = Buffer.from(live.server.ca).toString('base64');
    const tokenFile = join(live.server.folder, 'token');
    writeFileSync(tokenFile, `${live.server.tokens.viewer}\n`);
    const cluster = await live.clusterAt({ server: live.server.url, 'certificate-authority-data': ca }, { tokenFile });
    expect(answered(await cluster.read(SETTINGS, never)).kind).toBe('ConfigMap');
    writeFileSync(tokenFile, live.server.tokens.nobody);
    expect(reasonOf(await cluster.read(SETTINGS, never))).toMatchObject({ code: 'forbidden' });
    const garbled = await live.clusterAt({ server: live.server.url, 'certificate-authority-data': ca }, { token: 'a\nb' });
    expect(reasonOf(await garbled.read(SETTINGS, never))).toMatchObject({
      code: 'unreachable',
      detail: expect.stringContaining('Authorization'),
    });
  });

  test('somebody can be impersonated, groups included', async () => {
    const ca = Buffer.from(live.server.ca).toString('base64');
    const user = { token: live.server.adminToken, as: 'viewer', 'as-groups': ['system:masters'] };
    const acting = await live.clusterAt({ server: live.server.url, 'certificate-authority-data': ca }, user);
    expect(answered(await acting.mayPatch(SETTINGS, never))).toBe(true);
    const { 'as-groups': _, ...alone } = user;
    const reading = await live.clusterAt({ server: live.server.url, 'certificate-authority-data': ca }, alone);
    expect(answered(await reading.mayPatch(SETTINGS, never))).toBe(false);
  });

  test('cancelling ends the waiting at once, for the one who cancels only', async () => {
    const silent = await silentServer();
    live.atEnd(silent.stop);
    const hanging = await live.clusterAt({ server: `http://127.0.0.1:${silent.port}` }, {}, { timeoutMilliseconds: 1000 });
    const mine = new AbortController();
    const cancelled = hanging.read(SETTINGS, mine.signal);
    const other = hanging.read(SETTINGS, never);
    mine.abort();
    await expect(cancelled).rejects.toThrow(CancelledError);
    expect(reasonOf(await other)).toMatchObject({ code: 'timeout' });
    await expect(live.admin.list('v1', 'ConfigMap', undefined, AbortSignal.abort())).rejects.toThrow(CancelledError);
  });
});

describe('credential programs', () => {
  const at = () => ({ server: live.server.url, 'certificate-authority-data': Buffer.from(live.server.ca).toString('base64') });
  const program = (script: string) => ({
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', script], interactiveMode: 'Never' },
  });

  test('their token is used, and they are told what they are asked', async () => {
    const script = `const { apiVersion, kind } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      console.log(JSON.stringify({ apiVersion, kind, status: { token: 'viewer-token' } }))`;
    const cluster = await live.clusterAt(at(), program(script));
    expect(answered(await cluster.read(SETTINGS, never)).kind).toBe('ConfigMap');
    expect(answered(await cluster.mayPatch(SETTINGS, never))).toBe(false);
  });

  test('requests at the same time share one run, and later ones its token', async () => {
    const runs = join(live.server.folder, 'runs');
    const script = `require('node:fs').appendFileSync(${JSON.stringify(runs)}, '.');
      console.log(JSON.stringify({ kind: 'ExecCredential', status: { token: 'viewer-token' } }))`;
    const cluster = await live.clusterAt(at(), program(script));
    await Promise.all(Array.from({ length: 20 }, () => cluster.read(SETTINGS, never)));
    expect(answered(await cluster.read(SETTINGS, never)).kind).toBe('ConfigMap');
    expect(readFileSync(runs, 'utf8')).toBe('.');
  });

  test('one that fails is unauthorised, in its own words; one that hangs is a timeout', async () => {
    const failing = await live.clusterAt(at(), program('console.error("please log in again"); process.exit(1)'));
    expect(reasonOf(await failing.read(SETTINGS, never))).toMatchObject({
      code: 'unauthorised',
      detail: expect.stringContaining('please log in again'),
    });
    const missing = await live.clusterAt(at(), {
      exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'no-such-credential-program' },
    });
    expect(reasonOf(await missing.read(SETTINGS, never))).toMatchObject({
      code: 'unauthorised',
      detail: expect.stringContaining('no-such-credential-program'),
    });
    const garbled = await live.clusterAt(at(), program('console.log("s3cr3t-t0ken")'));
    const { detail } = reasonOf(await garbled.read(SETTINGS, never)) as { readonly detail: string };
    expect(detail).toContain('not JSON');
    expect(detail).not.toContain('s3cr3t');
    const hanging = await live.clusterAt(at(), program('setTimeout(() => {}, 4000)'), { credentialTimeoutMilliseconds: 200 });
    expect(reasonOf(await hanging.read(SETTINGS, never))).toMatchObject({
      code: 'timeout',
      detail: expect.stringContaining('credential program'),
    });
  });

  test('they do not run where programs are not allowed', async () => {
    const config = kubeconfigOf(at(), program('process.exit(0)'));
    live.atEnd(config.remove);
    vi.stubEnv('KUBECONFIG', config.file);
    expect(reasonOf(await openCluster('test', { allowPrograms: false }))).toEqual({ code: 'untrusted', subject: 'test' });
  });
});
