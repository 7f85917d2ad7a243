// Small steps over plain JSON that several stages need.
import type { Json, JsonObject } from '../model';

/** The annotation in which `kubectl apply` keeps a copy of what it applied. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value at `keys`, or undefined where any of them is missing. */
export function valueAt(object: Json | undefined, ...keys: readonly string[]): Json | undefined {
  let here = object;
  for (const key of keys) {
    if (!isObject(here)) return undefined;
    here = here[key];
  }
  return here;
}

export function textAt(object: Json | undefined, ...keys: readonly string[]): string | undefined {
  const value = valueAt(object, ...keys);
  return typeof value === 'string' ? value : undefined;
}

/** The same object where nothing changes. */
export function mapValues(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  let changed = false;
  const result: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(object)) {
    const next = change(value, key);
    changed ||= next !== value;
    // `__proto__` may be a key of untrusted data; assignment would set the prototype and lose it.
    Object.defineProperty(result, key, { value: next, enumerable: true, writable: true, configurable: true });
  }
  return changed ? result : object;
}

/** Without the named keys; the same object where it has none of them. */
export function without(object: JsonObject, keys: readonly string[]): JsonObject {
  if (!keys.some((key) => key in object)) return object;
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** Deep equality of JSON; key order does not count, and a bigint equals the number of the same value. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
  }
  return isNumeric(a) && isNumeric(b) && String(a) === String(b);
}

function isNumeric(value: Json | undefined): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
