// Files that may define more apps of an environment, in words.
import type { Failure } from '../engine/model';

/** One for each file, however much in it could not be read. */
export function unreadRows(failures: readonly Failure[]): readonly string[] {
  const files = new Set(failures.map(({ file = '' }) => file));
  return [...files].map((file) => `whether ${file} defines more apps: it could not be read`);
}
