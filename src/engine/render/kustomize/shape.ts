// Decodes a node against the shape of a kustomization's fields, as Go's JSON decoder does: names match in any case, unknown ones are failures.
import { scalarToJson } from '../../yaml/json';
import { formatFloat } from '../../yaml/numbers';
import type { Entry, Failure, FailureCode, MapNode, Node, ScalarNode } from '../../model';

export type Shape = 'string' | 'boolean' | 'integer' | 'any' | ListShape | StringsShape | ObjectShape;

export interface ListShape {
  readonly list: Shape;
}

/** A map from any key to strings. */
export interface StringsShape {
  readonly values: 'string';
}

export interface ObjectShape {
  readonly fields: Readonly<Record<string, Shape>>;
}

export type Fail = (failure: Failure) => void;

/**
 * The node with field names as the shape spells them. Nulls are left out, as are the parts that `fail` was told of.
 * @param field what failures name: `patches.target`.
 * @returns undefined when nothing of the node fits.
 */
export function decode(node: Node, shape: Shape, field: string, fail: Fail): Node | undefined {
  if (isNull(node)) return undefined;
  if (shape === 'any') return node;
  if (typeof shape === 'string') return decodeScalar(node, shape, field, fail);
  if ('list' in shape) return decodeList(node, shape, field, fail);
  if ('values' in shape) return decodeStrings(node, field, fail);
  return decodeObject(node, shape, field, fail);
}

function decodeObject(node: Node, shape: ObjectShape, field: string, fail: Fail): MapNode | undefined {
  if (node.kind !== 'map') return reject(node, 'invalidField', field, 'must be a map', fail);
  const entries = new Map<string, Entry>();
  for (const entry of node.entries) {
    const name = fieldName(shape, entry.key);
    const path = field === '' ? entry.key : `${field}.${entry.key}`;
    if (name === undefined) {
      reject(entry.value, 'unknownField', path, suggestion(shape, entry.key), fail);
      continue;
    }
    const value = decode(entry.value, shape.fields[name] as Shape, path, fail);
    if (value !== undefined) entries.set(name, { key: name, value });
  }
  return { kind: 'map', entries: [...entries.values()], origin: node.origin };
}

function decodeList(node: Node, shape: ListShape, field: string, fail: Fail): Node | undefined {
  if (node.kind !== 'list') return reject(node, 'invalidField', field, 'must be a list', fail);
  const items: Node[] = [];
  for (const item of node.items) {
    const value = isNull(item) ? zero(item, shape.list) : decode(item, shape.list, field, fail);
    if (value !== undefined) items.push(value);
  }
  return { kind: 'list', items, origin: node.origin };
}

function decodeStrings(node: Node, field: string, fail: Fail): Node | undefined {
  if (node.kind !== 'map') return reject(node, 'invalidField', field, 'must be a map of strings', fail);
  const entries: Entry[] = [];
  for (const { key, value } of node.entries) {
    const decoded = isNull(value) ? zero(value, 'string') : decodeScalar(value, 'string', `${field}.${key}`, fail);
    if (decoded !== undefined) entries.push({ key, value: decoded });
  }
  return { kind: 'map', entries, origin: node.origin };
}

function decodeScalar(node: Node, shape: 'string' | 'boolean' | 'integer', field: string, fail: Fail): ScalarNode | undefined {
  if (node.kind !== 'scalar') return reject(node, 'invalidField', field, `must be a ${shape}`, fail);
  if (shape === 'string') {
    // Dates stay strings in the JSON that kustomize decodes from.
    return node.tag === 'str' || node.tag === 'timestamp' || node.tag === 'binary'
      ? node
      : reject(node, 'invalidField', field, 'must be a string: put it in quotes', fail);
  }
  if (shape === 'integer') {
    return node.tag === 'int' ? node : reject(node, 'invalidField', field, 'must be a whole number', fail);
  }
  // The file is read by go-yaml v2, to which `yes` and `on` are booleans too.
  if (node.tag === 'bool') return { ...node, text: /^(true|yes|on|y)$/i.test(node.text) ? 'true' : 'false' };
  return reject(node, 'invalidField', field, 'must be true or false', fail);
}

function fieldName(shape: ObjectShape, key: string): string | undefined {
  if (Object.hasOwn(shape.fields, key)) return key;
  const lower = key.toLowerCase();
  return Object.keys(shape.fields).find((name) => name.toLowerCase() === lower);
}

/** The field that was probably meant: one that a single letter more, less or other makes of it, or two that changed places. */
function suggestion(shape: ObjectShape, key: string): string | undefined {
  const near = Object.keys(shape.fields).find((name) => isOneSlip(name.toLowerCase(), key.toLowerCase()));
  return near === undefined ? undefined : `“${near}” may be meant`;
}

function isOneSlip(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}

/** What Go decodes a null list item into: the type's zero value. */
function zero(node: Node, shape: Shape): Node | undefined {
  if (shape === 'string') return { kind: 'scalar', text: '', tag: 'str', origin: node.origin };
  if (typeof shape === 'object' && 'fields' in shape) return { kind: 'map', entries: [], origin: node.origin };
  return undefined;
}

function reject(node: Node, code: FailureCode, subject: string, detail: string | undefined, fail: Fail): undefined {
  const { file, line, column } = node.origin;
  fail({ code, file, line, column, subject, ...(detail === undefined ? {} : { detail }) });
  return undefined;
}

function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.tag === 'null';
}

/**
 * The node with numbers and booleans as texts wherever the shape wants a text: how the configuration of a built-in is read, unlike a
 * kustomization. Source: sigs.k8s.io/yaml, which converts by the type that it decodes into.
 */
export function withTexts(node: Node, shape: Shape): Node {
  if (shape === 'string' && node.kind === 'scalar' && ['int', 'float', 'bool'].includes(node.tag)) {
    return {
      ...node,
      text: typeof scalarToJson(node) === 'number' ? formatFloat(Number(scalarToJson(node))) : String(scalarToJson(node)),
      tag: 'str',
    };
  }
  if (typeof shape === 'string') return node;
  if ('list' in shape) return node.kind === 'list' ? { ...node, items: node.items.map((item) => withTexts(item, shape.list)) } : node;
  if (node.kind !== 'map') return node;
  const shapeOf = (key: string) => ('values' in shape ? shape.values : shape.fields[fieldName(shape, key) ?? '']);
  const entries = node.entries.map(({ key, value }) => {
    const inner = shapeOf(key);
    return { key, value: inner === undefined ? value : withTexts(value, inner) };
  });
  return { ...node, entries };
}
