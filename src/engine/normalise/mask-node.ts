// Masks the secret scalars of rendered nodes, wherever they landed.
import type { MapNode, Node, ScalarNode } from '../model';
import { at, child, text } from '../yaml/access';
import { LAST_APPLIED } from './json-values';
import type { MaskFunctions } from './mask-functions';
import { isSopsValue } from './mask-object';

type Hide = (scalar: ScalarNode, key: string | undefined) => ScalarNode;

/** Origins stay; what is not secret is shared with the result. */
export function maskNode(node: MapNode, mask: MaskFunctions): MapNode {
  const secret = text(child(node, 'kind')) === 'Secret';
  learnNames(node, mask);
  const entries = node.entries.map((entry) => {
    const value = entry.value;
    const key = entry.secret ? mask.plain(entry.key) : entry.key;
    if (secret && key === 'data') return { key, value: mapScalars(value, key, mask, (scalar) => hidden(scalar, mask.encoded)) };
    if (secret && key === 'stringData') return { key, value: mapScalars(value, key, mask, (scalar) => hidden(scalar, mask.plain)) };
    return { key, value: mapScalars(value, key, mask, (scalar, scalarKey) => hideMarked(scalar, scalarKey, mask)) };
  });
  return { ...node, entries };
}

/** Whether the object's name and namespace stand in clear, or derive from a Secret. */
export function learnNames(node: MapNode, mask: MaskFunctions): void {
  for (const name of [at(node, ['metadata', 'name']), at(node, ['metadata', 'namespace'])]) {
    if (name?.kind === 'scalar') (name.secret ? mask.conceal : mask.publish)(name.text);
  }
}

function hideMarked(scalar: ScalarNode, key: string | undefined, mask: MaskFunctions): ScalarNode {
  if (key === LAST_APPLIED || isSopsValue(scalar.text)) return hidden(scalar, mask.container);
  return scalar.secret ? hidden(scalar, mask.plain) : scalar;
}

function hidden(scalar: ScalarNode, hide: (text: string) => string): ScalarNode {
  if (scalar.tag === 'null') return scalar;
  return { kind: 'scalar', text: hide(scalar.text), tag: 'str', origin: scalar.origin, secret: true };
}

/** Keys that derive from a Secret are hidden on the way. */
function mapScalars(node: Node, key: string | undefined, mask: MaskFunctions, hide: Hide): Node {
  if (node.kind === 'scalar') return hide(node, key);
  if (node.kind === 'list') {
    const items = node.items.map((item) => mapScalars(item, undefined, mask, hide));
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }
  const entries = node.entries.map((entry) => {
    const value = mapScalars(entry.value, entry.key, mask, hide);
    if (entry.secret) return { key: mask.plain(entry.key), value, secret: true as const };
    return value === entry.value ? entry : { key: entry.key, value };
  });
  return entries.every((entry, index) => entry === node.entries[index]) ? node : { ...node, entries };
}
