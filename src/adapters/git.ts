// The Git port over the user's own git, through simple-git.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, Git, GitStatus } from '../engine/ports';
import { commitOf } from './git/revision';
import { GitProblem, type GitRun, gitRunner, type RunGit, words } from './git/run';

export interface GitOptions {
  /** Ends whatever git is doing. */
  readonly signal?: AbortSignal;
}

/** @param root absolute path of the opened tree, which may be a folder inside the repository. */
export function createGit(root: string, options: GitOptions = {}): Git {
  const run = gitRunner(root, options.signal);
  return {
    status: () => answer(() => readStatus(run)),
    branchExists: (name) => answer(() => hasBranch(run, name)),
    show: (revision, path) => answer(() => showFile(run, revision, path)),
    commitOnNewBranch: (branch, changes, message, base) => answer(() => commitOnNewBranch(run, branch, changes, message, base)),
    push: (branch, remote) => answer(() => push(run, branch, remote)),
  };
}

type Change = { readonly path: string; readonly content: string };

const SIGNING_TIMEOUT = 120_000;
const NETWORK_TIMEOUT = 120_000;

async function answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: 'answer', value: await work() };
  } catch (error) {
    if (error instanceof GitProblem) return { kind: 'failed', reason: error.failure };
    throw error;
  }
}

async function readStatus(run: RunGit): Promise<GitStatus> {
  const { root, prefix } = await topFolder(run);
  const [branch, head, remotes, dirty] = await Promise.all([
    run(['symbolic-ref', '--short', '-q', 'HEAD']),
    headCommit(run),
    run(['remote']).then(succeeded('git remote')),
    run(['status', '--porcelain', '-z', '--no-renames', '--untracked-files=normal']).then(succeeded('git status')),
  ]);
  return {
    root,
    prefix,
    ...(branch.exitCode === 0 ? { branch: branch.stdout.trim() } : {}),
    ...(head === undefined ? {} : { head }),
    remotes: lines(remotes),
    dirty: dirty
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => fromTop(entry.slice(3), prefix)),
  };
}

async function topFolder(run: RunGit): Promise<{ readonly root: string; readonly prefix: string }> {
  const result = await run(['rev-parse', '--show-toplevel', '--show-prefix']);
  if (result.exitCode !== 0) throw noRepository(result);
  const [root = '', prefix = ''] = result.stdout.split('\n');
  return { root, prefix: prefix.replace(/\/$/, '') };
}

function noRepository(result: GitRun): GitProblem {
  // Git also refuses a repository that another user owns; its own words say how to allow it.
  const none = /not a git repository|must be run in a work tree/.test(result.stderr);
  return new GitProblem(none ? { code: 'noRepository' } : { code: 'gitFailed', subject: 'git rev-parse', detail: words(result.stderr) });
}

async function headCommit(run: RunGit): Promise<string | undefined> {
  const result = await run(['rev-parse', '--verify', '-q', 'HEAD^{commit}']);
  return result.exitCode === 0 ? result.stdout.trim() : undefined;
}

async function hasBranch(run: RunGit, name: string): Promise<boolean> {
  await topFolder(run);
  return (await run(['show-ref', '--verify', '-q', `refs/heads/${name}`])).exitCode === 0;
}

/** As a checkout would write it, so that it can be compared with the working tree under any line-ending setting. */
async function showFile(run: RunGit, revision: string, path: string): Promise<string | undefined> {
  await topFolder(run);
  const result = await run(['cat-file', '--filters', `${await commitOf(run, revision)}:./${path}`]);
  if (result.exitCode === 0) return result.stdout;
  if (/does not exist in|exists on disk, but not in|outside repository/.test(result.stderr)) return undefined;
  throw new GitProblem({ code: 'gitFailed', subject: 'git cat-file', detail: words(result.stderr) });
}

async function commitOnNewBranch(
  run: RunGit,
  branch: string,
  changes: readonly Change[],
  message: string,
  base: string | undefined,
): Promise<string> {
  const { prefix } = await topFolder(run);
  if ((await run(['check-ref-format', `refs/heads/${branch}`])).exitCode !== 0 || branch.startsWith('-')) {
    throw new GitProblem({ code: 'gitFailed', subject: 'git branch', detail: `“${branch}” is not a name that Git allows for a branch` });
  }
  if (await hasBranch(run, branch)) throw new GitProblem({ code: 'branchExists', subject: branch });
  const head = base === undefined ? await headCommit(run) : await commitOf(run, base);
  if (head === undefined) throw new GitProblem({ code: 'noCommit' });
  const tree = await writeTree(run, head, prefix, changes);
  const commit = await commitTree(run, head, tree, message);
  await createBranch(run, branch, commit);
  return commit;
}

