// Lists what the cluster has and Git has not, and why that is no drift.
import type { IgnoredDifference, Json, JsonObject, Path } from '../model';
import { isList, isObject, sameJson } from '../normalise/json-values';
import { isServerDefault } from './defaults';
import { below, type FieldSet, fieldElement } from './field-set';
import { itemFields } from './locate';
import { itemStep, keysOf, namingKeys } from './list-keys';
import { lastManager, type Ownership } from './ownership';

export interface Additions {
  readonly ignored: readonly IgnoredDifference[];
  /** Fields absent from Git of which nobody can say whose they are. */
  readonly unexplained: readonly Path[];
}

interface Walk {
  readonly live: JsonObject;
  readonly desired: JsonObject;
  readonly ownership: Ownership;
  readonly apiVersion: string;
  readonly ignored: IgnoredDifference[];
  readonly unexplained: Path[];
}

/**
 * @param live normalised, as it is; @param predicted normalised, as it will be; @param desired the manifest.
 * Only what stays as it is counts: what changes is drift and is listed as such.
 */
export function additions(live: JsonObject, predicted: JsonObject, desired: JsonObject, ownership: Ownership): Additions {
  const walk: Walk = { live, desired, ownership, apiVersion: String(desired.apiVersion ?? ''), ignored: [], unexplained: [] };
  visitMap(live, predicted, desired, ownership.all, [], walk);
  return { ignored: walk.ignored, unexplained: walk.unexplained };
}

function visitMap(
  live: JsonObject,
  predicted: JsonObject,
  desired: JsonObject,
  fields: FieldSet | undefined,
  path: Path,
  walk: Walk,
): void {
  for (const [key, value] of Object.entries(live)) {
    const here = [...path, key];
    const owned = fields === undefined ? undefined : below(fields, fieldElement(key));
    const wanted = desired[key];
    if (wanted === undefined || wanted === null) report(value, predicted[key], owned, here, walk);
    else visit(value, predicted[key], wanted, owned, here, walk);
  }
}

function visit(live: Json, predicted: Json | undefined, desired: Json, fields: FieldSet | undefined, path: Path, walk: Walk): void {
  if (isObject(live) && isObject(predicted) && isObject(desired)) visitMap(live, predicted, desired, fields, path, walk);
  if (!isList(live) || !isList(predicted) || !isList(desired)) return;
  const keys = namingKeys(path, walk.apiVersion, live, predicted, desired);
  if (keys === undefined) {
    // Single values of a set (finalizers, for one) that others added; items of a list that is applied as a whole are never additions.
    for (const value of live)
      if (!isObject(value) && !desired.some((other) => sameJson(other, value))) visitValue(value, predicted, fields, path, walk);
    return;
  }
  const find = (list: readonly Json[], step: string) => list.find((item) => itemStep(keysOf(item, keys) ?? {}) === step);
  for (const item of live) {
    const step = itemStep(keysOf(item, keys) ?? {});
    const wanted = find(desired, step);
    const owned = itemFields(fields, item);
    if (wanted === undefined) report(item, find(predicted, step), owned, [...path, step], walk);
    else visit(item, find(predicted, step), wanted, owned, [...path, step], walk);
  }
}

function visitValue(value: Json, predicted: readonly Json[], fields: FieldSet | undefined, path: Path, walk: Walk): void {
  const index = predicted.findIndex((other) => sameJson(other, value));
  if (index >= 0) report(value, predicted[index], itemFields(fields, value), [...path, index], walk);
}

/** One entry per owned part: a map in which several own something is taken apart. */
function report(live: Json, predicted: Json | undefined, fields: FieldSet | undefined, path: Path, walk: Walk): void {
  if (predicted === undefined || !sameJson(live, predicted)) return;
  const parts = fields === undefined || fields.children.size === 0 ? undefined : live;
  if (isObject(parts)) {
    for (const [key, value] of Object.entries(parts))
      report(value, value, fields && below(fields, fieldElement(key)), [...path, key], walk);
    return;
  }
  if (isServerDefault(walk.desired, path, live) || (fields === undefined && walk.ownership.known)) {
    walk.ignored.push({ path, rule: 'serverDefault' });
  } else if (fields === undefined) {
    walk.unexplained.push(path);
  } else {
    const manager = lastManager(walk.ownership.otherEntries, walk.live, path) ?? lastManager(walk.ownership.entries, walk.live, path);
    walk.ignored.push({ path, rule: 'unmanagedAddition', ...(manager === undefined ? {} : { detail: manager }) });
  }
}
