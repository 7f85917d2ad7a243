// Where Git keeps the settings of the repository that a folder belongs to: in the folder, above it, or with the repository that it is a worktree of.
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

export interface GitSettings {
  /** Absolute path of the file. */
  readonly config: string;
  /** Absolute path of the file that says what is checked out in this worktree. */
  readonly head: string;
  /** The folder as seen from the repository's top, with `/`; empty at the top. */
  readonly prefix: string;
}

/**
 * Looked up anew each time: a repository may be made, or moved, at any time.
 *
 * @param root absolute path. Undefined where no repository is around it.
 * Source: Git's documentation, "gitrepository-layout".
 */
export function gitSettings(root: string): GitSettings | undefined {
  const below: string[] = [];
  for (let folder = root; ; folder = dirname(folder)) {
    const kept = gitFolder(join(folder, '.git'));
    if (kept !== undefined) return { config: join(kept.common, 'config'), head: join(kept.own, 'HEAD'), prefix: below.join('/') };
    if (dirname(folder) === folder) return undefined;
    below.unshift(basename(folder));
  }
}

/** A worktree and a submodule have a file there that names the folder. */
function gitFolder(path: string): { readonly own: string; readonly common: string } | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return holds(path, 'HEAD') ? { own: path, common: path } : undefined;
  const named = contentOf(path)?.match(/^gitdir: (.+?)\s*$/)?.[1];
  if (named === undefined) return undefined;
  const own = resolve(dirname(path), named);
  const common = contentOf(join(own, 'commondir'))?.trim();
  return { own, common: common === undefined ? own : resolve(own, common) };
}

function holds(folder: string, name: string): boolean {
  return statSync(join(folder, name), { throwIfNoEntry: false }) !== undefined;
}

/** Undefined for what is not there or cannot be read: then nothing is known of the repository. */
function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
