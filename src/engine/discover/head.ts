// Which branch is checked out of the repository, and which one its work goes to, as Git's own files say it.
import type { FileAnswer, Files } from '../ports';

/** What is checked out in this worktree, and the branch that its remote checks out by itself. The port knows where they are. */
export const GIT_HEAD = '.git/HEAD';
export const GIT_DEFAULT = '.git/refs/remotes/origin/HEAD';

export interface Head {
  /** Absent where a commit is checked out and no branch, and where nothing is known of the repository. */
  readonly checkedOut?: string;
  /** People work on branches of these, to bring their work there. */
  readonly defaults: ReadonlySet<string>;
}

const USUAL_DEFAULTS = ['main', 'master'];

/** Source: Git's documentation, "gitrepository-layout". */
export function headOf(files: Files): Head {
  const checkedOut = symbolic(files, GIT_HEAD, 'refs/heads/');
  const known = symbolic(files, GIT_DEFAULT, 'refs/remotes/origin/');
  return { ...(checkedOut === undefined ? {} : { checkedOut }), defaults: new Set(known === undefined ? USUAL_DEFAULTS : [known]) };
}

/** The files of a tree of which it is known that it is a branch: one that other work does not come from. */
export function onBranch(files: Files, branch: string): Files {
  const told: Readonly<Record<string, string>> = { [GIT_HEAD]: 'refs/heads/', [GIT_DEFAULT]: 'refs/remotes/origin/' };
  const read = (path: string): FileAnswer => {
    const prefix = told[path];
    const text = `ref: ${prefix}${branch}\n`;
    return prefix === undefined ? files.read(path) : { kind: 'file', text, version: text };
  };
  return { read, list: (path) => files.list(path) };
}

function symbolic(files: Files, path: string, prefix: string): string | undefined {
  const answer = files.read(path);
  const ref = answer.kind === 'file' ? /^ref: (\S+)\s*$/.exec(answer.text)?.[1] : undefined;
  return ref?.startsWith(prefix) === true ? ref.slice(prefix.length) : undefined;
}
