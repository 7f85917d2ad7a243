// A chart repository over HTTP that the real Helm indexed, served as it is, with a password, damaged, cut short and mute.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../scripts/processes.mjs';
import { createCharts } from '../../src/adapters/charts';
import { createRemoteCache } from '../../src/adapters/remotes/cache';
import { fetchChart } from '../../src/adapters/remotes/fetch-chart';
import { CancelledError } from '../../src/engine/model';
import { helm, helmEnvironment, packedChart } from '../support/helm';

const options = { signal: new AbortController().signal };
let folder: ReturnType<typeof temporaryFolder>;
const servers: Server[] = [];

beforeAll(async () => {
  folder = temporaryFolder('repository');
  for (const version of ['1.0.0', '1.10.0', '1.9.0', '2.0.0-beta.1']) await packedChart(folder.path, 'web', version);
  await helm(folder.path, 'repo', 'index', folder.path);
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  folder?.remove();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/charts`;
}

/** @param change what is sent instead of a file's content. */
function repository(change: (name: string, content: Buffer) => Buffer = (_, content) => content): RequestListener {
  return (request, response) => {
    const name = (request.url ?? '').replace('/charts/', '');
    if (!readdirSync(folder.path).includes(name)) return void response.writeHead(404).end();
    response.end(change(name, readFileSync(join(folder.path, name))));
  };
}

const index = (url: string) => `apiVersion: v1\nentries:\n  web:\n  - {name: web, version: 1.0.0, urls: ['${url}']}\n`;

let caches = 0;
const charts = (environment: Readonly<Record<string, string>> = {}) =>
  createCharts({
    folder: join(folder.path, `cache-${caches++}`),
    environment: { HOME: folder.path, ...environment },
    mayRunPrograms: () => false,
  });
const web = (url: string, version: string) => ({ repository: url, name: 'web', version });

describe('a chart repository', () => {
  it.each([
    ['', '1.10.0'],
    ['1.9.0', '1.9.0'],
    ['~1.9', '1.9.0'],
    ['>1-0', '2.0.0-beta.1'],
  ])('version %j is %s', async (asked, version) => {
    const url = await serve(repository());
    const port = charts();
    const fetched = await port.fetch(web(url, asked), options);
    expect(fetched).toMatchObject({ kind: 'answer', value: { version } });
    if (fetched.kind === 'answer') {
      expect(Buffer.from(fetched.value.archive).equals(readFileSync(join(folder.path, `web-${version}.tgz`)))).toBe(true);
    }
    expect(port.read(web(`${url}/`, asked))).toMatchObject({ kind: 'chart', chart: { version } });
  });

  it('takes the password that “helm repo add” remembered', async () => {
    const expected = `Basic ${Buffer.from('reader:secret').toString('base64')}`;
    const open = repository();
    const url = await serve((request, response) =>
      request.headers.authorization === expected ? open(request, response) : response.writeHead(401).end(),
    );
    const refused = await charts().fetch(web(url, ''), options);
    expect(refused).toEqual({
      kind: 'failed',
      reason: { code: 'downloadFailed', subject: `${url}/index.yaml`, detail: 'the server wants a sign-in (401)' },
    });
    await helm(folder.path, 'repo', 'add', 'ours', url, '--username', 'reader', '--password', 'secret');
    expect(await charts(helmEnvironment(folder.path)).fetch(web(url, ''), options)).toMatchObject({ kind: 'answer' });
  });

  it('does not send that password to another host that the index names', async () => {
    const seen: (string | undefined)[] = [];
    const archive = readFileSync(join(folder.path, 'web-1.0.0.tgz'));
    const elsewhere = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end(archive);
    });
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end(index(`${elsewhere.replace('127.0.0.1', 'localhost')}/web.tgz`));
    });
    await helm(folder.path, 'repo', 'add', 'spread', await serve(repository()), '--username', 'reader', '--password', 'secret');
    const file = join(folder.path, 'spread.yaml');
    writeFileSync(file, `repositories:\n- {name: spread, url: '${url}', username: reader, password: secret}\n`);
    const answer = await charts({ HELM_REPOSITORY_CONFIG: file }).fetch(web(url, ''), options);
    expect(answer).toMatchObject({ kind: 'answer' });
    expect(seen).toEqual([`Basic ${Buffer.from('reader:secret').toString('base64')}`, undefined]);
  });

  it('is asked with the query of its address, for its archives as well, as Helm does it', async () => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      seen.push(request.url ?? '');
      response.end(request.url?.includes('.tgz') ? readFileSync(join(folder.path, 'web-1.0.0.tgz')) : index('web.tgz?other=1'));
    });
    expect(await charts().fetch(web(`${url}?token=x`, ''), options)).toMatchObject({ kind: 'answer' });
    expect(seen).toEqual(['/charts/index.yaml?token=x', '/charts/web.tgz?token=x']);
    await helm(folder.path, 'pull', 'web', '--repo', `${url}?token=x`);
    expect(seen.slice(2)).toEqual(seen.slice(0, 2));
  });

  it('gives an archive as it is where its server calls it a compressed text', async () => {
    const open = repository();
    const url = await serve((request, response) => {
      if (request.url?.endsWith('.tgz')) response.setHeader('content-encoding', 'x-gzip');
      open(request, response);
    });
    expect(await charts().fetch(web(url, '1.0.0'), options)).toMatchObject({ kind: 'answer', value: { version: '1.0.0' } });
  });

  it('may name archives in a registry, but source-controller does not take them from there', async () => {
    const url = await serve((_, response) => response.end(index('oci://127.0.0.1:1/charts/web:1.0.0')));
    const answer = (version: string, chosenBy?: 'sourceController' | 'argoCd' | 'dependency') =>
      charts().fetch({ ...web(url, version), ...(chosenBy === undefined ? {} : { chosenBy }) }, options);
    const asked = { reason: { subject: expect.stringContaining('http://127.0.0.1:1/v2/charts/web/manifests/1.0.0') } };
    expect(await answer('')).toMatchObject(asked);
    expect(await answer('1.0.0')).toMatchObject(asked);
    expect(await answer('^1', 'argoCd')).toMatchObject(asked);
    expect(await answer('^1', 'dependency')).toMatchObject(asked);
    expect(await answer('1.0', 'argoCd')).toMatchObject({ reason: { detail: expect.stringContaining('only where it is asked for') } });
    expect(await answer('^1')).toMatchObject({ reason: { detail: expect.stringContaining('only where it is asked for as 1.0.0') } });
    expect(await answer('1.0.0', 'sourceController')).toMatchObject({ reason: { detail: expect.stringContaining('source-controller') } });
    await expect(helm(folder.path, 'pull', 'web', '--repo', url, '--version', '^1')).rejects.toThrow(/mismatch/);
  });

  it('is trusted by the certificate that “helm repo add” was given', async () => {
    const ssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder.path, stdio: 'ignore' });
    ssl(
      ...'req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost'.split(' '),
      '-addext',
      'subjectAltName=DNS:localhost',
    );
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(folder.path, name)));
    const server = createSecureServer({ key, cert }, repository());
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://localhost:${(server.address() as { port: number }).port}/charts`;
    const file = join(folder.path, 'trusted.yaml');
    const fetched = (more: string) => {
      writeFileSync(file, `repositories:\n- {name: ours, url: '${url}'${more}}\n`);
      return charts({ HELM_REPOSITORY_CONFIG: file }).fetch(web(url, '1.0.0'), options);
    };
    expect(await fetched('')).toMatchObject({
      kind: 'failed',
      reason: { code: 'downloadFailed', detail: expect.stringContaining('certificate') },
    });
    expect(await fetched(`, caFile: '${join(folder.path, 'cert.pem')}'`)).toMatchObject({ kind: 'answer' });
    expect(await fetched(', insecure_skip_tls_verify: true')).toMatchObject({ kind: 'answer' });
    expect(await fetched(', caFile: /nowhere.pem')).toMatchObject({
      kind: 'failed',
      reason: { code: 'unreadable', subject: '/nowhere.pem' },
    });
  });

  it.each([
    [
      'has another archive than its index says',
      (name: string, content: Buffer) => (name.endsWith('.tgz') ? Buffer.from('other') : content),
      /digest/,
    ],
    ['has no index', () => Buffer.from('<html>sign in</html>'), /index|list/],
    ['has no chart of the name', () => Buffer.from('apiVersion: v1\nentries: {other: []}\n'), /no chart of this name/],
  ])('is refused where it %s', async (_case, change, words) => {
    const answer = await charts().fetch(web(await serve(repository(change)), ''), options);
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'downloadFailed', detail: expect.stringMatching(words) } });
  });

  it('is refused where an archive is cut short', async () => {
    const whole = repository();
    const url = await serve((request, response) => {
      if (!request.url?.endsWith('.tgz')) return whole(request, response);
      response.setHeader('content-length', 10_000);
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await charts().fetch(web(url, ''), options)).toMatchObject({ kind: 'failed', reason: { code: 'downloadFailed' } });
  });

  it('may have one archive under two names', async () => {
    const url = await serve((request, response) => {
      const both =
        index('web-1.0.0.tgz') +
        index('web-1.0.0.tgz')
          .replace(/^[\s\S]*entries:\n/, '')
          .replace('  web:', '  twin:')
          .replace('name: web', 'name: twin');
      response.end(request.url?.endsWith('.tgz') ? readFileSync(join(folder.path, 'web-1.0.0.tgz')) : both);
    });
    const cache = createRemoteCache(join(folder.path, 'trees-of-twins'));
    const named = (name: string) => fetchChart(cache, { kind: 'chart', url, name, version: '1.0.0' }, options);
    const [web, twin] = [await named('web'), await named('twin')];
    expect(web).toMatchObject({ kind: 'answer', value: { file: 'web' } });
    expect(twin).toEqual(web);
  });

  it('can be cancelled while it says nothing', async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort());
    await expect(charts().fetch(web(url, ''), { signal: controller.signal })).rejects.toThrow(CancelledError);
  });

  it('a damaged archive on disk counts as not fetched', async () => {
    const url = await serve(repository());
    const environment = { folder: join(folder.path, 'damaged'), environment: { HOME: folder.path }, mayRunPrograms: () => false };
    await createCharts(environment).fetch(web(url, '1.0.0'), options);
    const [archive = ''] = readdirSync(join(environment.folder, 'archives'));
    writeFileSync(join(environment.folder, 'archives', archive), 'damaged');
    expect(createCharts(environment).read(web(url, '1.0.0'))).toEqual({ kind: 'absent' });
  });

  it.each(['https://', 'http://[x'])('is not asked with %s, which is no address, nor is an archive', async (address) => {
    const none = expect.stringContaining('is none');
    expect(await charts().fetch(web(address, '1.0.0'), options)).toMatchObject({ kind: 'failed', reason: { detail: none } });
    const url = await serve((_, response) => response.end(index(address)));
    expect(await charts().fetch(web(url, '1.0.0'), options)).toMatchObject({ kind: 'failed', reason: { detail: none } });
  });

  it('is not asked with an address of another kind', async () => {
    const answer = await charts().fetch(web('ftp://example.com', '1.0.0'), options);
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'downloadFailed', subject: 'ftp://example.com' } });
  });
});
