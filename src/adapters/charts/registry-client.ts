// Requests to an OCI registry, signed in as it asks for. Source: the token authentication of Docker's registry, as oras-go v2.6 speaks it.
import type { Answer, FetchOptions } from '../../engine/ports';
import { type Download, download, refusedBy } from '../http/download';
import { failed } from '../live/failures';
import { basic } from './credentials';
import type { RegistryCredentials } from './docker-config';

/** The answer to a request below one repository, of status 200. */
export type Get = (
  path: string,
  limitBytes: number,
  headers?: Readonly<Record<string, string>>,
  onProgress?: FetchOptions['onProgress'],
) => Promise<Answer<Download>>;

/** The first refusal says how to authenticate, and what it leads to is kept for the next requests. */
export function registryClient(
  host: string,
  path: string,
  credentials: RegistryCredentials | undefined,
  signal: AbortSignal,
  isPlainHttp = false,
): Get {
  const api = apiOf(host, isPlainHttp);
  let authorization: string | undefined;
  return async (below, limitBytes, headers = {}, onProgress) => {
    const url = `${api}/v2/${path}/${below}`;
    const attempt = () =>
      download(url, {
        signal,
        limitBytes,
        isArchive: below.startsWith('blobs/'),
        headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
        ...(onProgress === undefined ? {} : { onProgress }),
      });
    let answer = await attempt();
    if (answer.kind === 'answer' && answer.value.status === 401 && authorization === undefined && isOf(api, answer.value.url)) {
      const granted = await authorise(answer.value.headers.get('www-authenticate') ?? '', { api, path, credentials, signal });
      if (granted.kind === 'failed') return granted;
      authorization = granted.value;
      if (authorization !== undefined) answer = await attempt();
    }
    if (answer.kind === 'failed' || answer.value.status === 200) return answer;
    return failed(refusedBy(url, answer.value.status));
  };
}

/** The fields of an answer; one that is no JSON holds none of those that are looked for. */
export function json(bytes: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Registries on the own machine speak plain HTTP, as Docker takes for granted; Docker Hub answers under another name than its own. */
export function apiOf(host: string, isPlainHttp = false): string {
  if (isPlainHttp || /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(host)) return `http://${host}`;
  return `https://${host === 'docker.io' ? 'registry-1.docker.io' : host}`;
}

/** Who it is that wants the sign-in: credentials are not for a server that a redirect leads to. */
function isOf(api: string, url: string): boolean {
  return new URL(url).origin === new URL(api).origin;
}

interface Asking {
  readonly api: string;
  readonly path: string;
  readonly credentials: RegistryCredentials | undefined;
  readonly signal: AbortSignal;
}

/** The header that a challenge leads to; undefined where there is nothing to send. */
async function authorise(challenge: string, asking: Asking): Promise<Answer<string | undefined>> {
  const { credentials } = asking;
  if (/^basic\b/i.test(challenge)) return { kind: 'answer', value: credentials?.password ? basic(credentials) : undefined };
  const fields = new Map(
    [...challenge.matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|([^\s",]+))/g)].map(([, key = '', ...values]) => [key, values.join('')]),
  );
  const realm = fields.get('realm');
  if (!/^bearer\b/i.test(challenge) || realm === undefined || !URL.canParse(realm)) return { kind: 'answer', value: undefined };
  if (credentials?.accessToken !== undefined) return { kind: 'answer', value: `Bearer ${credentials.accessToken}` };
  const url = new URL(realm);
  if (asking.api.startsWith('https:') && url.protocol !== 'https:')
    return failed({
      code: 'downloadFailed',
      subject: asking.api,
      detail: `it wants the sign-in to go to ${url.origin}, which is not encrypted`,
    });
  return tokenOf(url, fields.get('service') ?? '', fields.get('scope') ?? `repository:${asking.path}:pull`, asking);
}

async function tokenOf(url: URL, service: string, scope: string, { credentials, signal }: Asking): Promise<Answer<string | undefined>> {
  const asked = new URLSearchParams([...(service === '' ? [] : [['service', service]]), ['scope', scope]]);
  const refresh = credentials?.refreshToken;
  const options = { signal, limitBytes: TOKEN_LIMIT };
  let answer: Answer<Download>;
  if (refresh === undefined) {
    for (const [name, value] of asked) url.searchParams.set(name, value);
    const headers = credentials === undefined ? {} : { authorization: basic(credentials) };
    answer = await download(url.href, { ...options, headers });
  } else {
    const form = new URLSearchParams([['grant_type', 'refresh_token'], ['refresh_token', refresh], ['client_id', 'plumbline'], ...asked]);
    answer = await download(url.href, { ...options, form });
  }
  if (answer.kind === 'failed') return answer;
  if (answer.value.status !== 200) return failed(refusedBy(url.origin, answer.value.status));
  const { token, access_token: access = token } = json(answer.value.bytes) as { token?: unknown; access_token?: unknown };
  return { kind: 'answer', value: typeof access === 'string' ? `Bearer ${access}` : undefined };
}

const TOKEN_LIMIT = 10_000_000;