/** The tree of `head` with `changes`, made in an index of its own: the user's index is not touched. */
async function writeTree(run: RunGit, head: string, prefix: string, changes: readonly Change[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-index-'));
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index') };
    await run(['read-tree', head], { env }).then(succeeded('git read-tree'));
    const entries: string[] = [];
    for (const change of changes) entries.push(await stageEntry(run, head, prefix, change));
    await run(['update-index', '-z', '--index-info'], { env, input: entries.join('') }).then(succeeded('git update-index'));
    return (await run(['write-tree'], { env }).then(succeeded('git write-tree'))).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Stores the content, with the filters that the path's attributes ask for, and keeps the file's mode. */
async function stageEntry(run: RunGit, head: string, prefix: string, change: Change): Promise<string> {
  const path = toTop(change.path, prefix);
  const listed = await run(['ls-tree', '-z', '--full-tree', head, '--', path]).then(succeeded('git ls-tree'));
  const mode = listed === '' ? '100644' : listed.slice(0, 6);
  if (!mode.startsWith('100')) {
    throw new GitProblem({
      code: 'gitFailed',
      subject: change.path,
      detail: 'Git holds a link or a submodule there, and not a file that can be changed',
    });
  }
  // `--path` of hash-object counts from the folder it runs in.
  const args = ['hash-object', '-w', '--stdin', `--path=${change.path}`];
  const blob = await run(args, { input: change.content }).then(succeeded('git hash-object'));
  return `${mode} ${blob.trim()}\t${path}\0`;
}

async function commitTree(run: RunGit, head: string, tree: string, message: string): Promise<string> {
  const sign = (await run(['config', '--type=bool', '--get', 'commit.gpgsign'])).stdout.trim() === 'true';
  const result = await run(['commit-tree', ...(sign ? ['-S'] : []), '-p', head, '-F', '-', tree], {
    input: message,
    timeoutMilliseconds: sign ? SIGNING_TIMEOUT : 30_000,
  });
  if (result.exitCode === 0) return result.stdout.trim();
  const nobody = /tell me who you are|empty ident name|unable to auto-detect email|no email was given/i.test(result.stderr);
  const detail = nobody ? 'Git does not know who you are: set user.name and user.email with git config' : words(result.stderr);
  throw new GitProblem({ code: 'gitFailed', subject: sign ? 'git commit-tree -S' : 'git commit-tree', detail });
}

async function createBranch(run: RunGit, branch: string, commit: string): Promise<void> {
  // `create` fails when the branch came into being meanwhile.
  const result = await run(['update-ref', '--stdin', '-z'], { input: `create refs/heads/${branch}\0${commit}\0` });
  if (result.exitCode === 0) return;
  if (/already exists/.test(result.stderr)) throw new GitProblem({ code: 'branchExists', subject: branch });
  const clash = /'refs\/heads\/([^']+)' exists; cannot create/.exec(result.stderr);
  if (clash !== null) throw new GitProblem({ code: 'branchExists', subject: clash[1] ?? branch });
  throw new GitProblem({ code: 'gitFailed', subject: 'git update-ref', detail: words(result.stderr) });
}

async function push(run: RunGit, branch: string, remote: string): Promise<void> {
  await topFolder(run);
  const remotes = lines(await run(['remote']).then(succeeded('git remote')));
  if (!remotes.includes(remote)) throw new GitProblem({ code: 'noRemote', subject: remote });
  const args = ['push', '--porcelain', '--set-upstream', remote, `refs/heads/${branch}:refs/heads/${branch}`];
  const result = await run(args, { timeoutMilliseconds: NETWORK_TIMEOUT, env: await sshWithoutPrompt(run) });
  if (result.exitCode !== 0) throw new GitProblem({ code: 'gitFailed', subject: 'git push', detail: words(result.stderr) });
}

/** ssh asks on the terminal by itself; told not to, it fails and says why. A command of the user's own is left as it is. */
async function sshWithoutPrompt(run: RunGit): Promise<Record<string, string>> {
  if (process.env.GIT_SSH_COMMAND !== undefined || process.env.GIT_SSH !== undefined) return {};
  const configured = (await run(['config', '--get', 'core.sshCommand'])).exitCode === 0;
  return configured ? {} : { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes' };
}

function succeeded(subject: string): (result: GitRun) => string {
  return (result) => {
    if (result.exitCode === 0) return result.stdout;
    throw new GitProblem({ code: 'gitFailed', subject, detail: words(result.stderr) });
  };
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** A path from the opened tree as one from the repository's top folder. */
function toTop(path: string, prefix: string): string {
  const parts = prefix === '' ? [] : prefix.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function fromTop(path: string, prefix: string): string {
  const from = prefix === '' ? [] : prefix.split('/');
  const to = path.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}
