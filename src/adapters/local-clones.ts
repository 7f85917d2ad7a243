// Clones of other repositories that the user has named: their files as a part of the tree, and what is checked out in each.
import { realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type Clone, cloneAround, GIT_CLONES } from '../engine/discover/clones';
import { remotesIn, repositoryOf, withoutCredentials } from '../engine/discover/git-url';
import { isOutsideTree } from '../engine/discover/paths';
import type { FileAnswer, Files } from '../engine/ports';
import { createNodeFiles, type NodeFiles, type NodeFilesOptions } from './node-files';
import { withinTree } from './remotes/within-tree';

export interface LocalClones {
  /** The files of the tree, with those of the clones by their paths from the tree's root. */
  over(files: Files): Files;
  /** Lays text over a file of a clone, or takes it off again. @returns whether the path is of a clone. */
  overlay(path: string, text: string | undefined): boolean;
  /** Forgets what was read of these paths; of everything when none is named. */
  forget(paths?: readonly string[]): void;
  /** Absolute paths of the folders outside of the tree, to watch. */
  readonly folders: readonly string[];
  /** Asks git anew what is checked out. @returns whether that differs from before. */
  look(signal: AbortSignal): Promise<boolean>;
}

/** Whether the repository of a folder has a remote with an address, in any spelling. */
export function hasRemote(folder: string, url: string): boolean {
  const repository = repositoryOf(url);
  return remotesIn(createNodeFiles(folder)).some((remote) => repository !== undefined && repositoryOf(remote.url) === repository);
}

/** Address to folder, as the user wrote them. */
export type NamedFolders = Readonly<Record<string, string>>;

interface Opened extends Clone {
  readonly absolute: string;
  readonly files: NodeFiles;
  confined: Files;
}

/**
 * @param root absolute path of the tree's root.
 * @param from what relative folders are looked for from; the root unless given. `~` is the user's own folder.
 */
export function openLocalClones(
  root: string,
  named: NamedFolders,
  options: NodeFilesOptions & { readonly from?: string } = {},
): LocalClones {
  let clones = Object.entries(named).map(([url, folder]) => place(root, url, resolve(options.from ?? root, expanded(folder))));
  const opened = new Map<string, Opened>();
  for (const { clone, absolute } of clones) {
    if (clone.problem !== undefined || !isOutsideTree(clone.folder)) continue;
    const files = createNodeFiles(absolute, options);
    opened.set(clone.folder, { ...clone, absolute, files, confined: withinTree(absolute, files, clone.folder) });
  }
  let listing = listed(clones.map(({ clone }) => clone));
  const openedAt = (path: string): Opened | undefined => {
    const around = opened.size === 0 || !isOutsideTree(path) ? undefined : cloneAround(path, [...opened.values()]);
    return around && opened.get(around.folder);
  };
  return {
    folders: [...opened.values()].map(({ absolute }) => absolute),
    over: (files) => ({
      read(path) {
        if (path === GIT_CLONES) return listing;
        const clone = openedAt(path);
        return clone === undefined ? files.read(path) : clone.confined.read(inClone(path, clone));
      },
      list(path) {
        const clone = openedAt(path);
        return clone === undefined ? files.list(path) : clone.confined.list(inClone(path, clone));
      },
    }),
    overlay(path, text) {
      const clone = openedAt(path);
      clone?.files.overlay(inClone(path, clone), text);
      return clone !== undefined;
    },
    forget(paths) {
      for (const clone of opened.values()) {
        const own = paths?.filter((path) => openedAt(path) === clone).map((path) => inClone(path, clone));
        if (own === undefined || own.length > 0) clone.files.forget(own);
        // Which links lead out of it may have changed as well.
        if (own === undefined || own.length > 0) clone.confined = withinTree(clone.absolute, clone.files, clone.folder);
      }
    },
    async look(signal) {
      const { stateOf } = await import('./git/checked-out');
      clones = await Promise.all(
        clones.map(async ({ clone, absolute }) => {
          const state = clone.problem === undefined ? await stateOf(absolute, 'folder', signal) : {};
          return { clone: { ...bare(clone), ...state }, absolute };
        }),
      );
      const before = listing.text;
      listing = listed(clones.map(({ clone }) => clone));
      return listing.text !== before;
    },
  };
}

/** Where a folder lies as seen from the tree. */
function place(root: string, url: string, folder: string): { readonly clone: Clone; readonly absolute: string } {
  const stats = statSync(folder, { throwIfNoEntry: false });
  const real = stats?.isDirectory() === true ? realpathSync.native(folder) : folder;
  const path = relative(realpathSync.native(root), real);
  const shown = path === '' ? '.' : path.split(sep).join('/');
  const problem = stats === undefined ? 'there is no such folder' : stats.isDirectory() ? undefined : 'it is a file';
  const clone = { url: withoutCredentials(url), folder: shown };
  // On another drive no path leads there from the tree.
  if (isAbsolute(path)) return { clone: { ...clone, problem: 'it lies on another drive' }, absolute: real };
  return { clone: problem === undefined ? clone : { ...clone, problem }, absolute: real };
}

function bare({ url, folder, problem }: Clone): Clone {
  return problem === undefined ? { url, folder } : { url, folder, problem };
}

function expanded(folder: string): string {
  return folder === '~' || /^~[/\\]/.test(folder) ? join(homedir(), folder.slice(1)) : folder;
}

function inClone(path: string, { folder }: Clone): string {
  return path === folder ? '.' : path.slice(folder.length + 1);
}

function listed(clones: readonly Clone[]): FileAnswer & { readonly kind: 'file' } {
  const text = JSON.stringify(clones);
  return { kind: 'file', text, version: text };
}
