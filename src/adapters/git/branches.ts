// Environment branches as files: which branches there are, and the trees of those that are chosen, checked out into the cache of fetched trees.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BranchesRead, BranchTree, ChosenBranch, KnownBranch } from '../../engine/model';
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
  readonly signal?: AbortSignal | undefined;
}

/**
 * Neither the working tree nor its index is touched, and nothing is fetched. A commit whose tree is kept already is not checked out again.
 * @returns none where there is no repository; the reason where git cannot be run.
 */
export async function readBranches({ root, cache, choose, signal }: BranchesRequest): Promise<Answer<BranchesRead>> {
  const run = gitRunner(root, signal);
  try {
    const prefix = await run(['rev-parse', '--show-prefix']);
    if (prefix.exitCode !== 0) return isNoRepository(prefix) ? nothing() : { kind: 'failed', reason: problem(prefix, 'git rev-parse') };
    const chosen = choose(await knownBranches(run));
    if (chosen.length === 0) return nothing();
    const head = (await run(['symbolic-ref', '--short', '-q', 'HEAD'])).stdout.trim();
    const current = chosen.find(({ ref }) => ref === head);
    const trees: BranchTree[] = [];
    const kept = createRemoteCache(cache);
    for (const branch of chosen)
      if (branch !== current) trees.push(await keepTree(run, kept, branch, prefix.stdout.trim().replace(/\/$/, '')));
    const { environment = '', ref = '' } = current ?? {};
    return { kind: 'answer', value: { trees, failures: [], ...(current === undefined ? {} : { current: { environment, branch: ref } }) } };
  } catch (error) {
    if (error instanceof GitProblem) return { kind: 'failed', reason: error.failure };
    throw error;
  }
}

function nothing(): Answer<BranchesRead> {
  return { kind: 'answer', value: { trees: [], failures: [] } };
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

/** Submodules stay empty, as in a tree that was fetched without them. */
async function keepTree(run: RunGit, cache: RemoteCache, branch: ChosenBranch, prefix: string): Promise<BranchTree> {
  const id = `${branch.commit}-without-submodules`;
  if (!cache.has(id)) {
    const folder = cache.incoming();
    try {
      await checkOut(run, branch.commit, folder);
      cache.adopt(join(folder, 'tree'), id);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  // What the Files port takes for a fetched tree: any name, `@`, and what the tree is kept as.
  const name = branch.branch.replaceAll(/[^\w./+-]/g, '_');
  return { ...branch, folder: `${name}@${id}${prefix === '' ? '' : `/${prefix}`}` };
}

function isNoRepository({ stderr }: GitRun): boolean {
  return /not a git repository|must be run in a work tree/.test(stderr);
}

function problem({ stderr }: GitRun, subject: string) {
  return { code: 'gitFailed', subject, detail: words(stderr) } as const;
}
