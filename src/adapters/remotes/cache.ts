// Fetched repositories and files on disk: trees named by their commit or content, and for each reference the tree that it came to.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RemoteReference } from '../../engine/model';
import { shownReference } from '../../engine/render/kustomize/remote/link';
import { withoutCredentials } from '../http/download';

/** What a reference came to. */
export interface Resolved {
  /** Names the tree: a commit, or the digest of a file. */
  readonly id: string;
  /** The file's name in the tree, for a single file. */
  readonly file?: string;
  /** Set where it can never come to anything else: tags and commits do not move. */
  readonly final: boolean;
}

export interface RemoteCache {
  read(reference: RemoteReference): Resolved | undefined;
  /** @throws where the folder cannot be written. */
  write(reference: RemoteReference, resolved: Resolved): void;
  has(id: string): boolean;
  treeFolder(id: string): string;
  /** A folder beside the trees. */
  folder(name: string): string;
  /** A new folder for a tree that is on its way. */
  incoming(): string;
  /** Takes a folder that `incoming` gave as the tree of that name. */
  adopt(folder: string, id: string): void;
}

/** `trees/<id>/…` and `references/<sha256 of the reference>.json` below `folder`; other processes may use the same. */
export function createRemoteCache(folder: string): RemoteCache {
  const treeFolder = (id: string) => join(folder, 'trees', id);
  const used = new Set<string>();
  const has = (id: string): boolean => {
    const isThere = existsSync(treeFolder(id));
    if (isThere && !used.has(id)) noteUse(treeFolder(id));
    if (isThere) used.add(id);
    return isThere;
  };
  return {
    read(reference) {
      const resolved = readReference(referenceFile(folder, reference));
      return resolved !== undefined && has(resolved.id) ? resolved : undefined;
    },
    write(reference, resolved) {
      const file = referenceFile(folder, reference);
      const temporary = `${file}.${randomUUID()}`;
      mkdirSync(join(folder, 'references'), { recursive: true });
      writeFileSync(temporary, JSON.stringify({ ...shown(reference), resolved }), { mode: 0o600 });
      renameSync(temporary, file);
    },
    has,
    treeFolder,
    folder: (name) => join(folder, name),
    incoming() {
      const all = join(folder, 'incoming');
      const own = join(all, randomUUID());
      mkdirSync(own, { recursive: true, mode: 0o700 });
      for (const name of readdirSync(all)) removeIfOld(join(all, name));
      return own;
    },
    adopt(from, id) {
      mkdirSync(join(folder, 'trees'), { recursive: true });
      try {
        renameSync(from, treeFolder(id));
      } catch (error) {
        // Somebody else brought the same tree meanwhile: its content is the same.
        if (!has(id)) throw error;
        rmSync(from, { recursive: true, force: true });
      }
      used.add(id);
      letGo(folder, used);
    },
  };
}

const LONGEST_FETCH = 24 * 60 * 60 * 1000;

/** What a process left behind that was ended while it fetched. */
function removeIfOld(folder: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats !== undefined && Date.now() - stats.mtimeMs > LONGEST_FETCH) rmSync(folder, { recursive: true, force: true });
}

const DAY = 24 * 60 * 60 * 1000;
/** Trees are kept for so long after a process has used them for the last time. */
const UNUSED = 30 * DAY;
/** And no more of them than these, but for those of the last day, which other processes may be reading. */
const MOST_TREES = 200;

/** The time of a tree's folder is when a process first used it for the last time: nothing in it changes. */
function noteUse(tree: string): void {
  const now = new Date();
  utimesSync(tree, now, now);
}

/** Removes trees that nobody has used for long: branches move, and each of their commits leaves one. What is asked for again is fetched again. */
function letGo(folder: string, used: ReadonlySet<string>): void {
  const trees = join(folder, 'trees');
  const unused = readdirSync(trees).flatMap((id) => {
    const stats = used.has(id) ? undefined : statSync(join(trees, id), { throwIfNoEntry: false });
    return stats === undefined ? [] : [{ id, age: Date.now() - stats.mtimeMs }];
  });
  unused.sort((a, b) => b.age - a.age);
  const tooMany = Math.max(0, unused.length + used.size - MOST_TREES);
  for (const [index, { id, age }] of unused.entries()) if (age > UNUSED || (index < tooMany && age > DAY)) remove(join(trees, id), folder);
}

/** Out of sight first, so that nobody finds a half of it. */
function remove(tree: string, folder: string): void {
  const gone = join(folder, 'incoming', randomUUID());
  mkdirSync(join(folder, 'incoming'), { recursive: true, mode: 0o700 });
  renameSync(tree, gone);
  rmSync(gone, { recursive: true, force: true });
}

export function digestOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

const TREE = /^[0-9a-f]{40,64}(-without-submodules)?$/;

function readReference(file: string): Resolved | undefined {
  const { id, file: name, final } = existsSync(file) ? parsed(readFileSync(file, 'utf8')) : {};
  if (typeof id !== 'string' || !TREE.test(id) || name?.includes('/')) return undefined;
  return { id, final: final === true, ...(name === undefined ? {} : { file: name }) };
}

/** What somebody damaged counts as not fetched. */
function parsed(text: string): Partial<Resolved> {
  try {
    return (JSON.parse(text) as { resolved?: Partial<Resolved> } | null)?.resolved ?? {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Passwords do not tell references apart, and time limits neither. */
function referenceFile(folder: string, reference: RemoteReference): string {
  const url = withoutCredentials(reference.url);
  const key = [url, ...keyOf(reference)];
  return join(folder, 'references', `${digestOf([reference.kind, ...key].join('\0'))}.json`);
}

/** For whoever looks at the cache: without anything that may be secret. */
function shown(reference: RemoteReference): object {
  const url = shownReference(reference.url);
  return { kind: reference.kind, url, key: keyOf(reference) };
}

/** What tells references to one address apart. */
function keyOf(reference: RemoteReference): readonly string[] {
  switch (reference.kind) {
    case 'file':
      return [];
    case 'chart':
      return [
        reference.name,
        reference.version,
        ...(reference.url.startsWith('oci://') ? ['manifest'] : []),
        ...(reference.chosenBy === undefined ? [] : [reference.chosenBy, reference.tagFilter ?? '']),
        ...(reference.isPlainHttp ? ['http'] : []),
      ];
    case 'repository':
      return [reference.ref, String(reference.submodules)];
  }
}
