// Where paths of a tree really lead: links resolved, and each folder looked at once.
import { lstatSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { baseName, parentOf } from '../engine/discover/paths';

export interface RealPaths {
  /** From the root, if a link on the path leads elsewhere; undefined where none does, or nothing is there any more. */
  of(path: string): string | undefined;
  forget(): void;
}

/** @param root absolute path of the tree's root, which may be reached by links itself. */
export function createRealPaths(root: string): RealPaths {
  const folders = new Map<string, string>();
  const absoluteOf = (folder: string): string => {
    const real = folders.get(folder) ?? realpathSync.native(join(root, folder));
    folders.set(folder, real);
    return real;
  };
  const resolve = (path: string): string => {
    if (path === '.') return absoluteOf('.');
    const absolute = join(root, path);
    return lstatSync(absolute).isSymbolicLink() ? realpathSync.native(absolute) : join(absoluteOf(parentOf(path)), baseName(path));
  };
  return {
    of(path) {
      try {
        const [top, real] = [absoluteOf('.'), resolve(path)];
        // File systems that do not tell letter cases apart give back another case.
        if (real.toLowerCase() === join(top, path).toLowerCase()) return undefined;
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
