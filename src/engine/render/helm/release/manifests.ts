// Takes rendered files apart into manifests and hooks, and puts them into the order in which Helm installs them.
// Source: `manifest_sorter.go` of Helm 3 and 4.
import { baseName } from '../../../discover/paths';
import type { Failure, MapNode, Node } from '../../../model';
import { child, text } from '../../../yaml/access';
import { readDocuments } from '../../../yaml/read';
import { byKind } from './kind-order';
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
  /** Undefined for a manifest that holds nothing but comments. Positions are those within `text`. */
  readonly node: MapNode | undefined;
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
  readonly failure: Pick<Failure, 'code' | 'subject' | 'detail'>;
}

export function sortManifests(files: readonly RenderedFile[], helm: 3 | 4): Manifests {
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
      const events = hookEvents(read.node);
      if (events === undefined) manifests.push(read);
      else if (events.every((event) => EVENTS.has(event))) hooks.push({ ...read, events });
      else unknownHooks.push(read);
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

function readPiece(piece: Piece, file: string): Manifest | ManifestFailure {
  const { documents, failures } = readDocuments(piece.text, file, { typing: 'v2' });
  const [failure] = failures;
  if (failure !== undefined) {
    const offset = piece.start + offsetAt(piece.text, failure.line ?? 1);
    return { file, offset, failure: { code: failure.code, ...(failure.detail === undefined ? {} : { detail: failure.detail }) } };
  }
  const [node] = documents;
  if (node !== undefined && node.kind !== 'map') return notAnObject(piece, file, node);
  return { ...piece, file, kind: text(child(node, 'kind')) ?? '', node };
}

function notAnObject(piece: Piece, file: string, { kind }: Node): ManifestFailure {
  const detail = `it is a ${kind === 'list' ? 'list' : 'single value'}`;
  return { file, offset: piece.start, failure: { code: 'objectInvalid', detail } };
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

/** The events that a manifest names; undefined where it is no hook. */
function hookEvents(node: MapNode | undefined): readonly string[] | undefined {
  const annotations = child(child(node, 'metadata'), 'annotations');
  const named = text(child(annotations, 'helm.sh/hook'));
  if (named === undefined) return undefined;
  return named.split(',').map((event) => event.trim().toLowerCase());
}
