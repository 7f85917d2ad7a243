// Which other branch of its own repository a source follows, and the tree that stands for it: what it gets is that, and not what is open.
import type { FollowedBranch } from '../../model';
import { type Asked, isPinned } from '../checked-out';
import { branchWords, type Clone, ownWords } from '../clones';
import type { Head } from '../head';

export interface OwnBranches {
  readonly head: Head;
  /** With those of the repository's own branches that were read. */
  readonly clones: readonly Clone[];
  /** Told which ones sources follow, read or not. */
  readonly onFollowed?: (branch: FollowedBranch) => void;
}

export type Followed =
  | { readonly kind: 'tree'; readonly clone: Clone /** Goes on after why the source is this repository. */; readonly words: string }
  | { readonly kind: 'unknown' /** In words that follow the source's name, and "follows". */; readonly detail: string };

/**
 * Undefined where a source of this repository gets what is open: what is checked out, what that is brought to, or what all work is brought to. Where
 * a commit is checked out and no branch, nobody knows what it stands for, and only another environment is known to be something else.
 * @param remote that has the address of the source.
 */
export function followedBranch(asked: Asked, remote: string | undefined, { head, clones, onFollowed }: OwnBranches): Followed | undefined {
  const { kind, name } = asked;
  if ((kind !== 'branch' && kind !== 'any') || isPinned(asked) || getsOpenTree(asked, head)) return undefined;
  const wanted: FollowedBranch = { name, mayBeTag: kind === 'any', ...(remote === undefined ? {} : { remote }) };
  onFollowed?.(wanted);
  const clone = clones.find(({ own }) => own !== undefined && isSameBranch(own, wanted));
  const own = clone?.own;
  if (head.checkedOut === undefined && (own?.environment === undefined || own.tree?.commit === head.commit)) return undefined;
  if (clone === undefined || own === undefined)
    return { kind: 'unknown', detail: `${branchWords(wanted)}, which Git was not asked for yet` };
  if (own.tree !== undefined) return { kind: 'tree', clone, words: `; it follows ${ownWords(own, own.tree)}` };
  const why = own.problem === undefined ? notHere(wanted) : `which cannot be read: ${own.problem}`;
  return { kind: 'unknown', detail: `${branchWords(own)}, ${why}` };
}

/** Whether it names what is checked out, what that is brought to, or what all work is brought to. */
export function getsOpenTree({ kind, name }: Asked, head: OwnBranches['head']): boolean {
  if (kind !== 'branch' && kind !== 'any') return false;
  return name === '' || name === 'HEAD' || name === head.checkedOut || name === head.upstream || head.defaults.includes(name);
}

export function isSameBranch(one: FollowedBranch, other: FollowedBranch): boolean {
  return one.name === other.name && one.remote === other.remote && one.mayBeTag === other.mayBeTag;
}

/** With the place for it named, Git keeps it also where only some branches are fetched, as in pipelines. */
function notHere({ name, remote = 'origin' }: FollowedBranch): string {
  return `which this clone does not have: correct the name, or run git fetch ${remote} ${name}:refs/remotes/${remote}/${name}`;
}

/** `targetRevision` of Argo CD. */
export function askedRevision(revision: string): Asked {
  const branch = /^refs\/heads\/(.+)$/.exec(revision)?.[1];
  return branch === undefined ? { kind: 'any', name: revision } : { kind: 'branch', name: branch };
}
