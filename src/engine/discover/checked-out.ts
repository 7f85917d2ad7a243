// What is checked out of a repository, and whether a commit can be told of what a source takes from it.
import type { Files } from '../ports';
import { GIT_CHECKED_OUT } from './git-url';

export { GIT_CHECKED_OUT } from './git-url';

export interface CheckedOut {
  /** Absent where git tells none, as in a folder of no repository. */
  readonly commit?: string;
  /** Absent where no branch is checked out. */
  readonly branch?: string;
  /** Of that commit. */
  readonly tags?: readonly string[];
  /** Changed and not committed, by their paths; absent where git does not say. */
  readonly changed?: readonly string[];
  /** The tree is that of a commit that was chosen, whatever a source asks for. */
  readonly isChosen?: true;
}

/** What a source asks for of its repository, as people say it: `the tag v1.2.0`. */
export interface Asked {
  readonly kind: 'branch' | 'tag' | 'commit' | 'range' | 'any';
  readonly name: string;
}

/** The files of a commit: what they are is known without asking git. */
export function atCommit(files: Files, commit: string): Files {
  const state: CheckedOut = { commit, changed: [], isChosen: true };
  const answer = { kind: 'file', text: JSON.stringify(state), version: commit } as const;
  return { read: (path) => (path === GIT_CHECKED_OUT ? answer : files.read(path)), list: (path) => files.list(path) };
}

/** The commit that a controller takes what is here from, or why none can be told, in words that end a sentence. */
export function commitOf(state: CheckedOut, asked: Asked | undefined): { readonly commit: string } | { readonly reason: string } {
  const { commit, changed, isChosen } = state;
  if (commit === undefined) return { reason: 'git tells no commit' };
  if (changed === undefined) return { reason: 'git does not say whether files are changed' };
  if (changed.length > 0) return { reason: `what is changed is not committed: ${changedWords(changed)}` };
  if (isChosen === true || asked === undefined || isAsked(asked, state)) return { commit };
  return { reason: `${placeWords(state)} is checked out, and not ${askedWords(asked)}, which is asked for` };
}

/** Whether what is checked out is what a source asks for. */
export function isAsked({ kind, name }: Asked, { commit = '', branch, tags = [] }: CheckedOut): boolean {
  if (name === 'HEAD') return true;
  const isBranch = branch === name;
  const isTag = tags.includes(name);
  const isCommit = /^[0-9a-f]{7,64}$/.test(name) && commit.startsWith(name);
  return kind === 'any' ? isBranch || isTag || isCommit : { branch: isBranch, tag: isTag, commit: isCommit, range: false }[kind];
}

export function askedWords({ kind, name }: Asked): string {
  return kind === 'any'
    ? name
    : { branch: `the branch ${name}`, tag: `the tag ${name}`, commit: `the commit ${name}`, range: `a tag in ${name}` }[kind];
}

/** A source of the tree that is open may be pinned to another commit of it: in words that end a sentence. */
export function pinWords(asked: Asked): string {
  return isPinned(asked) ? `; it is pinned to ${askedWords(asked)}, and what is shown is the tree that is open` : '';
}

/** To a version or a commit, which no branch is. */
export function isPinned({ kind, name }: Asked): boolean {
  return kind === 'any' ? /^(?:[0-9a-f]{7,64}|v?\d+(?:\.\d+)+.*)$|[*^~<>=|]/.test(name) : kind !== 'branch';
}

const SHOWN = 3;

/** The first files, and how many more there are. */
export function changedWords(changed: readonly string[]): string {
  const more = changed.length > SHOWN ? ` and ${changed.length - SHOWN} more` : '';
  return `${changed.slice(0, SHOWN).join(', ')}${more}`;
}

/** Commit and branch. */
export function placeWords({ commit = '', branch }: CheckedOut): string {
  return `${commit.slice(0, 8)}${branch === undefined ? '' : ` of the branch ${branch}`}`;
}
