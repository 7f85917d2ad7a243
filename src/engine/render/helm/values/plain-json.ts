// Values as plain JSON, for what reads JSON.
import { GoBytes, GoFunction, GoInt, GoMap, GoSlice, GoStruct, type Value } from '../go/values';

export type PlainJson = null | boolean | number | string | PlainJson[] | { [key: string]: PlainJson };

/** Integers become numbers, bytes base64, as Go's JSON has them; functions and structs, which values never are, null. */
export function plainJson(value: Value): PlainJson {
  if (value === undefined || value instanceof GoFunction || value instanceof GoStruct) return null;
  if (value instanceof GoInt) return Number(value.value);
  if (value instanceof GoBytes) return btoa(String.fromCharCode(...value.bytes));
  if (value instanceof GoSlice) return value.items.map(plainJson);
  if (!(value instanceof GoMap)) return value;
  const object: { [key: string]: PlainJson } = {};
  for (const [key, item] of value.entries) {
    Object.defineProperty(object, key, { value: plainJson(item), enumerable: true, configurable: true, writable: true });
  }
  return object;
}
