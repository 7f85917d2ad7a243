// The values of a HelmRelease: those that valuesFrom names, in their order, and its own. Source: github.com/fluxcd/pkg/chartutil v1.35.0, values.go.
import { FailureError, type Failure, type MapNode, type Node, type ScalarNode, type SecretMaker } from '../../../model';
import { at, child, items, text } from '../../../yaml/access';
import { decodeBase64 } from '../../../yaml/base64';
import { GoMap } from '../../helm/go/values';
import { mapOf } from '../../helm/values/from-node';
import { readValuesFile } from '../../helm/values/read-values';
import { layOver, type Merging } from '../../helm/values/tables';
import type { ValuesSource } from '../../helm/values/user-values';
import { placesIn, relocate } from '../../kustomize/load';
import { positionOf } from '../../kustomize/scope';
import { liveObject, livePath, notInCluster } from '../live-object';
import { notHere } from '../not-here';
import { createAsking } from '../decryption/ask';
import { decryptObject, isEncrypted } from '../decryption/object';
import { findObject, type Reference, referenceOf, type World } from './lookup';
import { setAtPath } from './target-path';

export interface ReleaseValues {
  readonly source: ValuesSource;
  /** What derives from Secrets: maps of values, and texts that were set at a path. */
  readonly secrets: readonly Node[];
}

/** One item of `valuesFrom`, read. */
type Part =
  | { readonly kind: 'values'; readonly node: MapNode }
  | { readonly kind: 'path'; readonly path: string; readonly value: ScalarNode; readonly isLiteral: boolean };

/** Notes each item that cannot be had; the values are then those of the rest. */
export function releaseValues(world: World, release: MapNode, namespace: string): ReleaseValues {
  const secrets: Node[] = [];
  const parts = items(at(release, ['spec', 'valuesFrom'])).flatMap((item) => partOf(world, item, namespace, secrets) ?? []);
  const own = at(release, ['spec', 'values']);
  const inline = own?.kind === 'map' ? (asValues(own) as MapNode) : undefined;
  if (inline !== undefined) secrets.push(...secretScalars(inline));
  return { source: { kind: 'merged', merge: (merging) => merge(parts, inline, merging) }, secrets };
}

/**
 * The inline values are laid over the rest at the end, and before each value that is set at a path. That one is set in the maps of the
 * inline values themselves, where those are the only ones at that path: then it stays, and else the inline value wins.
 */
function merge(parts: readonly Part[], inlineNode: MapNode | undefined, merging: Merging): GoMap {
  const inline = inlineNode === undefined ? new GoMap() : mapOf(inlineNode, merging.origins);
  let result = new GoMap();
  for (const part of parts) {
    if (part.kind === 'values') result = layOver(result, mapOf(part.node, merging.origins), merging);
    else {
      result = layOver(result, inline, merging);
      setAtPath(result, part, merging.origins);
    }
  }
  return layOver(result, inline, merging);
}

function partOf(world: World, item: Node, namespace: string, secrets: Node[]): Part | undefined {
  const found = dataOf(world, item, namespace);
  if (found === undefined) return undefined;
  const path = text(child(item, 'targetPath')) ?? '';
  if (path === '') {
    const node = readData(world, found.value);
    if (node !== undefined && found.isSecret) secrets.push(node);
    return node && { kind: 'values', node };
  }
  const value = asValues(found.value) as ScalarNode;
  if (found.isSecret) secrets.push(value);
  return { kind: 'path', path, value, isLiteral: text(child(item, 'literal')) === 'true' };
}

interface Data {
  /** The text, decoded where it is that of a Secret. */
  readonly value: ScalarNode;
  readonly isSecret: boolean;
}

function dataOf(world: World, item: Node, namespace: string): Data | undefined {
  // Namespaces of others cannot be named.
  const reference = referenceOf(item, namespace);
  const { kind } = reference ?? {};
  if (reference === undefined || (kind !== 'ConfigMap' && kind !== 'Secret'))
    return note(world, item, { code: 'invalidField', subject: 'spec.valuesFrom' });
  const isOptional = text(child(item, 'optional')) === 'true';
  const object = objectFor(world, { ...reference, namespace }, isOptional);
  if (object === undefined) return undefined;
  const subject = `${kind}/${reference.name}`;
  const key = text(child(item, 'valuesKey')) || 'values.yaml';
  const found = kind === 'Secret' ? secretData(object, key) : child(child(object, 'data'), key);
  if (found?.kind === 'scalar') return { value: found, isSecret: kind === 'Secret' };
  return isOptional ? undefined : note(world, reference.node, { code: 'notFound', subject: `${subject}: ${key}` });
}

