// What a build read, and whether it would read the same again.
import { once } from './once';
import type { DirectoryAnswer, FileAnswer, Files } from '../ports';

/** Each file, and each folder with a trailing `/`, with what was said of it. */
export type Answers = Map<string, FileAnswer | DirectoryAnswer>;

/** The same files, with every answer noted in `answers`. */
export function recording(files: Files, answers: Answers): Files {
  return {
    read(path) {
      const answer = files.read(path);
      answers.set(path, answer);
      return answer;
    },
    list(path) {
      const answer = files.list(path);
      answers.set(`${path}/`, answer);
      return answer;
    },
  };
}

/** What is at a path now: a folder's entries where it ends in `/`. */
export function look(path: string, files: Files): FileAnswer | DirectoryAnswer {
  return path.endsWith('/') ? files.list(path.slice(0, -1)) : files.read(path);
}

/** Files that cache their answers give the same one again, which is cheaper to see than equal content. */
export function isSame(before: FileAnswer | DirectoryAnswer, now: FileAnswer | DirectoryAnswer): boolean {
  return before === now || fingerprint(before) === fingerprint(now);
}

/** Whether the port still answers as it did when `reads` was noted. */
export function isCurrent(files: Files, reads: ReadonlyMap<string, string>): boolean {
  for (const [path, before] of reads) if (fingerprintAt(files, path) !== before) return false;
  return true;
}

/** @param path of a file, or of a folder with a trailing `/`. */
export function fingerprintAt(files: Files, path: string): string {
  return fingerprint(look(path, files));
}

/** Why something cannot be read is part of what a build says. */
export function fingerprint(answer: FileAnswer | DirectoryAnswer): string {
  if (answer.kind === 'failed') return `failed ${JSON.stringify(answer.reason)}`;
  if (answer.kind !== 'file' && answer.kind !== 'directory') return answer.kind;
  if ('entries' in answer) return entriesOf(answer);
  const real = answer.real === undefined ? '' : ` ${answer.real}`;
  return answer.kind === 'file' ? `=${answer.version}${real}` : `directory${real}`;
}

/** Asked again and again of the same listings. */
const entriesOf = once(({ entries }: Extract<DirectoryAnswer, { kind: 'directory' }>): string =>
  entries
    .map(({ name, kind }) => `${kind} ${name}`)
    .sort()
    .join('\n'),
);
