// The files of a source as source-watcher unpacks them: what Git has of a folder, without what source-controller leaves out.
import type { ArtifactSource, Failure, Need } from '../../model';
import type { DirectoryEntry, Files } from '../../ports';
import { fromPrefix } from '../git-url';
import { type IgnoreRules, isIgnored, rulesWithin } from '../ignored';
import { entryPath, join, parentOf } from '../paths';
import { isFolderGone, sourceIgnore } from '../source-ignore';
import { SKIPPED } from '../tree';
import type { ArtifactFile } from './file';

export interface SourceTree {
  /** What is in a folder, by name; undefined where there is no such folder. Paths are from the source's top. */
  entries(folder: string): readonly DirectoryEntry[] | undefined;
  file(path: string): ArtifactFile;
}

/** What the look at a source left. */
export interface Looked {
  /** Files and folders, the latter with a trailing `/`, that decided what there is. */
  readonly at: Set<string>;
  readonly needs: Need[];
  readonly failures: Failure[];
}

/** The kind of what is at a path; undefined where nothing is. */
export function kindAt(path: string, { entries }: SourceTree): DirectoryEntry['kind'] | undefined {
  if (path === '.') return 'directory';
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  return entries(parentOf(path))?.find((entry) => entry.name === name)?.kind;
}

/** The tree of a repository. */
export function repositoryTree(source: ArtifactSource, files: Files, looked: Looked): SourceTree {
  const { path: top = '.', prefix = '.', ignore, sourceRules } = source;
  const isLeftOut = sourceIgnore(files, { top, ignore, ruleFiles: sourceRules }, (path) => looked.at.add(path));
  const list = (folder: string): ReturnType<Files['list']> => {
    looked.at.add(`${folder}/`);
    return files.list(folder);
  };
  const rules = new Map<string, IgnoreRules>();
  const rulesOf = (folder: string): IgnoreRules => {
    const known = rules.get(folder);
    if (known !== undefined) return known;
    const above = folder === top ? [] : rulesOf(parentOf(folder));
    const answer = list(folder);
    const hasOwn = answer.kind === 'directory' && answer.entries.some(({ name }) => name === '.gitignore');
    const own = hasOwn ? rulesWithin(folder, above, files) : above;
    if (hasOwn) looked.at.add(join(folder, '.gitignore'));
    rules.set(folder, own);
    return own;
  };
  /** Git hands links on, and source-controller packs none. */
  const isLink = (folder: string): boolean => {
    const answer = files.read(folder);
    return answer.kind === 'directory' && answer.real !== undefined;
  };
  const isThere = (folder: string, { name, kind }: DirectoryEntry): boolean => {
    const path = entryPath(folder, name);
    if (kind === 'file') return !isLeftOut(path);
    return !SKIPPED.has(name) && !isIgnored(path, rulesOf(folder)) && !isLink(path) && !isFolderGone(path, list, isLeftOut);
  };
  const known = new Map<string, readonly DirectoryEntry[] | undefined>();
  const entries = (folder: string): readonly DirectoryEntry[] | undefined => {
    if (known.has(folder)) return known.get(folder);
    known.set(folder, undefined);
    if (folder !== '.' && kindAt(folder, tree) !== 'directory') return undefined;
    const path = realOf(folder);
    const answer = list(path);
    if (answer.kind === 'unread') looked.needs.push({ kind: 'directory', path });
    if (answer.kind === 'failed') looked.failures.push(answer.reason);
    const found = answer.kind === 'directory' ? answer.entries.filter((entry) => isThere(path, entry)).sort(byName) : undefined;
    known.set(folder, found);
    return found;
  };
  const realOf = (path: string): string => (prefix !== '.' ? fromPrefix(prefix, path) : path === '.' ? top : entryPath(top, path));
  const tree: SourceTree = {
    entries: prefix === '.' ? entries : entriesWithin(prefix, entries),
    file: (path) => ({ kind: 'copy', path: realOf(path) }),
  };
  return tree;
}

/** Of what lies beside the folder that is open, nobody asks: on the way to it there is nothing else. */
function entriesWithin(prefix: string, entries: SourceTree['entries']): SourceTree['entries'] {
  return (folder) => {
    const inside = folder === prefix || folder.startsWith(`${prefix}/`);
    if (inside) return entries(folder);
    const below = folder === '.' ? prefix : prefix.startsWith(`${folder}/`) ? prefix.slice(folder.length + 1) : undefined;
    return below === undefined ? undefined : [{ name: below.split('/', 1)[0] as string, kind: 'directory' }];
  };
}

function byName(a: DirectoryEntry, b: DirectoryEntry): number {
  return a.name < b.name ? -1 : 1;
}
