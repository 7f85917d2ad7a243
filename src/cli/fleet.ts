// A session over the tree that the command works on.
import { randomBytes } from 'node:crypto';
import { createClock } from '../adapters/clock';
import { createGit } from '../adapters/git';
import { createNodeFiles } from '../adapters/node-files';
import { createPins } from '../adapters/pins';
import type { RemoteFiles } from '../adapters/remotes';
import type { Files } from '../engine/ports';
import { createSession, type Session } from '../session/session';
import type { Flags, Invocation } from './invocation';
import { gathered, openRemotes } from './remotes';
import { treeRoot } from './tree';

export interface CliFleet {
  readonly root: string;
  readonly remotes: RemoteFiles;
  readonly files: Files;
  readonly session: Session;
}

/** @param signal for verbs that wait for git or a cluster; without it Ctrl-C ends the process by itself. */
export function openFleet(flags: Flags, signal?: AbortSignal): CliFleet {
  return openFleetAt(treeRoot(flags), openRemotes(flags), signal);
}

/** @param root absolute path of the tree. */
export function openFleetAt(root: string, remotes: RemoteFiles, signal?: AbortSignal): CliFleet {
  const files = remotes.over(createNodeFiles(root, { check: 'forget' }));
  const git = createGit(root, signal === undefined ? {} : { signal });
  const session = createSession({ files, git, pins: createPins(root), clock: createClock(), randomKey: randomBytes(32) });
  return { root, files, session, remotes };
}

/** Fetches what an environment, or one app of it, takes from outside of the tree; of everything where none is named. */
export async function fetchRemotes(
  { session, remotes }: CliFleet,
  call: Pick<Invocation, 'flags' | 'terminal'>,
  environment?: string,
  app?: string,
) {
  const { flags, terminal } = call;
  const apps = session
    .discovery()
    .environments.flatMap(({ name, apps: all }) =>
      environment === undefined || name === environment ? all.map((each) => ({ name, app: each.app })) : [],
    );
  const wanted = apps.filter((each) => app === undefined || each.app === app);
  const arrived = (links: readonly string[]) => session.sourcesChanged(links);
  await gathered(() => wanted.map((each) => session.render(each.name, each.app)), { flags, terminal, remotes, arrived });
}
