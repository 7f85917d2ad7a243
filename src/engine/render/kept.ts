// Keeps what was worked out for an object over files, until an answer changes that it was worked out from.
import type { DirectoryAnswer, FileAnswer, Files } from '../ports';
import { type Answers, isSame, recording } from './kustomize/reads';

/** What is kept, with what it was made of. */
export interface Kept {
  readonly sources: readonly Source[];
  readonly value: unknown;
}

interface Source {
  readonly path: string;
  readonly isFolder: boolean;
  answer: FileAnswer | DirectoryAnswer;
}

/**
 * What `work` gives. It may depend on the key, which must be immutable, and on what it reads of the files that it is given; it must not keep those.
 * Whatever it throws is not kept.
 */
export function keptUntilChanged<K extends object, V>(kept: WeakMap<K, Kept>, key: K, files: Files, work: (files: Files) => V): V {
  const before = kept.get(key);
  if (before?.sources.every((source) => stands(source, files))) return before.value as V;
  const answers: Answers = new Map();
  const value = work(recording(files, answers));
  kept.set(key, { sources: sourcesOf(answers), value });
  return value;
}

function stands(source: Source, files: Files): boolean {
  const { path, isFolder, answer } = source;
  const now = isFolder ? files.list(path) : files.read(path);
  if (!isSame(answer, now)) return false;
  source.answer = now;
  return true;
}

/** Many are looked at again and again, so that their paths are cut once. */
function sourcesOf(answers: Answers): readonly Source[] {
  return [...answers].map(([path, answer]) => {
    const isFolder = path.endsWith('/');
    return { path: isFolder ? path.slice(0, -1) : path, isFolder, answer };
  });
}
