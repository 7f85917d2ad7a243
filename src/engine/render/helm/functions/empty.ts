// What sprig takes for empty: the zero value of each kind, and whatever has no items.
import { complexParts } from '../go/types';
import { GoBytes, GoFunction, GoInt, GoMap, GoSlice, type GoStruct, type Value } from '../go/values';

export function isEmpty(value: Value): boolean {
  if (value === undefined || value === false || value === '' || value === 0) return true;
  if (typeof value !== 'object') return false;
  if (value instanceof GoInt) return value.value === 0n;
  if (value instanceof GoSlice) return value.items.length === 0;
  if (value instanceof GoMap) return value.entries.size === 0;
  if (value instanceof GoBytes) return value.bytes.length === 0;
  return value instanceof GoFunction ? false : isEmptyStruct(value);
}

function isEmptyStruct(value: GoStruct): boolean {
  const parts = complexParts(value);
  if (parts !== undefined) return parts.real === 0 && parts.imaginary === 0;
  return value.native instanceof GoMap || value.native instanceof GoSlice ? isEmpty(value.native) : false;
}
