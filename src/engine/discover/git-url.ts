// Addresses of Git repositories: whether two spellings name the same one, which remotes a working tree has, and where in its repository it lies.
import type { Files } from '../ports';
import { baseName, isWithin, segments } from './paths';

/** What Git says of the repository: the tree's own, or that of the folder around it. */
export const GIT_CONFIG = '.git/config';
/** Of a tree that is a folder of a repository: its path from the top. The port knows it; no file of that name is looked at. */
export const GIT_PREFIX = '.git/prefix';

/** The clones of other repositories that the user has named, as `clones.ts` reads them. The port knows them as well. */
export const GIT_CLONES = '.git/clones';

/** What is checked out of the tree's own repository, as `checked-out.ts` reads it. The port asks git when it is first asked itself. */
export const GIT_CHECKED_OUT = '.git/checked-out';

/** `host/path` in lower case: what https, ssh and scp-like spellings of one repository have in common. Credentials are no part of it. */
export function repositoryOf(url: string): string | undefined {
  const [, address = url] = /^(?:git\+)?[a-z]+:\/\/(.*)$/i.exec(url.trim()) ?? [];
  const isScp = address === url.trim();
  const [, host, path] = /^(?:[^@/]*@)?([^/:]+)(?::\d+(?=\/))?[/:](.+)$/.exec(address) ?? [];
  if (host === undefined || path === undefined || (isScp && !address.includes(':'))) return undefined;
  return `${host}/${path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '')}`.toLowerCase();
}

export interface Remote {
  readonly name: string;
  readonly url: string;
}

/**
 * Why an address that is none of the remotes' may be this repository's all the same: nothing tells where it lies (a remote that is a folder of this machine
 * does not), the tree is a folder that may stand for another repository, or a remote has the same name, as a fork or a mirror has.
 */
export function isPossibly(url: string, remotes: readonly Remote[], prefix: string): 'unknown' | 'folder' | Remote | undefined {
  const hosted = remotes.filter((remote) => repositoryOf(remote.url) !== undefined);
  if (hosted.length === 0) return 'unknown';
  const name = baseName(repositoryOf(url) ?? url);
  const remote = hosted.find((each) => baseName(repositoryOf(each.url) ?? '') === name);
  return remote ?? (prefix === '.' ? undefined : 'folder');
}

/** None where Git's own files are not there. */
export function remotesIn(files: Files): readonly Remote[] {
  const answer = files.read(GIT_CONFIG);
  if (answer.kind !== 'file') return [];
  const remotes: Remote[] = [];
  let section: string | undefined;
  for (const line of answer.text.split('\n')) {
    const [, remote] = /^\s*\[remote "(.*)"\]/.exec(line) ?? [];
    if (line.trim().startsWith('[')) section = remote;
    const [, url] = /^\s*url\s*=\s*(\S+)\s*$/.exec(line) ?? [];
    if (section !== undefined && url !== undefined) remotes.push({ name: section, url });
  }
  return remotes;
}

/** The folder of the repository that the tree is; `.` for its top. */
export function prefixOf(files: Files): string {
  const answer = files.read(GIT_PREFIX);
  return answer.kind === 'file' ? answer.text : '.';
}

/** A path of the repository as the tree has it: `../…` where it lies outside. */
export function fromPrefix(prefix: string, path: string): string {
  if (prefix === '.') return path;
  if (path === prefix) return '.';
  if (isWithin(path, prefix)) return path.slice(prefix.length + 1);
  const [within, parts] = [segments(prefix), segments(path)];
  let shared = 0;
  while (shared < within.length && within[shared] === parts[shared]) shared++;
  return [...within.slice(shared).map(() => '..'), ...parts.slice(shared)].join('/');
}

/** An address as it may be shown. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^@/]*@/i, '$1');
}
