// The tree of an environment branch in the Files port: its files as a tree of their own, and its apps as apps of the whole.
import type { App, BranchTree, Failure, Unplaced } from '../../model';
import type { Files } from '../../ports';
import { atCommit } from '../checked-out';
import { isFetched, isOutsideTree, join } from '../paths';
import { ofSameRepository } from '../same-repository';

/** The files below `folder`, by their paths from there. What was fetched from elsewhere, and clones of other repositories, keep their own paths. */
export function filesIn(folder: string, files: Files): Files {
  const inside = (path: string): string => (isElsewhere(path) ? path : join(folder, path));
  const own: Files = { read: (path) => files.read(inside(path)), list: (path) => files.list(inside(path)) };
  const commit = FETCHED.exec(folder)?.[1];
  return ofSameRepository(commit === undefined ? own : atCommit(own, commit), files);
}

/** Apps of a tree of its own, as the whole knows them: with the paths of their files from the whole's top. */
export function inBranch(environment: Unplaced, tree: BranchTree): Unplaced {
  const { folder, branch, ref, commit } = tree;
  const { apps, parts, unread, reason } = environment;
  const known = new Map<App, App>();
  const moved = (app: App): App => {
    const before = known.get(app);
    if (before !== undefined) return before;
    const { appliedBy, ...rest } = app;
    const now: App = {
      ...relocated(rest, folder),
      tree: folder,
      branch,
      ...(appliedBy === undefined ? {} : { appliedBy: moved(appliedBy) }),
    };
    known.set(app, now);
    return now;
  };
  return {
    name: environment.name,
    reason: reason === '' ? `branch ${ref}` : `branch ${ref}: ${reason}`,
    branch: { name: ref, commit },
    apps: apps.map(moved),
    ...(parts === undefined ? {} : { parts: parts.map((part) => relocated(part, folder)) }),
    ...(unread === undefined ? {} : { unread: unread.map((failure) => relocated(failure, folder)) }),
  };
}

export function relocatedFailures(failures: readonly Failure[], folder: string): readonly Failure[] {
  return failures.map((failure) => relocated(failure, folder));
}

/** A tree that is kept by the commit that it is of. */
const FETCHED = /^[^@]+@([0-9a-f]{40,64})/;

/** Fetched trees, links to them, and questions: no path of a tree begins with a slash. */
function isElsewhere(path: string): boolean {
  return path.startsWith('/') || isFetched(path);
}

const PATHS = new Set(['file', 'path', 'via', 'sourceRules']);

/** Plain data with every path in it, by the names that paths have in the model. */
function relocated<T>(value: T, folder: string): T {
  const move = (item: unknown, key: string): unknown => {
    if (typeof item === 'string') return PATHS.has(key) && !isElsewhere(item) && !isOutsideTree(item) ? join(folder, item) : item;
    if (Array.isArray(item)) return item.map((each) => move(each, key));
    if (item === null || typeof item !== 'object') return item;
    return Object.fromEntries(Object.entries(item).map(([name, inner]) => [name, move(inner, name)]));
  };
  return move(value, '') as T;
}
