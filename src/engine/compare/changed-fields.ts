// The fields in which two states of an object differ.
import type { Json, JsonObject, Path } from '../model';
import { isList, isObject, sameJson } from '../normalise/json-values';
import { itemStep, keysOf, namingKeys } from './list-keys';

export interface FieldDifference {
  /** Map keys; a list item is `[name=web]` where its keys name it, else its index. */
  readonly path: Path;
  readonly live: Json | undefined;
  readonly desired: Json | undefined;
}

/** The smallest differing values; a value that one side lacks is one difference, however deep it is. */
export function changedFields(live: JsonObject, desired: JsonObject): readonly FieldDifference[] {
  const differences: FieldDifference[] = [];
  const apiVersion = typeof desired.apiVersion === 'string' ? desired.apiVersion : '';
  collect(live, desired, [], apiVersion, differences);
  return differences;
}

function collect(live: Json | undefined, desired: Json | undefined, path: Path, apiVersion: string, into: FieldDifference[]): void {
  if (sameJson(live, desired)) return;
  if (isObject(live) && isObject(desired)) {
    for (const key of keysOfBoth(live, desired)) collect(live[key], desired[key], [...path, key], apiVersion, into);
    return;
  }
  if (isList(live) && isList(desired)) {
    collectItems(live, desired, path, apiVersion, into);
    return;
  }
  into.push({ path, live, desired });
}

function collectItems(live: readonly Json[], desired: readonly Json[], path: Path, apiVersion: string, into: FieldDifference[]): void {
  const keys = live.length > 0 || desired.length > 0 ? namingKeys(path, apiVersion, live, desired) : undefined;
  if (keys === undefined) {
    for (let index = 0; index < Math.max(live.length, desired.length); index++) {
      collect(live[index], desired[index], [...path, index], apiVersion, into);
    }
    return;
  }
  const before = into.length;
  const liveItems = byStep(live, keys);
  const desiredItems = byStep(desired, keys);
  for (const step of new Set([...desiredItems.keys(), ...liveItems.keys()])) {
    collect(liveItems.get(step), desiredItems.get(step), [...path, step], apiVersion, into);
  }
  // The same items in another order: that, too, is a difference, for some lists are read in order.
  if (into.length === before) into.push({ path, live, desired });
}

function byStep(list: readonly Json[], keys: readonly string[]): ReadonlyMap<string, Json> {
  return new Map(list.map((item) => [itemStep(keysOf(item, keys) ?? {}), item]));
}

function keysOfBoth(a: JsonObject, b: JsonObject): Iterable<string> {
  return new Set([...Object.keys(a), ...Object.keys(b)]);
}
