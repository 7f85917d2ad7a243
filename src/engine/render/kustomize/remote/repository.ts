// Reads a reference to a Git repository as kustomize reads it. Source: kustomize `api/internal/git/repospec.go`.
import { parseBool, parseDuration, parseInteger, parseQuery } from './go-query';

export interface Repository {
  /** As it was written: what kustomize tells cycles by. */
  readonly raw: string;
  /** Scheme, user and host, with what separates them from the path. */
  readonly host: string;
  /** The repository's path on the host. */
  readonly path: string;
  /** The kustomization's folder in the repository; empty for its top. */
  readonly folder: string;
  readonly ref: string;
  readonly submodules: boolean;
  readonly timeoutMilliseconds: number;
}

const DEFAULT_TIMEOUT = 27_000;

/** @returns undefined for what kustomize does not take for a repository: a path, or the address of a file. */
export function parseRepository(raw: string): Repository | undefined {
  if (raw.startsWith('/')) return undefined;
  const question = raw.indexOf('?');
  const address = question === -1 ? raw : raw.slice(0, question);
  const located = parseHost(address);
  if (located === undefined) return undefined;
  const parts = parsePath(located.rest, located.host.startsWith('file://'));
  if (parts === undefined) return undefined;
  return { raw, host: located.host, ...parts, ...settings(question === -1 ? '' : raw.slice(question + 1)) };
}

function settings(query: string): Pick<Repository, 'ref' | 'submodules' | 'timeoutMilliseconds'> {
  const values = parseQuery(query);
  const ref = values?.get('ref') || values?.get('version') || '';
  const timeout = values?.get('timeout') ?? '';
  const seconds = parseInteger(timeout);
  const asked = seconds !== undefined && seconds > 0 ? seconds * 1000 : parseDuration(timeout);
  return {
    ref,
    submodules: parseBool(values?.get('submodules') ?? '') ?? true,
    timeoutMilliseconds: asked !== undefined && asked > 0 ? asked : DEFAULT_TIMEOUT,
  };
}

const SCHEMES = ['ssh://', 'https://', 'http://', 'file://'];

function parseHost(address: string): { readonly host: string; readonly rest: string } | undefined {
  // go-getter, which kustomize once used, knew this prefix; it has no effect any more.
  const bare = withoutPrefix(address, 'git::') ?? address;
  const scheme = SCHEMES.find((one) => withoutPrefix(bare, one) !== undefined) ?? '';
  const afterScheme = bare.slice(scheme.length);
  const user = /^[a-zA-Z][a-zA-Z0-9-]*@/.exec(afterScheme)?.[0] ?? '';
  const rest = afterScheme.slice(user.length);
  const isGithub = /^github\.com[/:]/i.test(rest);
  const mayBeScp = scheme === '' && (user !== '' || isGithub);
  if (scheme === '' && !mayBeScp) return undefined;
  if (scheme === 'file://') return { host: scheme, rest: user + rest };
  const end = hostEnd(rest, mayBeScp);
  const host = end === -1 ? rest : rest.slice(0, end + 1);
  const path = end === -1 ? '' : rest.slice(end + 1);
  if (isGithub) return { host: scheme === 'ssh://' || user !== '' ? `${user}github.com:` : 'https://github.com/', rest: path };
  return host === '' ? undefined : { host: scheme + user + host, rest: path };
}

/** A colon ends the host of `user@host:path` where no slash stands before it. */
function hostEnd(text: string, mayBeScp: boolean): number {
  const slash = text.indexOf('/');
  if (!mayBeScp) return slash;
  const colon = text.indexOf(':');
  return slash === -1 || (colon > 0 && colon < slash) ? colon : slash;
}

function parsePath(text: string, isLocal: boolean): Pick<Repository, 'path' | 'folder'> | undefined {
  const split = splitAtMarker(text) ?? splitByLength(text, isLocal);
  if (split === undefined || split.path === '' || leaves(split.folder)) return undefined;
  return { path: split.path, folder: split.folder.replace(/^\//, '') };
}

type Split = Pick<Repository, 'path' | 'folder'>;

/** `_git/` of Azure DevOps, then `//`, then `.git` say where the repository's path ends. */
function splitAtMarker(text: string): Split | undefined {
  const azure = text.indexOf('_git/');
  if (azure !== -1) {
    const [name = '', ...folders] = text.slice(azure + '_git/'.length).split('/');
    return { path: `${text.slice(0, azure)}_git/${name}`, folder: folders.join('/') };
  }
  const double = text.indexOf('//');
  if (double !== -1) return { path: text.slice(0, double), folder: text.slice(double + 2) };
  const suffix = text.indexOf('.git');
  return suffix === -1 ? undefined : { path: text.slice(0, suffix + 4), folder: text.slice(suffix + 4) };
}

/** Without a marker the first two segments are the repository, as on GitHub, and a local path is all of it. */
function splitByLength(text: string, isLocal: boolean): Split | undefined {
  if (isLocal) return { path: text, folder: '' };
  const segments = text.split('/');
  return segments.length < 2 ? undefined : { path: segments.slice(0, 2).join('/'), folder: segments.slice(2).join('/') };
}

/** Whether the path climbs out of the repository. */
function leaves(folder: string): boolean {
  const relative = folder.replace(/^\//, '');
  if (relative.startsWith('/')) return false;
  let depth = 0;
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    depth += part === '..' ? -1 : 1;
    if (depth < 0) return true;
  }
  return false;
}

function withoutPrefix(text: string, prefix: string): string | undefined {
  return text.slice(0, prefix.length).toLowerCase() === prefix ? text.slice(prefix.length) : undefined;
}
