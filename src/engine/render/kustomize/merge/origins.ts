// Gives values of a patch their origin in the result: the patch's position, the step, and what they replaced.
import type { Node, Origin, Step } from '../../../model';
import { decided, type Influence } from '../values';

/** `node` and everything in it as set by `step`, over the value at `overrode`; `by` decided that it was set. */
export function stamp<T extends Node>(node: T, step: Step, overrode: Origin | undefined, by: readonly Origin[]): T {
  const origin = stampOrigin(node.origin, step, overrode, by);
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => stamp(item, step, overrode, by)), origin };
  return { ...node, entries: node.entries.map((entry) => ({ ...entry, value: stamp(entry.value, step, overrode, by) })), origin };
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

export function stampOrigin(origin: Origin, step: Step, overrode: Origin | undefined, by: readonly Origin[]): Origin {
  // What is merged with itself comes by here twice.
  return decided(origin, step, overrode, influenceOf(origin, origin.step === step ? [] : by));
}

/** An item of a merged list says by which key it was found, and an inline patch may have its place by guess. */
function influenceOf(origin: Origin, by: readonly Origin[]): Influence | undefined {
  const all = origin.by === undefined ? by : [...origin.by, ...by];
  if (all.length === 0 && origin.approximate === undefined) return undefined;
  return { ...(all.length === 0 ? {} : { by: all }), ...(origin.approximate ? { approximate: true } : {}) };
}
