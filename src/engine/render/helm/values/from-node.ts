// From YAML nodes to the values that templates see, as sigs.k8s.io/yaml gives them to Helm: by way of JSON, so that every number is a float64.
import { FailureError, type ListNode, type MapNode, type Node, type Origin, type ScalarNode } from '../../../model';
import { scalarToJson } from '../../../yaml/json';
import { GoMap, GoSlice, stringOf, type Value } from '../go/values';
import type { ValueOrigins } from './origins';

/**
 * The value of a node that was read with go-yaml v2's typing. Maps and lists are new each time, because templates may change them.
 * @throws FailureError with `valuesInvalid` for what JSON cannot hold (infinity, NaN).
 */
export function toValue(node: Node, origins?: ValueOrigins): Value {
  if (node.kind === 'scalar') return scalarValue(node);
  return node.kind === 'map' ? mapOf(node, origins) : sliceOf(node, origins);
}

export function mapOf(node: MapNode, origins?: ValueOrigins): GoMap {
  const entries = new Map<string, Value>();
  const from = new Map<string | number, Origin>();
  for (const { key, value } of node.entries) {
    entries.set(key, toValue(value, origins));
    from.set(key, value.origin);
  }
  const map = new GoMap(entries);
  origins?.setAll(map, from);
  return map;
}

function sliceOf(node: ListNode, origins: ValueOrigins | undefined): GoSlice {
  const from = new Map<string | number, Origin>();
  const items = node.items.map((item, at) => {
    from.set(at, item.origin);
    return toValue(item, origins);
  });
  const slice = new GoSlice(items);
  origins?.setAll(slice, from);
  return slice;
}

function scalarValue(node: ScalarNode): Value {
  switch (node.tag) {
    case 'str':
      return node.text;
    case 'null':
      return undefined;
    case 'binary':
      return stringOf(Uint8Array.from(atob(node.text.replace(/\s/g, '')), (byte) => byte.charCodeAt(0)));
    default: {
      const value = scalarToJson(node);
      if (typeof value === 'bigint') return Number(value);
      if (typeof value === 'number' && !Number.isFinite(value)) throw new FailureError(notJson(node));
      return value ?? undefined;
    }
  }
}

function notJson({ text, origin }: ScalarNode) {
  const { file, line, column } = origin;
  return { code: 'valuesInvalid', file, line, column, subject: file, detail: `JSON has no ${text}` } as const;
}
