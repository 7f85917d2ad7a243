// A session over the tree that the command works on.
import { randomBytes } from 'node:crypto';
import { createClock } from '../adapters/clock';
import { createGit } from '../adapters/git';
import { createNodeFiles } from '../adapters/node-files';
import { createPins } from '../adapters/pins';
import type { Files } from '../engine/ports';
import { createSession, type Session } from '../session/session';
import type { Flags } from './invocation';
import { treeRoot } from './tree';

export interface CliFleet {
  readonly root: string;
  readonly files: Files;
  readonly session: Session;
}

/** @param signal for verbs that wait for git or a cluster; without it Ctrl-C ends the process by itself. */
export function openFleet(flags: Flags, signal?: AbortSignal): CliFleet {
  return openFleetAt(treeRoot(flags), signal);
}

/** @param root absolute path of the tree. */
export function openFleetAt(root: string, signal?: AbortSignal): CliFleet {
  const files = createNodeFiles(root, { check: 'forget' });
  const git = createGit(root, signal === undefined ? {} : { signal });
  const session = createSession({ files, git, pins: createPins(root), clock: createClock(), randomKey: randomBytes(32) });
  return { root, files, session };
}
