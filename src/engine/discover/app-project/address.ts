// Addresses of repositories in the form in which Argo CD compares them: what Go's net/url makes of them. Source: argo-cd v3.2.6, `NormalizeGitURL`; Go, `net/url`.

/** In lower case, without `.git` and `ssh://`; empty where Go cannot read it, which then matches nothing. */
export function normalizedAddress(address: string): string {
  const lower = address.trim().toLowerCase();
  const isScp = /^(?:ssh:\/\/)?[^/:]*?@[^@]+$/.test(lower) && !lower.startsWith('ssh://');
  const whole = isScp ? `ssh://${lower.replace(':', '/')}` : lower;
  const printed = reprinted(bytesOf(whole.replace(/\.git$/, '')));
  return printed === undefined ? '' : textOf(printed).replace(/^ssh:\/\//, '');
}

/** Each character stands for one byte. */
function reprinted(address: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Go refuses them.
  if (/[\0-\x1f\x7f]/.test(address)) return undefined;
  const [main, fragment] = cut(address, '#');
  const read = main === '*' ? '*' : withoutFragment(main);
  const end = fragment === '' ? '' : encoded(fragment, FRAGMENT);
  return read === undefined || end === undefined ? undefined : read + (end === '' ? '' : `#${end}`);
}

function withoutFragment(address: string): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(address)?.[1];
  if (scheme === undefined && address.startsWith(':')) return undefined;
  const rest = scheme === undefined ? address : address.slice(scheme.length + 1);
  const [hierarchy, query] = cut(rest, '?');
  const asked = rest.includes('?') ? `?${query}` : '';
  const start = scheme === undefined ? '' : `${scheme}:`;
  if (!hierarchy.startsWith('/') && scheme !== undefined) return start + hierarchy + asked;
  if (!hierarchy.startsWith('/') && /^[^/]*:/.test(hierarchy)) return undefined;
  const hasAuthority = hierarchy.startsWith('//') && (scheme !== undefined || !hierarchy.startsWith('///'));
  if (!hasAuthority) return withPath(start, hierarchy, asked);
  const slash = hierarchy.indexOf('/', 2);
  const [authority, path] = slash === -1 ? [hierarchy.slice(2), ''] : [hierarchy.slice(2, slash), hierarchy.slice(slash)];
  const printed = authorityOf(authority);
  if (printed === undefined) return undefined;
  const isThere = printed !== '' || path !== '' || authority.includes('@');
  return withPath(
    start + (isThere && (scheme !== undefined || printed !== '' || authority.includes('@')) ? `//${printed}` : ''),
    path,
    asked,
  );
}

function withPath(start: string, path: string, asked: string): string | undefined {
  const printed = path === '*' ? '*' : encoded(path, PATH);
  if (printed === undefined) return undefined;
  const isLikeScheme = start === '' && /^[^/]*:/.test(printed);
  return start + (isLikeScheme ? './' : '') + printed + asked;
}

function authorityOf(authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  const host = hostOf(authority.slice(at + 1));
  if (at === -1 || host === undefined) return host;
  const user = authority.slice(0, at);
  if (!/^[a-z0-9\-._:~!$&'()*+,;=%@]*$/i.test(user)) return undefined;
  const [name, password] = cut(user, ':').map((part) => reescaped(part, USER));
  if (name === undefined || password === undefined) return undefined;
  return `${name}${user.includes(':') ? `:${password}` : ''}@${host}`;
}

function hostOf(host: string): string | undefined {
  if (host.startsWith('[')) return /^\[[^\]%]*\](?::\d*)?$/.test(host) ? host : undefined;
  const port = /:([^:]*)$/.exec(host)?.[1];
  if (port !== undefined && !/^\d*$/.test(port)) return undefined;
  const plain = unescaped(host);
  // Escapes of ASCII are refused, and so is what a host cannot hold.
  if (plain === undefined || /%(?!25)[0-7]/.test(host) || [...host].some((byte) => byte !== '%' && byte < '\x80' && !HOST.test(byte)))
    return undefined;
  return escaped(plain, HOST);
}

/** As it is where it is encoded well, and else encoded anew. */
function encoded(part: string, { valid, kept }: Encoding): string | undefined {
  const plain = unescaped(part);
  if (plain === undefined) return undefined;
  return [...part].every((byte) => valid.test(byte)) ? part : escaped(plain, kept);
}

interface Encoding {
  /** What may stand in the form that is kept as it is written. */
  readonly valid: RegExp;
  /** What is left alone where it is encoded anew. */
  readonly kept: RegExp;
}

const PATH: Encoding = { valid: /[a-z0-9\-._~!$&'()*+,;=:@[\]%/]/i, kept: /[a-z0-9\-._~$&+,/:;=@]/i };
const FRAGMENT: Encoding = { valid: /[a-z0-9\-._~!$&'()*+,;=:@[\]%/?]/i, kept: /[a-z0-9\-._~!$&()*+,/:;=?@]/i };
const HOST = /[a-z0-9\-._~!$&'()*+,;=:[\]<>"]/i;
const USER = /[a-z0-9\-._~$&+,;=]/i;

function reescaped(part: string, kept: RegExp): string | undefined {
  const plain = unescaped(part);
  return plain === undefined ? undefined : escaped(plain, kept);
}

function unescaped(part: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(part)) return undefined;
  return part.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function escaped(part: string, kept: RegExp): string {
  return [...part].map((byte) => (kept.test(byte) ? byte : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)).join('');
}

function cut(value: string, separator: string): [string, string] {
  const at = value.indexOf(separator);
  return at === -1 ? [value, ''] : [value.slice(0, at), value.slice(at + separator.length)];
}

function bytesOf(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join('');
}

function textOf(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}
