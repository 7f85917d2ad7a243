// Environment branches, and branches that sources follow, as files: which there are, and their trees, checked out into the cache of fetched trees.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BranchesRead, BranchTree, ChosenBranch, FollowedBranch, FollowedTree, KnownBranch } from '../../engine/model';
import type { Answer } from '../../engine/ports';
import { createRemoteCache, type RemoteCache } from '../remotes/cache';
import { checkOut } from './revision';
import { GitProblem, type GitRun, gitRunner, type RunGit, words } from './run';

export interface BranchesRequest {
  /** Absolute path of the opened tree, which may be a folder inside the repository. */
  readonly root: string;
  /** The folder that fetched trees are kept in: what reads those reads branches. */
  readonly cache: string;
  readonly choose: (branches: readonly KnownBranch[]) => readonly ChosenBranch[];
  /** What sources follow. */
  readonly followed: readonly FollowedBranch[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Neither the working tree nor its index is touched, and nothing is fetched. A commit whose tree is kept already is not checked out again.
 * @returns none where there is no repository; the reason where git cannot be run.
 */
export async function readBranches({ root, cache, choose, followed, signal }: BranchesRequest): Promise<Answer<BranchesRead>> {
  const run = gitRunner(root, signal);
  try {
    const prefix = await run(['rev-parse', '--show-prefix']);
    if (prefix.exitCode !== 0)
      return isNoRepository(prefix) ? noRepository(followed) : { kind: 'failed', reason: problem(prefix, 'git rev-parse') };
    const known = await knownBranches(run);
    const chosen = choose(known);
    const head = chosen.length === 0 ? '' : (await run(['symbolic-ref', '--short', '-q', 'HEAD'])).stdout.trim();
    const current = chosen.find(({ ref }) => ref === head);
    const [trees, own]: [BranchTree[], FollowedTree[]] = [[], []];
    const kept = createRemoteCache(cache);
    const below = prefix.stdout.trim().replace(/\/$/, '');
    for (const branch of chosen) {
      if (branch === current) continue;
      const folder = await keepTree(run, kept, branch.branch, branch.commit);
      trees.push({ ...branch, folder: `${folder}${below === '' ? '' : `/${below}`}` });
    }
    for (const branch of followed) own.push(await followedTree(run, kept, branch, known, chosen));
    const { environment = '', ref = '' } = current ?? {};
    const checkedOut = current === undefined ? {} : { current: { environment, branch: ref } };
    return { kind: 'answer', value: { trees, followed: own, failures: [], ...checkedOut } };
  } catch (error) {
    if (error instanceof GitProblem) return { kind: 'failed', reason: error.failure };
    throw error;
  }
}

function noRepository(followed: readonly FollowedBranch[]): Answer<BranchesRead> {
  const own = followed.map((branch): FollowedTree => ({ ...branch, problem: 'the folder is in no Git repository' }));
  return { kind: 'answer', value: { trees: [], followed: own, failures: [] } };
}

/** The newest that is known here of what the remote has: what was fetched of it, and else the branch that is here. */
async function followedTree(
  run: RunGit,
  cache: RemoteCache,
  branch: FollowedBranch,
  known: readonly KnownBranch[],
  chosen: readonly ChosenBranch[],
): Promise<FollowedTree> {
  const { name, remote, mayBeTag } = branch;
  const named = known.filter((each) => each.branch === name);
  const of = (wanted: string) => named.find(({ ref }) => ref === wanted);
  const found =
    remote === undefined
      ? (of(`origin/${name}`) ?? named.find(({ ref }) => ref !== name) ?? of(name))
      : (of(`${remote}/${name}`) ?? of(name));
  const environment = chosen.find((each) => each.branch === name)?.environment;
  const own: FollowedTree = { ...branch, ...(environment === undefined ? {} : { environment }) };
  if (found !== undefined) {
    const { ref, commit } = found;
    return { ...own, tree: { ref, commit, folder: await keepTree(run, cache, name, commit) } };
  }
  const tag = mayBeTag ? await run(['rev-parse', '--verify', '-q', '--end-of-options', `refs/tags/${name}^{commit}`]) : undefined;
  if (tag?.exitCode !== 0) return own;
  const commit = tag.stdout.trim();
  return { ...own, tree: { ref: name, isTag: true, commit, folder: await keepTree(run, cache, name, commit) } };
}

async function knownBranches(run: RunGit): Promise<readonly KnownBranch[]> {
  const format = '%(refname)%00%(symref)%00%(objectname)';
  const listed = await run(['for-each-ref', `--format=${format}`, 'refs/heads', 'refs/remotes']);
  if (listed.exitCode !== 0) throw new GitProblem(problem(listed, 'git for-each-ref'));
  return listed.stdout.split('\n').flatMap((line): KnownBranch[] => {
    const [name = '', symbolic = '', commit = ''] = line.split('\0');
    const own = /^refs\/heads\/(.+)$/.exec(name)?.[1];
    const remote = /^refs\/remotes\/([^/]+\/(.+))$/.exec(name);
    if (symbolic !== '' || commit === '') return [];
    if (own !== undefined) return [{ branch: own, ref: own, commit }];
    return remote === null ? [] : [{ branch: remote[2] as string, ref: remote[1] as string, commit }];
  });
}

/** Submodules stay empty, as in a tree that was fetched without them. @returns the folder of the Files port that is all of it. */
async function keepTree(run: RunGit, cache: RemoteCache, name: string, commit: string): Promise<string> {
  const id = `${commit}-without-submodules`;
  if (!cache.has(id)) {
    const folder = cache.incoming();
    try {
      await checkOut(run, commit, folder);
      cache.adopt(join(folder, 'tree'), id);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  // What the Files port takes for a fetched tree: any name, `@`, and what the tree is kept as.
  return `${name.replaceAll(/[^\w./+-]/g, '_')}@${id}`;
}

function isNoRepository({ stderr }: GitRun): boolean {
  return /not a git repository|must be run in a work tree/.test(stderr);
}

function problem({ stderr }: GitRun, subject: string) {
  return { code: 'gitFailed', subject, detail: words(stderr) } as const;
}
