// Downloads against real servers: what they send, refuse, cut short and never answer.
import { gzipSync } from 'node:zlib';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { download, refusedBy, withoutCredentials } from '../../../src/adapters/http/download';
import { CancelledError } from '../../../src/engine/model';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as { port: number }).port}`)));
}

const signal = new AbortController().signal;
const options = { signal, limitBytes: 1000 };

describe('download', () => {
  it('gives status, headers and every byte', async () => {
    const sent = Uint8Array.from({ length: 600 }, (_, index) => index % 256);
    const host = await serve((_, response) => response.setHeader('etag', '"7"').end(sent));
    const steps: number[] = [];
    const answer = await download(`http://${host}/x`, { ...options, onProgress: (received) => steps.push(received) });
    expect(answer).toMatchObject({ kind: 'answer', value: { status: 200 } });
    if (answer.kind === 'answer') {
      expect([...answer.value.bytes]).toEqual([...sent]);
      expect(answer.value.headers.get('etag')).toBe('"7"');
    }
    expect(steps.at(-1)).toBe(600);
  });

  it('sends credentials of the address as a header, to its own host only', async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('there');
    });
    const host = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(302, { location: `http://localhost:${other.split(':')[1]}/` }).end();
    });
    await download(`http://me:se%20cret@${host}/`, options);
    expect(seen).toEqual([`Basic ${Buffer.from('me:se cret').toString('base64')}`, undefined]);
  });

  it('goes on with them where the same server leads to another path of its own', async () => {
    const seen: (string | undefined)[] = [];
    const host = await serve((request, response) => {
      seen.push(request.headers.authorization);
      if (request.url === '/first') response.writeHead(301, { location: '/second' }).end();
      else response.end('there');
    });
    const answer = await download(`http://${host}/first`, { ...options, headers: { authorization: 'Basic x' } });
    expect(answer).toMatchObject({ kind: 'answer', value: { status: 200, url: `http://${host}/second` } });
    expect(seen).toEqual(['Basic x', 'Basic x']);
  });

  it('asks again where the connection that was kept is gone', async () => {
    const connections = new Map<unknown, number>();
    const host = await serve((request, response) => {
      const count = (connections.get(request.socket) ?? 0) + 1;
      connections.set(request.socket, count);
      if (count === 1) response.end('there');
      else request.socket.destroy();
    });
    for (let round = 0; round < 3; round++)
      expect(await download(`http://${host}/`, options)).toMatchObject({ kind: 'answer', value: { status: 200 } });
    expect(connections.size).toBe(3);
  });

  it('ends a chain of redirects that has no end', async () => {
    const host = await serve((_, response) => response.writeHead(302, { location: '/' }).end());
    expect(await download(`http://${host}/`, options)).toMatchObject({
      kind: 'failed',
      reason: { detail: expect.stringContaining('redirects') },
    });
  });

  it('unpacks what was compressed on its way, but not what is an archive, and counts what it becomes', async () => {
    const host = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('plain')));
    const bytes = async (isArchive: boolean) => {
      const answer = await download(`http://${host}/`, { ...options, isArchive });
      return answer.kind === 'answer' ? Buffer.from(answer.value.bytes) : undefined;
    };
    expect((await bytes(false))?.toString()).toBe('plain');
    expect((await bytes(true))?.equals(gzipSync('plain'))).toBe(true);
    const bomb = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(100_000))));
    expect(await download(`http://${bomb}/`, options)).toMatchObject({ kind: 'failed', reason: { code: 'tooLarge' } });
  });

  it('refuses what is announced as too large, and what turns out to be', async () => {
    const announced = await serve((_, response) => response.setHeader('content-length', 5000).end(Buffer.alloc(5000)));
    const unannounced = await serve((_, response) => {
      response.write(Buffer.alloc(800));
      response.end(Buffer.alloc(800));
    });
    for (const host of [announced, unannounced]) {
      expect(await download(`http://${host}/`, options)).toMatchObject({ kind: 'failed', reason: { code: 'tooLarge' } });
    }
  });

  it('does not take a body that was cut short for the whole', async () => {
    const host = await serve((_, response) => {
      response.setHeader('content-length', 500);
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await download(`http://${host}/`, options)).toMatchObject({ kind: 'failed', reason: { code: 'downloadFailed' } });
  });

  it('gives up a server that says nothing, before its headers or after', async () => {
    const mute = await serve(() => undefined);
    const stalled = await serve((_, response) => response.write('a'));
    for (const host of [mute, stalled]) {
      const answer = await download(`http://me:secret@${host}/`, { ...options, silenceMilliseconds: 50 });
      expect(answer).toEqual({ kind: 'failed', reason: { code: 'timeout', subject: `http://•••@${host}/` } });
    }
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    const host = await serve(() => controller.abort());
    await expect(download(`http://${host}/`, { ...options, signal: controller.signal })).rejects.toThrow(CancelledError);
  });

  it('says why nothing answered, without the password', async () => {
    const answer = await download('http://me:secret@127.0.0.1:1/', options);
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'downloadFailed', subject: 'http://•••@127.0.0.1:1/' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('says what a refusal means', () => {
    expect(refusedBy('https://a:b@c/d', 401)).toEqual({
      code: 'downloadFailed',
      subject: 'https://•••@c/d',
      detail: 'the server wants a sign-in (401)',
    });
    expect(refusedBy('https://c/d', 500).detail).toBe('the server answered 500');
    expect(withoutCredentials('see https://u:p@h/x and ssh://git@h/y')).toBe('see https://•••@h/x and ssh://•••@h/y');
  });
});
