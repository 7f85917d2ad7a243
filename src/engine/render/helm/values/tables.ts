// Merging maps of values as Helm does, with the origins of what wins and of what it overrode.
import type { Origin } from '../../../model';
import { type Budget, GoMap, GoSlice, type Value } from '../go/values';
import type { EarlierHelm } from '../earlier';
import type { ValueOrigins } from './origins';

/** What merging needs to know. */
export interface Merging {
  readonly helm: 3 | 4;
  readonly earlier?: EarlierHelm | undefined;
  readonly origins: ValueOrigins;
  /** Takes in what Helm warns of, and the origin of the value, where there is one. */
  readonly warn: (detail: string, origin?: Origin) => void;
  /** What holds back charts whose aliases multiply each other. */
  readonly budget?: Pick<Budget, 'spend' | 'hold'>;
}

/** How many scalars, maps and lists a value is made of, itself included. */
export function sizeOf(value: Value): number {
  const items = value instanceof GoMap ? value.entries.values() : value instanceof GoSlice ? value.items : undefined;
  if (items === undefined) return 1;
  let size = 1;
  for (const item of items) size += sizeOf(item);
  return size;
}

export function isTable(value: Value): value is GoMap {
  return value instanceof GoMap;
}

/** A copy that shares no map or list with `value`. */
export function deepCopy<T extends Value>(value: T, origins: ValueOrigins): T {
  if (value instanceof GoMap) {
    const entries = new Map<string, Value>();
    value.entries.forEach((item, key) => {
      entries.set(key, deepCopy(item, origins));
    });
    const copy = new GoMap(entries, value.type);
    origins.copy(value, copy);
    return copy as T & GoMap;
  }
  if (value instanceof GoSlice) {
    const copy = new GoSlice(
      value.items.map((item) => deepCopy(item, origins)),
      value.element,
      value.isNil,
    );
    origins.copy(value, copy);
    return copy as T & GoSlice;
  }
  return value;
}

/** The same entries in a map of its own. */
export function shallowCopy(map: GoMap, origins: ValueOrigins): GoMap {
  const copy = new GoMap(new Map(map.entries), map.type);
  origins.copy(map, copy);
  return copy;
}

/** Sets a key with an origin. */
export function put(map: GoMap, key: string, value: Value, from: GoMap, { origins }: Pick<Merging, 'origins'>): void {
  map.entries.set(key, value);
  origins.setAfterDrop(map, key, origins.of(from, key));
}

/** Takes the key of a default out. The origin stays that of the null which did so: what is made for want of the key is made because of it. */
export function drop(map: GoMap, key: string, defaults: GoMap, { origins }: Pick<Merging, 'origins'>): void {
  map.entries.delete(key);
  origins.setOver(map, key, origins.of(map, key), origins.of(defaults, key));
}

/** Lays `above` over `below`: maps are merged, everything else is replaced. Neither is changed. Source: `mergeMaps` of Helm's values options. */
export function layOver(below: GoMap, above: GoMap, merging: Pick<Merging, 'origins'>): GoMap {
  const { origins } = merging;
  const out = shallowCopy(below, origins);
  for (const [key, value] of above.entries) {
    const known = out.entries.get(key);
    if (isTable(value) && isTable(known)) out.entries.set(key, layOver(known, value, merging));
    else out.entries.set(key, value);
    origins.setOver(out, key, origins.of(above, key), origins.of(below, key));
  }
  return out;
}

/**
 * Fills `dst` with what `src` has and it lacks; `dst` wins. Changes both. With `merge`, null values are kept; without it, a null in `dst`
 * takes the key of a default out. Source: `coalesceTablesFullKey` of Helm.
 */
export function coalesceTables(dst: GoMap, src: GoMap, prefix: string, merge: boolean, merging: Merging): GoMap {
  const { origins, warn, earlier } = merging;
  // An earlier Helm takes the key out whatever the default is.
  const hadValue = new Set([...src.entries].filter(([, value]) => value !== undefined || earlier !== undefined).map(([key]) => key));
  for (const [key, value] of dst.entries) if (value === undefined) src.entries.set(key, undefined);
  for (const [key, value] of src.entries) {
    const known = dst.entries.get(key);
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (!dst.entries.has(key)) put(dst, key, value, src, merging);
    else if (!merge && known === undefined && hadValue.has(key)) drop(dst, key, src, merging);
    else if (isTable(value)) {
      if (isTable(known)) coalesceTables(known, value, path, merge, merging);
      else warn(`${path} is a map in the chart, and no map here`, origins.of(dst, key));
    } else if (isTable(known) && value !== undefined) warn(`${path} is a map here, and no map in the chart`, origins.of(dst, key));
    else origins.setOver(dst, key, origins.of(dst, key), origins.of(src, key));
  }
  return dst;
}

/**
 * Takes the nulls of a chart's own values out, as Helm 4 does. Source: `cleanNilValues` of Helm 4.
 * @param section where the table stands whose nulls count once somebody else sets a key of it: a dependency's default is there because nobody does
 */
export function dropNulls(map: GoMap, merging: Pick<Merging, 'origins'>, section?: Origin): void {
  const { origins } = merging;
  map.entries.forEach((value, key) => {
    if (isTable(value)) dropNulls(value, merging, section);
    if (value !== undefined) return;
    const own = origins.of(map, key);
    map.entries.delete(key);
    if (section !== undefined) origins.drop(map, key, own === undefined ? [section] : [own, section]);
  });
}