/** As the repository has it, or else as the cluster does that the user named; notes why it is not to be had. */
function objectFor(world: World, sought: Reference, isOptional: boolean): MapNode | undefined {
  const asking = createAsking(world.files);
  const found = findObject(world, sought);
  const declared = found && decryptObject(found, asking);
  world.notes.needs.push(...asking.needs);
  for (const path of asking.reads) world.notes.reads.set(path, '');
  if (declared !== undefined && !isEncrypted(declared)) return declared;
  const { kind, name, namespace, node } = sought;
  const live = liveObject(kind, namespace, name, world.files);
  world.notes.reads.set(livePath(kind, namespace, name), '');
  if (live.kind === 'object') return live.object;
  if (live.kind === 'unread') world.notes.needs.push(live.need);
  // Where something makes it in the cluster, it will be there, optional or not; where the cluster has none, it is not.
  const mayBeMade = declared !== undefined || makerOf(world, sought) !== undefined;
  if (isOptional && (live.kind === 'absent' || !mayBeMade)) return undefined;
  if (live.kind === 'failed') return note(world, node, live.reason);
  if (declared !== undefined) return note(world, node, encrypted(sought, asking.failures.at(-1)));
  return note(world, node, live.kind === 'absent' ? notInCluster(kind, namespace, name) : missing(world, sought));
}

/** Where decrypting it went wrong, that is why. */
function encrypted({ kind, name }: Reference, undecrypted: Failure | undefined): Failure {
  const { code = 'notDecrypted', detail = 'valuesFrom asks for it' } = undecrypted ?? {};
  return { code, subject: `${kind}/${name}`, detail };
}

function missing(world: World, reference: Reference): Failure {
  return notHere('valuesFrom', reference.kind, reference.name, makerOf(world, reference));
}

function makerOf({ app }: World, { kind, name, namespace }: Reference): SecretMaker | undefined {
  return app.references?.find((each) => each.kind === kind && each.name === name && each.namespace === namespace)?.maker;
}

/** The API server lays `stringData` over `data`. */
function secretData(object: MapNode, key: string): Node | undefined {
  const plain = child(child(object, 'stringData'), key);
  if (plain !== undefined) return plain;
  const encoded = child(child(object, 'data'), key);
  return encoded?.kind === 'scalar' ? { ...encoded, text: decodeBase64(encoded.text) ?? encoded.text } : encoded;
}

/** The values that a text holds, with their positions in the file where it is written there. */
function readData(world: World, value: ScalarNode): MapNode | undefined {
  const shift = placesIn(world, value);
  const { file, lines } = value.origin;
  try {
    const [node] = readValuesFile({ text: value.text, path: file, ...(lines === undefined ? {} : { lines }) }, 3);
    return node && (lines === undefined ? (relocate(node, shift) as MapNode) : node);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { line = 1, column = 1 } = error.failure;
    const place = shift({ line, column });
    return note(world, value, { ...error.failure, file, line: place.line, column: place.column });
  }
}

/** The step says that these are values, unless another one has made them what they are. */
export function asValues(node: Node): Node {
  const origin = node.origin.step === 'resource' ? ({ ...node.origin, step: 'values' } as const) : node.origin;
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, origin, items: node.items.map(asValues) };
  return { ...node, origin, entries: node.entries.map((entry) => ({ ...entry, value: asValues(entry.value) })) };
}

function secretScalars(node: Node): readonly ScalarNode[] {
  if (node.kind === 'scalar') return node.secret === true ? [node] : [];
  return (node.kind === 'list' ? node.items : node.entries.map(({ value }) => value)).flatMap(secretScalars);
}

function note(world: World, { origin }: Node, failure: Failure): undefined {
  world.notes.failures.push({ ...positionOf(origin), ...failure });
}
