// Other repositories that the user has a clone of: which folder stands for which address, and what is checked out in it.
import type { Files } from '../ports';
import { GIT_CLONES, repositoryOf } from './git-url';
import { once } from './once';
import { isWithin } from './paths';

export { GIT_CLONES } from './git-url';

/** What to do about a repository of which no clone is named. */
export const CLONE_HINT = 'Name a clone on this machine in the setting plumbline.repositories, or with --repository, to see what it holds';

/** A folder on this machine that stands for a Git address. */
export interface Clone {
  /** As the user wrote it; without credentials. */
  readonly url: string;
  /** As seen from the tree: `../platform`. */
  readonly folder: string;
  /** What is checked out; absent where git tells none, as in a folder of no repository. */
  readonly commit?: string;
  /** Absent where no branch is checked out. */
  readonly branch?: string;
  /** Of that commit. */
  readonly tags?: readonly string[];
  /** Changed and not committed, by their paths in the clone; absent where git does not say. */
  readonly changed?: readonly string[];
  /** Why nothing can be read there. */
  readonly problem?: string;
}

/** What a source asks for of its repository, as people say it: `the tag v1.2.0`. */
export interface Asked {
  readonly kind: 'branch' | 'tag' | 'commit' | 'range' | 'any';
  readonly name: string;
}

/** None where the user named none. */
export function clonesIn(files: Files): readonly Clone[] {
  const answer = files.read(GIT_CLONES);
  return answer.kind === 'file' ? parsed(answer) : [];
}

const parsed = once(({ text }: { readonly text: string }): readonly Clone[] => JSON.parse(text));

/** The clone of a repository, whatever the spelling of its address. */
export function cloneOf(url: string, clones: readonly Clone[]): Clone | undefined {
  const repository = repositoryOf(url) ?? url;
  return clones.find((clone) => (repositoryOf(clone.url) ?? clone.url) === repository);
}

/** The clone that a path is or lies in; the nearest, where one lies in another. */
export function cloneAround(path: string, clones: readonly Clone[]): Clone | undefined {
  const around = clones.filter(({ folder, problem }) => problem === undefined && isWithin(path, folder));
  return around.reduce<Clone | undefined>(
    (best, one) => (best === undefined || one.folder.length > best.folder.length ? one : best),
    undefined,
  );
}

const SHOWN = 3;

/** What a person must know of a clone that stands for a source, in words that follow the source's name. */
export function cloneWords({ folder, commit, branch, tags = [], changed }: Clone, asked: Asked | undefined): string {
  if (commit === undefined) return `is mapped to ${folder}, of which git tells no commit`;
  const at = `${commit.slice(0, 8)}${branch === undefined ? '' : ` of the branch ${branch}`}`;
  const differs =
    asked !== undefined && !isAsked(asked, commit, branch, tags) ? `, and not at ${askedWords(asked)}, which is asked for` : '';
  if (changed === undefined) return `is mapped to ${folder}, which is at ${at}${differs}; whether files are changed there is not known`;
  const shown = changed.slice(0, SHOWN).join(', ');
  const more = changed.length > SHOWN ? ` and ${changed.length - SHOWN} more` : '';
  const dirty = changed.length === 0 ? '' : `; changed there and not committed: ${shown}${more}`;
  return `is mapped to ${folder}, which is at ${at}${differs}${dirty}`;
}

function isAsked({ kind, name }: Asked, commit: string, branch: string | undefined, tags: readonly string[]): boolean {
  if (name === 'HEAD') return true;
  const isBranch = branch === name;
  const isTag = tags.includes(name);
  const isCommit = /^[0-9a-f]{7,64}$/.test(name) && commit.startsWith(name);
  return kind === 'any' ? isBranch || isTag || isCommit : { branch: isBranch, tag: isTag, commit: isCommit, range: false }[kind];
}

function askedWords({ kind, name }: Asked): string {
  return kind === 'any'
    ? name
    : { branch: `the branch ${name}`, tag: `the tag ${name}`, commit: `the commit ${name}`, range: `a tag in ${name}` }[kind];
}
