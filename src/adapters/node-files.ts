// The Files port over a folder on disk, with unsaved text laid over it.
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { GIT_CHECKED_OUT, GIT_CLONES, GIT_CONFIG, GIT_PREFIX } from '../engine/discover/git-url';
import { GIT_DEFAULT, GIT_HEAD } from '../engine/discover/head';
import { baseName, parentOf } from '../engine/discover/paths';
import { type Failure, MEGABYTE, tooLarge } from '../engine/model';
import type { DirectoryAnswer, DirectoryEntry, FileAnswer, Files } from '../engine/ports';
import { decryptionAt } from '../engine/render/flux/decryption/question';
import { questionAt } from '../engine/model/cluster-question';
import { RANDOM_PATH } from '../engine/render/helm/random/source';
import { gitSettings } from './git-settings';
import { createRealPaths, type RealPaths } from './real-paths';

export interface NodeFiles extends Files {
  /** Lays text over a file (an unsaved buffer); undefined takes it off again. */
  overlay(path: string, text: string | undefined): void;
  /** Forgets what was read of these paths; of everything when none is named. */
  forget(paths?: readonly string[]): void;
}

export interface NodeFilesOptions {
  /**
   * `everyRead`: each read asks the disk whether the file has changed. `forget`: what was read is trusted until it is forgotten;
   * for one run of a command, and for a batch that forgets everything between its requests.
   */
  readonly check?: 'everyRead' | 'forget';
  /** The limit that the user has set: larger files are refused before they are read. Those that no text could hold are in any case. */
  readonly maxBytes?: number;
}

/** @param root absolute path of the tree's root. */
export function createNodeFiles(root: string, options: NodeFilesOptions = {}): NodeFiles {
  const { maxBytes = Number.POSITIVE_INFINITY } = options;
  const everyRead = options.check !== 'forget';
  const overlays = new Map<string, FileAnswer>();
  const links = createRealPaths(root);
  const files = cached(root, (path, looked) => readFile(path, looked, maxBytes, links), everyRead);
  const folders = cached(root, (path, { absolute }) => listFolder(path, absolute), everyRead);
  return {
    read: (path) => overlays.get(path) ?? ofGit(root, path, files.get) ?? (isNoFile(path) ? { kind: 'absent' } : files.get(path)),
    list: (path) => withOverlays(folders.get(path), path, overlays),
    overlay(path, text) {
      if (text === undefined) overlays.delete(path);
      else overlays.set(path, overlaid(path, text, maxBytes, links.of(path)));
    },
    forget(paths) {
      links.forget();
      if (paths === undefined) {
        files.recheck();
        folders.recheck();
      }
      for (const path of paths ?? []) {
        files.drop(path);
        folders.drop(path);
        folders.drop(parentOf(path));
      }
    },
  };
}

const OF_GIT = new Set([GIT_CONFIG, GIT_PREFIX, GIT_HEAD, GIT_DEFAULT]);

/** The repository's settings, what is checked out of it, wherever they are, and the tree's place in it. */
function ofGit(root: string, path: string, read: (path: string) => FileAnswer): FileAnswer | undefined {
  if (!OF_GIT.has(path)) return undefined;
  const found = gitSettings(root);
  if (found === undefined || (path === GIT_PREFIX && found.prefix === '')) return { kind: 'absent' };
  const kept: Readonly<Record<string, string>> = {
    [GIT_CONFIG]: found.config,
    [GIT_HEAD]: found.head,
    [GIT_DEFAULT]: join(dirname(found.config), GIT_DEFAULT.slice('.git/'.length)),
  };
  const file = kept[path];
  if (file !== undefined) return read(relative(root, file).split(sep).join('/'));
  return { kind: 'file', text: found.prefix, version: found.prefix };
}

/** A tree may hold a file of any name: what a cluster answers, what random values are drawn from, and what is decrypted, no file of it says. */
function isNoFile(path: string): boolean {
  if (path === RANDOM_PATH || path === GIT_CLONES || path === GIT_CHECKED_OUT) return true;
  return decryptionAt(path) !== undefined || questionAt(path) !== undefined;
}

