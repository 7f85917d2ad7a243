// Equality as Go's reflect.DeepEqual has it: of the same type and with equal contents.
import { typeName } from '../go/types';
import { GoBytes, GoInt, GoMap, GoSlice, GoStruct, type Value } from '../go/values';

export function deepEqual(one: Value, other: Value): boolean {
  // NaN is equal to nothing, not even to itself.
  if (typeof one !== 'object' || typeof other !== 'object') return one === other && typeof one !== 'function';
  if (typeName(one) !== typeName(other)) return false;
  if (one instanceof GoInt && other instanceof GoInt) return one.value === other.value;
  if (one instanceof GoSlice && other instanceof GoSlice) return one.isNil === other.isNil && sameItems(one.items, other.items);
  if (one instanceof GoMap && other instanceof GoMap) return one.isNil === other.isNil && sameEntries(one.entries, other.entries);
  if (one instanceof GoBytes && other instanceof GoBytes) {
    return one.bytes.length === other.bytes.length && one.bytes.every((byte, at) => byte === other.bytes[at]);
  }
  return one instanceof GoStruct && other instanceof GoStruct ? one === other || sameEntries(one.fields, other.fields) : false;
}

function sameItems(one: readonly Value[], other: readonly Value[]): boolean {
  return one.length === other.length && one.every((item, at) => deepEqual(item, other[at]));
}

function sameEntries(one: ReadonlyMap<string, Value>, other: ReadonlyMap<string, Value>): boolean {
  return one.size === other.size && [...one].every(([key, value]) => other.has(key) && deepEqual(value, other.get(key)));
}
