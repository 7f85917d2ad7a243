// A session over the tree that the command works on.
import { randomBytes } from 'node:crypto';
import { createClock } from '../adapters/clock';
import { createGit } from '../adapters/git';
import { readBranches } from '../adapters/git/branches';
import { createNodeFiles } from '../adapters/node-files';
import { createOwnCommit, type OwnCommit } from '../adapters/own-commit';
import { createPins } from '../adapters/pins';
import type { RemoteFiles } from '../adapters/remotes';
import { createSops } from '../adapters/sops-program';
import { chooseBranches } from '../engine/discover/branch/choose';
import { type BranchesRead, type Environment, type FollowedBranch, type KnownBranch, NO_BRANCHES } from '../engine/model';
import type { Cluster, Files } from '../engine/ports';
import { type ClusterAnswers, createClusterAnswers } from '../session/cluster-answers';
import { createDecryptions, type Decryptions } from '../session/decryptions';
import { followsMore, pastBranches, tellBranches, unreadBranches } from '../session/followed';
import { interruptible } from './interrupt';
import { createSession, type Session } from '../session/session';
import type { Flags, Invocation } from './invocation';
import { withClones } from './clones';
import { chartSettings } from './chart-settings';
import { gathered, openRemotes, remotesFolder } from './remotes';
import { treeRoot } from './tree';

export interface CliFleet {
  readonly root: string;
  readonly remotes: RemoteFiles;
  readonly files: Files;
  readonly session: Session;
  /** What charts may ask of a cluster, once there is one. */
  readonly answers: ClusterAnswers;
  /** What is decrypted: nothing unless the user asks. */
  readonly decryptions: Decryptions;
  /** What is checked out; absent for the tree of a commit, of which that is known. */
  readonly ownCommit?: OwnCommit;
  /** Reads what sources follow that are found only now; absent where nobody asks git. */
  readonly readBranches?: () => Promise<void>;
}

/**
 * The working tree, and the environment branches of its repository.
 * @param signal for verbs that wait for git or a cluster; without it Ctrl-C ends the process by itself.
 */
export async function openFleet(flags: Flags, signal?: AbortSignal): Promise<CliFleet> {
  const top = treeRoot(flags);
  const [settings, clones] = [chartSettings(flags), await withClones(flags, top)];
  const ownCommit = createOwnCommit(top);
  const opened = openFleetAt(top, openRemotes(flags), signal, (files) => settings(clones(ownCommit.over(files))));
  const fleet: CliFleet = { ...opened, ownCommit, readBranches: () => readBranchesOf(fleet, signal) };
  if (flags.on('decrypt')) fleet.decryptions.want(createSops());
  await readBranchesOf(fleet, signal);
  return fleet;
}

/** Reads environment branches, and what sources follow. */
async function readBranchesOf({ session, root }: CliFleet, signal?: AbortSignal): Promise<void> {
  await tellBranches(session, async (rules) => {
    const choose = (branches: readonly KnownBranch[]) => chooseBranches(branches, rules);
    const request = { root, cache: remotesFolder(), choose, followed: rules.followed };
    const read = (during: AbortSignal) => readBranches({ ...request, signal: during });
    const branches = signal === undefined ? await interruptible(read) : await read(signal);
    return branches.kind === 'failed' ? unreadBranches(rules.followed, branches.reason) : branches.value;
  });
}

/** Tells the session of an earlier commit what its sources follow. @param current set where it is a commit of an environment branch. */
export async function readPastBranches(past: CliFleet, now: CliFleet, current: BranchesRead['current']): Promise<void> {
  const choose = (branches: readonly KnownBranch[]) => chooseBranches(branches, now.session.discovery().branches);
  const read = (followed: readonly FollowedBranch[]) =>
    interruptible((signal) => readBranches({ root: now.root, cache: remotesFolder(), choose, followed, signal }));
  if (current !== undefined && past.session.branches().current === undefined) past.session.branchesRead({ ...NO_BRANCHES, current });
  await tellBranches(past.session, pastBranches(now.session.branches(), current, read));
}

