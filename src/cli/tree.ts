// Finds the tree that a command works on.
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type Flags, Stop, usage } from './invocation';

/** The folder of --repo, else the Git repository around the current folder, else the current folder. Absolute, links resolved. */
export function treeRoot(flags: Flags): string {
  const named = flags.text('repo');
  if (named !== undefined) return repoFolder(named);
  const here = realpathSync.native(process.cwd());
  return gitTop(here) ?? here;
}

/** A folder that is to be rendered, in the tree around it. */
export interface Located {
  readonly root: string;
  /** From the root. */
  readonly path: string;
  /** The folder itself. */
  readonly absolute: string;
}

/**
 * As kustomize does, links are resolved first.
 * @param repo the folder of --repo: `folder` is then looked for from there, and must lie in it.
 * @throws Stop where there is no such folder.
 */
export function locate(folder: string, repo?: string): Located {
  if (repo !== undefined) return locateIn(repoFolder(repo), folder);
  const absolute = existingFolder(folder);
  const root = gitTop(absolute) ?? absolute;
  return { root, path: treePath(root, absolute), absolute };
}

/**
 * A folder or a file, such as a packaged chart, in the tree around it: where there is no repository, that is the current folder, if it lies below, so
 * that places are told as the user named them. Nothing is said of what does not exist: reading it does.
 */
export function locateAny(path: string, repo?: string): Located {
  const absolute = resolve(repo ?? '.', path);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return fromHere(locate(path, repo), repo);
  const { root, absolute: folder } = fromHere(locate(dirname(path), repo), repo);
  const file = join(folder, basename(path));
  return { root, path: treePath(root, file), absolute: file };
}

function fromHere(located: Located, repo: string | undefined): Located {
  if (repo !== undefined || gitTop(located.root) !== undefined) return located;
  const root = realpathSync.native(process.cwd());
  const path = treePath(root, located.absolute);
  return path.startsWith('../') || path === '..' || isAbsolute(path) ? located : { ...located, root, path };
}

/** The same for a folder that may have been located before: most are where they were. */
export function relocate(folder: string, before: Located | undefined, repo?: string): Located {
  if (before === undefined) return locate(folder, repo);
  try {
    return realpathSync.native(resolve(repo ?? '.', folder)) === before.absolute ? before : locate(folder, repo);
  } catch {
    // Gone, or out of reach: locating it anew says which.
    return locate(folder, repo);
  }
}

/** An absolute path as the engine writes it: from the root, with `/`. */
export function treePath(root: string, absolute: string): string {
  const path = relative(root, absolute);
  return path === '' ? '.' : path.split(sep).join('/');
}

/** A path that the user gave, from the current folder to the tree's. */
export function userPath(root: string, path: string): string {
  return treePath(root, resolve(path));
}

function locateIn(root: string, folder: string): Located {
  const absolute = existingFolder(resolve(root, folder), folder);
  const path = treePath(root, absolute);
  if (path === '..' || path.startsWith('../') || isAbsolute(path)) throw usage(`“${folder}” lies outside the tree of --repo.`);
  return { root, path, absolute };
}

/** The folder of --repo: a mistake in how the command was called, where there is none. */
function repoFolder(path: string): string {
  try {
    return existingFolder(path);
  } catch (error) {
    throw error instanceof Stop ? new Stop(error.failure, 2) : error;
  }
}

function existingFolder(path: string, shown = path): string {
  const stats = statSync(resolve(path), { throwIfNoEntry: false });
  if (stats === undefined) throw new Stop({ code: 'notFound', subject: shown });
  if (!stats.isDirectory()) throw usage(`“${shown}” is a file, and a folder is needed.`);
  return realpathSync.native(resolve(path));
}

function gitTop(folder: string): string | undefined {
  for (let here = folder; ; here = dirname(here)) {
    if (existsSync(join(here, '.git'))) return here;
    if (dirname(here) === here) return undefined;
  }
}
