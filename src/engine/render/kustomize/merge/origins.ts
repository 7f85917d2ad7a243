// Gives values of a patch their origin in the result: the patch's position, the step, and what they replaced.
import type { Node, Origin, Step } from '../../../model';

/** `node` and everything in it as set by `step`, over the value at `overrode`. */
export function stamp<T extends Node>(node: T, step: Step, overrode: Origin | undefined): T {
  const origin = stampOrigin(node.origin, step, overrode);
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => stamp(item, step, overrode)), origin };
  return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: stamp(value, step, overrode) })), origin };
}

export function stampOrigin(origin: Origin, step: Step, overrode: Origin | undefined): Origin {
  const stamped = { ...origin, step };
  return overrode === undefined ? stamped : { ...stamped, overrode };
}
