// Sprig's functions on maps. `set`, `unset` and `merge` change the map that they are given, as in Go.
import { typeName } from '../go/types';
import { GoError, GoMap, GoSlice, type Value } from '../go/values';
import { ANY, type Family, fn, MAP, map, strings, text } from './define';
import { mergeInto } from './merge-maps';
import { textOf } from './text-of';

export const DICTS: Family = {
  dict: fn(`...${ANY}`, dict),
  get: fn(`${MAP}, string`, ([from, key]) => (map(from).entries.has(text(key)) ? map(from).entries.get(text(key)) : '')),
  set: fn(`${MAP}, string, ${ANY}`, ([into, key, value]) => {
    if (map(into).isNil) throw new GoError('assignment to entry in nil map');
    map(into).entries.set(text(key), value);
    return into;
  }),
  unset: fn(`${MAP}, string`, ([from, key]) => {
    map(from).entries.delete(text(key));
    return from;
  }),
  hasKey: fn(`${MAP}, string`, ([from, key]) => map(from).entries.has(text(key))),
  pluck: fn(`string, ...${MAP}`, ([key, ...maps]) =>
    list(maps.flatMap((from) => (map(from).entries.has(text(key)) ? [map(from).entries.get(text(key))] : []))),
  ),
  // Go has them in any order: sorted, a preview stays as it is.
  keys: fn(`...${MAP}`, (maps) => strings(maps.flatMap((from) => [...map(from).entries.keys()].sort()))),
  values: fn(MAP, ([from]) => list([...map(from).entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value))),
  pick: fn(`${MAP}, ...string`, ([from, ...keys]) => {
    const { entries } = map(from);
    return new GoMap(new Map(keys.map(text).flatMap((key) => (entries.has(key) ? [[key, entries.get(key)] as const] : []))));
  }),
  omit: fn(`${MAP}, ...string`, ([from, ...keys]) => {
    const omitted = new Set(keys.map(text));
    return new GoMap(new Map([...map(from).entries].filter(([key]) => !omitted.has(key))));
  }),
  merge: fn(`${MAP}, ...${MAP}`, ([into, ...maps]) => mergeAll(into, maps, false)),
  mustMerge: fn(`${MAP}, ...${MAP}`, ([into, ...maps]) => mergeAll(into, maps, false)),
  mergeOverwrite: fn(`${MAP}, ...${MAP}`, ([into, ...maps]) => mergeAll(into, maps, true)),
  mustMergeOverwrite: fn(`${MAP}, ...${MAP}`, ([into, ...maps]) => mergeAll(into, maps, true)),
  deepCopy: fn(ANY, ([value]) => copyOf(value)),
  mustDeepCopy: fn(ANY, ([value]) => copyOf(value)),
  dig: fn(`...${ANY}`, dig),
};

const list = (items: readonly Value[]): GoSlice => new GoSlice([...items]);

function dict(pairs: readonly Value[]): GoMap {
  const entries = new Map<string, Value>();
  for (let at = 0; at < pairs.length; at += 2) entries.set(textOf(pairs[at]), at + 1 < pairs.length ? pairs[at + 1] : '');
  return new GoMap(entries);
}

function mergeAll(into: Value, maps: readonly Value[], overwrite: boolean): Value {
  for (const from of maps) mergeInto(map(into), map(from), overwrite);
  return into;
}

function copyOf(value: Value): Value {
  if (value === undefined) throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  return deepCopy(value);
}

function deepCopy(value: Value): Value {
  if (value instanceof GoMap) {
    const entries = [...value.entries].map(([key, item]) => [key, deepCopy(item)] as const);
    return new GoMap(new Map(entries), value.type, value.isNil);
  }
  if (value instanceof GoSlice) return new GoSlice(value.items.map(deepCopy), value.element, value.isNil);
  return value;
}

function dig(args: readonly Value[]): Value {
  if (args.length < 3) throw new GoError('dig needs at least three arguments');
  const keys = args.slice(0, -2);
  const fallback = args.at(-2);
  let here = asMap(args.at(-1));
  const names = keys.map(asText);
  for (const [at, key] of names.entries()) {
    if (!here.entries.has(key)) return fallback;
    const value = here.entries.get(key);
    if (at === names.length - 1) return value;
    here = asMap(value);
  }
  return fallback;
}

function asMap(value: Value): GoMap {
  if (value instanceof GoMap && value.type === 'map[string]interface {}') return value;
  throw new GoError(`interface conversion: interface {} is ${goType(value)}, not map[string]interface {}`);
}

function asText(value: Value): string {
  if (typeof value === 'string') return value;
  throw new GoError(`interface conversion: interface {} is ${goType(value)}, not string`);
}

function goType(value: Value): string {
  if (value === undefined) return 'nil';
  return typeName(value);
}
