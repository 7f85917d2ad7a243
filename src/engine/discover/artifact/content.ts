// The files of an artifact, made by its copy rules one after the other as source-watcher makes them. Source: github.com/fluxcd/source-watcher v2.3, `internal/builder`.
import type { ArtifactLayout, ArtifactSource, CopyRule, Position } from '../../model';
import type { DirectoryEntry, FileAnswer, Files } from '../../ports';
import { type Kept, keptUntilChanged } from '../kept';
import { isWithin, join, parentOf } from '../paths';
import { isLeftOutByDefault } from '../source-ignore';
import { copyInto } from './copy';
import { type ArtifactFile, type Read, Refusal } from './file';
import { type Looked, repositoryTree, type SourceTree } from './source-tree';

export interface ArtifactContent {
  /** The folder that stands for it. */
  readonly path: string;
  /** By their paths in the artifact. */
  readonly files: ReadonlyMap<string, ArtifactFile>;
  readonly folders: ReadonlyMap<string, readonly DirectoryEntry[]>;
  /** What nobody knows: what is at a path of the artifact and below it. */
  readonly unknown: readonly UnknownPart[];
  /** Why Flux makes no such artifact. */
  readonly refusal?: { readonly position: Position; readonly detail: string };
  readonly looked: Looked;
}

export interface UnknownPart extends Pick<CopyRule, 'repository'> {
  readonly at: string;
  readonly reason: string;
}

/** Never throws. Kept until a source changes: whoever asks again for the same layout object has it at once. */
export function contentOf(layout: ArtifactLayout, files: Files): ArtifactContent {
  return keptUntilChanged(CONTENTS, layout, files, (noted) => putTogether(layout, noted));
}

const CONTENTS = new WeakMap<ArtifactLayout, Kept>();

function putTogether(layout: ArtifactLayout, files: Files): ArtifactContent {
  const looked: Looked = { at: new Set(), needs: [], failures: [] };
  const trees = new Map(layout.sources.map((source) => [source.alias, treeOf(source, files, looked)] as const));
  const staged = { files: new Map<string, ArtifactFile>(), folders: new Set(['.']) };
  const unknown: UnknownPart[] = [];
  let refusal: ArtifactContent['refusal'];
  for (const rule of layout.copy) {
    const { unknown: reason, repository } = rule;
    const at = join('.', rule.to);
    if (reason !== undefined) {
      unknown.push({ at, reason, ...(repository === undefined ? {} : { repository }) });
      continue;
    }
    try {
      const from = trees.get(rule.alias);
      if (from === undefined) throw new Refusal(`it has no source with the alias ${rule.alias}`);
      for (const part of from.unknown) unknown.push({ ...part, at });
      // What is not there may be in what is not known.
      const known = from.unknown.length === 0 ? rule : { ...rule, optional: true };
      copyInto(staged, known, from.tree, (file) => textOf(file, files, looked));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal = { position: rule.position, detail: error.message };
      break;
    }
  }
  const packed = new Map([...staged.files].filter(([path]) => !isLeftOut(path, false)));
  const folders = foldersOf(
    packed,
    [...staged.folders].filter((path) => path === '.' || !isLeftOut(path, true)),
  );
  return { path: layout.path, files: packed, folders, unknown, ...(refusal === undefined ? {} : { refusal }), looked };
}

/** What is not known of a path, of what is in it or of what it is in. */
export function unknownAt(path: string, { unknown }: ArtifactContent): UnknownPart | undefined {
  return unknown.find(({ at }) => isWithin(at, path) || isWithin(path, at));
}

interface Source {
  readonly tree: SourceTree;
  readonly unknown: readonly UnknownPart[];
}

function treeOf(source: ArtifactSource, files: Files, looked: Looked): Source {
  if (source.artifact === undefined) return { tree: repositoryTree(source, files, looked), unknown: [] };
  const inner = contentOf(source.artifact, files);
  for (const path of inner.looked.at) looked.at.add(path);
  looked.needs.push(...inner.looked.needs);
  looked.failures.push(...inner.looked.failures);
  const refused =
    inner.refusal === undefined ? [] : [{ at: '.', reason: `the artifact that it copies from is not made: ${inner.refusal.detail}` }];
  const tree: SourceTree = {
    entries: (folder) => inner.folders.get(folder),
    file: (path) => inner.files.get(path) ?? { kind: 'copy', path },
  };
  return { tree, unknown: [...refused, ...inner.unknown] };
}

/** As for the artifact of any source without rules. */
function isLeftOut(path: string, isFolder: boolean): boolean {
  return isLeftOutByDefault(path, isFolder);
}

function foldersOf(files: ReadonlyMap<string, ArtifactFile>, staged: readonly string[]): ReadonlyMap<string, readonly DirectoryEntry[]> {
  const folders = new Map<string, Map<string, DirectoryEntry>>([['.', new Map()]]);
  const add = (path: string, kind: DirectoryEntry['kind']): void => {
    if (path === '.') return;
    const parent = parentOf(path);
    add(parent, 'directory');
    if (kind === 'directory' && !folders.has(path)) folders.set(path, new Map());
    const name = path.slice(path.lastIndexOf('/') + 1);
    folders.get(parent)?.set(name, { name, kind });
  };
  for (const path of staged) add(path, 'directory');
  for (const path of files.keys()) add(path, 'file');
  return new Map([...folders].map(([path, entries]) => [path, [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1))]));
}

/** The text of a file; undefined after noting why there is none. */
function textOf(file: ArtifactFile, files: Files, looked: Looked): Read | undefined {
  if (file.kind === 'merged') return { text: file.text, path: file.paths.join(' and '), isUtf8: true, merged: file };
  const answer: FileAnswer = files.read(file.path);
  looked.at.add(file.path);
  if (answer.kind === 'file' && answer.real === undefined)
    return { text: answer.text, path: file.path, isUtf8: answer.bytes === undefined };
  if (answer.kind === 'unread') looked.needs.push({ kind: 'file', path: file.path });
  if (answer.kind === 'failed') looked.failures.push(answer.reason);
  return undefined;
}
