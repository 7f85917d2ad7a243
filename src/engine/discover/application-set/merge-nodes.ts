// The two ways in which Argo CD merges values: gaps filled from below, and values laid over.
import type { MapNode, Node } from '../../model';
import { child, withChild } from '../../yaml/access';

/** `node` with what it leaves empty taken from `base`: a generator's own template over that of the ApplicationSet. */
export function filledFrom(node: Node | undefined, base: Node | undefined): Node | undefined {
  if (node === undefined || isEmpty(node)) return base ?? node;
  if (node.kind !== 'map' || base?.kind !== 'map') return node;
  return base.entries.reduce<MapNode>(
    (merged, { key, value }) => withChild(merged, key, filledFrom(child(merged, key), value) ?? value),
    node,
  );
}

/** `over` laid on `base`: maps by key, everything else as a whole, null too. */
export function laidOver(base: MapNode, over: MapNode): MapNode {
  return over.entries.reduce<MapNode>((merged, { key, value }) => {
    const known = child(merged, key);
    return withChild(merged, key, known?.kind === 'map' && value.kind === 'map' ? laidOver(known, value) : value);
  }, base);
}

function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.tag === 'null';
}

/** Go's zero values. */
function isEmpty(node: Node): boolean {
  if (node.kind === 'map') return node.entries.length === 0;
  if (node.kind === 'list') return node.items.length === 0;
  return isNull(node) || node.text === '' || (node.tag === 'bool' && node.text === 'false') || (node.tag === 'int' && node.text === '0');
}