/** File systems tick in steps of some milliseconds: two writes within a step of each other leave the same time behind. */
const RACY_MILLISECONDS = 100;

/** How many answers there may be before old ones are let go. */
const SMALLEST_LIMIT = 1024;

interface Held<T> {
  readonly answer: T;
  readonly absolute: string;
  /** What the disk said of the entry when it was read; undefined where there was none. */
  readonly stamp: Stamp | undefined;
  readonly racy: boolean;
  checked: number;
}

function cached<T>(root: string, read: (path: string, looked: Looked) => T, everyRead: boolean) {
  const held = new Map<string, Held<T>>();
  let round = 0;
  let limit = SMALLEST_LIMIT;
  let tidied = 0;
  return {
    get(path: string): T {
      const known = held.get(path);
      if (known !== undefined && !everyRead && known.checked === round) return known.answer;
      const absolute = known?.absolute ?? absoluteOf(root, path);
      const looked = look(absolute);
      const { stats } = looked;
      const stamp = stats instanceof Error || stats === undefined ? undefined : stampOf(stats);
      if (known?.stamp !== undefined && stamp !== undefined && !known.racy && isSameStamp(known.stamp, stamp)) {
        known.checked = round;
        return known.answer;
      }
      const racy = stats === undefined || stats instanceof Error || Date.now() - stats.mtimeMs < RACY_MILLISECONDS;
      const answer = read(path, looked);
      held.set(path, { answer, absolute, stamp, racy, checked: round });
      return answer;
    },
    drop(path: string): void {
      held.delete(path);
    },
    recheck(): void {
      round++;
      if (held.size <= limit) return;
      // What nobody has asked for since then may go by a name that is gone.
      for (const [path, { stamp, checked }] of held) if (stamp === undefined || checked < tidied) held.delete(path);
      tidied = round;
      limit = Math.max(SMALLEST_LIMIT, 2 * held.size);
    },
  };
}

type Stamp = Pick<Stats, 'mtimeMs' | 'ctimeMs' | 'size' | 'ino'>;

function stampOf({ mtimeMs, ctimeMs, size, ino }: Stats): Stamp {
  return { mtimeMs, ctimeMs, size, ino };
}

function isSameStamp(a: Stamp, b: Stamp): boolean {
  return a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.size === b.size && a.ino === b.ino;
}

/** Paths of a tree are normalised already, and doing it again for each of some thousand files takes milliseconds. */
function absoluteOf(root: string, path: string): string {
  return path === '.' || path.startsWith('..') || path.startsWith('/') || root.endsWith(sep) ? join(root, path) : `${root}${sep}${path}`;
}

/** What the disk says of an entry. */
interface Looked {
  readonly absolute: string;
  /** Of what a link leads to; undefined for what is not there, the error for what cannot be looked at. */
  readonly stats: Stats | Error | undefined;
  readonly isLink: boolean;
}

function look(absolute: string): Looked {
  let isLink = false;
  try {
    let stats = lstatSync(absolute, { throwIfNoEntry: false });
    isLink = stats?.isSymbolicLink() === true;
    if (isLink) stats = statSync(absolute, { throwIfNoEntry: false });
    return { absolute, stats, isLink };
  } catch (error) {
    return { absolute, stats: codeOf(error) === 'ENOTDIR' ? undefined : (error as Error), isLink };
  }
}

/** An unsaved text has no size on disk: its own counts. */
function overlaid(path: string, text: string, maxBytes: number, real: string | undefined): FileAnswer {
  const bytes = text.length > maxBytes ? text.length : Buffer.byteLength(text);
  if (bytes > maxBytes) return { kind: 'failed', reason: tooLarge(path, bytes, maxBytes) };
  return { kind: 'file', text, version: digest(text), ...(real === undefined ? {} : { real }) };
}

