// One GET or POST over HTTP and the redirects that it leads to, credentials going only where they were meant to go.
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** Certificates of the user's own, as texts in PEM. */
export interface Tls {
  /** Who is trusted instead of the usual authorities. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Whether anybody is trusted. */
  readonly isInsecure?: boolean;
}

export interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as a form, with POST. */
  readonly form?: URLSearchParams | undefined;
  readonly tls?: Tls | undefined;
  readonly signal: AbortSignal;
}

/** As many as Go's client follows. */
const MOST_REDIRECTS = 10;

/**
 * The answer at the end of all redirects, its body not read yet. Fetching leaves no choice of certificates, and takes an archive for text that was
 * compressed on its way where a server says so of it.
 */
export async function send(address: string, { headers, form, tls, signal }: HttpRequest): Promise<{ url: URL; response: IncomingMessage }> {
  let url = new URL(address);
  let [sent, body] = [headers, form];
  for (let redirects = 0; ; redirects++) {
    const own = authorizationIn(url);
    const response = await once(url, { headers: own === undefined ? sent : { authorization: own, ...sent }, form: body, tls, signal });
    const { statusCode: status = 0, headers: answered } = response;
    if (!REDIRECTS.has(status) || answered.location === undefined) return { url, response };
    response.resume();
    if (redirects === MOST_REDIRECTS) throw new Error(`stopped after ${MOST_REDIRECTS} redirects`);
    const next = new URL(answered.location, url);
    if (!isSameServer(url, next)) sent = Object.fromEntries(Object.entries(sent).filter(([name]) => name !== 'authorization'));
    if (status < 307) body = undefined;
    // What an address holds for its server goes along as long as that is meant.
    else if (body !== undefined && !isSameServer(url, next))
      throw new Error(`it leads to ${next.origin} with what was meant for ${url.origin}`);
    if (isSameServer(url, next) && next.username === '') [next.username, next.password] = [url.username, url.password];
    url = next;
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function once(url: URL, asked: HttpRequest): Promise<IncomingMessage> {
  const { headers, form, tls, signal } = asked;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`no way to fetch ${url.protocol}//`);
  const content = form?.toString();
  const bare = new URL(url);
  [bare.username, bare.password] = ['', ''];
  const options = {
    method: content === undefined ? 'GET' : 'POST',
    headers: { accept: '*/*', 'user-agent': 'plumbline', ...(content === undefined ? {} : { 'content-type': FORM }), ...headers },
    signal,
  };
  const { isInsecure = false, ...certificates } = tls ?? {};
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'http:'
        ? httpRequest(bare, options, resolve)
        : httpsRequest(bare, { ...options, ...certificates, ...(isInsecure ? { rejectUnauthorized: false } : {}) }, resolve);
    request.on('error', (error: NodeJS.ErrnoException) => {
      // The server had closed the connection that was kept, and had not heard of this request.
      const isStale = request.reusedSocket && error.code === 'ECONNRESET' && content === undefined && !signal.aborted;
      if (isStale) resolve(once(url, asked));
      else reject(error);
    });
    request.end(content);
  });
}

const FORM = 'application/x-www-form-urlencoded';

/** A server that changes to the encrypted protocol stays the same one. */
function isSameServer(from: URL, to: URL): boolean {
  return from.origin === to.origin || (from.hostname === to.hostname && from.protocol === 'http:' && to.protocol === 'https:');
}

function authorizationIn({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}
