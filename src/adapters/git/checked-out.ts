// What is checked out in a folder: the commit, branch, tags and changed files of its repository.
import { CancelledError } from '../../engine/model';
import type { CheckedOut } from '../../engine/discover/checked-out';
import { GitProblem, gitRunner } from './run';

/**
 * Nothing for a folder of no repository, and where git cannot be asked.
 * @param of which changed files count: those of the folder, or of all of its repository.
 * @throws CancelledError when the signal aborts.
 */
export async function stateOf(folder: string, of: 'folder' | 'repository', signal: AbortSignal): Promise<CheckedOut> {
  const run = gitRunner(folder, signal);
  const ask = async (...args: string[]): Promise<string | undefined> => {
    const { exitCode, stdout } = await run(args);
    return exitCode === 0 ? stdout : undefined;
  };
  try {
    const commit = (await ask('rev-parse', '--verify', '--quiet', 'HEAD^{commit}'))?.trim();
    if (commit === undefined) return {};
    const [branch, tags, status] = await Promise.all([
      ask('symbolic-ref', '--quiet', '--short', 'HEAD'),
      ask('tag', '--points-at', 'HEAD'),
      ask('status', '--porcelain', '-z', '--no-renames', '--untracked-files=normal', ...(of === 'folder' ? ['--', '.'] : [])),
    ]);
    const changed = status
      ?.split('\0')
      .filter((line) => line !== '')
      .map((line) => line.slice(3));
    return {
      commit,
      ...(branch === undefined ? {} : { branch: branch.trim() }),
      tags: (tags ?? '').split('\n').filter((tag) => tag !== ''),
      ...(changed === undefined ? {} : { changed }),
    };
  } catch (error) {
    if (signal.aborted) throw new CancelledError(`reading ${folder}`);
    if (error instanceof GitProblem) return {};
    throw error;
  }
}
