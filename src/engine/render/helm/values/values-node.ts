// Merged values as a document in which every key knows its source.
import type { MapNode, Node, Origin } from '../../../model';
import { fromJson } from '../../../yaml/json';
import { GoMap, GoSlice, type Value } from '../go/values';
import type { ValueOrigins } from './origins';
import { plainJson } from './plain-json';

/** @param fallback the origin of what no file set: the sections that Helm makes for dependencies. */
export function valuesNode(values: GoMap, origins: ValueOrigins, fallback: Origin): MapNode {
  const entries = [...values.entries].map(([key, value]) => {
    return { key, value: nodeOf(value, origins.of(values, key) ?? fallback, origins) };
  });
  return { kind: 'map', entries, origin: fallback };
}

function nodeOf(value: Value, origin: Origin, origins: ValueOrigins): Node {
  if (value instanceof GoMap) return { ...valuesNode(value, origins, origin), origin };
  if (!(value instanceof GoSlice)) return fromJson(plainJson(value), origin);
  return { kind: 'list', items: value.items.map((item, at) => nodeOf(item, origins.of(value, at) ?? origin, origins)), origin };
}
