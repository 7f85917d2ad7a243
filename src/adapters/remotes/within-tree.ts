// The files of a fetched tree, which may hold links to anywhere on this machine: those lead nowhere.
import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Failure } from '../../engine/model';
import type { DirectoryAnswer, FileAnswer, Files } from '../../engine/ports';

/** @param shown what the tree's folder is called in failures. */
export function withinTree(root: string, files: Files, shown: string): Files {
  const checked = new Map<string, Failure | undefined>();
  const obstacle = (path: string): Failure | undefined => {
    if (!checked.has(path))
      checked.set(path, leaves(root, path) ? { code: 'outsideRoot', subject: `${shown}/${path}`, detail: shown } : undefined);
    return checked.get(path);
  };
  const guarded = <T extends FileAnswer | DirectoryAnswer>(
    path: string,
    read: (path: string) => T,
  ): T | { kind: 'failed'; reason: Failure } => {
    const reason = obstacle(path);
    if (reason !== undefined) return { kind: 'failed', reason };
    const answer = read(path);
    if ('real' in answer && answer.real !== undefined) return { ...answer, real: answer.real === '.' ? shown : `${shown}/${answer.real}` };
    if (answer.kind !== 'failed' || answer.reason.file === undefined) return answer;
    return { kind: 'failed', reason: { ...answer.reason, file: `${shown}/${answer.reason.file}` } };
  };
  return { read: (path) => guarded(path, files.read), list: (path) => guarded(path, files.list) };
}

/** What is not there leaves nothing; the reader says that it is absent. */
function leaves(root: string, path: string): boolean {
  try {
    const real = realpathSync(join(root, path));
    return !`${real}${sep}`.startsWith(`${realpathSync(root)}${sep}`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(String(error.code))) return false;
    throw error;
  }
}
