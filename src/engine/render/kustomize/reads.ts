// What a build read, and whether it would read the same again.
import type { FileAnswer, Files } from '../../ports';

/** Whether the port still answers as it did when `reads` was noted. */
export function isCurrent(files: Files, reads: ReadonlyMap<string, string>): boolean {
  for (const [path, before] of reads) if (fingerprintAt(files, path) !== before) return false;
  return true;
}

/** @param path of a file, or of a folder with a trailing `/`. */
export function fingerprintAt(files: Files, path: string): string {
  if (!path.endsWith('/')) return fingerprint(files.read(path));
  const answer = files.list(path.slice(0, -1));
  return answer.kind === 'directory'
    ? answer.entries
        .map(({ name, kind }) => `${kind} ${name}`)
        .sort()
        .join('\n')
    : answer.kind;
}

export function fingerprint(answer: FileAnswer): string {
  if (answer.kind !== 'file' && answer.kind !== 'directory') return answer.kind;
  const real = answer.real === undefined ? '' : ` ${answer.real}`;
  return answer.kind === 'file' ? `=${answer.version}${real}` : `directory${real}`;
}
