// Items of associative lists: finding, replacing and removing them by the values of their merge keys.
import type { Node } from '../../../model';
import { FailureError } from '../../../model';
import { child } from '../../../yaml/access';
import { positionOf } from '../scope';

/** The text of a scalar; empty for anything else, as in a YAML node of kyaml. */
export function valueText(node: Node | undefined): string {
  return node?.kind === 'scalar' ? node.text : '';
}

export function isNull(node: Node | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.tag === 'null');
}

export function isNullOrEmptyMap(node: Node | undefined): boolean {
  return isNull(node) || (node?.kind === 'map' && node.entries.length === 0);
}

/** What an item has under each key; empty where it has nothing. */
export function keyValues(item: Node, keys: readonly string[]): string[] {
  return keys.map((key) => {
    const value = child(item, key);
    return isNull(value) ? '' : valueText(value);
  });
}

/** The index of the first item that has these values; the key `''` stands for the item itself. */
export function findElement(items: readonly Node[], keys: readonly string[], values: readonly string[]): number {
  if (keys[0] === undefined || keys[0] === '') return items.findIndex((item) => valueText(item) === (values[0] ?? ''));
  return items.findIndex(
    (item) =>
      item.kind === 'map' &&
      keys.every((key, index) => {
        const value = child(item, key);
        return value !== undefined && valueText(value) === values[index];
      }),
  );
}

/**
 * Replaces the items that match by `element`, or appends it; without `element`, removes them. Drops empty items on the way,
 * and without values every item: what upstream makes of an item that lacks its key.
 * Source: kyaml, `ElementSetter`.
 * @throws FailureError `patchInvalid` when an item is not of the kind that the keys ask for.
 */
export function setElement(items: readonly Node[], keys: readonly string[], values: readonly string[], element?: Node): Node[] {
  const result: Node[] = [];
  let found = false;
  const matchesMaps = (keys[0] ?? '') !== '' && (values[0] ?? '') !== '';
  for (const item of items) {
    if (isNullOrEmptyMap(item) || values.length === 0) continue;
    if ((item.kind !== 'map' && matchesMaps) || !matches(item, keys, values)) {
      result.push(item);
      continue;
    }
    found = true;
    if (element !== undefined) result.push(element);
  }
  if (element !== undefined && !isNull(element) && !found) result.push(element);
  return result;
}

/** An empty value matches any item that has the key at all. */
function matches(item: Node, keys: readonly string[], values: readonly string[]): boolean {
  return keys.every((key, index) => {
    const wanted = values[index];
    if (wanted === undefined) return index > 0;
    if (key === '') {
      if (item.kind !== 'scalar') throw wrongKind(item, 'scalar');
      return item.text === wanted;
    }
    if (item.kind !== 'map') throw wrongKind(item, 'map');
    const value = child(item, key);
    return value !== undefined && (wanted === '' || valueText(value) === wanted);
  });
}

export function wrongKind(node: Node, expected: Node['kind']): FailureError {
  return new FailureError({
    code: 'patchInvalid',
    ...positionOf(node.origin),
    detail: `wrong kind of value: expected a ${expected}, found a ${node.kind}`,
  });
}
