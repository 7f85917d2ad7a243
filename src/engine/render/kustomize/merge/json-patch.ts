// Applies a JSON patch (RFC 6902) to an object as kustomize does.
import type { MapNode, Node, Origin } from '../../../model';
import { FailureError } from '../../../model';
import { child, withChild, withItem, withoutChild } from '../../../yaml/access';
import { toJson } from '../../../yaml/json';
import { isNull } from './elements';
import { sameJson, throughJson } from './json-values';
import { controlled, decided, scalarOrigins } from '../values';
import { overValue, stamp } from './origins';

/**
 * Where kustomize's library (evanphx/json-patch v4) departs from the RFC, so does this: `replace` of a key that is missing
 * adds it, indices may be negative, and what stands before the first `/` of a path is ignored.
 * As upstream takes the object through JSON, integers beyond 2^53 lose their last digits.
 * @param operations the list node of the patch text; the values that it sets have its positions and the step `jsonPatch`.
 * @param by what decided that the patch was applied here.
 * @throws FailureError `patchInvalid`, with the operation's position, when an operation is malformed or does not fit the target.
 */
export function applyJsonPatch(target: MapNode, operations: Node, by: readonly Origin[] = []): MapNode {
  if (operations.kind !== 'list') throw invalid(operations, 'a JSON patch is a list of operations');
  let result: Node = throughJson(target, by);
  for (const operation of operations.items) {
    if (operation.kind !== 'map') throw invalid(operation, 'an operation is a map with op and path');
    result = apply(result, operation, [...scalarOrigins(...['op', 'path', 'from'].map((field) => child(operation, field))), ...by]);
  }
  if (result.kind !== 'map') throw invalid(operations.items.at(-1) ?? operations, 'the patch leaves no object');
  return throughJson(result, by);
}

function apply(root: Node, operation: MapNode, by: readonly Origin[]): Node {
  const op = child(operation, 'op');
  const path = child(operation, 'path');
  switch (op?.kind === 'scalar' ? op.text : undefined) {
    case 'add':
      return add(root, path, operation, (old) => newValue(operation, old, by));
    case 'remove':
      return at(root, path, operation, 'remove', removeFrom(by));
    case 'replace':
      return replace(root, path, operation, by);
    case 'move':
      return add(at(root, child(operation, 'from'), operation, 'move', removeFrom(by)), path, operation, () => moved(root, operation, by));
    case 'copy':
      return add(root, path, operation, () => moved(root, operation, by));
    case 'test':
      return test(root, path, operation);
    default:
      throw invalid(op ?? operation, 'op has to be add, remove, replace, move, copy or test');
  }
}

function add(root: Node, path: Node | undefined, operation: MapNode, make: (old: Node | undefined) => Node): Node {
  return at(root, path, operation, 'add', (container, key, fail) => {
    if (container.kind === 'map') return withChild(container, key, make(child(container, key)));
    if (container.kind !== 'list') return container;
    const { length } = container.items;
    const index = key === '-' ? length : indexOf(key, length + 1, fail);
    if (index > length) throw fail(`there is no index ${key}`);
    return { ...container, items: container.items.toSpliced(index, 0, make(undefined)) };
  });
}

function removeFrom(by: readonly Origin[]): (container: Node, key: string, fail: Fail) => Node {
  return (container, key, fail) => {
    if (container.kind === 'map') {
      if (child(container, key) === undefined) throw fail(`there is no "${key}" to remove`);
      return controlled(withoutChild(container, key), by);
    }
    if (container.kind !== 'list') return container;
    const index = existingIndex(key, container.items.length, fail);
    return controlled({ ...container, items: container.items.toSpliced(index, 1) }, by);
  };
}

function replace(root: Node, path: Node | undefined, operation: MapNode, by: readonly Origin[]): Node {
  if (pathText(path, operation) === '') {
    const value = newValue(operation, root, by);
    if (value.kind === 'scalar') throw invalid(operation, 'only a map can replace the whole object');
    return value;
  }
  return at(root, path, operation, 'replace', (container, key, fail) => {
    if (container.kind === 'map') return withChild(container, key, newValue(operation, child(container, key), by));
    if (container.kind !== 'list') return container;
    const index = existingIndex(key, container.items.length, fail);
    return withItem(container, index, newValue(operation, container.items[index], by));
  });
}

