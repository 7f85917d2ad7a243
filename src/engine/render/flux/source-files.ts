// The working tree, a clone or the tree of a branch as the artifact of its source holds it: without the files that source-controller leaves out.
import { contentOf } from '../../discover/artifact/content';
import { type ArtifactFiles, artifactFiles } from '../../discover/artifact/files';
import { artifactRootOf } from '../../discover/artifact/path';
import { isOutsideTree, isWithin, join } from '../../discover/paths';
import { type IsLeftOut, isFolderGone, sourceIgnore } from '../../discover/source-ignore';
import type { App, Need } from '../../model';
import { linkedReference, remoteFolderOf } from '../kustomize/remote/link';
import type { FileAnswer, Files } from '../../ports';

export interface SourceFiles extends Files {
  /** Set where what is built lies in an artifact that its generator puts together. */
  readonly artifact?: ArtifactFiles;
  /** What is not gathered yet of what the artifact is made of. */
  readonly needs: readonly Need[];
  /** What decided what is left out: files, absent ones included, and folders with a trailing `/`. */
  readonly rules: ReadonlySet<string>;
}

export function sourceFiles(app: App, files: Files): SourceFiles {
  const source = repositoryFiles(app, files);
  const { artifact: layout } = app;
  if (layout === undefined) return source;
  const content = contentOf(layout, files);
  const artifact = artifactFiles(layout, content, files);
  const isInside = (path: string): boolean => artifactRootOf(path) === layout.path;
  return {
    artifact,
    needs: content.looked.needs,
    get rules() {
      return new Set([...source.rules, ...content.looked.at]);
    },
    read: (path) => (isInside(path) ? artifact : source).read(path),
    list: (path) => (isInside(path) ? artifact : source).list(path),
  };
}

function repositoryFiles({ sourceIgnore: ignore, sourceRules: ruleFiles, clone, tree }: App, files: Files): SourceFiles {
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
    needs: [],
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
