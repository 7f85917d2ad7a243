// The tree of an earlier revision as files: written to a folder of its own, as a checkout would write them.
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from '../../engine/ports';
import { GitProblem, gitRunner, type RunGit, words } from './run';

export interface RevisionTree {
  /** Absolute path of the folder that stands for the opened tree. */
  readonly root: string;
  /** The commit's full id. */
  readonly commit: string;
  remove(): Promise<void>;
}

/**
 * Neither the working tree nor its index is touched. Submodules stay empty; files of Git LFS stay pointers, for nothing is fetched.
 *
 * @param root absolute path of the opened tree, which may be a folder inside the repository.
 * @param revision anything that Git takes for a commit.
 */
export async function openRevision(root: string, revision: string, signal?: AbortSignal): Promise<Answer<RevisionTree>> {
  const run = gitRunner(root, signal);
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'plumbline-revision-')));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const prefix = (await succeed(run, ['rev-parse', '--show-prefix'])).trim();
    const commit = await commitOf(run, revision);
    await checkOut(run, commit, folder);
    return { kind: 'answer', value: { root: join(folder, 'tree', prefix), commit, remove } };
  } catch (error) {
    await remove();
    if (error instanceof GitProblem) return { kind: 'failed', reason: error.failure };
    throw error;
  }
}

/** The full id of the commit that `revision` names. Rejects with a {@link GitProblem}. */
export async function commitOf(run: RunGit, revision: string): Promise<string> {
  const result = await run(['rev-parse', '--verify', '-q', '--end-of-options', `${revision}^{commit}`]);
  if (result.exitCode === 0) return result.stdout.trim();
  if (revision === 'HEAD') throw new GitProblem({ code: 'noCommit' });
  throw new GitProblem({ code: 'gitFailed', subject: 'git rev-parse', detail: `there is no revision ${revision}` });
}

/** Writes all of the commit's tree to `tree` in `folder`, as a checkout would write it, with an index of its own. Rejects with a {@link GitProblem}. */
export async function checkOut(run: RunGit, commit: string, folder: string): Promise<void> {
  const env = { GIT_INDEX_FILE: join(folder, 'index'), GIT_LFS_SKIP_SMUDGE: '1' };
  await mkdir(join(folder, 'tree'), { recursive: true });
  await succeed(run, ['read-tree', commit], env);
  // In a folder of the repository, it would write what is in that folder alone.
  const top = (await succeed(run, ['rev-parse', '--show-toplevel'])).replace(/\r?\n$/, '');
  await succeed(run, ['-C', top, 'checkout-index', '--all', '--quiet', `--prefix=${folder}/tree/`], env);
}

async function succeed(run: RunGit, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const result = await run(args, { env });
  if (result.exitCode === 0) return result.stdout;
  if (/not a git repository/.test(result.stderr)) throw new GitProblem({ code: 'noRepository' });
  throw new GitProblem({ code: 'gitFailed', subject: `git ${args[0] === '-C' ? args[2] : args[0]}`, detail: words(result.stderr) });
}
