// The objects of a render, parsed from its text, each value with the template line that wrote it.
import {
  type Entry,
  FailureError,
  type Failure,
  type MapNode,
  type Node,
  type Origin,
  type Position,
  type RenderedObject,
} from '../../../model';
import { child, text } from '../../../yaml/access';
import { readDocuments } from '../../../yaml/read';
import { objectsOf } from '../../kustomize/objects';
import { isTelling } from '../secret-values';
import { PlaceSet } from '../template/trace/place-set';
import type { Manifest } from './manifests';
import type { Crd } from './print';
import type { Rivals } from './provenance/rivals';
import { blankFrom, blockIndent, keyIndent, lineStarts } from './text-places';

/** The origin of a place in the text of a rendered file. */
export type OriginAt = (file: string, place: TextPlace) => Origin;

/** Where the Secret stands that went into a piece of the text of a rendered file. */
export type SecretAt = (file: string, start: number, end: number) => Position | undefined;

/** A value in a text: where it begins, where it ends if its values are asked for, and what it is if it is a scalar. */
export interface TextPlace {
  readonly start: number;
  readonly end?: number;
  readonly text?: string | undefined;
  /** Lines behind it that begin further right than this would be part of it; none unless given. */
  readonly deeperThan?: number | undefined;
  /** Whether nothing is written there: then it is where the text before it ends. */
  readonly isEmpty?: boolean;
  /** What decides of branches that would write its key, or one that it lies below, again. */
  readonly rivals?: PlaceSet;
}

/** What is known of the texts of rendered files. */
export interface Sources {
  readonly originAt: OriginAt;
  readonly secretAt: SecretAt;
  /** Whether there are Secrets that `secretAt` could tell of. */
  readonly hasSecrets: boolean;
  /** As `Rivals`, of a file; undefined where none of its keys has any. */
  readonly rivalsIn: (file: string) => Rivals | undefined;
}

export interface Objects {
  readonly objects: readonly RenderedObject[];
  readonly failures: readonly Failure[];
}

/** The objects of manifests; a list counts as its items. Manifests that were sorted without their nodes have none. */
export function objectsOfManifests(manifests: readonly Manifest[], sources: Sources): Objects {
  const told = (failure: Failure, index: number): Failure => {
    const piece = manifests[index];
    return piece === undefined || !isSecret(piece, sources.secretAt) ? failure : { ...failure, subject: '', detail: WITHHELD };
  };
  const { objects, failures } = collect(
    manifests.map(({ node, ...piece }) => (node === undefined ? undefined : relocated(node, piece, sources))),
    told,
  );
  const refused = manifests.flatMap(({ refusal }, index) => (refusal === undefined ? [] : [told(refusal, index)]));
  return { objects, failures: [...failures, ...refused] };
}

/** In the place of words that would repeat what a template made of a Secret. */
export const WITHHELD = 'the words say what is made from a Secret, and are not shown';

/** Whether a Secret went into a manifest. */
export function isSecret({ file, start, text: content }: Pick<Manifest, 'file' | 'start' | 'text'>, secretAt: SecretAt): boolean {
  return secretAt(file, start, start + content.length) !== undefined;
}

/** The objects of files below crds/, which are no templates. */
export function objectsOfCrds(crds: readonly Crd[]): Objects {
  const read = crds.map(({ file }) => readDocuments(file.text, file.path, { typing: 'v2' }));
  const { objects, failures } = collect(read.flatMap(({ documents }) => documents));
  return { objects, failures: [...read.flatMap((result) => result.failures), ...failures] };
}

function collect(nodes: readonly (Node | undefined)[], told = (failure: Failure, _index: number): Failure => failure): Objects {
  const objects: RenderedObject[] = [];
  const failures: Failure[] = [];
  for (const [index, node] of nodes.entries()) {
    if (node === undefined) continue;
    try {
      objects.push(...objectsOf([node]).map(rendered));
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      failures.push(told(error.failure, index));
    }
  }
  return { objects, failures };
}

function rendered(node: MapNode): RenderedObject {
  const metadata = child(node, 'metadata');
  const namespace = text(child(metadata, 'namespace')) ?? '';
  const ref = {
    apiVersion: text(child(node, 'apiVersion')) ?? '',
    kind: text(child(node, 'kind')) ?? '',
    name: text(child(metadata, 'name')) ?? '',
    ...(namespace === '' ? {} : { namespace }),
  };
  return { ref, node };
}

/** The node with positions in templates and values instead of those in the manifest. */
function relocated(node: MapNode, { file, start, text: content }: Pick<Manifest, 'file' | 'start' | 'text'>, sources: Sources): Node {
  const rivalsOf = sources.rivalsIn(file);
  const originAt = (place: TextPlace): Origin => sources.originAt(file, place);
  const starts = lineStarts(content);
  const offsetOf = ({ line, column }: Position): number => (starts[line - 1] ?? 0) + column - 1;
  const walk = (inner: Node, rivals: PlaceSet): Node => {
    const from = offsetOf(inner.origin);
    const { endLine = inner.origin.line } = inner.origin;
    const lineEnd = (starts[endLine] ?? content.length + 1) - 1;
    const isBlock = BLOCKS.has(content.charCodeAt(from));
    const isEmpty = inner.kind === 'scalar' && isBlank(content, from, lineEnd);
    // What could have been written in the blank lines behind a block, or a key without a value, would be part of it.
    const end = Math.max(from, endLine > inner.origin.line || isBlock || isEmpty ? blankFrom(content, lineEnd) : lineEnd);
    if (inner.kind === 'scalar') {
      const deeperThan = isBlock ? blockIndent(content, from) - 1 : isEmpty ? keyIndent(content, from) : undefined;
      const place = { start: start + from, end: start + end, deeperThan, isEmpty: isEmpty && !isBlock, rivals, text: inner.text };
      const isMade = sources.hasSecrets && isTelling(inner) && sources.secretAt(file, place.start, place.end) !== undefined;
      return { ...inner, origin: originAt(place), ...(isMade ? { secret: true } : {}) };
    }
    const origin = originAt({ start: start + from, end: start + end, rivals });
    if (inner.kind === 'list') return { ...inner, origin, items: inner.items.map((item) => walk(item, rivals)) };
    const entryOf = (entry: Entry): Entry => {
      const { key, value } = entry;
      const own = rivalsOf?.(key, start + offsetOf(value.origin));
      const moved = walk(value, own === undefined ? rivals : rivals.and(own));
      return entry.untyped === undefined && entry.secret === undefined ? { key, value: moved } : { ...entry, value: moved };
    };
    return { ...inner, origin, entries: inner.entries.map(entryOf) };
  };
  return walk(node, PlaceSet.none);
}

/** What a block scalar begins with. */
const BLOCKS: ReadonlySet<number> = new Set(['|', '>'].map((sign) => sign.charCodeAt(0)));

const SPACE = ' '.charCodeAt(0);

function isBlank(text: string, start: number, end: number): boolean {
  // Nearly all values are told by their first character.
  return start >= end || (!(text.charCodeAt(start) > SPACE) && text.slice(start, end).trim() === '');
}
