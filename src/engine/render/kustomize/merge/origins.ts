// Gives values of a patch their origin in the result: the patch's position, the step, and what they replaced.
import type { Node, Origin, Step } from '../../../model';

/** `node` and everything in it as set by `step`, over the value at `overrode`. */
export function stamp<T extends Node>(node: T, step: Step, overrode: Origin | undefined): T {
  const origin = stampOrigin(node.origin, step, overrode);
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => stamp(item, step, overrode)), origin };
  return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: stamp(value, step, overrode) })), origin };
}

/** `node`, which says of the value it replaced whether that was the same: a list counts as a whole, an item of it for nothing. */
export function overValue<T extends Node>(node: T, before: Node | undefined): T {
  if (before === undefined || node.origin.overrode === undefined || !sameValue(node, before)) return node;
  return { ...node, origin: { ...node.origin, kept: 'all' } };
}

function sameValue(a: Node, b: Node): boolean {
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.text === b.text && a.tag === b.tag;
  if (a.kind === 'list')
    return b.kind === 'list' && a.items.length === b.items.length && a.items.every((item, i) => sameValue(item, b.items[i] as Node));
  if (b.kind !== 'map' || a.entries.length !== b.entries.length) return false;
  return a.entries.every(({ key, value }) => b.entries.some((other) => other.key === key && sameValue(value, other.value)));
}

export function stampOrigin(origin: Origin, step: Step, overrode: Origin | undefined): Origin {
  const stamped = { ...origin, step };
  return overrode === undefined ? stamped : { ...stamped, overrode };
}
