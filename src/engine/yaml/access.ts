// Reading and replacing values inside immutable nodes.
import type { ListNode, MapNode, Node, Path } from '../model';

/** The value of `key`, if `node` is a map that has it. */
export function child(node: Node | undefined, key: string): Node | undefined {
  if (node?.kind !== 'map') return undefined;
  const { entries } = node;
  // Asked so often that an iterator for each of them would count.
  for (let at = 0; at < entries.length; at += 1) if (entries[at]?.key === key) return entries[at]?.value;
  return undefined;
}

/** The value at `path`, or undefined. */
export function at(node: Node | undefined, path: Path): Node | undefined {
  let here = node;
  for (const step of path) {
    if (here === undefined) return undefined;
    here = typeof step === 'number' ? item(here, step) : child(here, step);
  }
  return here;
}

/** The text of a scalar that is not null. */
export function text(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && node.tag !== 'null' ? node.text : undefined;
}

/** The items of a list; none for anything else. */
export function items(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? node.items : [];
}

/** A map with `key` set: in place where it exists, else at the end. Shares everything else. */
export function withChild(node: MapNode, key: string, value: Node): MapNode {
  const index = node.entries.findIndex((entry) => entry.key === key);
  if (index === -1) return { ...node, entries: [...node.entries, { key, value }] };
  if (node.entries[index]?.value === value) return node;
  const entries = node.entries.slice();
  entries[index] = { ...entries[index], key, value };
  return { ...node, entries };
}

/** A map without `key`. */
export function withoutChild(node: MapNode, key: string): MapNode {
  return node.entries.some((entry) => entry.key === key) ? { ...node, entries: node.entries.filter((entry) => entry.key !== key) } : node;
}

/** A list with one item replaced. */
export function withItem(node: ListNode, index: number, value: Node): ListNode {
  if (node.items[index] === value) return node;
  const list = node.items.slice();
  list[index] = value;
  return { ...node, items: list };
}

function item(node: Node, index: number): Node | undefined {
  return node.kind === 'list' ? node.items[index] : undefined;
}
