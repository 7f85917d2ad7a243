// What a way through Go's JSON does to values: typed scalars get their canonical text, large integers become floats.
import type { Json, ListNode, MapNode, Node, Origin, ScalarNode } from '../../../model';
import { scalarToJson } from '../../../yaml/json';
import { needsStyle } from '../../../yaml/scalar-text';
import { refold } from '../../../yaml/refold';
import { formatGeneral } from '../../../yaml/numbers';
import { controlled } from '../values';

/**
 * The same values as Go's `encoding/json` reads them back. Shares what does not change.
 * @param by what decided that they go through it: it stands behind values that become other ones, and not behind other quotes.
 */
export function throughJson<T extends Node>(node: T, by: readonly Origin[] = []): T {
  if (node.kind === 'scalar') {
    const value = scalarThroughJson(node);
    return (isSame(value, node) ? value : controlled(value, by)) as T;
  }
  if (node.kind === 'list') {
    const items = node.items.map((item) => throughJson(item, by));
    return inStyleOfJson(items.every((item, index) => item === node.items[index]) ? node : { ...node, items }, items.length) as T;
  }
  let changed = false;
  const entries = node.entries.map((entry) => {
    const value = throughJson(entry.value, by);
    if (value === entry.value) return entry;
    changed = true;
    return { key: entry.key, value };
  });
  return inStyleOfJson(changed ? { ...node, entries } : node, entries.length) as T;
}

function isSame(after: ScalarNode, before: ScalarNode): boolean {
  return after === before || (after.tag === before.tag && (after.text === before.text || after.tag === 'null'));
}

/** What comes back is written in lines, and only what is empty in braces or brackets. */
function inStyleOfJson(node: MapNode | ListNode, size: number): Node {
  if ((size === 0) === (node.flow === true)) return node;
  const { flow: _, ...inLines } = node;
  return size === 0 ? { ...node, flow: true } : inLines;
}

export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && sameJson(value, right.get(key) as Json));
}

function scalarThroughJson(node: ScalarNode): ScalarNode {
  switch (node.tag) {
    case 'str':
      return written(node);
    case 'bool':
      return spelled(node, String(scalarToJson(node)));
    case 'float': {
      const value = Number(scalarToJson(node));
      return Number.isFinite(value) ? number(node, value) : node;
    }
    case 'null':
      return node.text === 'null' && !node.untyped ? node : { kind: 'scalar', text: 'null', tag: 'null', origin: node.origin };
    case 'int':
      return number(node, Number(scalarToJson(node)));
    case 'timestamp':
    case 'binary':
      return { ...node, text: String(scalarToJson(node)), tag: 'str' };
  }
}

/** The text as go-yaml writes it, which knows nothing of the style that it was read in. */
function written(node: ScalarNode): ScalarNode {
  const quoted = needsStyle(node.text);
  if (node.unfolded === undefined && node.folded === undefined && quoted === (node.quoted === true)) return node;
  const { unfolded: _, quoted: __, folded, text, ...rest } = node;
  const written = { ...rest, text: folded ? refold(text) : text };
  return quoted ? { ...written, quoted } : written;
}

/** Go reads every number of JSON as a float, and writes it as YAML as one, which then reads as an integer only where it looks like one. */
function number(node: ScalarNode, value: number): ScalarNode {
  const text = formatGeneral(value);
  const tag = /^-?\d+$/.test(text) ? 'int' : 'float';
  return text === node.text && tag === node.tag ? node : { ...node, text, tag };
}

function spelled(node: ScalarNode, text: string): ScalarNode {
  return text === node.text ? node : { ...node, text };
}
