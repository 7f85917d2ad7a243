// Predicts which fields an apply takes away: those that the applying manager owned and Git no longer has.
import type { Json, JsonObject, Path } from '../model';
import { isList, isObject, mapValues, without } from '../normalise/json-values';
import { serverDefault } from './defaults';
import { below, type FieldSet, fieldElement } from './field-set';
import { itemFields } from './locate';
import { itemStep, keysOf, namingKeys } from './list-keys';
import type { Ownership } from './ownership';

/**
 * `predicted` without what `desired` abandons. A field that another manager owns too stays; one that the server defaults gets its default.
 * Source: Kubernetes documentation, "Server-Side Apply": a field that is dropped from the applied configuration is removed unless others own it.
 */
export function withoutAbandoned(predicted: JsonObject, desired: JsonObject, ownership: Ownership): JsonObject {
  const walk: Walk = { object: desired, apiVersion: String(desired.apiVersion ?? '') };
  return pruneMap(predicted, desired, ownership.applier, ownership.others, [], walk);
}

interface Walk {
  readonly object: JsonObject;
  readonly apiVersion: string;
}

function pruneMap(
  value: JsonObject,
  desired: JsonObject | undefined,
  applier: FieldSet,
  others: FieldSet | undefined,
  path: Path,
  walk: Walk,
): JsonObject {
  const gone: string[] = [];
  const result = mapValues(value, (item, key) => {
    const owned = below(applier, fieldElement(key));
    if (owned === undefined) return item;
    const wanted = desired?.[key];
    const othersBelow = others === undefined ? undefined : below(others, fieldElement(key));
    const here = [...path, key];
    if (wanted !== undefined && wanted !== null) return prune(item, wanted, owned, othersBelow, here, walk);
    if (othersBelow !== undefined) return prune(item, undefined, owned, othersBelow, here, walk);
    // Single annotations and labels may be the server's own.
    const rest =
      path[0] === 'metadata' && path.length === 1 && isObject(item) ? pruneMap(item, undefined, owned, undefined, here, walk) : {};
    if (isObject(item) && Object.keys(rest).length > 0) return rest;
    const replacement = serverDefault(walk.object, here);
    if (replacement?.kind === 'kept') return item;
    if (replacement?.kind === 'value' && replacement.value !== null) return replacement.value;
    gone.push(key);
    return item;
  });
  return without(result, gone);
}

function prune(value: Json, desired: Json | undefined, applier: FieldSet, others: FieldSet | undefined, path: Path, walk: Walk): Json {
  if (isObject(value)) return pruneMap(value, isObject(desired) ? desired : undefined, applier, others, path, walk);
  if (isList(value) && applier.children.size > 0) return pruneList(value, isList(desired) ? desired : [], applier, others, path, walk);
  return value;
}

function pruneList(
  list: readonly Json[],
  desired: readonly Json[],
  applier: FieldSet,
  others: FieldSet | undefined,
  path: Path,
  walk: Walk,
): readonly Json[] {
  const keys = namingKeys(path, walk.apiVersion, list, desired);
  return list.flatMap((item, index) => {
    const owned = itemFields(applier, item);
    if (owned === undefined) return [item];
    const wanted = desired.find((candidate) => sameItem(item, candidate, keys));
    const othersBelow = itemFields(others, item);
    const itemKeys = keys === undefined ? undefined : keysOf(item, keys);
    const here = [...path, itemKeys === undefined ? index : itemStep(itemKeys)];
    if (wanted !== undefined) return [prune(item, wanted, owned, othersBelow, here, walk)];
    // An item goes as a whole when nobody else holds any of it; where others do, only the fields that were the applier's go.
    return othersBelow === undefined && owned.member ? [] : [prune(item, undefined, owned, othersBelow, here, walk)];
  });
}

function sameItem(a: Json, b: Json, keys: readonly string[] | undefined): boolean {
  if (keys === undefined) return a === b;
  const left = keysOf(a, keys);
  const right = keysOf(b, keys);
  return left !== undefined && right !== undefined && itemStep(left) === itemStep(right);
}
