// Other repositories that the user has a clone of: which folder stands for which address, and what is checked out in it.
import type { FollowedTree } from '../model';
import type { Files } from '../ports';
import { type Asked, askedWords, type CheckedOut, changedWords, isAsked, placeWords } from './checked-out';
import { GIT_CLONES, repositoryOf } from './git-url';
import { once } from './once';
import { isWithin } from './paths';

export { GIT_CLONES } from './git-url';

/** What to do about a repository of which no clone is named. */
export const CLONE_HINT = 'Name a clone on this machine in the setting plumbline.repositories, or with --repository, to see what it holds';

/** A folder on this machine that stands for a Git address, and what is checked out in it. */
export interface Clone extends CheckedOut {
  /** As the user wrote it; without credentials. */
  readonly url: string;
  /** As seen from the tree: `../platform`. */
  readonly folder: string;
  /** Why nothing can be read there. */
  readonly problem?: string;
  /** Set where it is a branch of the tree's own repository, which sources follow: nobody has named it, and it stands for no other address. */
  readonly own?: FollowedTree;
}

/** Those that the user named, and what sources follow of the tree's own repository. */
export function clonesIn(files: Files): readonly Clone[] {
  const answer = files.read(GIT_CLONES);
  return answer.kind === 'file' ? parsed(answer) : [];
}

const parsed = once(({ text }: { readonly text: string }): readonly Clone[] => JSON.parse(text));

/** The clone of a repository, whatever the spelling of its address. */
export function cloneOf(url: string, clones: readonly Clone[]): Clone | undefined {
  const repository = repositoryOf(url) ?? url;
  return clones.find((clone) => clone.own === undefined && (repositoryOf(clone.url) ?? clone.url) === repository);
}

/** The clone that a path is or lies in; the nearest, where one lies in another. */
export function cloneAround(path: string, clones: readonly Clone[]): Clone | undefined {
  const around = clones.filter(({ folder, problem }) => problem === undefined && isWithin(path, folder));
  return around.reduce<Clone | undefined>(
    (best, one) => (best === undefined || one.folder.length > best.folder.length ? one : best),
    undefined,
  );
}

/** What a person must know of a clone that stands for a source, in words that follow the source's name. */
export function cloneWords(clone: Clone, asked: Asked | undefined): string {
  const { folder, commit, changed, own } = clone;
  if (own?.tree !== undefined) return `follows ${ownWords(own, own.tree)}`;
  if (commit === undefined) return `is mapped to ${folder}, of which git tells no commit`;
  const differs = asked !== undefined && !isAsked(asked, clone) ? `, and not at ${askedWords(asked)}, which is asked for` : '';
  const at = `is mapped to ${folder}, which is at ${placeWords(clone)}${differs}`;
  if (changed === undefined) return `${at}; whether files are changed there is not known`;
  return changed.length === 0 ? at : `${at}; changed there and not committed: ${changedWords(changed)}`;
}

/** Which branch, or tag, of the tree's own repository stands for a source, and which commit of it. */
export function ownWords(branch: FollowedTree, { ref, commit }: NonNullable<FollowedTree['tree']>): string {
  return `${branchWords(branch)}, and what is shown is ${ref} at ${commit.slice(0, 8)}`;
}

export function branchWords({ name, mayBeTag, tree, environment }: FollowedTree): string {
  const kind = tree?.isTag === true ? 'tag' : mayBeTag && tree === undefined ? 'branch or tag' : 'branch';
  return `the ${kind} ${name}${environment === undefined ? '' : ` (the environment ${environment})`}`;
}
