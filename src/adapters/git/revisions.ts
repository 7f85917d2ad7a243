// The revisions of a repository that a person may want to compare with: HEAD, where its branch began, branches and tags.
import type { Answer, NamedRevision, RevisionList } from '../../engine/ports';
import { commitOf } from './revision';
import { GitProblem, type GitRun, gitRunner, type RunGit, words } from './run';

/**
 * @param root absolute path of the opened tree, which may be a folder inside the repository.
 * @returns the reason where there is no repository, or git cannot be run.
 */
export async function listRevisions(root: string, signal?: AbortSignal): Promise<Answer<RevisionList>> {
  const run = gitRunner(root, signal);
  try {
    const named = namedRevisions(await succeed(run, ['for-each-ref', '--sort=-creatordate', `--format=${FORMAT}`, ...NAMESPACES]));
    const branch = await run(['symbolic-ref', '--short', '-q', 'HEAD']);
    const head = await run(['log', '-1', '--format=%H%x00%s', 'HEAD']);
    const [commit = '', subject = ''] = head.stdout.trim().split('\0');
    const base = head.exitCode === 0 ? await mergeBase(run, commit, named) : undefined;
    return {
      kind: 'answer',
      value: {
        named,
        ...(head.exitCode === 0 ? { head: { commit, subject } } : {}),
        ...(branch.exitCode === 0 ? { branch: branch.stdout.trim() } : {}),
        ...(base === undefined ? {} : { mergeBase: base }),
      },
    };
  } catch (error) {
    if (error instanceof GitProblem) return { kind: 'failed', reason: error.failure };
    throw error;
  }
}

/** Fields end with a NUL, which no name and no message holds. */
const FORMAT = '%(refname)%00%(symref)%00%(contents:subject)%00';
const NAMESPACES = ['refs/heads', 'refs/remotes', 'refs/tags'];
const KINDS: Readonly<Record<string, NamedRevision['kind']>> = {
  'refs/heads/': 'branch',
  'refs/remotes/': 'remoteBranch',
  'refs/tags/': 'tag',
};

function namedRevisions(output: string): readonly NamedRevision[] {
  return output.split('\n').flatMap((line): NamedRevision[] => {
    const [ref = '', symbolic = '', subject = ''] = line.split('\0');
    const found = Object.entries(KINDS).find(([prefix]) => ref.startsWith(prefix));
    // A symbolic one, such as `origin/HEAD`, is another name for one that is listed.
    if (found === undefined || symbolic !== '') return [];
    const [prefix, kind] = found;
    return [{ name: ref.slice(prefix.length), kind, subject }];
  });
}

async function mergeBase(run: RunGit, head: string, named: readonly NamedRevision[]): Promise<RevisionList['mergeBase']> {
  const branch = await defaultBranch(run, named);
  if (branch === undefined) return undefined;
  const result = await run(['merge-base', 'HEAD', await commitOf(run, branch)]);
  const commit = result.stdout.trim();
  // Histories that have nothing in common have none.
  return result.exitCode !== 0 || commit === head ? undefined : { commit, branch };
}

/** The one that the remote calls so; else the local one of a usual name. */
async function defaultBranch(run: RunGit, named: readonly NamedRevision[]): Promise<string | undefined> {
  const remote = await run(['symbolic-ref', '--short', '-q', 'refs/remotes/origin/HEAD']);
  if (remote.exitCode === 0) return remote.stdout.trim();
  return ['origin/main', 'main', 'origin/master', 'master'].find((name) => named.some((each) => each.name === name && each.kind !== 'tag'));
}

async function succeed(run: RunGit, args: readonly string[]): Promise<string> {
  const result: GitRun = await run(args);
  if (result.exitCode === 0) return result.stdout;
  if (/not a git repository/.test(result.stderr)) throw new GitProblem({ code: 'noRepository' });
  throw new GitProblem({ code: 'gitFailed', subject: `git ${args[0]}`, detail: words(result.stderr) });
}
