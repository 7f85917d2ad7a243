// Lays a manifest over a live object as the API server merges it, with no server to ask.
import type { IgnoredDifference, Json, JsonObject, Path } from '../model';
import { equivalent, isEmptyDefault } from '../normalise/equivalents';
import { isList, isObject, sameJson } from '../normalise/json-values';
import { isServerDefault } from './defaults';
import { below, type FieldSet, fieldElement, isAtomic, isValueSet, itemKeys } from './field-set';
import { itemFields } from './locate';
import { itemStep, keysOf, listKeys } from './list-keys';

export interface LaidOver {
  readonly predicted: JsonObject;
  /** Values that Git writes otherwise and means the same. */
  readonly equivalents: readonly IgnoredDifference[];
  /** Live fields inside a value that is applied as a whole, of which nobody can say whether the server put them there. */
  readonly unexplained: readonly Path[];
}

interface Walk {
  readonly object: JsonObject;
  readonly apiVersion: string;
  readonly equivalents: IgnoredDifference[];
  readonly unexplained: Path[];
}

/** Maps whose keys are the user's own: what Git leaves out of them is no default of the server. */
const USER_KEYED = new Set(['selector', 'nodeSelector', 'matchLabels']);

/** Both sides normalised. Live fields that the manifest does not name stay. @param fields what anybody owns of the live object. */
export function layOver(live: JsonObject, desired: JsonObject, fields: FieldSet): LaidOver {
  const walk: Walk = { object: desired, apiVersion: String(desired.apiVersion ?? ''), equivalents: [], unexplained: [] };
  const predicted = mergeMaps(live, desired, fields, [], walk);
  return { predicted, equivalents: walk.equivalents, unexplained: walk.unexplained };
}

function merge(live: Json | undefined, desired: Json, fields: FieldSet | undefined, path: Path, walk: Walk): Json | undefined {
  if (sameJson(live, desired)) return live;
  if (isObject(live) && isObject(desired)) {
    return fields !== undefined && isAtomic(fields)
      ? replaceWhole(live, desired, path, walk)
      : mergeMaps(live, desired, fields, path, walk);
  }
  if (isList(live) && isList(desired)) return mergeLists(live, desired, fields, path, walk);
  if (equivalent(live, desired, path, walk.apiVersion)) {
    walk.equivalents.push({ path, rule: 'equivalent' });
    return live;
  }
  return desired;
}

function mergeMaps(live: JsonObject, desired: JsonObject, fields: FieldSet | undefined, path: Path, walk: Walk): JsonObject {
  const result = new Map<string, Json>(Object.entries(live));
  for (const [key, value] of Object.entries(desired)) {
    const here = [...path, key];
    if (value === null || (live[key] === undefined && isEmptyDefault(value, here, walk.apiVersion))) {
      if (value !== null) walk.equivalents.push({ path: here, rule: 'equivalent' });
      continue;
    }
    const merged = merge(live[key], value, fields === undefined ? undefined : below(fields, fieldElement(key)), here, walk);
    if (merged !== undefined) result.set(key, merged);
  }
  return Object.fromEntries(result);
}

function mergeLists(
  live: readonly Json[],
  desired: readonly Json[],
  fields: FieldSet | undefined,
  path: Path,
  walk: Walk,
): readonly Json[] {
  const keys = (fields === undefined ? undefined : itemKeys(fields)) ?? listKeys(path, walk.apiVersion, [...live, ...desired]);
  if (keys !== undefined && [...live, ...desired].every((item) => keysOf(item, keys) !== undefined)) {
    return mergeByKeys(live, desired, keys, fields, path, walk);
  }
  if ((fields !== undefined && isValueSet(fields)) || (path[0] === 'metadata' && path.at(-1) === 'finalizers')) {
    return [...live, ...desired.filter((value) => !live.some((other) => sameJson(other, value)))];
  }
  if (live.length !== desired.length) return desired;
  return desired.map((item, index) => replaceWhole(live[index], item, [...path, index], walk));
}

function mergeByKeys(
  live: readonly Json[],
  desired: readonly Json[],
  keys: readonly string[],
  fields: FieldSet | undefined,
  path: Path,
  walk: Walk,
): readonly Json[] {
  const stepOf = (item: Json) => itemStep(keysOf(item, keys) ?? {});
  const wanted = new Map(desired.map((item) => [stepOf(item), item]));
  const kept = live.map((item) => {
    const step = stepOf(item);
    const value = wanted.get(step);
    wanted.delete(step);
    return value === undefined ? item : (merge(item, value, itemFields(fields, item), [...path, step], walk) ?? item);
  });
  return [...kept, ...wanted.values()];
}

/** Inside a value that is applied as a whole there is no ownership: what Git lacks is a default, goes, or cannot be explained. */
function replaceWhole(live: Json | undefined, desired: Json, path: Path, walk: Walk): Json {
  if (isList(live) && isList(desired) && live.length === desired.length) {
    return desired.map((item, index) => replaceWhole(live[index], item, [...path, index], walk));
  }
  if (!isObject(live) || !isObject(desired)) return merge(live, desired, undefined, path, walk) ?? desired;
  const result = new Map<string, Json>();
  for (const [key, value] of Object.entries(live)) {
    const wanted = desired[key];
    const here = [...path, key];
    if (wanted !== undefined && wanted !== null) result.set(key, replaceWhole(value, wanted, here, walk));
    else if (!USER_KEYED.has(String(path.at(-1)))) {
      result.set(key, value);
      if (!isServerDefault(walk.object, here, value)) walk.unexplained.push(here);
    }
  }
  for (const [key, value] of Object.entries(desired)) {
    if (live[key] === undefined && !isEmptyDefault(value, [...path, key], walk.apiVersion)) result.set(key, value);
  }
  return Object.fromEntries(result);
}
