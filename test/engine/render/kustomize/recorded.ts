// Reading of the recorded cases of kustomize's own tests, and of the lists of those that are excepted.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpus } from '../../../support/corpus';

/** The records of a file of the corpus; none where there is no corpus. */
export function recorded<T>(name: string): readonly T[] {
  if (corpus === undefined) return [];
  const lines = readFileSync(join(corpus, 'kustomize', name), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** The runs of one file of the corpus that do not come out as recorded, and why: `<file> <run> <reason>` a line. */
export function exceptions(file: string): ReadonlyMap<string, string> {
  const lines = readFileSync(join(import.meta.dirname, 'exceptions.txt'), 'utf8').split('\n');
  const used = lines.filter((line) => line.startsWith(`${file} `)).map((line) => line.slice(file.length + 1));
  return new Map(used.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}
