// Reads the files that a kustomization names: within its root where the profile says so, parsed once per content.
import type { Failure, Node, ScalarNode } from '../../model';
import { type ReadResult, readDocuments } from '../../yaml/read';
import { isWithin } from '../../discover/paths';
import { folderOf, isIn, isUrl, resolvePath } from './paths';
import { followFile } from './remote/follow';
import { shownReference } from './remote/link';
import { failAt, read, type Scope, topOf } from './scope';

export interface LoadedFile {
  readonly path: string;
  readonly text: string;
  readonly bytes?: Uint8Array;
  readonly version: string;
  readonly real?: string;
}

export type Load =
  | { readonly kind: 'file'; readonly file: LoadedFile }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Reads what `reference` names, seen from the kustomization's folder. */
export function load(scope: Scope, reference: string): Load {
  if (isUrl(reference)) return loadRemote(scope, reference);
  if (reference.startsWith('/')) return failed({ code: 'outsideRoot', subject: reference, detail: 'the repository, as an absolute path' });
  return loadAt(scope, resolvePath(scope.folder, reference));
}

/** The same for a path from the top of the tree. */
export function loadAt(scope: Scope, path: string): Load {
  const top = topOf(scope);
  const root = scope.profile.restrictToRoot || scope.clone !== undefined ? scope.folder : (top ?? '.');
  // Above another repository there is nothing that it may know of.
  if (top !== undefined && !isWithin(path, top)) return failed({ code: 'outsideRoot', subject: path, detail: top });
  const answer = read(scope, path);
  switch (answer.kind) {
    case 'directory':
      // As kustomize does: what is named inside is looked for from where the folder really is.
      return { kind: 'directory', path: answer.real ?? path };
    case 'absent':
      return failed({ code: 'notFound', subject: path });
    case 'unread':
      return failed({ code: 'unread', subject: path });
    case 'failed':
      return failed(obstacle(path, answer.reason));
    case 'file':
      if (!isIn(folderOf(answer.real ?? path), root))
        return failed({ code: 'outsideRoot', subject: answer.real ?? path, detail: root === '.' ? 'the repository' : root });
      return { kind: 'file', file: { path, ...answer } };
  }
}

function loadRemote(scope: Scope, url: string): Load {
  const followed = followFile(scope, url);
  if (followed.kind === 'failed') return followed;
  const answer = read(scope, followed.path);
  if (answer.kind === 'file') return { kind: 'file', file: { path: followed.path, ...answer } };
  return failed(answer.kind === 'failed' ? answer.reason : { code: 'notFetched', subject: shownReference(url) });
}

/** The file that a scalar names, or undefined after noting at its position why there is none. */
export function loadFile(scope: Scope, reference: ScalarNode, path = reference.text): LoadedFile | undefined {
  const result = load(scope, path);
  if (result.kind === 'file') return result.file;
  failAt(
    scope,
    reference,
    result.kind === 'failed' ? result.failure : { code: 'notFound', subject: result.path, detail: 'it is a folder' },
  );
  return undefined;
}

/** The documents of a file, parsed once per content. */
export function parse(scope: Pick<Scope, 'cache'>, file: LoadedFile): ReadResult {
  return remember(scope, 'documents', file, () => readObjects(file.text, file.path, file.bytes));
}

/** Objects are typed as go-yaml v3 types them; a list is a JSON patch, which kustomize decodes with v2. */
function readObjects(text: string, path: string, bytes?: Uint8Array): ReadResult {
  const result = readDocuments(text, path, { bytes, isInPieces: true });
  return result.documents[0]?.kind === 'list' && !text.startsWith('[') ? readDocuments(text, path, { typing: 'v2', bytes }) : result;
}

/** What `make` gives for this content of the file, computed once. */
export function remember<T>(scope: Pick<Scope, 'cache'>, use: string, file: LoadedFile, make: () => T): T {
  const key = `${use}\0${file.path}`;
  const known = scope.cache.parsed.get(key);
  if (known?.version === file.version) return known.value as T;
  const value = make();
  scope.cache.parsed.set(key, { path: file.path, version: file.version, value });
  return value;
}

/** The nodes of a text inside a kustomization (an inline patch), with the positions that they have in its file. */
export function parseInline(scope: Scope, text: ScalarNode): ReadResult {
  const trimmed = text.text.trim();
  const before = text.text.slice(0, text.text.length - text.text.trimStart().length);
  const parsed = readObjects(trimmed, text.origin.file);
  const shift = placesIn(scope, text, before);
  return {
    documents: parsed.documents.map((node) => relocate(node, shift)),
    failures: parsed.failures.map((failure) => ({
      ...failure,
      ...position(shift({ line: failure.line ?? 1, column: failure.column ?? 1 })),
      file: text.origin.file,
    })),
  };
}

/**
 * Where places in the text of a scalar are in its file; the scalar's own, `approximate`, where it is not written there as it reads.
 * @param before what of the text comes before that in which places are counted.
 */
export function placesIn(scope: Pick<Scope, 'files' | 'notes'>, text: ScalarNode, before = ''): Shift {
  const written = writtenAs(scope, text);
  return (at) => {
    if (written === undefined) return { line: text.origin.line, column: text.origin.column, approximate: true };
    const first = at.line === 1 ? before.length - (before.lastIndexOf('\n') + 1) : 0;
    return { line: written.line + before.split('\n').length + at.line - 2, column: at.column + written.indent + first };
  };
}

/** Where the lines of a scalar begin, for one that stands in its file character by character: a `|` block, or what is in one line without escapes. */
function writtenAs(scope: Pick<Scope, 'files' | 'notes'>, node: ScalarNode): { line: number; indent: number } | undefined {
  const answer = read(scope, node.origin.file);
  if (answer.kind !== 'file') return undefined;
  // A generator takes whole files.
  if (answer.text === node.text) return { line: 1, indent: 0 };
  const { line, column } = node.origin;
  const lines = answer.text.split('\n');
  const header = (lines[line - 1] ?? '').slice(column - 1);
  const quote = /^["']?/.exec(header)?.[0].length ?? 0;
  if (!node.text.includes('\n') && header.startsWith(node.text, quote)) return { line, indent: column - 1 + quote };
  if (!/^(?:[&!]\S*\s+)*\|/.test(header)) return undefined;
  const content = lines.slice(line).find((one) => one.trim() !== '') ?? '';
  const text = node.text.split('\n').find((one) => one.trim() !== '') ?? '';
  return { line: line + 1, indent: Math.max(0, content.trimEnd().length - text.trimEnd().length) };
}

export type Shift = (at: { line: number; column: number }) => { line: number; column: number; approximate?: true };

export function relocate(node: Node, shift: Shift): Node {
  const origin = { ...node.origin, ...shift(node.origin) };
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, origin, items: node.items.map((item) => relocate(item, shift)) };
  return { ...node, origin, entries: node.entries.map((entry) => ({ ...entry, value: relocate(entry.value, shift) })) };
}

function position({ line, column }: { line: number; column: number }): { line: number; column: number } {
  return { line, column };
}

/** A file that cannot be read has no line to blame: the one that names it is. */
function obstacle(path: string, reason: Failure): Failure {
  const { file, ...rest } = reason;
  const isWhole = reason.line === undefined && reason.subject === file;
  return { ...(isWhole ? rest : reason), subject: reason.subject ?? path };
}

function failed(failure: Failure): Load {
  return { kind: 'failed', failure };
}
