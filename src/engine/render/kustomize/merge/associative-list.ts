// Merges lists whose items are matched by keys (containers by name, ports by containerPort and protocol) or by value (finalizers).
import type { ListNode, Node, Origin, ScalarTag } from '../../../model';
import { FailureError } from '../../../model';
import { child, withChild } from '../../../yaml/access';
import { resolvePlain } from '../../../yaml/tags';
import type { SchemaType } from '../schema/schema';
import { controlled, scalarOrigins } from '../values';
import { mapDirective } from './directives';
import { findElement, isNullOrEmptyMap, keyValues, setElement, valueText } from './elements';

/** What the list needs of the walk that it is part of. */
export interface Walk {
  readonly direction: 'append' | 'prepend';
  /** What decided that the patch was applied here. */
  readonly by: readonly Origin[];
  walk(target: Node | undefined, patch: Node | undefined, schema: SchemaType | undefined): Node | undefined;
}

/**
 * @param target what is merged into; the patch itself where there was nothing.
 * @param patch without its directive; undefined where only the target has the list.
 * Source: kyaml, walk/associative_sequence.go, whose handling of items without keys and of duplicates is kept as it is.
 */
export function mergeAssociative(target: ListNode, patch: ListNode | undefined, schema: SchemaType | undefined, walk: Walk): ListNode {
  const declared = schema !== undefined && schema.strategy !== '';
  const keys = declared ? schema.mergeKeys : [inferredKey(target, patch)];
  const sources = walk.direction === 'prepend' ? [patch, target] : [target, patch];
  const values = keys.length > 0 ? distinctKeyValues(sources, keys) : distinctTexts(sources);
  if (values.length === 0) return target;
  const items = mergeElements(target, patch, values, keys.length > 0 ? keys : [''], schema?.elements(), walk);
  if (sameItems(items, target.items)) return target;
  const isShorter = items.length < target.items.length;
  // Of items with equal keys one is left, for as long as they are equal and a patch comes by here.
  const keyScalars = isShorter ? target.items.flatMap((item) => (keys.length > 0 ? keys.map((key) => child(item, key)) : [item])) : [];
  return controlled({ ...target, items }, isShorter ? [...scalarOrigins(...keyScalars), ...walk.by] : []);
}

function mergeElements(
  target: ListNode,
  patch: ListNode | undefined,
  found: readonly (readonly string[])[],
  keys: readonly string[],
  schema: SchemaType | undefined,
  walk: Walk,
): readonly Node[] {
  const valuesList = keys.length > 1 ? completeValues(found) : found;
  const usedKeys = keysInUse(valuesList, keys);
  let remaining = [...target.items];
  let merged: readonly Node[] = [];
  for (const values of valuesList) {
    const used = valuesOf(values, keys, usedKeys);
    const own = keysInUse([used], usedKeys);
    const ownValues = valuesOf(used, usedKeys, own);
    const index = findElement(remaining, own, ownValues);
    // A list that is merged with itself changes on both sides.
    const patchItems = patch === target ? remaining : (patch?.items ?? []);
    const patchItem = patchItems[findElement(patchItems, own, ownValues)];
    const item = remaining[index];
    const value = withKeysMarked(foundBy(walk.walk(item, patchItem, schema), item, patchItem, usedKeys), usedKeys);
    if (index !== -1 && isMergedInPlace(remaining[index] as Node, patchItem)) remaining = withElided(remaining, index, value, patchItem);
    if (value === undefined || isNullOrEmptyMap(value)) remaining = setElement(remaining, usedKeys, used);
    else merged = setElement(merged, usedKeys, used, withKeys(value, usedKeys, used, patchItem?.origin));
  }
  return walk.direction === 'prepend' ? appendItems(merged, remaining, usedKeys) : appendItems(remaining, merged, usedKeys);
}

/** Unless the patch replaces it, an item of the target is changed where it stands, and so is what comes of it. */
function isMergedInPlace(item: Node, patchItem: Node | undefined): boolean {
  return item === patchItem || patchItem?.kind !== 'map' || mapDirective(patchItem).directive !== 'replace';
}

function withElided(items: readonly Node[], index: number, value: Node | undefined, patchItem: Node | undefined): Node[] {
  const item = items[index] as Node;
  const elided = item === patchItem && item.kind === 'map' ? mapDirective(item).patch : item;
  return items.map((candidate, position) => (position === index ? (value ?? elided) : candidate));
}

