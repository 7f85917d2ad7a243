// Merges a generated object into the one it adds to (`behavior: merge`) or stands in for (`replace`).
import { type Entry, FailureError, type MapNode, type Node, type Origin } from '../../../model';
import { child, text, withChild, withoutChild } from '../../../yaml/access';
import { resolvePlain } from '../../../yaml/tags';
import { keepOrigin } from '../build-metadata';
import { type Resource, withNode } from '../resource';
import { byCodePoint, controlled, decided, isQuotedAnew, mapOf, scalar, textAsRead } from '../values';
import { base64Lines } from './base64';

/**
 * The generated object in the place of `old`: its name, namespace and history, labels and annotations of both, and for `merge` the data of both.
 * The name gets a hash only when both ask for one. Source: kustomize `api/resmap/reswrangler.go`, appendReplaceOrMerge.
 * @throws FailureError `generatorInvalid` for a `stringData` value that is no scalar.
 */
export function mergeGenerated(old: Resource, made: Resource, behavior: 'merge' | 'replace'): Resource {
  let node = mergeMetadata(old.node, made.node);
  if (behavior === 'merge') {
    node = keepOrigin(node, old.node);
    const isSecret = made.id.kind === 'Secret';
    const oldData = isSecret ? secretData(old.node) : child(old.node, 'data');
    node = setStrings(node, 'data', mergeStrings(oldData, child(made.node, 'data')), made.node.origin);
    const binary = mergeStrings(child(old.node, 'binaryData'), child(made.node, 'binaryData'));
    node = setStrings(node, 'binaryData', binary, made.node.origin);
  }
  const { hash: wanted, ...rest } = { ...withNode(old, node), joined: true as const, via: [...(old.via ?? []), ...(made.via ?? [])] };
  return wanted === undefined || made.hash === undefined ? rest : { ...rest, hash: made.hash };
}

function mergeMetadata(old: MapNode, made: MapNode): MapNode {
  const before = child(old, 'metadata');
  const after = child(made, 'metadata');
  let metadata = after?.kind === 'map' ? after : mapOf([], made.origin);
  for (const field of ['labels', 'annotations']) {
    const merged = mergeStrings(child(before, field), child(after, field), textAsRead);
    metadata = merged.length === 0 ? withoutChild(metadata, field) : withChild(metadata, field, mapOf(merged, metadata.origin));
  }
  for (const field of ['name', 'namespace']) {
    const value = child(before, field);
    // Whether the name gets a hash, both of them say.
    const by = child(metadata, field)?.origin.by ?? [];
    metadata = value === undefined ? withoutChild(metadata, field) : withChild(metadata, field, controlled(value, by));
  }
  return withChild(made, 'metadata', metadata);
}

/** Both maps, every value a string; the second wins. A null is empty in data, and its own spelling in metadata. */
function mergeStrings(
  old: Node | undefined,
  made: Node | undefined,
  textOf: (node: Node) => string = (node) => (text(node) === undefined ? '' : textAsRead(node)),
): Entry[] {
  const merged = new Map<string, Node>();
  for (const node of [old, made]) {
    if (node?.kind !== 'map') continue;
    for (const { key, value } of node.entries) {
      const before = merged.get(key);
      const string = asString(value, textOf);
      // The key loses its quotes, as one that a generator makes: it is refused if it is still there in the end.
      if (resolvePlain(key) !== 'str') merged.set(key, { ...string, origin: decided(value.origin, 'generator') });
      else merged.set(key, before === undefined ? string : overriding(string, before.origin));
    }
  }
  return [...merged].sort(([a], [b]) => byCodePoint(a, b)).map(([key, value]) => ({ key, value }));
}

function asString(node: Node, textOf: (node: Node) => string): Node {
  const text = textOf(node);
  const quoted = isQuotedAnew(text) ? { quoted: true as const } : {};
  const plain = { ...scalar(text, 'str', node.origin), ...quoted };
  return node.kind === 'scalar' && node.secret ? { ...plain, secret: true } : plain;
}

function overriding(node: Node, overrode: Origin): Node {
  return { ...node, origin: { ...node.origin, overrode } };
}

function setStrings(node: MapNode, field: string, entries: readonly Entry[], origin: Origin): MapNode {
  return entries.length === 0 ? withoutChild(node, field) : withChild(node, field, mapOf(entries, origin));
}

/** A Secret's data with its `stringData` encoded into it, as the API server would. */
function secretData(secret: MapNode): Node | undefined {
  const data = child(secret, 'data');
  const strings = child(secret, 'stringData');
  if (strings?.kind !== 'map') return data;
  const encoded = strings.entries.map(({ key, value }): Entry => {
    if (value.kind !== 'scalar') {
      throw new FailureError({ code: 'generatorInvalid', subject: `stringData.${key}`, detail: 'must be a string' });
    }
    const bytes = new TextEncoder().encode(value.tag === 'null' ? '' : textAsRead(value));
    return { key, value: { ...scalar(base64Lines(bytes), 'str', value.origin), secret: true } };
  });
  return mapOf(mergeStrings(data, mapOf(encoded, strings.origin)), strings.origin);
}
