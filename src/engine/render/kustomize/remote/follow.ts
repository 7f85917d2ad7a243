// Follows references out of the tree: to a file over HTTP, or into a repository. What has not been fetched is a need of the render.
import type { Failure, RemoteReference } from '../../../model';
import type { ChartReference } from '../../../ports';
import { cloneOf, cloneWords } from '../../../discover/clones';
import { isWithin } from '../../../discover/paths';
import { resolvePath } from '../paths';
import { type Clone, namedClones, read, type Scope } from '../scope';
import { credentialsIn, linkPath, remoteFolderOf, shownReference, shownRemote } from './link';
import type { Repository } from './repository';

export type Followed = { readonly kind: 'path'; readonly path: string } | { readonly kind: 'failed'; readonly failure: Failure };

/** The path of the file that an address came to. */
export function followFile(scope: Pick<Scope, 'files' | 'notes'>, url: string): Followed {
  return follow(scope, { kind: 'file', url });
}

/** The folder of a chart from a chart repository. */
export function followChart(scope: Pick<Scope, 'files' | 'notes'>, chart: ChartReference): Followed {
  const { repository: url, name, version, chosenBy, tagFilter, isPlainHttp } = chart;
  const how = {
    ...(chosenBy === undefined ? {} : { chosenBy }),
    ...(tagFilter ? { tagFilter } : {}),
    ...(isPlainHttp ? { isPlainHttp } : {}),
  };
  return follow(scope, { kind: 'chart', url, name, version, ...how });
}

export type Entered =
  | { readonly kind: 'entered'; readonly folder: string; readonly clone: Clone }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The folder of a repository that a base or component is. */
export function enterRepository(scope: Scope, repository: Repository): Entered {
  const { raw, host, path, folder, ref, submodules, timeoutMilliseconds } = repository;
  const earlier = scope.clone?.references ?? [];
  scope.notes.repositories.add(raw);
  if (earlier.some((reference) => reference.startsWith(raw))) {
    return refused({ code: 'cycle', subject: shownReference(raw), detail: [...earlier, raw].map(shownReference).join(' → ') });
  }
  const followed =
    cloned(scope, host + path, ref) ?? follow(scope, { kind: 'repository', url: host + path, ref, submodules, timeoutMilliseconds });
  if (followed.kind === 'failed') return followed;
  const target = resolvePath(followed.path, folder);
  if (!isWithin(target, followed.path)) return refused({ code: 'outsideRoot', subject: shownReference(raw), detail: followed.path });
  const clone = { folder: followed.path, references: [...earlier, raw], outside: scope.stack.length };
  const answer = read(scope, target);
  switch (answer.kind) {
    case 'directory':
      return { kind: 'entered', folder: answer.real ?? target, clone };
    case 'file':
      return refused({ code: 'notAKustomization', subject: target, detail: `${target} is a file, and a base is a folder` });
    case 'failed':
      return refused({ ...answer.reason, subject: answer.reason.subject ?? target });
    case 'absent':
    case 'unread':
      return refused({ code: 'notFound', subject: target });
  }
}

export function isCloned(scope: Scope, { host, path }: Repository): boolean {
  return cloneOf(host + path, namedClones(scope)) !== undefined;
}

/** The clone on this machine that the user has named for a repository: as it is checked out. */
function cloned(scope: Scope, url: string, ref: string): Followed | undefined {
  const clone = cloneOf(url, namedClones(scope));
  if (clone === undefined) return undefined;
  if (clone.problem !== undefined) return refused({ code: 'notFound', subject: clone.folder, detail: clone.problem });
  scope.notes.clones.add(`${shownReference(url)} ${cloneWords(clone, { kind: 'any', name: ref === '' ? 'HEAD' : ref })}`);
  return { kind: 'path', path: clone.folder };
}

function follow(scope: Pick<Scope, 'files' | 'notes'>, remote: RemoteReference): Followed {
  for (const secret of credentialsIn(remote.url)) scope.notes.secrets.add(secret);
  const link = linkPath(remote);
  const answer = read(scope, link, { kind: 'remoteBase', path: link, remote });
  // The tree itself may have a file of any name, and a link leads out of the tree.
  if (answer.kind === 'file' && remoteFolderOf(answer.text) !== undefined) return { kind: 'path', path: answer.text };
  if (answer.kind === 'failed') return refused({ ...answer.reason, subject: answer.reason.subject ?? shownRemote(remote) });
  return refused({ code: 'notFetched', subject: shownRemote(remote) });
}

function refused(failure: Failure): { readonly kind: 'failed'; readonly failure: Failure } {
  return { kind: 'failed', failure };
}
