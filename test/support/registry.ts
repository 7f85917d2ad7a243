// A real OCI registry on a free port: open, with passwords, or with a token server of its own.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { freePort, startProcess, temporaryFolder, waitUntil } from '../../scripts/processes.mjs';
import { oraclePath } from './parts';

export const USER = { username: 'reader', password: 'secret' };
/** bcrypt of `secret`. */
const PASSWORDS = 'reader:$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW\n';

export interface Registry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  stop(): Promise<void>;
}

export async function startRegistry(auth: 'open' | 'password' | 'token'): Promise<Registry> {
  const folder = temporaryFolder('registry');
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const tokens = auth === 'token' ? await startTokenServer(folder.path) : undefined;
  writeFileSync(join(folder.path, 'passwords'), PASSWORDS);
  const settings = {
    version: 0.1,
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: join(folder.path, 'data') } },
    http: { addr: host },
    ...(auth === 'password' ? { auth: { htpasswd: { realm: 'charts', path: join(folder.path, 'passwords') } } } : {}),
    ...(tokens === undefined ? {} : { auth: { token: tokens.settings } }),
  };
  writeFileSync(join(folder.path, 'settings.yml'), JSON.stringify(settings));
  const process = await startProcess(await oraclePath('registry'), ['serve', join(folder.path, 'settings.yml')]);
  const stop = async (): Promise<void> => {
    await process.stop();
    tokens?.server.closeAllConnections();
    tokens?.server.close();
    folder.remove();
  };
  try {
    await waitUntil('the registry', async () => [200, 401].includes((await fetch(`http://${host}/v2/`)).status), {
      milliseconds: 20_000,
      processes: [process],
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { host, stop };
}

/** Pushes an image of no layers under a tag, as the OCI distribution specification says. */
export async function pushImage(host: string, name: string, tag: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
  const config = '{}';
  const digest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
  const begun = await fetch(`http://${host}/v2/${name}/blobs/uploads/`, { method: 'POST', headers });
  const upload = new URL(begun.headers.get('location') ?? '', `http://${host}`);
  upload.searchParams.set('digest', digest);
  await accepted(fetch(upload, { method: 'PUT', body: config, headers: { ...headers, 'content-type': 'application/octet-stream' } }));
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const described = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: config.length };
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: type, config: described, layers: [] });
  await accepted(
    fetch(`http://${host}/v2/${name}/manifests/${tag}`, { method: 'PUT', body: manifest, headers: { ...headers, 'content-type': type } }),
  );
}

async function accepted(answer: Promise<Response>): Promise<void> {
  const { status, url } = await answer;
  if (status !== 201) throw new Error(`${url} answered ${status}`);
}

/** Signs a token for whoever has the password; its key is in a file that the registry reads. */
async function startTokenServer(folder: string): Promise<{ server: Server; settings: Readonly<Record<string, string>> }> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwks = join(folder, 'jwks.json');
  writeFileSync(jwks, JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' }] }));
  const server = createServer((request, response) => {
    const expected = `Basic ${Buffer.from(`${USER.username}:${USER.password}`).toString('base64')}`;
    if (request.headers.authorization !== expected) return void response.writeHead(401).end();
    const scope = new URL(request.url ?? '/', 'http://here').searchParams.get('scope') ?? '';
    response.end(JSON.stringify({ token: tokenFor(scope, privateKey) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { server, settings: { realm: `http://127.0.0.1:${port}/token`, service: 'charts', issuer: 'test', jwks } };
}

function tokenFor(scope: string, key: KeyObject): string {
  const [type, name, actions = ''] = scope.split(':');
  const now = Math.floor(Date.now() / 1000);
  const access = type === 'repository' ? [{ type, name, actions: actions.split(',') }] : [];
  const claims = { iss: 'test', aud: 'charts', sub: 'reader', jti: `${Math.random()}`, iat: now, nbf: now - 10, exp: now + 300, access };
  const text = [{ typ: 'JWT', alg: 'RS256', kid: 'test' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
}
