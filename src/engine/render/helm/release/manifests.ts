// Takes rendered files apart into manifests and hooks, and puts them into the order in which Helm installs them.
// Source: `manifest_sorter.go` of Helm 3 and 4.
import { baseName } from '../../../discover/paths';
import type { Failure, MapNode, Node } from '../../../model';
import { child, text } from '../../../yaml/access';
import { readDocuments } from '../../../yaml/read';
import { refusalOf } from '../../kustomize/objects';
import { byKind } from './kind-order';
import { headOf } from './manifest-head';
import { type Piece, splitManifests } from './split';

/** A file as the template engine left it. */
export interface RenderedFile {
  /** The template's name: `chart/templates/service.yaml`. */
  readonly name: string;
  readonly text: string;
}

export interface Manifest extends Piece {
  /** The name of the template that it came from. */
  readonly file: string;
  /** Empty for a manifest that has none. */
  readonly kind: string;
  /** Undefined for a manifest that holds nothing but comments, and where none was asked for. Positions are those within `text`. */
  readonly node: MapNode | undefined;
  /** Where no node was asked for, why this is no object. */
  readonly refusal?: Failure | undefined;
}

export interface Hook extends Manifest {
  readonly events: readonly string[];
}

export interface Manifests {
  readonly manifests: readonly Manifest[];
  readonly hooks: readonly Hook[];
  readonly failures: readonly ManifestFailure[];
  /** Hooks for events that Helm does not know: it leaves them out. */
  readonly unknownHooks: readonly Manifest[];
}

/** What is wrong with a manifest, at a position within the text of its file. */
export interface ManifestFailure {
  readonly file: string;
  readonly offset: number;
  /** Where the manifest ends. */
  readonly end: number;
  readonly failure: Pick<Failure, 'code' | 'subject' | 'detail'>;
}

/** @param keepsNodes without them, each is let go as soon as it is known whether it is an object. */
export function sortManifests(files: readonly RenderedFile[], helm: 3 | 4, keepsNodes = true): Manifests {
  const manifests: Manifest[] = [];
  const hooks: Hook[] = [];
  const failures: ManifestFailure[] = [];
  const unknownHooks: Manifest[] = [];
  for (const { name, text: content } of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (baseName(name).startsWith('_')) continue;
    for (const piece of splitManifests(content, helm)) {
      const read = readPiece(piece, name);
      if ('failure' in read) {
        failures.push(read);
        continue;
      }
      const { manifest, events } = read;
      const kept = keepsNodes ? manifest : { ...manifest, node: undefined, refusal: manifest.node && refusalOf([manifest.node]) };
      if (events === undefined) manifests.push(kept);
      else if (events.every((event) => EVENTS.has(event))) hooks.push({ ...kept, events });
      else unknownHooks.push(manifest);
    }
  }
  return { manifests: byKind(manifests, helm), hooks: byKind(hooks, helm), failures, unknownHooks };
}

const EVENTS = new Set(
  'pre-install post-install pre-delete post-delete pre-upgrade post-upgrade pre-rollback post-rollback test test-success'.split(' '),
);

/** Whether a hook is run by `helm test`. */
export function isTest({ events }: Hook): boolean {
  return events.includes('test') || events.includes('test-success');
}

interface ReadPiece {
  readonly manifest: Manifest;
  /** Those that its annotation names; undefined where it is no hook. */
  readonly events: readonly string[] | undefined;
}

function readPiece(piece: Piece, file: string): ReadPiece | ManifestFailure {
  const content = firstDocument(piece.text);
  const end = piece.start + piece.text.length;
  if (content === undefined)
    return { file, offset: piece.start, end, failure: { code: 'notYaml', detail: 'a document ends before it begins' } };
  const { documents, failures } = readDocuments(content, file, { typing: 'v2', isAlwaysYaml: true });
  const [failure] = failures;
  if (failure !== undefined) {
    const offset = piece.start + offsetAt(piece.text, failure.line ?? 1);
    return { file, offset, end, failure: { code: failure.code, ...(failure.detail === undefined ? {} : { detail: failure.detail }) } };
  }
  const [node] = documents;
  if (node !== undefined && node.kind !== 'map') return notAnObject(piece, file, node);
  const head = headOf(node);
  if (typeof head === 'string') return { file, offset: piece.start, end, failure: { code: 'objectInvalid', detail: head } };
  const annotation = child(head.annotations, 'helm.sh/hook');
  // One without a value is there all the same: it names no event that Helm knows.
  const hook = annotation && (text(annotation) ?? '');
  const events = hook?.split(',').map((event) => event.trim().toLowerCase());
  return { manifest: { ...piece, file, kind: head.kind, node }, events };
}

/** Nothing behind `...` is read; it is undefined where nothing stands before that. */
function firstDocument(content: string): string | undefined {
  const end = /^\.\.\.(?:\s|$)/m.exec(content);
  if (end === null) return content;
  const first = content.slice(0, end.index);
  return /^(?:[ \t]*(?:#[^\n]*)?\n?)*$/.test(first) ? undefined : first;
}

function notAnObject(piece: Piece, file: string, { kind }: Node): ManifestFailure {
  const detail = `it is a ${kind === 'list' ? 'list' : 'single value'}`;
  return { file, offset: piece.start, end: piece.start + piece.text.length, failure: { code: 'objectInvalid', detail } };
}

function offsetAt(content: string, line: number): number {
  let at = 0;
  for (let number = 1; number < line; number++) {
    const next = content.indexOf('\n', at);
    if (next === -1) break;
    at = next + 1;
  }
  return at;
}
