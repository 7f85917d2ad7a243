// Follows a field spec (`spec/template/spec/containers[]/image`) into an object and edits what it finds, as kustomize's field-spec filter does.
import { FailureError, type ListNode, type MapNode, type Node, type Origin, type ScalarNode } from '../../model';
import { child, withChild } from '../../yaml/access';
import type { ObjectId } from './resource';
import { positionOf } from './scope';

export interface FieldSpec {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly path: string;
  readonly create?: boolean;
}

export interface FieldEdit {
  /** What a spec with `create` puts at the end of a path that is absent; nothing is created without it. */
  readonly create?: 'map' | 'scalar';
  /** Origin of maps that have to be created on the way. */
  readonly origin: Origin;
  /**
   * The new value. A scalar that was just created is empty.
   * @param inFlow whether it stands in braces or brackets, however deep.
   */
  set(node: Node, inFlow: boolean): Node;
  /** Instead of `set`, for a null at the end of a path that may be created. */
  setNull?(node: ScalarNode): Node;
}

/** Whether a spec applies to objects of this group, version and kind. Empty means any. */
export function selects(spec: Omit<FieldSpec, 'path'>, id: Pick<ObjectId, 'group' | 'version' | 'kind'>): boolean {
  return (
    (!spec.kind || spec.kind === id.kind) && (!spec.group || spec.group === id.group) && (!spec.version || spec.version === id.version)
  );
}

/**
 * Edits the field of `object` that `spec` names, in every list item on the way.
 * @throws FailureError `objectInvalid` where the path runs into a scalar, `invalidField` where a part of it is empty.
 */
export function editField(object: MapNode, spec: FieldSpec, edit: FieldEdit): MapNode {
  return walk(object, splitPath(spec.path), 0, { spec, edit, inFlow: false }) as MapNode;
}

/** Splits at `/`; `\/` is a slash inside a name. */
export function splitPath(path: string): readonly string[] {
  const known = SPLIT.get(path);
  if (known !== undefined) return known;
  const parts = splitEscaped(path, '/');
  SPLIT.set(path, parts);
  return parts;
}

/** Splits at a delimiter that a backslash escapes; one delimiter at the start is dropped. */
export function splitEscaped(path: string, delimiter: string): string[] {
  const raw = path.split(delimiter);
  if (raw.length > 1 && raw[0] === '') raw.shift();
  const parts: string[] = [];
  for (const part of raw) {
    const last = parts[parts.length - 1];
    if (last?.endsWith('\\')) parts[parts.length - 1] = `${last.slice(0, -1)}${delimiter}${part}`;
    else parts.push(part);
  }
  return parts;
}

const SPLIT = new Map<string, readonly string[]>();

interface Way {
  readonly spec: FieldSpec;
  readonly edit: FieldEdit;
  readonly inFlow: boolean;
}

function walk(node: Node, path: readonly string[], depth: number, way: Way): Node {
  if (depth === path.length) return way.edit.set(node, way.inFlow);
  if (node.kind === 'list') return walkList(node, path, depth, within(node, way));
  if (node.kind === 'map') return walkMap(node, path, depth, within(node, way));
  if (node.tag === 'null') return node;
  throw new FailureError({
    code: 'objectInvalid',
    ...positionOf(node.origin),
    subject: way.spec.path,
    detail: `${path[depth - 1]} must be a map or list`,
  });
}

function within(node: MapNode | ListNode, way: Way): Way {
  return node.flow && !way.inFlow ? { ...way, inFlow: true } : way;
}

function walkList(list: ListNode, path: readonly string[], depth: number, way: Way): Node {
  let changed = false;
  const items = list.items.map((item) => {
    const value = walk(item, path, depth, way);
    changed ||= value !== item;
    return value;
  });
  return changed ? { ...list, items } : list;
}

function walkMap(map: MapNode, path: readonly string[], depth: number, way: Way): Node {
  const { spec, edit } = way;
  const part = path[depth] as string;
  const inList = part.endsWith('[]');
  const name = inList ? part.slice(0, -2) : part;
  if (name === '') throw new FailureError({ code: 'invalidField', subject: spec.path, detail: 'a part of the path is empty' });
  const last = depth === path.length - 1;
  const creates = spec.create === true && edit.create !== undefined && !inList;
  let field = child(map, name);
  if (field === undefined) {
    if (!creates) return map;
    field = created(last ? edit.create : 'map', edit.origin);
  } else if (field.kind === 'scalar' && field.tag === 'null') {
    // kustomize turns a null on the way into what it needs there: an empty list for `[]`, else what would be created.
    if (inList) field = { kind: 'list', items: [], origin: field.origin };
    else if (creates && last && edit.setNull !== undefined) return withChild(map, name, edit.setNull(field));
    else if (creates) field = created(last ? edit.create : 'map', field.origin, field.text);
  }
  return withChild(map, name, walk(field, path, depth + 1, way));
}

/** @param text of the null that becomes a scalar, which keeps its spelling. */
function created(kind: 'map' | 'scalar' | undefined, origin: Origin, text = ''): Node {
  // A null that is spelled out is no text yet, whatever step wrote it.
  return kind === 'scalar' ? { kind: 'scalar', text, tag: text === '' ? 'str' : 'null', origin } : { kind: 'map', entries: [], origin };
}
