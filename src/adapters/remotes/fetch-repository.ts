// A Git repository at a revision, into the cache: the steps of kustomize's own cloner, bounded in time and size.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelledError, type Failure, type RemoteReference } from '../../engine/model';
import type { Answer, FetchOptions } from '../../engine/ports';
import { shownRemote } from '../../engine/render/kustomize/remote/link';
import { GitProblem, type GitRun, gitRunner, type RunGit, words } from '../git/run';
import { failed } from '../live/failures';
import { withoutCredentials } from '../http/download';
import type { RemoteCache, Resolved } from './cache';
import { watchSize } from './watch-size';

/** With its history left out, no repository of manifests is larger. */
const LIMIT = 1024 * 1024 * 1024;

type Repository = RemoteReference & { kind: 'repository' };

/**
 * Source of the steps: kustomize `api/internal/git/cloner.go`. What the reference means is asked for first, so that a commit that is here already
 * is not fetched again.
 * @throws CancelledError when the signal aborts.
 */
export async function fetchRepository(cache: RemoteCache, reference: Repository, options: FetchOptions): Promise<Answer<Resolved>> {
  const subject = shownRemote(reference);
  if (reference.ref.startsWith('-'))
    return failed({ code: 'downloadFailed', subject, detail: 'this is no name of a branch, tag or commit' });
  if (isCommit(reference.ref) && cache.has(treeId(reference.ref, reference))) {
    return { kind: 'answer', value: { id: treeId(reference.ref, reference), final: true } };
  }
  const folder = cache.incoming();
  const size = watchSize(folder, LIMIT, options.onProgress);
  try {
    const run = bounded(folder, reference, options.signal, size.signal);
    const listed = isCommit(reference.ref) ? undefined : await listedCommit(run, reference);
    if (listed !== undefined && cache.has(treeId(listed.commit, reference))) {
      return { kind: 'answer', value: { id: treeId(listed.commit, reference), final: listed.isTag } };
    }
    const commit = await checkOut(run, reference);
    const id = treeId(commit, reference);
    await rm(join(folder, '.git'), { recursive: true, force: true });
    cache.adopt(folder, id);
    return { kind: 'answer', value: { id, final: listed?.isTag === true || commit === reference.ref } };
  } catch (error) {
    if (options.signal.aborted) throw new CancelledError(`fetching ${subject}`);
    if (size.signal.aborted) return failed({ code: 'tooLarge', subject: '1 GB', detail: subject });
    if (error instanceof GitProblem) return failed({ ...error.failure, subject });
    throw error;
  } finally {
    size.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function isCommit(ref: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(ref);
}

function treeId(commit: string, { submodules }: Repository): string {
  return submodules ? commit : `${commit}-without-submodules`;
}

/** git in `folder`: each command ends after the time that the reference allows, and succeeds or rejects with a GitProblem. */
function bounded(folder: string, { timeoutMilliseconds, url }: Repository, ...signals: readonly AbortSignal[]) {
  return async (args: readonly string[]): Promise<string> => {
    const late = AbortSignal.timeout(timeoutMilliseconds);
    const run: RunGit = gitRunner(folder, AbortSignal.any([late, ...signals]));
    const env = await sshEnvironment(run, url);
    let result: GitRun;
    try {
      result = await run(args, { env, timeoutMilliseconds: timeoutMilliseconds + 1000 });
    } catch (error) {
      if (late.aborted && !signals.some((signal) => signal.aborted)) throw new GitProblem(tooLate(timeoutMilliseconds));
      throw error;
    }
    if (result.exitCode === 0) return result.stdout;
    throw new GitProblem({ code: 'downloadFailed', detail: oneLine(words(result.stderr)) });
  };
}

function tooLate(milliseconds: number): Failure {
  return { code: 'timeout', detail: `more than ${milliseconds / 1000} seconds; “timeout=120s” in the query of the address allows more` };
}

/** ssh asks on the terminal, whatever git was told, unless it is told itself; a command of the user's own is left as it is. */
async function sshEnvironment(run: RunGit, url: string): Promise<Readonly<Record<string, string>>> {
  const isSsh = /^ssh:\/\/|^[^/]*@?[^/]+:(?!\/\/)/.test(url);
  if (!isSsh || process.env.GIT_SSH_COMMAND || process.env.GIT_SSH) return {};
  const own = await run(['config', '--get', 'core.sshCommand']);
  return own.stdout.trim() === '' ? { GIT_SSH_COMMAND: 'ssh -oBatchMode=yes' } : {};
}

type Git = (args: readonly string[]) => Promise<string>;

/** What the remote says of the reference; undefined where it has neither a tag nor a branch of that name. A tag goes before a branch, as for `git fetch`. */
async function listedCommit(git: Git, { url, ref }: Repository): Promise<{ commit: string; isTag: boolean } | undefined> {
  const names = ref === '' ? ['HEAD'] : [ref, `refs/${ref}`, `refs/tags/${ref}`, `refs/heads/${ref}`];
  const output = await git(['ls-remote', '--end-of-options', url, ...names.flatMap((name) => [name, `${name}^{}`])]);
  const listed = new Map(output.split('\n').map((line) => line.split('\t').reverse() as [string, string]));
  const found = names.find((name) => listed.has(name));
  const commit = found && (listed.get(`${found}^{}`) ?? listed.get(found));
  return found === undefined || commit === undefined ? undefined : { commit, isTag: found.startsWith('refs/tags/') };
}

async function checkOut(git: Git, { url, ref, submodules }: Repository): Promise<string> {
  await git(['init', '--quiet']);
  // Submodules with relative addresses are found from there. A password is not written to disk.
  await git(['remote', 'add', 'origin', url.replace(/(:\/\/)[^@\s/?#]+@/, '$1')]);
  await git(['fetch', '--quiet', '--depth=1', '--end-of-options', url, ref === '' ? 'HEAD' : ref]);
  const commit = (await git(['rev-parse', '--verify', 'FETCH_HEAD^{commit}'])).trim();
  await git(['checkout', '--quiet', 'FETCH_HEAD']);
  if (submodules) await git(['submodule', '--quiet', 'update', '--init', '--recursive']);
  return commit;
}

function oneLine(text: string): string {
  return withoutCredentials(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-3)
    .join('; ');
}
