// Nodes to plain JSON and back.
import type { Json, Node, Origin, ScalarNode } from '../model';
import { decodeBase64 } from './base64';
import { formatFloat, parseFloat64, parseInteger, specialFloat } from './numbers';
import { parseTimestamp } from './timestamps';

/** The value as the API server would get it. Integers beyond 2^53 become bigint. */
export function toJson(node: Node): Json {
  if (node.kind === 'scalar') return scalarToJson(node);
  if (node.kind === 'list') return node.items.map(toJson);
  const object: Record<string, Json> = {};
  for (const { key, value } of node.entries) {
    // Assigning `__proto__` would set the prototype and lose the entry.
    if (key === '__proto__')
      Object.defineProperty(object, key, { value: toJson(value), enumerable: true, configurable: true, writable: true });
    else object[key] = toJson(value);
  }
  return object;
}

/** A node tree in which every value has the same origin. */
export function fromJson(value: Json, origin: Origin): Node {
  if (value === null) return { kind: 'scalar', text: 'null', tag: 'null', origin };
  switch (typeof value) {
    case 'string':
      return { kind: 'scalar', text: value, tag: 'str', origin };
    case 'boolean':
      return { kind: 'scalar', text: value ? 'true' : 'false', tag: 'bool', origin };
    case 'bigint':
      return { kind: 'scalar', text: String(value), tag: 'int', origin };
    case 'number':
      return numberNode(formatFloat(value), origin);
    default:
      return isList(value)
        ? { kind: 'list', items: value.map((item) => fromJson(item, origin)), origin }
        : { kind: 'map', entries: Object.entries(value).map(([key, item]) => ({ key, value: fromJson(item, origin) })), origin };
  }
}

/** The value of one scalar. Infinities and NaN, which JSON lacks, are numbers here: `refusedByKustomize` finds them. */
export function scalarToJson(node: ScalarNode): string | number | bigint | boolean | null {
  switch (node.tag) {
    case 'str':
      return node.text;
    case 'null':
      return null;
    case 'bool':
      return /^(?:true|yes|on|y)$/i.test(node.text);
    case 'int':
      return parseInteger(node.text) ?? node.text;
    case 'float':
      return specialFloat(node.text) ?? parseFloat64(node.text) ?? Number(parseInteger(node.text));
    case 'timestamp':
      return parseTimestamp(node.text) ?? node.text;
    case 'binary':
      return decodeBase64(node.text) ?? node.text;
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Beyond 64 bits an integer is written with an exponent, and so read as a float. */
function numberNode(text: string, origin: Origin): Node {
  return { kind: 'scalar', text, tag: /^-?\d+$/.test(text) ? 'int' : 'float', origin };
}
