// Which branch is checked out of the repository, and which one its work goes to, as Git's own files say it.
import type { FileAnswer, Files } from '../ports';
import { GIT_CONFIG } from './git-url';

/** What is checked out in this worktree, and the branch that its remote checks out by itself. The port knows where they are. */
export const GIT_HEAD = '.git/HEAD';
export const GIT_DEFAULT = '.git/refs/remotes/origin/HEAD';

export interface Head {
  /** Absent where a commit is checked out and no branch, and where nothing is known of the repository. */
  readonly checkedOut?: string;
  /** The branch that this one is brought to, by its name at the remote. */
  readonly upstream?: string;
  /** What is checked out, where it is no branch. */
  readonly commit?: string;
  /** People work on branches of these, to bring their work there. */
  readonly defaults: readonly string[];
}

const USUAL_DEFAULTS = ['main', 'master'];

/** Source: Git's documentation, "gitrepository-layout". */
export function headOf(files: Files): Head {
  const text = textOf(files, GIT_HEAD);
  const checkedOut = symbolic(text, 'refs/heads/');
  const known = symbolic(textOf(files, GIT_DEFAULT), 'refs/remotes/origin/');
  const defaults = known === undefined ? USUAL_DEFAULTS : [known];
  if (checkedOut === undefined) {
    const commit = /^[0-9a-f]{40,64}(?=\s*$)/.exec(text)?.[0];
    return { ...(commit === undefined ? {} : { commit }), defaults };
  }
  const upstream = upstreamOf(checkedOut, textOf(files, GIT_CONFIG));
  return { checkedOut, ...(upstream === undefined ? {} : { upstream }), defaults };
}

/** The files of a tree of which it is known that it is a branch: one that other work does not come from. */
export function onBranch(files: Files, branch: string): Files {
  const told = new Map([
    [GIT_HEAD, 'refs/heads/'],
    [GIT_DEFAULT, 'refs/remotes/origin/'],
  ]);
  const read = (path: string): FileAnswer => {
    const prefix = told.get(path);
    const text = `ref: ${prefix}${branch}\n`;
    return prefix === undefined ? files.read(path) : { kind: 'file', text, version: text };
  };
  return { read, list: (path) => files.list(path) };
}

function textOf(files: Files, path: string): string {
  const answer = files.read(path);
  return answer.kind === 'file' ? answer.text : '';
}

function symbolic(text: string, prefix: string): string | undefined {
  const ref = /^ref: (\S+)\s*$/.exec(text)?.[1];
  return ref?.startsWith(prefix) === true ? ref.slice(prefix.length) : undefined;
}

/** Source: Git's documentation, "git-config", `branch.<name>.merge`. */
function upstreamOf(branch: string, config: string): string | undefined {
  let isOwn = false;
  for (const line of config.split('\n')) {
    if (line.trim().startsWith('[')) isOwn = line.trim().startsWith(`[branch "${branch}"]`);
    const merge = isOwn ? /^\s*merge\s*=\s*refs\/heads\/(\S+)\s*$/.exec(line)?.[1] : undefined;
    if (merge !== undefined) return merge;
  }
  return undefined;
}
