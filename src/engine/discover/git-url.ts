// Addresses of Git repositories: whether two spellings name the same one, and which remotes a working tree has.
import type { Files } from '../ports';

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

/** The remotes of the repository whose top folder the tree is; none where Git's own files are not there. */
export function remotesIn(files: Files): readonly Remote[] {
  const answer = files.read('.git/config');
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

/** An address as it may be shown. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^@/]*@/i, '$1');
}
