// A session over a tree in memory that a test can edit, with no pins.
import { createClock } from '../../src/adapters/clock';
import { createGit } from '../../src/adapters/git';
import type { Files, LongRenders, Pins } from '../../src/engine/ports';
import { createSession, type Session } from '../../src/session/session';
import { memoryFiles } from './memory-files';

/** @param tree looked up anew at each call; tell the session what changed in it. */
export function sessionOver(tree: Readonly<Record<string, string>>, longRenders?: LongRenders): Session {
  return sessionOverFiles({ read: (path) => memoryFiles(tree).read(path), list: (path) => memoryFiles(tree).list(path) }, longRenders);
}

export function sessionOverFiles(files: Files, longRenders?: LongRenders): Session {
  const ports = { files, git: createGit('/'), pins: NO_PINS, clock: createClock(), randomKey: new Uint8Array(32).fill(9) };
  return createSession({ ...ports, ...(longRenders === undefined ? {} : { longRenders }) });
}

const NO_PINS: Pins = {
  read: async () => ({ kind: 'answer', value: undefined }),
  write: async () => ({ kind: 'answer', value: undefined }),
  remove: async () => ({ kind: 'answer', value: undefined }),
};