/** @param root absolute path of the tree. */
export function openFleetAt(root: string, remotes: RemoteFiles, signal?: AbortSignal, settings = (files: Files): Files => files): CliFleet {
  const [answers, decryptions] = [createClusterAnswers(), createDecryptions()];
  const files = decryptions.over(answers.over(settings(remotes.over(createNodeFiles(root, { check: 'forget' })))));
  const git = createGit(root, signal === undefined ? {} : { signal });
  const session = createSession({ files, git, pins: createPins(root), clock: createClock(), randomKey: randomBytes(32) });
  return { root, files, session, remotes, answers, decryptions };
}

/**
 * Fetches what an environment, or one app of it, takes from outside of the tree; of everything where none is named. A chart that arrives may apply
 * further apps: what these take is fetched as well. Of an app or environment that is not known, the charts are fetched that may apply it.
 */
export async function fetchRemotes(
  { session, remotes, answers, decryptions, ownCommit, readBranches: readMore }: CliFleet,
  call: Pick<Invocation, 'flags' | 'terminal'>,
  environment?: string,
  app?: string,
) {
  const { flags, terminal } = call;
  const renders = () => {
    const { environments } = session.discovery();
    const named = environments.filter(({ name }) => environment === undefined || name === environment);
    const wanted = named.flatMap(({ name, apps }) => apps.map((each) => ({ name, app: each.app })));
    const found = wanted.filter((each) => app === undefined || each.app === app);
    const asked = found.length > 0 || (app === undefined && named.length > 0) ? found : mayApply(named.length > 0 ? named : environments);
    return asked.map((each) => session.render(each.name, each.app));
  };
  const options = { flags, terminal, remotes, answers, decryptions, ownCommit, arrived: arrivedIn(session) };
  await gathered(renders, options);
  // What was fetched may apply what follows other branches, and these may take more from elsewhere.
  for (
    let rounds = 0;
    readMore !== undefined && rounds < MOST_ROUNDS && followsMore(session.discovery().branches, session.branches());
    rounds++
  ) {
    await readMore();
    await gathered(renders, options);
  }
}

const MOST_ROUNDS = 8;

/** The apps whose charts were not fetched, and may apply others. */
function mayApply(environments: readonly Environment[]): readonly { readonly name: string; readonly app: string }[] {
  return environments.flatMap(({ name, unread = [] }) =>
    unread.flatMap(({ code, subject }) => (code === 'applicationsUnfetched' && subject !== undefined ? [{ name, app: subject }] : [])),
  );
}

/** Fetches what folders of no environment take from outside of the tree. */
export async function fetchRemotesOfLoneFolders(
  { session, remotes }: CliFleet,
  { flags, terminal }: Pick<Invocation, 'flags' | 'terminal'>,
) {
  const renders = () => session.loneFolders().map(({ rendered }) => rendered);
  await gathered(renders, { flags, terminal, remotes, arrived: arrivedIn(session) });
}

function arrivedIn(session: Session): (links: readonly string[]) => void {
  return (links) => session.sourcesChanged(links);
}

/**
 * From here on, charts and generators of ApplicationSets are told what this cluster answers: what was found and rendered without it is so anew.
 * What the discovery asks is asked at once, as it tells which environments there are; what renders ask, when they are fetched.
 */
export async function askCluster({ session, answers, readBranches: readMore }: CliFleet, cluster: Cluster) {
  session.sourcesChanged(answers.connect(cluster));
  session.discovery();
  for (let open = answers.open(); open.length > 0; open = answers.open()) {
    await interruptible((signal) => answers.gather(open, signal));
    session.sourcesChanged(open);
    session.discovery();
  }
  if (followsMore(session.discovery().branches, session.branches())) await readMore?.();
}
