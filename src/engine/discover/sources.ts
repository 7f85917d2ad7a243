// Reads every YAML file of the tree once, and lists the objects in them with their positions.
import { type ArtifactLayout, type Failure, type MapNode, MEGABYTE, type Node, type Position } from '../model';
import type { Answer, FileAnswer, Files } from '../ports';
import { at, child, items, text } from '../yaml/access';
import { readDocuments } from '../yaml/read';
import { markersIn, type SourceMarker } from './image-automation/markers';
import { baseName, parentOf } from './paths';
import type { Tree } from './tree';

/** A Kubernetes object as a file of the repository has it. */
export interface SourceObject extends Position {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly node: MapNode;
}

export interface SourceFile {
  readonly documents: readonly Node[];
  readonly objects: readonly SourceObject[];
  readonly failures: readonly Failure[];
  /** Lines that image automation sets; absent where there are none. */
  readonly markers?: readonly SourceMarker[];
}

export interface Sources {
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly failures: readonly Failure[];
  /** Whether the tree holds so much that none of it is here, which is among the failures. */
  readonly isTooMuch?: true;
}

/** Parsed files by path, each with the version of the content that it was read from. */
export interface SourceCache extends Map<string, { readonly version: string; readonly source: SourceFile }> {
  /** Files that an ApplicationSet takes parameters from. */
  readonly parameters: Map<string, { readonly version: string; readonly answer: Answer<Node | undefined> }>;
  /** Texts of files that are no YAML: the same object until the text changes. */
  readonly texts: Map<string, { readonly version: string; readonly text: string }>;
  /** Of clones of other repositories, by their folder. */
  readonly clones: Map<string, SourceCache>;
  /** Of artifacts, by the folders that stand for them: the same layout until it is another one. */
  readonly layouts: Map<string, { readonly text: string; readonly layout: ArtifactLayout }>;
}

export function createSourceCache(): SourceCache {
  return Object.assign(new Map(), { parameters: new Map(), texts: new Map(), clones: new Map(), layouts: new Map() });
}

/** What is held of a tree takes about ten times as much memory as its text. The largest repositories that are known have a tenth of it. */
const MOST_TEXT = 64 * 1024 * 1024;
const MOST_FILES = 100_000;

const NOTHING: SourceFile = { documents: [], objects: [], failures: [] };

/** Files that are not YAML, or cannot be read, are in `failures`; every other one is still there. Of a tree that holds too much there is none. */
export function readSources(tree: Tree, files: Files, cache: SourceCache): Sources {
  const read = new Map<string, SourceFile>();
  const failures: Failure[] = [];
  if (tree.yamlFiles.length > MOST_FILES) return tooMuch(tree, `${MOST_FILES} YAML files`);
  let size = 0;
  for (const path of tree.yamlFiles) {
    const answer = files.read(path);
    if (answer.kind === 'file') size += answer.text.length;
    // What was read so far is kept, so that the next look at the tree comes to this sooner.
    if (size > MOST_TEXT) return tooMuch(tree, `${MOST_TEXT / MEGABYTE} MB of YAML`);
    const source = readSource(path, answer, cache);
    read.set(path, source);
    failures.push(...source.failures);
  }
  for (const path of cache.keys()) if (!read.has(path)) cache.delete(path);
  for (const path of cache.parameters.keys()) if (!isListed(path, tree)) cache.parameters.delete(path);
  return { files: read, failures };
}

/** Whether the object's kind is `kind` of the API group `group`, in any version. */
export function isKind(object: { readonly apiVersion: string; readonly kind: string }, group: string, kind: string): boolean {
  return object.kind === kind && object.apiVersion.startsWith(`${group}/`);
}

/** The position of a value inside an object: of the value where it is set, else of the object. */
export function positionOf(node: Node | undefined, fallback: Position): Position {
  const { file, line, column } = node?.origin ?? fallback;
  return { file, line, column };
}

function isListed(path: string, tree: Tree): boolean {
  return tree.folders.get(parentOf(path))?.some(({ name }) => name === baseName(path)) === true;
}

function tooMuch({ folders }: Tree, subject: string): Sources {
  const [top = '.'] = folders.keys();
  return { files: new Map(), failures: [{ code: 'treeTooLarge', file: top, subject }], isTooMuch: true };
}

/** What a file holds, parsed once per content. */
export function readSource(path: string, answer: FileAnswer, cache: SourceCache): SourceFile {
  if (answer.kind === 'failed') return { ...NOTHING, failures: [answer.reason] };
  if (answer.kind === 'unread') return { ...NOTHING, failures: [{ code: 'unread', file: path }] };
  if (answer.kind !== 'file') return NOTHING;
  const cached = cache.get(path);
  if (cached?.version === answer.version) return cached.source;
  const source = isDump(answer.text) ? NOTHING : parse(answer.text, path, answer.bytes);
  cache.set(path, { version: answer.version, source });
  return source;
}

/** Only a server writes managed fields: such a file tells what a cluster held, not what it shall hold. */
function isDump(content: string): boolean {
  return /^ +managedFields:/m.test(content);
}

function parse(content: string, path: string, bytes: Uint8Array | undefined): SourceFile {
  const { documents, failures } = readDocuments(content, path, { bytes });
  const markers = markersIn(content, path);
  const objects = documents.flatMap((document) => objectsOf(document, path));
  return { documents, objects, failures, ...(markers.length === 0 ? {} : { markers }) };
}

function objectsOf(node: Node, file: string): SourceObject[] {
  if (node.kind !== 'map') return [];
  const [apiVersion, kind] = [text(child(node, 'apiVersion')), text(child(node, 'kind'))];
  if (apiVersion === undefined || kind === undefined) return [];
  if (kind === 'List' || kind.endsWith('List')) return items(child(node, 'items')).flatMap((item) => objectsOf(item, file));
  const name = text(at(node, ['metadata', 'name']));
  const isLive = at(node, ['metadata', 'uid']) !== undefined;
  if (name === undefined || isLive) return [];
  const namespace = text(at(node, ['metadata', 'namespace']));
  const { line, column } = node.origin;
  return [{ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }), node, file, line, column }];
}
