// The working tree as it would be after a promotion.
import type { FileChange } from '../../model';
import type { Files } from '../../ports';

/** `files` with the texts of `changes` laid over it. Reads only. */
export function withChanges(files: Files, changes: readonly FileChange[]): Files {
  const after = new Map(changes.map((change) => [change.file, change.after]));
  return {
    list: (path) => files.list(path),
    read(path) {
      const text = after.get(path);
      // The text is its own version: caches that see this tree must never mistake it for the real one.
      return text === undefined ? files.read(path) : { kind: 'file', text, version: `promotion:${text}` };
    },
  };
}