/** Half of what a text of JavaScript can hold. */
const LARGEST = 256 * MEGABYTE;

function readFile(path: string, { absolute, stats, isLink }: Looked, maxBytes: number, links: RealPaths): FileAnswer {
  if (stats === undefined) return { kind: 'absent' };
  if (stats instanceof Error) return unreadable(path, stats);
  const real = links.of(path, isLink);
  if (stats.isDirectory()) return { kind: 'directory', ...(real === undefined ? {} : { real }) };
  // A pipe or a device would block the reader for ever.
  if (!stats.isFile())
    return { kind: 'failed', reason: { code: 'unreadable', file: path, subject: path, detail: 'it is not a regular file' } };
  if (stats.size > LARGEST && maxBytes > LARGEST)
    return { kind: 'failed', reason: { code: 'tooLarge', file: path, subject: `${LARGEST / MEGABYTE} MB` } };
  if (stats.size > maxBytes) return { kind: 'failed', reason: tooLarge(path, stats.size, maxBytes) };
  try {
    const text = readFileSync(absolute, 'utf8');
    // The replacement character: either the file has it, or bytes that are no UTF-8.
    if (!text.includes('\uFFFD')) return content(text, undefined, real);
    const bytes = readFileSync(absolute);
    return content(bytes.toString('utf8'), isUtf8(bytes) ? undefined : bytes, real);
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? { kind: 'absent' } : unreadable(path, error);
  }
}

/** Hashed when somebody asks for the version: a run that reads each file once compares few of them. */
function content(text: string, bytes: Uint8Array | undefined, real: string | undefined): FileAnswer {
  let version: string | undefined;
  return {
    kind: 'file',
    text,
    ...(bytes && { bytes }),
    get version() {
      version ??= digest(bytes ?? text);
      return version;
    },
    ...(real === undefined ? {} : { real }),
  };
}

function listFolder(path: string, absolute: string): DirectoryAnswer {
  try {
    const entries: DirectoryEntry[] = [];
    for (const entry of readdirSync(absolute, { withFileTypes: true })) entries.push({ name: entry.name, kind: kindOf(absolute, entry) });
    return { kind: 'directory', entries };
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'absent' } : unreadable(path, error);
  }
}

function kindOf(folder: string, entry: Dirent): DirectoryEntry['kind'] {
  if (!entry.isSymbolicLink()) return entry.isDirectory() ? 'directory' : 'file';
  const target = look(join(folder, entry.name)).stats;
  if (target === undefined || target instanceof Error || !target.isDirectory()) return 'file';
  // A link to a folder above itself would make a walk of the tree endless, so it is not offered as a folder to walk into.
  const real = realpathSync(join(folder, entry.name));
  const above = `${realpathSync(folder)}${sep}`.startsWith(real.endsWith(sep) ? real : `${real}${sep}`);
  return above ? 'file' : 'directory';
}

function withOverlays(listed: DirectoryAnswer, path: string, overlays: ReadonlyMap<string, FileAnswer>): DirectoryAnswer {
  if (overlays.size === 0 || listed.kind !== 'directory') return listed;
  const names = new Set(listed.entries.map((entry) => entry.name));
  const added: DirectoryEntry[] = [];
  for (const overlay of overlays.keys()) {
    const name = baseName(overlay);
    if (parentOf(overlay) === path && !names.has(name)) added.push({ name, kind: 'file' });
  }
  return added.length === 0 ? listed : { kind: 'directory', entries: [...listed.entries, ...added] };
}

function unreadable(path: string, error: unknown): { readonly kind: 'failed'; readonly reason: Failure } {
  const code = codeOf(error);
  const detail = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : code === 'ELOOP' ? 'its links go in a circle' : code;
  return { kind: 'failed', reason: { code: 'unreadable', file: path, subject: path, detail: detail ?? String(error) } };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function digest(content: string | Uint8Array): string {
  return createHash('sha1').update(content).digest('base64');
}
