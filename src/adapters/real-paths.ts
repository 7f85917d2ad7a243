// Where paths of a tree really lead: links resolved, and each folder looked at once.
import { lstatSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { baseName, parentOf } from '../engine/discover/paths';

export interface RealPaths {
  /**
   * From the root, if a link on the path leads elsewhere; undefined where none does, or nothing is there any more.
   * @param isLink whether the path itself is a link; looked at unless given.
   */
  of(path: string, isLink?: boolean): string | undefined;
  forget(): void;
}

/** @param root absolute path of the tree's root, which may be reached by links itself. */
export function createRealPaths(root: string): RealPaths {
  const folders = new Map<string, Folder>();
  const folderOf = (path: string): Folder => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const real = realpathSync.native(join(root, path));
    const folder = { real, isItself: isSame(real, path === '.' ? real : join(folderOf('.').real, path)) };
    folders.set(path, folder);
    return folder;
  };
  const resolve = (path: string, isLink: boolean): string | undefined => {
    if (isLink) return realpathSync.native(join(root, path));
    const folder = folderOf(path === '.' ? '.' : parentOf(path));
    return folder.isItself ? undefined : join(folder.real, baseName(path));
  };
  return {
    of(path, isLink) {
      try {
        const real = resolve(path, isLink ?? (path !== '.' && lstatSync(join(root, path)).isSymbolicLink()));
        const top = folderOf('.').real;
        if (real === undefined || isSame(real, join(top, path))) return undefined;
        const found = relative(top, real).split(sep).join('/');
        return found === '' ? '.' : found;
      } catch (error) {
        // It went while it was looked at: whoever reads it next is told that it is absent.
        if (error instanceof Error && 'code' in error) return undefined;
        throw error;
      }
    },
    forget: () => folders.clear(),
  };
}

interface Folder {
  readonly real: string;
  /** Whether no link leads to it from the root. */
  readonly isItself: boolean;
}

/** File systems that do not tell letter cases apart give back another case. */
function isSame(real: string, path: string): boolean {
  return real === path || real.toLowerCase() === path.toLowerCase();
}
