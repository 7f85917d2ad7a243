// The session's files: what was read is trusted until the front end tells that it changed.
import type { DirectoryAnswer, FileAnswer, Files } from '../engine/ports';
import { foldersAbove } from './held';
import { isOutside } from './outside';

export interface ToldFiles extends Files {
  /** Forgets these paths, and what their folders were seen to hold. */
  changed(paths: readonly string[]): void;
}

/** On a tree of thousands of files, asking the disk about each of them at every keystroke would take longer than rendering. */
export function createToldFiles(files: Files): ToldFiles {
  const read = new Map<string, FileAnswer>();
  const listed = new Map<string, DirectoryAnswer>();
  return {
    read: (path) => kept(read, path, files.read),
    list: (path) => kept(listed, path, files.list),
    changed(paths) {
      for (const path of paths) {
        read.delete(path);
        listed.delete(path);
        // With its only file a folder may have come or gone.
        for (const folder of foldersAbove(path)) {
          read.delete(folder);
          listed.delete(folder);
        }
      }
    },
  };
}

function kept<T extends FileAnswer | DirectoryAnswer>(answers: Map<string, T>, path: string, ask: (path: string) => T): T {
  const known = answers.get(path);
  if (known !== undefined) return known;
  const answer = ask(path);
  // What is on its way arrives without any change of its own.
  if (answer.kind !== 'unread' && !isOutside(path)) answers.set(path, answer);
  return answer;
}
