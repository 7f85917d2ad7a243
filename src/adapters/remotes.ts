// The Remotes port: Git repositories and single files, fetched into a cache on disk and read as a part of the tree.
import type { Failure, RemoteReference } from '../engine/model';
import type { Answer, FetchOptions, FileAnswer, Files, Remotes } from '../engine/ports';
import { linkedReference, linkPath, remoteFolder, remoteFolderOf } from '../engine/render/kustomize/remote/link';
import { parseRepository } from '../engine/render/kustomize/remote/repository';
import { createNodeFiles } from './node-files';
import { createRemoteCache, type RemoteCache, type Resolved } from './remotes/cache';
import { withinTree } from './remotes/within-tree';
import { failed, wordsOf } from './live/failures';

export interface RemotesOptions {
  /** Where everything is kept; other processes may use the same folder. */
  readonly folder: string;
  /** Whether branches, and files over HTTP, count only once they were fetched by this object: for one run of a command. Tags and commits never move. */
  readonly fresh?: boolean;
  /** Larger files are refused before they are read. No limit unless given. */
  readonly maxBytes?: number;
}

export interface RemoteFiles extends Remotes {
  /** The files of a tree, with links and what they lead to. */
  over(files: Files): Files;
  /** Forgets what could not be fetched, so that it is asked for again. @returns the links that answer differently now. */
  forgetFailures(): readonly string[];
}

export function createRemotes({ folder, fresh = false, maxBytes }: RemotesOptions): RemoteFiles {
  const cache = createRemoteCache(folder);
  const failures = new Map<string, Failure>();
  const fetched = new Set<string>();
  const treeAt = recentTrees((path) => {
    const root = cache.treeFolder(path.slice(path.lastIndexOf('@') + 1));
    return withinTree(root, createNodeFiles(root, { check: 'forget', ...(maxBytes === undefined ? {} : { maxBytes }) }), path);
  });

  const follow = (reference: RemoteReference): FileAnswer => {
    const link = linkPath(reference);
    const failure = failures.get(link);
    if (failure !== undefined) return { kind: 'failed', reason: failure };
    if (isNoFile(reference, cache, fresh))
      return { kind: 'failed', reason: { code: 'downloadFailed', detail: 'the address is a repository' } };
    const resolved = cache.read(reference);
    if (resolved === undefined || (fresh && !resolved.final && !fetched.has(link))) return { kind: 'unread' };
    const path = pathOf(reference, resolved);
    return { kind: 'file', text: path, version: path };
  };

  return {
    over: (files) => ({
      read(path) {
        const reference = linkedReference(path);
        if (reference !== undefined) return follow(reference);
        const tree = remoteFolderOf(path);
        return tree === undefined ? files.read(path) : treeAt(tree).read(inTree(path, tree));
      },
      list(path) {
        const tree = remoteFolderOf(path);
        return tree === undefined ? files.list(path) : treeAt(tree).list(inTree(path, tree));
      },
    }),
    async fetch(reference, options) {
      const link = linkPath(reference);
      failures.delete(link);
      if (cache.read(reference)?.final) return { kind: 'answer', value: undefined };
      const answer = await fetchInto(cache, reference, options);
      if (answer.kind === 'failed') failures.set(link, answer.reason);
      fetched.add(link);
      return answer;
    },
    forgetFailures() {
      const links = [...failures.keys()];
      failures.clear();
      return links;
    },
  };
}

/** Trees whose texts are held: of one repository or branch, and altogether. */
const MOST_OF_ONE = 8;
const MOST_TREES = 100;

/** Holds what was read of the trees that were asked for last: a branch that moves leaves a tree behind with each commit. */
export function recentTrees(open: (path: string) => Files): (path: string) => Files {
  const trees = new Map<string, Files>();
  return (path) => {
    const known = trees.get(path);
    const tree = known ?? open(path);
    // The last one asked for comes last.
    trees.delete(path);
    trees.set(path, tree);
    if (known === undefined) {
      const name = path.slice(0, path.lastIndexOf('@') + 1);
      const same = [...trees.keys()].filter((each) => each.startsWith(name));
      for (const old of same.slice(0, -MOST_OF_ONE)) trees.delete(old);
      for (const old of [...trees.keys()].slice(0, -MOST_TREES)) trees.delete(old);
    }
    return tree;
  };
}

async function fetchInto(cache: RemoteCache, reference: RemoteReference, options: FetchOptions): Promise<Answer<void>> {
  try {
    const answer = await fetchNow(cache, reference, options);
    if (answer.kind === 'failed') return answer;
    cache.write(reference, answer.value);
    return { kind: 'answer', value: undefined };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return failed({ code: 'unreadable', subject: 'the cache of fetched bases', detail: wordsOf(error) });
  }
}

/** What runs git is loaded when it is first needed: most trees build on nothing remote. */
async function fetchNow(cache: RemoteCache, reference: RemoteReference, options: FetchOptions): Promise<Answer<Resolved>> {
  if (reference.kind === 'file') return (await import('./remotes/fetch-file')).fetchFile(cache, reference, options);
  if (reference.kind === 'chart') return (await import('./remotes/fetch-chart')).fetchChart(cache, reference, options);
  return (await import('./remotes/fetch-repository')).fetchRepository(cache, reference, options);
}

/** An address that led to a repository need not be tried as a file's again, unless the repository has to be looked at again as well. */
function isNoFile(reference: RemoteReference, cache: RemoteCache, fresh: boolean): boolean {
  const repository = reference.kind === 'file' ? parseRepository(reference.url) : undefined;
  if (repository === undefined) return false;
  const { host, path, ref, submodules, timeoutMilliseconds } = repository;
  const resolved = cache.read({ kind: 'repository', url: host + path, ref, submodules, timeoutMilliseconds });
  return resolved !== undefined && (resolved.final || !fresh);
}

function pathOf(reference: RemoteReference, { id, file }: Resolved): string {
  if (file === undefined) return remoteFolder(reference.url, id);
  if (reference.kind === 'chart') return `${remoteFolder(reference.url, id)}/${file}`;
  return `${remoteFolder(reference.url.replace(/[?#].*$/s, '').replace(/\/[^/]*$/, ''), id)}/${file}`;
}

function inTree(path: string, tree: string): string {
  return path === tree ? '.' : path.slice(tree.length + 1);
}
