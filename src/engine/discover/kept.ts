// Keeps what was worked out for an object over files, until an answer changes that it was worked out from.
import type { Files } from '../ports';
import { type Answers, isSame, look, recording } from './reads';

/** What is kept, with what it was made of. */
export interface Kept {
  readonly answers: Answers;
  readonly value: unknown;
}

/** A map, or a weak one. */
export interface KeptBy<K> {
  get(key: K): Kept | undefined;
  set(key: K, kept: Kept): unknown;
}

/**
 * What `work` gives. It may depend on the key, which must be immutable, and on what it reads of the files that it is given; it must not keep those.
 * Whatever it throws is not kept.
 */
export function keptUntilChanged<K, V>(kept: KeptBy<K>, key: K, files: Files, work: (files: Files) => V): V {
  const before = kept.get(key);
  if (before !== undefined && stand(before.answers, files)) return before.value as V;
  const answers: Answers = new Map();
  const value = work(recording(files, answers));
  kept.set(key, { answers, value });
  return value;
}

function stand(answers: Answers, files: Files): boolean {
  for (const [path, before] of answers) if (!isSame(before, look(path, files))) return false;
  return true;
}
