// Finds where a manifest holds values that derive from a Secret, and masks what stands there on either side.
import type { Json, JsonObject, MapNode, Node, Path } from '../model';
import { isList, isObject, mapValues } from '../normalise/json-values';
import type { Mask } from '../normalise/mask';
import { toJson } from '../yaml/json';
import { itemStep, keysOf, namingKeys } from './list-keys';
import { valueAtPath } from './locate';

/** Paths of all scalars marked secret; list items by their keys where they have any, for the live object may order them otherwise. */
export function secretPaths(node: MapNode): readonly Path[] {
  if (!holdsSecret(node)) return [];
  const paths: Path[] = [];
  const json = toJson(node);
  collect(node, [], String(isObject(json) ? (json.apiVersion ?? '') : ''), paths);
  // What a Secret itself holds is masked by the mask, which sees through base64.
  const ofSecret = isObject(json) && json.kind === 'Secret';
  return ofSecret ? paths.filter((path) => path[0] !== 'data' && path[0] !== 'stringData') : paths;
}

/** Masks every scalar at or below these paths. */
export function maskPaths(object: JsonObject, paths: readonly Path[], mask: Mask): JsonObject {
  let result: Json = object;
  for (const path of paths) if (valueAtPath(result, path) !== undefined) result = maskAt(result, path, mask);
  return isObject(result) ? result : object;
}

function holdsSecret(node: Node): boolean {
  if (node.kind === 'scalar') return node.secret === true;
  return node.kind === 'list' ? node.items.some(holdsSecret) : node.entries.some((entry) => holdsSecret(entry.value));
}

function collect(node: Node, path: Path, apiVersion: string, into: Path[]): void {
  if (!holdsSecret(node)) return;
  if (node.kind === 'scalar') {
    into.push(path);
    return;
  }
  if (node.kind === 'map') {
    for (const entry of node.entries) collect(entry.value, [...path, entry.key], apiVersion, into);
    return;
  }
  const values = node.items.map((item) => toJson(item));
  const keys = namingKeys(path, apiVersion, values);
  // Where nothing names the items, a live list in another order would show the secret at another index: then all of the list is masked.
  if (keys === undefined) into.push(path);
  else {
    for (const [index, item] of node.items.entries()) {
      collect(item, [...path, itemStep(keysOf(values[index] ?? null, keys) ?? {})], apiVersion, into);
    }
  }
}

function maskAt(value: Json, path: Path, mask: Mask): Json {
  const [step, ...rest] = path;
  if (step === undefined) return maskAll(value, mask);
  if (isObject(value)) return mapValues(value, (item, key) => (key === String(step) ? maskAt(item, rest, mask) : item));
  if (!isList(value)) return value;
  // Not only the first of several items with the same keys, which lists that merge without keys allow.
  const isMeant = (item: Json, index: number) => (typeof step === 'number' ? index === step : valueAtPath([item], [step]) !== undefined);
  return value.map((item, index) => (isMeant(item, index) ? maskAt(item, rest, mask) : item));
}

function maskAll(value: Json, mask: Mask): Json {
  if (isObject(value)) return mapValues(value, (item) => maskAll(item, mask));
  if (isList(value)) return value.map((item) => maskAll(item, mask));
  return value === null ? null : mask.value(String(value));
}