function test(root: Node, path: Node | undefined, operation: MapNode): Node {
  const found = pathText(path, operation) === '' ? root : read(root, path, operation, 'test');
  const expected = child(operation, 'value');
  const equal =
    isNull(found) || isNull(expected) ? isNull(found) && isNull(expected) : sameJson(toJson(found as Node), toJson(expected as Node));
  if (!equal) throw invalid(path ?? operation, 'the value is not the one that the test expects');
  return root;
}

/** The value that a move or copy takes along: it comes from the operation now, over where it came from. */
function moved(root: Node, operation: MapNode, by: readonly Origin[]): Node {
  const from = child(operation, 'from');
  const value = read(root, from, operation, 'from');
  const { origin } = from ?? operation;
  return value === undefined
    ? { kind: 'scalar', text: 'null', tag: 'null', origin: { ...origin, step: 'jsonPatch' } }
    : placed(value, origin, by);
}

function placed(node: Node, at: Origin, by: readonly Origin[]): Node {
  const origin = decided(at, 'jsonPatch', node.origin, { kept: 'part', by, ...(at.approximate ? { approximate: true } : {}) });
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => placed(item, at, by)), origin };
  return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: placed(value, at, by) })), origin };
}

function newValue(operation: MapNode, before: Node | undefined, by: readonly Origin[]): Node {
  const value = child(operation, 'value');
  if (value !== undefined) return overValue(stamp(value, 'jsonPatch', before?.origin, by), before);
  return stamp({ kind: 'scalar', text: 'null', tag: 'null', origin: operation.origin }, 'jsonPatch', before?.origin, by);
}

type Fail = (detail: string) => FailureError;

function read(root: Node, path: Node | undefined, operation: MapNode, name: string): Node | undefined {
  let found: Node | undefined;
  at(root, path, operation, name, (container, key, fail) => {
    if (container.kind === 'map') found = child(container, key);
    else if (container.kind === 'list') found = container.items[existingIndex(key, container.items.length, fail)];
    return container;
  });
  return found;
}

/** Changes the container that holds the last part of a path, and copies the containers above it. */
function at(
  root: Node,
  path: Node | undefined,
  operation: MapNode,
  name: string,
  change: (container: Node, key: string, fail: Fail) => Node,
): Node {
  const text = pathText(path, operation);
  const parts = text.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const fail: Fail = (detail) => invalid(path ?? operation, `${name} "${text}": ${detail}`);
  if (parts.length < 2) throw fail('a path begins with /');
  const descend = (node: Node, depth: number): Node => {
    const part = parts[depth] as string;
    if (node.kind === 'scalar') throw fail(`there is nothing at "${parts.slice(1, depth).join('/')}"`);
    if (depth === parts.length - 1) return change(node, part, fail);
    const index = node.kind === 'list' ? existingIndex(part, node.items.length, fail) : undefined;
    const next = node.kind === 'list' ? node.items[index as number] : child(node, part);
    if (next === undefined || next.kind === 'scalar') throw fail(`there is nothing at "${parts.slice(1, depth + 1).join('/')}"`);
    const changed = descend(next, depth + 1);
    return node.kind === 'list' ? withItem(node, index as number, changed) : withChild(node, part, changed);
  };
  return descend(root, 1);
}

function existingIndex(key: string, length: number, fail: Fail): number {
  const index = indexOf(key, length, fail);
  if (index >= length) throw fail(`there is no index ${key}`);
  return index;
}

function indexOf(key: string, length: number, fail: Fail): number {
  if (!/^[-+]?[0-9]+$/.test(key)) throw fail(`"${key}" is not an index`);
  const index = Number(key);
  if (index < -length) throw fail(`there is no index ${key}`);
  return index < 0 ? index + length : index;
}

function pathText(path: Node | undefined, operation: MapNode): string {
  if (path?.kind === 'scalar' && path.tag === 'str') return path.text;
  throw invalid(path ?? operation, 'the operation has no path');
}

function invalid(node: Node, detail: string): FailureError {
  const { file, line, column } = node.origin;
  return new FailureError({ code: 'patchInvalid', file, line, column, detail });
}
