// index, slice, len: into strings by bytes, lists and maps.
import { typeName } from '../go/types';
import { bytesOf, GoBytes, GoError, GoInt, GoMap, GoSlice, stringOf, type Value } from '../go/values';
import { elementType, nilOf, underlying } from './held';

/** `index x 1 "a"` is x[1]["a"]. @throws GoError */
export function index(item: Value, indexes: readonly Value[]): Value {
  if (item === undefined) throw new GoError('index of untyped nil');
  let found = underlying(item);
  for (const at of indexes) {
    if (found === undefined) throw new GoError('index of nil pointer');
    found = found instanceof GoMap ? mapItem(found, at) : listItem(found, at);
  }
  return found;
}

/** `slice x 1 2` is x[1:2]; strings are cut by bytes. @throws GoError */
export function slice(item: Value, indexes: readonly Value[]): Value {
  if (item === undefined) throw new GoError('slice of untyped nil');
  if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`);
  if (typeof item === 'string' && indexes.length === 3) throw new GoError('cannot 3-index slice a string');
  const size = sizeOf(item);
  if (size === undefined || item instanceof GoMap) throw new GoError(`can't slice item of type ${typeName(item)}`);
  const places = indexes.map((at) => position(at, size));
  const [from = 0, to = size, limit = size] = places;
  if (from > to) throw new GoError(`invalid slice index: ${from} > ${to}`);
  if (to > limit) throw new GoError(`invalid slice index: ${to} > ${limit}`);
  if (typeof item === 'string') return stringOf(bytesOf(item).slice(from, to));
  if (item instanceof GoBytes) return new GoBytes(item.bytes.slice(from, to));
  return new GoSlice((item as GoSlice).items.slice(from, to), (item as GoSlice).element);
}

/** @throws GoError for what has no length */
export function length(item: Value): number {
  if (item === undefined) throw new GoError('len of nil pointer');
  const size = sizeOf(underlying(item));
  if (size === undefined) throw new GoError(`len of type ${typeName(item)}`);
  return size;
}

function sizeOf(item: Value): number | undefined {
  if (typeof item === 'string') return bytesOf(item).length;
  if (item instanceof GoSlice) return item.items.length;
  if (item instanceof GoMap) return item.entries.size;
  return item instanceof GoBytes ? item.bytes.length : undefined;
}

function mapItem(map: GoMap, at: Value): Value {
  if (at === undefined) throw new GoError('value is nil; should be of type string');
  if (typeof at !== 'string') throw new GoError(`value has type ${typeName(at)}; should be string`);
  if (map.entries.has(at)) return map.entries.get(at);
  const type = elementType(map);
  return type === 'string' ? '' : nilOf(type);
}

function listItem(item: Value, at: Value): Value {
  const size = sizeOf(item);
  if (size === undefined) throw new GoError(`can't index item of type ${typeName(item)}`);
  const place = position(at, size);
  // Go's reflection panics at the very end, and the panic is the error.
  if (place === size)
    throw new GoError(typeof item === 'string' ? 'reflect: string index out of range' : 'reflect: slice index out of range');
  if (typeof item === 'string') return new GoInt(BigInt(bytesOf(item)[place] ?? 0), 'uint8');
  if (item instanceof GoBytes) return new GoInt(BigInt(item.bytes[place] ?? 0), 'uint8');
  return (item as GoSlice).items[place];
}

function position(at: Value, size: number): number {
  if (at === undefined) throw new GoError('cannot index slice/array with nil');
  if (!(at instanceof GoInt)) throw new GoError(`cannot index slice/array with type ${typeName(at)}`);
  if (at.value < 0n || at.value > BigInt(size)) throw new GoError(`index out of range: ${at.value}`);
  return Number(at.value);
}