/** An item that a patch changes, which it does as long as both have the same keys. */
function foundBy(value: Node | undefined, item: Node | undefined, patchItem: Node | undefined, keys: readonly string[]): Node | undefined {
  if (value === undefined || value === item || item === undefined || patchItem === undefined || item === patchItem) return value;
  return controlled(value, scalarOrigins(...keys.flatMap((key) => [child(patchItem, key), child(item, key)])));
}

/** A patch has to repeat the keys that it finds an item by. */
function withKeysMarked(value: Node | undefined, keys: readonly string[]): Node | undefined {
  let result = value;
  for (const key of keys) {
    const node = child(result, key);
    if (result?.kind === 'map' && node?.origin.kept === 'all')
      result = withChild(result, key, { ...node, origin: { ...node.origin, kept: 'key' } });
  }
  return result;
}

/** Sets on a merged item the keys that it was found by and lacks. */
function withKeys(value: Node, keys: readonly string[], values: readonly string[], origin: Origin | undefined): Node {
  let result = value;
  keys.forEach((key, index) => {
    const text = values[index] as string;
    if (key === '' || text === '' || result.kind !== 'map' || child(result, key) !== undefined) return;
    result = withChild(result, key, { kind: 'scalar', text, tag: tagOf(text), origin: origin ?? value.origin });
  });
  return result;
}

function tagOf(text: string): ScalarTag {
  const tag = resolvePlain(text);
  return tag === 'merge' ? 'str' : tag;
}

/** Source: kyaml, `appendListNode`: an item that lacks a key is appended as often as keys are missing. */
function appendItems(to: readonly Node[], from: readonly Node[], keys: readonly string[]): readonly Node[] {
  let result = [...to];
  for (const item of from) {
    const values: string[] = [];
    if (keys[0] === '') values.push(valueText(item));
    else {
      for (const key of keys) {
        const value = child(item, key);
        if (value === undefined) result.push(item);
        else values.push(valueText(value));
      }
    }
    if (keys.length > 1) result = setElement(result, keys, values);
    result = setElement(result, keys, values, item);
  }
  return result;
}

function distinctKeyValues(sources: readonly (ListNode | undefined)[], keys: readonly string[]): string[][] {
  const seen = new Set<string>();
  const result: string[][] = [];
  for (const source of sources) {
    for (const item of source?.items ?? []) {
      const values = keyValues(item, keys);
      const identity = values.join('\u0000');
      if (seen.has(identity)) continue;
      seen.add(identity);
      result.push(values);
    }
  }
  return result;
}

function distinctTexts(sources: readonly (ListNode | undefined)[]): string[][] {
  const texts = new Set(sources.flatMap((source) => (source?.items ?? []).map(valueText)));
  return [...texts].map((text) => [text]);
}

/** Items that agree in one key and miss another are taken for the same: `8080` goes with `8080, TCP`. */
function completeValues(found: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const result = [...found];
  for (let i = 0; i < result.length; i++) {
    for (let j = 0; j < result.length; j++) {
      const united = unite(result[i] as readonly string[], result[j] as readonly string[]);
      if (united !== undefined) result[i] = result[j] = united;
    }
  }
  return result;
}

function unite(a: readonly string[], b: readonly string[]): readonly string[] | undefined {
  const conflict = a.some((value, index) => value !== b[index] && value !== '' && b[index] !== '');
  if (conflict || !a.some((value, index) => value === b[index])) return undefined;
  return a.map((value, index) => (value === '' ? (b[index] as string) : value));
}

/** The keys that any item has a value for; all of them where none has. */
function keysInUse(valuesList: readonly (readonly string[])[], keys: readonly string[]): readonly string[] {
  const used = keys.filter((_key, index) => valuesList.some((values) => values[index] !== ''));
  return used.length === 0 ? keys : used;
}

function valuesOf(values: readonly string[], keys: readonly string[], wanted: readonly string[]): readonly string[] {
  return values.filter((_value, index) => wanted.includes(keys[index] as string));
}

/** For lists that no schema knows: by `name`, where all items have one. */
function inferredKey(target: ListNode, patch: ListNode | undefined): string {
  for (const list of [target, patch]) {
    if (list === undefined || list.items.length === 0 || isNamed(list)) continue;
    const { file, line, column } = list.origin;
    throw new FailureError({ code: 'patchInvalid', file, line, column, detail: 'no merge key found for the list' });
  }
  return 'name';
}

export function isNamed(list: ListNode): boolean {
  return list.items.every((item) => child(item, 'name') !== undefined);
}

function sameItems(a: readonly Node[], b: readonly Node[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
