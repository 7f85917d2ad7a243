// Signing in to registries: by a token that others are asked for with, by one that is sent as it is, and nowhere that is less safe.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import type { RegistryCredentials } from '../../../src/adapters/charts/docker-config';
import { listTags } from '../../../src/adapters/charts/oci';
import { apiOf, registryClient } from '../../../src/adapters/charts/registry-client';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** Has one tag, for whoever sends `wanted`; others are sent to `realm`. */
function registry(wanted: string, challenge: () => string): Promise<string> {
  return serve((request, response) => {
    if (request.headers.authorization !== wanted) return void response.writeHead(401, { 'www-authenticate': challenge() }).end();
    response.end('{"tags":["1.0.0"]}');
  });
}

const signal = new AbortController().signal;
const tags = (host: string, credentials: RegistryCredentials | undefined) =>
  registryClient(host, 'team/web', credentials, signal)('tags/list', 1000);

it('changes a refresh token for one that is good for the repository', async () => {
  const asked: string[] = [];
  const realm = await serve(async (request, response) => {
    asked.push(`${request.method} ${request.url} ${await bodyOf(request)}`);
    response.end('{"access_token":"short"}');
  });
  const host = await registry('Bearer short', () => `Bearer realm=http://${realm}/token, service="the registry"`);
  const answer = await tags(host, { username: '', password: '', refreshToken: 'long' });
  expect(answer).toMatchObject({ kind: 'answer', value: { status: 200 } });
  expect(asked).toEqual([
    'POST /token grant_type=refresh_token&refresh_token=long&client_id=plumbline&service=the+registry&scope=repository%3Ateam%2Fweb%3Apull',
  ]);
});

it('sends an access token as it is', async () => {
  const host = await registry('Bearer own', () => 'Bearer realm="http://127.0.0.1:1/token"');
  expect(await tags(host, { username: '', password: '', accessToken: 'own' })).toMatchObject({ kind: 'answer' });
});

it('signs in nowhere for a server that a redirect leads to', async () => {
  const asked: (string | undefined)[] = [];
  const realm = await serve((request, response) => {
    asked.push(request.headers.authorization);
    response.end('{"token":"x"}');
  });
  const other = await registry('Bearer x', () => `Bearer realm="http://${realm}/token"`);
  const host = await serve((request, response) => response.writeHead(307, { location: `http://${other}${request.url}` }).end());
  expect(await tags(host, { username: 'me', password: 'secret' })).toMatchObject({ kind: 'failed' });
  expect(asked).toEqual([]);
});

it('does not send a user without a password', async () => {
  const seen: (string | undefined)[] = [];
  const host = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
  });
  expect(await tags(host, { username: 'me', password: '' })).toMatchObject({
    kind: 'failed',
    reason: { detail: expect.stringContaining('401') },
  });
  expect(seen).toEqual([undefined]);
});

it.each([
  ['a path', (_: string, page: string) => `</v2/team/web/tags/list?${page}>; rel="next"`],
  ['a whole address', (host: string, page: string) => `<http://${host}/v2/team/web/tags/list?${page}>; rel=next`],
])('goes on to the next page of tags, which is %s, and not for ever', async (_form, link) => {
  const asked: string[] = [];
  const host = await serve((request, response) => {
    asked.push(request.url?.replace(/^.*\?/, '') ?? '');
    const at = asked.length;
    response.setHeader('link', link(request.headers.host ?? '', `last=${at < 3 ? at : 2}&n=1`));
    response.end(JSON.stringify({ tags: [`1.0.${at}`] }));
  });
  const answer = await listTags(`oci://${host}/team/web`, undefined, signal);
  expect(answer).toEqual({ kind: 'answer', value: ['1.0.1', '1.0.2', '1.0.3'] });
  expect(asked).toEqual(['n=1000', 'last=1&n=1', 'last=2&n=1']);
});

it('refuses a list of tags that has no end, and takes no part of it for the whole', { timeout: 60_000 }, async () => {
  let page = 0;
  const host = await serve((_, response) => {
    response.setHeader('link', `</v2/team/web/tags/list?last=${++page}>; rel="next"`);
    response.end('{"tags":["1.0.0"]}');
  });
  const answer = await listTags(`oci://${host}/team/web`, undefined, signal);
  expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'downloadFailed', detail: 'it goes on after 1000 pages' } });
  expect(page).toBe(1000);
});

it.each([
  ['docker.io', 'https://registry-1.docker.io'],
  ['ghcr.io', 'https://ghcr.io'],
  ['localhost:5000', 'http://localhost:5000'],
])('%s answers at %s', (host, api) => expect(apiOf(host)).toBe(api));

it('gives a blob as it is, whatever its server says of its encoding', async () => {
  const bytes = gzipSync('archive');
  const host = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(bytes));
  const answer = await registryClient(host, 'team/web', undefined, signal)('blobs/sha256:0', 1000);
  expect(answer.kind === 'answer' && bytes.equals(answer.value.bytes)).toBe(true);
});

it('answers without encryption where that is said', () => expect(apiOf('registry.shop:5000', true)).toBe('http://registry.shop:5000'));
