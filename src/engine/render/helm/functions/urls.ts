// `urlParse` and `urlJoin`, as Go's net/url takes addresses apart.
import { quote } from '../go/quote';
import { GoError, GoMap, type Value } from '../go/values';
import { reflectKind, type Family, fn, MAP, map, text } from './define';

export const URLS: Family = {
  urlParse: fn('string', ([address]) => {
    const parts = parse(text(address), 'unable to parse url: ');
    return new GoMap(new Map(Object.entries(parts)));
  }),
  urlJoin: fn(MAP, ([parts]) => join(map(parts))),
};

interface Parts {
  readonly [part: string]: string;
}

function parse(address: string, prefix: string): Parts {
  const fail = (why: string): never => {
    throw new GoError(`${prefix}parse ${quote(address)}: ${why}`);
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Go refuses them.
  if (/[\0-\x1f\x7f]/.test(address)) fail('net/url: invalid control character in URL');
  const [beforeFragment = '', fragment = ''] = cut(address, '#');
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(beforeFragment)?.[1];
  if (scheme === undefined && beforeFragment.startsWith(':')) fail('missing protocol scheme');
  let rest = scheme === undefined ? beforeFragment : beforeFragment.slice(scheme.length + 1);
  let query = '';
  if (rest.includes('?')) [rest = '', query = ''] = cut(rest, '?');
  const parts = { scheme: (scheme ?? '').toLowerCase(), host: '', hostname: '', path: '', query, opaque: '', fragment: '', userinfo: '' };
  parts.fragment = unescaped(fragment, fail);
  if (!rest.startsWith('/') && scheme !== undefined) return { ...parts, opaque: rest };
  if (!rest.startsWith('/') && /^[^/]*:/.test(rest)) fail('first path segment in URL cannot contain colon');
  if (!rest.startsWith('//') || (scheme === undefined && rest.startsWith('///'))) return { ...parts, path: unescaped(rest, fail) };
  const end = rest.indexOf('/', 2);
  const authority = rest.slice(2, end === -1 ? undefined : end);
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const port = /:([^:\]]*)$/.exec(host)?.[1];
  if (port !== undefined && !/^\d*$/.test(port)) fail(`invalid port ${quote(`:${port}`)} after host`);
  const bad = /[\s<>"{}|\\^`]/.exec(host)?.[0];
  if (bad !== undefined) fail(`invalid character ${quote(bad)} in host name`);
  const userinfo = at === -1 ? '' : user(authority.slice(0, at), fail);
  return { ...parts, host, hostname: hostname(host), userinfo, path: end === -1 ? '' : unescaped(rest.slice(end), fail) };
}

function cut(value: string, separator: string): [string, string] {
  const at = value.indexOf(separator);
  return at === -1 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)];
}

function hostname(host: string): string {
  const bracket = /^\[([^\]]*)\]/.exec(host)?.[1];
  return bracket ?? host.replace(/:\d*$/, '');
}

function user(userinfo: string, fail: (why: string) => never): string {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) fail('net/url: invalid userinfo');
  const [name, password] = cut(userinfo, ':');
  const encoded = escaped(unescaped(name, fail), /[A-Za-z0-9\-_.~$&+,;=]/);
  return userinfo.includes(':') ? `${encoded}:${escaped(unescaped(password, fail), /[A-Za-z0-9\-_.~$&+,;=]/)}` : encoded;
}

function unescaped(value: string, fail: (why: string) => never): string {
  const wrong = /%(?![\da-fA-F]{2}).{0,2}/.exec(value)?.[0];
  if (wrong !== undefined) fail(`invalid URL escape ${quote(wrong)}`);
  return value.includes('%') ? decodeURIComponent(value.replace(/%(?![\da-fA-F]{2})/g, '%25')) : value;
}

function escaped(value: string, kept: RegExp): string {
  return [...value].map((character) => (kept.test(character) ? character : percent(character))).join('');
}

function percent(character: string): string {
  return [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

function join(parts: GoMap): string {
  const part = (name: string) => textPart(parts.entries.get(name), parts.entries.has(name), name);
  const [scheme, host, path, query] = [part('scheme'), part('host'), part('path'), part('query')];
  const [opaque, fragment, userinfo] = [part('opaque'), part('fragment'), part('userinfo')];
  const credentials = userinfo === '' ? '' : (parse(`proto://${userinfo}@host`, 'unable to parse userinfo in dict: ').userinfo ?? '');
  let address = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') address += opaque;
  else {
    const hasAuthority = host !== '' || credentials !== '';
    if (scheme !== '' || hasAuthority) {
      if (hasAuthority || path !== '')
        address += host !== '' || path !== '' || credentials !== '' ? authority(hasAuthority, scheme, path) : '';
      address += (credentials === '' ? '' : `${credentials}@`) + host;
    }
    const encoded = escaped(path, /[A-Za-z0-9\-_.~$&+,/:;=@!'()*]/);
    if (path !== '' && !path.startsWith('/') && host !== '') address += '/';
    if (address === '' && /^[^/]*:/.test(encoded)) address += './';
    address += encoded;
  }
  if (query !== '') address += `?${query}`;
  return fragment === '' ? address : `${address}#${escaped(fragment, /[A-Za-z0-9\-_.~$&+,/:;=?@!'()*]/)}`;
}

/** `//` where there is a host, or a path that would be taken for one. */
function authority(hasAuthority: boolean, scheme: string, path: string): string {
  return hasAuthority || (scheme !== '' && path.startsWith('//')) ? '//' : '';
}

function textPart(value: Value, isThere: boolean, name: string): string {
  if (!isThere) return '';
  if (typeof value === 'string') return value;
  throw new GoError(`unable to parse ${name} key, must be of type string, but ${reflectKind(value)} found`);
}
