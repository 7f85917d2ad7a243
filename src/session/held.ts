// Results held with the sources they depend on: a change of one of those makes a result suspect, and only a real difference drops it.
import type { Files } from '../engine/ports';
import { type Answers, isSame, look } from '../engine/discover/reads';
import { isOutside } from './outside';

export { look, recording } from '../engine/discover/reads';

/** What its sources were when a result was made. */
export type Stamps = Answers;

export interface Held<T> {
  readonly value: T;
  readonly stamps: Stamps;
  /** Those of the stamps that may have changed since. */
  readonly suspects: Set<string>;
  /** Those whose changes nobody tells of. */
  readonly untold: readonly string[];
}

/** @param reads files, and folders with a trailing `/`, that `value` depends on. */
export function hold<T>(value: T, reads: Iterable<string>, files: Files): Held<T> {
  const stamps: Stamps = new Map();
  for (const path of reads) stamps.set(path, look(path, files));
  return holdWith(value, stamps);
}

/** @param stamps what `recording` noted while `value` was made. */
export function holdWith<T>(value: T, stamps: Stamps): Held<T> {
  return { value, stamps, suspects: new Set(), untold: [...stamps.keys()].filter(isOutside) };
}

/** What a change of `paths` may touch, as stamps name it: worked out once, for all that is held. */
export function touchedBy(paths: readonly string[]): ReadonlySet<string> {
  const touched = new Set(paths);
  // A new file may come with new folders, of which only the uppermost was listed before, and which somebody may have looked for in vain.
  for (const path of paths) for (const folder of foldersAbove(path)) touched.add(folder).add(`${folder}/`);
  return touched;
}

/** Marks what the result read of `touched`. @returns whether it read any of it. */
export function suspectIfReads(held: Held<unknown>, touched: ReadonlySet<string>): boolean {
  const before = held.suspects.size;
  // A checkout touches thousands of files, and most results read a few.
  const [fewer, others] = touched.size < held.stamps.size ? [touched, held.stamps] : [held.stamps, touched];
  for (const path of fewer.keys()) if (others.has(path)) held.suspects.add(path);
  return held.suspects.size > before;
}

/** Whether the result still stands. Asks the files only for what is suspect, or for everything where `always` is set. */
export function stillStands(held: Held<unknown>, files: Files, always = false): boolean {
  // A result that names no source cannot be checked.
  if (always && held.stamps.size === 0) return false;
  for (const path of always ? held.stamps.keys() : [...held.suspects, ...held.untold]) {
    const before = held.stamps.get(path);
    if (before === undefined || !isSame(before, look(path, files))) return false;
  }
  held.suspects.clear();
  return true;
}

/** The folders that a path lies in, the nearest first, up to the root. */
export function* foldersAbove(path: string): Generator<string> {
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) yield path.slice(0, slash);
  yield '.';
}
