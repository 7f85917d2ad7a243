// The working tree, a clone or the tree of a branch as the artifact of its source holds it: without the files that source-controller leaves out.
import { isOutsideTree, isWithin, join } from '../../discover/paths';
import { type IsLeftOut, sourceIgnore } from '../../discover/source-ignore';
import type { App } from '../../model';
import { linkedReference, remoteFolderOf } from '../kustomize/remote/link';
import type { FileAnswer, Files } from '../../ports';

export interface SourceFiles extends Files {
  /** What decided what is left out: files, absent ones included, and folders with a trailing `/`. */
  readonly rules: ReadonlySet<string>;
}

export function sourceFiles({ sourceIgnore: ignore, sourceRules: ruleFiles, clone, tree }: App, files: Files): SourceFiles {
  const top = clone ?? tree;
  const rules = new Set<string>();
  const isLeftOut = sourceIgnore(files, { top, ignore, ruleFiles }, (path) => rules.add(path));
  const looked: Files['list'] = (path) => {
    rules.add(`${path}/`);
    return files.list(path);
  };
  const isInTree = (path: string): boolean => (top === undefined ? isOfTree(path) : isWithin(path, top));
  return {
    rules,
    read(path) {
      const answer = files.read(path);
      return isInTree(path) && isGone(path, answer, looked, isLeftOut, top ?? '.') ? { kind: 'absent' } : answer;
    },
    list(path) {
      const answer = files.list(path);
      if (answer.kind !== 'directory' || !isInTree(path)) return answer;
      if (path !== (top ?? '.') && isFolderGone(path, looked, isLeftOut)) return { kind: 'absent' };
      return { ...answer, entries: answer.entries.filter(({ name, kind }) => kind !== 'file' || !isLeftOut(join(path, name))) };
    },
  };
}

/** Not what lies beside it, or was fetched. */
function isOfTree(path: string): boolean {
  return !isOutsideTree(path) && linkedReference(path) === undefined && remoteFolderOf(path) === undefined;
}

function isGone(path: string, answer: FileAnswer, list: Files['list'], isLeftOut: IsLeftOut, top: string): boolean {
  if (answer.kind === 'directory') return path !== top && isFolderGone(path, list, isLeftOut);
  return answer.kind === 'file' && isLeftOut(path);
}

/** A folder that is left out is there all the same where a file in it is taken in again. */
function isFolderGone(path: string, list: Files['list'], isLeftOut: IsLeftOut): boolean {
  if (!isLeftOut(path, true)) return false;
  const answer = list(path);
  if (answer.kind !== 'directory') return false;
  return answer.entries.every(({ name, kind }) => {
    const inner = join(path, name);
    return kind === 'file' ? isLeftOut(inner) : isFolderGone(inner, list, isLeftOut);
  });
}
