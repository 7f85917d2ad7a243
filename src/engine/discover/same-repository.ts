// Another tree of the same repository: of which Git, and the user's settings, say the same as of the tree that is open.
import type { Files } from '../ports';
import { cloneAround, clonesIn, GIT_CLONES } from './clones';
import { GIT_CONFIG, GIT_PREFIX } from './git-url';
import { GIT_DEFAULT, GIT_HEAD } from './head';
import { isOutsideTree } from './paths';

const OF_REPOSITORY = new Set([GIT_CONFIG, GIT_PREFIX, GIT_CLONES, GIT_HEAD, GIT_DEFAULT]);

/** The files of another commit of a repository, with the clones of other repositories where the tree that is open has them. */
export function ofSameRepository(files: Files, opened: Files): Files {
  const isOpened = (path: string): boolean =>
    OF_REPOSITORY.has(path) || (isOutsideTree(path) && cloneAround(path, clonesIn(opened)) !== undefined);
  return {
    read: (path) => (isOpened(path) ? opened.read(path) : files.read(path)),
    list: (path) => (isOpened(path) ? opened.list(path) : files.list(path)),
  };
}
