// Picks the worst of an ordered list: how a parent shows its worst child.

/** @returns the value that stands last in `order`; the first of `order` for no values. */
export function worst<T extends string>(order: readonly [T, ...T[]], values: Iterable<T>): T {
  let worstIndex = 0;
  for (const value of values) worstIndex = Math.max(worstIndex, order.indexOf(value));
  return order[worstIndex] ?? order[0];
}
