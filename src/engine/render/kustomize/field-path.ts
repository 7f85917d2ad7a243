// Field paths of replacements (`spec.containers.[name=web].image`): looked up for a source, followed and edited for targets.
import { FailureError, type ListNode, type MapNode, type Node, type Origin, type ScalarNode } from '../../model';
import { child, withChild, withItem } from '../../yaml/access';
import { compilePattern, ExpressionError, type Pattern } from '../go-expressions';
import { splitEscaped } from './field-spec';
import { readStructure, unreadable } from './transformers/structured-text';
import { rawText, scalar } from './values';

/** Splits at dots that neither a backslash nor brackets protect. Brackets stay where they hold `name=value`. */
export function splitFieldPath(path: string): readonly string[] {
  const parts = splitEscaped(path, '.');
  const result: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    let part = parts[i] as string;
    if (part.startsWith('[') && !part.endsWith(']')) {
      while (i < parts.length - 1 && !part.endsWith(']')) part = `${part}.${parts[++i]}`;
      if (!part.includes('=')) part = part.replace(/^[[\]]+|[[\]]+$/g, '');
    }
    result.push(part);
  }
  return result;
}

/** The one value at a path; list items by index, `-` for the last, or `[name=value]`. */
export function lookUp(node: Node, path: readonly string[]): Node | undefined {
  let here: Node | undefined = node;
  for (const part of path.map((one) => one.trim()).filter((one) => one !== '')) {
    if (here === undefined) return undefined;
    if (here.kind === 'scalar') return undefined;
    if (here.kind === 'map') here = child(here, part);
    else if (/^\d+$/.test(part)) here = here.items[Number(part)];
    else if (part === '-') here = here.items[here.items.length - 1];
    else here = findItem(here, part);
  }
  return here;
}

export interface PathEdit {
  /** Kind of what is created at the end of a path that is absent; nothing is created without it. */
  readonly create?: Node['kind'];
  readonly origin: Origin;
  set(node: Node, created: boolean): Node;
  /** The same within the structure of a text, of which nothing comes but what it throws. */
  setInText?(node: Node, created: boolean): Node;
}

/**
 * The node with every value that the path finds edited. Source: kyaml `yaml.PathMatcher`.
 * @returns the number of values found besides the node.
 * @throws FailureError `patchInvalid` where the path does not fit.
 */
export function editPath(node: Node, path: readonly string[], edit: PathEdit): { readonly node: Node; readonly found: number } {
  const state = { found: 0 };
  const result = follow(node, path, 0, edit, state, false);
  return { node: result, found: state.found };
}

function follow(node: Node, path: readonly string[], depth: number, edit: PathEdit, state: { found: number }, created: boolean): Node {
  const part = path[depth];
  if (part === undefined) {
    state.found++;
    return edit.set(node, created);
  }
  if (node.kind === 'scalar' && node.tag !== 'null') {
    followInText(node, path, depth, edit, state);
    return node;
  }
  const next = (value: Node, isNew: boolean) => follow(value, path, depth + 1, edit, state, isNew);
  if (/^\d+$/.test(part)) return atIndex(listAt(node, path), Number(part), path, depth, edit, next);
  if (part.startsWith('[') && part.endsWith(']')) return atMatches(listAt(node, path), part, path, edit, state, next);
  if (part === '*') return mapItems(listAt(node, path), (item) => next(item, false));
  if (node.kind === 'list') throw failure(path, `${part} is looked for in a list`);
  if (node.kind === 'scalar') return node;
  const field = child(node, part);
  if (field !== undefined) return withChild(node, part, next(field, false));
  if (edit.create === undefined) return node;
  return withChild(node, part, next(createdNode(path, depth, edit), true));
}

/** kustomize goes on in the structure of a text, and then forgets what it changed there. */
function followInText(text: ScalarNode, path: readonly string[], depth: number, edit: PathEdit, state: { found: number }): void {
  const inner = readStructure(text.text);
  if (inner === undefined || inner.kind === 'scalar') throw failure(path, `${path.slice(0, depth).join('.')} is ${unreadable(text.text)}`);
  follow(inner, path, depth, { ...edit, set: edit.setInText ?? edit.set }, state, false);
}

function atIndex(
  list: ListNode,
  index: number,
  path: readonly string[],
  depth: number,
  edit: PathEdit,
  next: (value: Node, isNew: boolean) => Node,
): Node {
  const item = list.items[index];
  if (item !== undefined) return withItem(list, index, next(item, false));
  if (index === list.items.length && edit.create !== undefined) {
    return { ...list, items: [...list.items, next(createdNode(path, depth, edit), true)] };
  }
  throw failure(path, `there are only ${list.items.length} items`);
}

/** Items whose field matches a pattern that is not anchored; plain items match as they are, and end the path. */
function atMatches(
  list: ListNode,
  part: string,
  path: readonly string[],
  edit: PathEdit,
  state: { found: number },
  next: (value: Node, isNew: boolean) => Node,
): Node {
  const [name, value] = nameAndValue(part);
  const pattern = patternOf(value, path);
  const before = state.found;
  const result = mapItems(list, (item) => {
    if (name === '') {
      if (item.kind !== 'scalar' || !pattern.test(item.text)) return item;
      state.found++;
      return edit.set(item, false);
    }
    const field = item.kind === 'map' ? child(item, name) : undefined;
    return field !== undefined && pattern.test(rawText(field)) ? next(item, false) : item;
  });
  if (state.found > before || edit.create === undefined) return result;
  const text = scalar(value, 'str', edit.origin);
  if (name === '') {
    state.found++;
    return { ...list, items: [...list.items, edit.set(text, true)] };
  }
  const item: MapNode = { kind: 'map', entries: [{ key: name, value: text }], origin: edit.origin };
  return { ...list, items: [...list.items, next(item, false)] };
}

function mapItems(list: ListNode, change: (item: Node) => Node): ListNode {
  const items = list.items.map(change);
  return items.every((item, i) => item === list.items[i]) ? list : { ...list, items };
}

function findItem(list: ListNode, part: string): Node | undefined {
  if (!part.startsWith('[') || !part.endsWith(']')) return undefined;
  const [name, value] = nameAndValue(part);
  return list.items.find((item) => {
    const field = name === '' ? item : child(item, name);
    return field?.kind === 'scalar' && field.text === value;
  });
}

function nameAndValue(part: string): [string, string] {
  const inner = part.slice(1, -1);
  const equals = inner.indexOf('=');
  return equals === -1 ? ['', inner] : [inner.slice(0, equals), inner.slice(equals + 1)];
}

function createdNode(path: readonly string[], depth: number, edit: PathEdit): Node {
  const after = path[depth + 1];
  const kind = after === undefined ? edit.create : /^(\d+|\[.*\])$/.test(after) ? 'list' : 'map';
  if (kind === 'list') return { kind, items: [], origin: edit.origin };
  return kind === 'map' ? { kind, entries: [], origin: edit.origin } : scalar('', 'str', edit.origin);
}

function listAt(node: Node, path: readonly string[]): ListNode {
  if (node.kind === 'list') return node;
  if (node.kind === 'scalar' && node.tag === 'null') return { kind: 'list', items: [], origin: node.origin };
  throw failure(path, 'a list is looked for where there is none');
}

function patternOf(text: string, path: readonly string[]): Pattern {
  try {
    return compilePattern('', text, '');
  } catch (error) {
    if (error instanceof ExpressionError) throw failure(path, error.message);
    throw error;
  }
}

function failure(path: readonly string[], detail: string): FailureError {
  return new FailureError({ code: 'patchInvalid', subject: path.join('.'), detail });
}
