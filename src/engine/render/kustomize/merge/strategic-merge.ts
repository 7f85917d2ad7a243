// Merges a strategic merge patch into an object as kustomize's patch transformer does.
import type { Entry, ListNode, MapNode, Node, Origin, ScalarNode } from '../../../model';
import { child } from '../../../yaml/access';
import { schemaCommentOf } from '../../../yaml/schema-comment';
import { inlineSchema } from '../schema/custom';
import { KUBERNETES_SCHEMA, type MergeSchema, type SchemaType } from '../schema/schema';
import { isNamed, mergeAssociative, type Walk } from './associative-list';
import { listDirective, mapDirective, mapDirectiveOfNew } from './directives';
import { isNull, valueText, wrongKind } from './elements';
import { controlled, inStyleOf, scalarOrigins } from '../values';
import { inFlowOf } from './flow';
import { overValue, stamp, stampOrigin } from './origins';

export interface MergeOptions {
  /** Where items go that only the patch has. kustomize's builds prepend. */
  readonly direction?: 'append' | 'prepend';
  /** Whether lists that no schema knows are matched by `name`. kustomize's builds replace them. */
  readonly inferAssociativeLists?: boolean;
  /** What decided that the patch was applied here. */
  readonly by?: readonly Origin[];
}

/**
 * The target with `patch` merged in. Values of the patch have its positions, the step `patch`, and what they replaced in `overrode`.
 * `$setElementOrder`, `$retainKeys` and `$deleteFromPrimitiveList` are plain fields to kustomize, and so they are here.
 * Source: kyaml, packages merge2 and walk.
 * @returns undefined when the patch deletes the whole object (`$patch: delete`).
 * @throws FailureError `patchInvalid`, with its position, where patch and target do not fit.
 */
export function strategicMerge(
  target: MapNode,
  patch: MapNode,
  schema: MergeSchema = KUBERNETES_SCHEMA,
  options: MergeOptions = {},
): MapNode | undefined {
  const run: Run = {
    schema,
    infer: options.inferAssociativeLists ?? false,
    direction: options.direction ?? 'prepend',
    by: options.by ?? [],
    walk: (a, b, type) => merge(a, b, type, run),
  };
  const result = merge(target, patch, undefined, run);
  return result?.kind === 'map' ? result : undefined;
}

interface Run extends Walk {
  readonly schema: MergeSchema;
  readonly infer: boolean;
}

/**
 * One value of the target with one of the patch. Where the target has none, the patch is merged with itself,
 * which carries out the directives and nulls within it.
 * @returns undefined, or a null of the patch, when the value goes.
 */
function merge(target: Node | undefined, patch: Node | undefined, known: SchemaType | undefined, run: Run): Node | undefined {
  const schema = known ?? schemaOf(target, run) ?? schemaOf(patch, run);
  const kind = isNull(target) ? (isNull(patch) ? 'map' : (patch as Node).kind) : (target as Node).kind;
  for (const node of [target, patch]) if (node !== undefined && !isNull(node) && node.kind !== kind) throw wrongKind(node, kind);
  if (kind === 'map') return mergeMap(target as MapNode | ScalarNode | undefined, patch as MapNode | ScalarNode | undefined, schema, run);
  if (kind === 'list')
    return mergeList(target as ListNode | ScalarNode | undefined, patch as ListNode | ScalarNode | undefined, schema, run);
  return patch === undefined ? target : setBy(patch, target, run.by);
}

function mergeMap(
  target: MapNode | ScalarNode | undefined,
  patch: MapNode | ScalarNode | undefined,
  schema: SchemaType | undefined,
  run: Run,
): Node | undefined {
  if (patch?.kind === 'scalar') return target?.kind === 'map' ? undefined : patch;
  if (target?.kind !== 'map') {
    // An explicit null of the target stays, an empty value goes: kustomize issue 4628.
    if (patch === undefined) return valueText(target) === '' ? undefined : target;
    const directed = mapDirectiveOfNew(patch);
    return directed.directive === 'delete' ? undefined : mergeWithItself(directed.patch, target?.origin, schema, run);
  }
  if (patch === undefined) return mergeFields(target, undefined, schema, run);
  const directed = mapDirective(patch);
  if (directed.directive === 'delete') return undefined;
  if (directed.directive === 'replace') return mergeWithItself(directed.patch, target === patch ? undefined : target.origin, schema, run);
  if (target === patch) return mergeFields(directed.patch, directed.patch, schema, run);
  return mergeFields(target, directed.patch, schema, run);
}

function mergeWithItself(patch: MapNode, overrode: Origin | undefined, schema: SchemaType | undefined, run: Run): MapNode {
  const merged = mergeFields(patch, patch, schema, run);
  return { ...merged, origin: stampOrigin(merged.origin, 'patch', overrode, run.by) };
}

function mergeFields(target: MapNode, patch: MapNode | undefined, schema: SchemaType | undefined, run: Run): MapNode {
  const entries: Entry[] = [];
  const removed: Origin[] = [];
  let changed = false;
  for (const entry of target.entries) {
    const patchValue = child(patch, entry.key);
    const merged = merge(entry.value, patchValue, fieldSchema(entry.key, schema, run, entry.value, patchValue), run);
    const value = inFlowOf(entry.value, patchValue, merged);
    if (value !== entry.value) changed = true;
    if (value === undefined || (isNull(value) && patchValue !== undefined)) {
      changed = true;
      if (patchValue !== undefined) removed.push(...scalarOrigins(directiveOf(patchValue)));
    } else entries.push(value === entry.value ? entry : { ...entry, value });
  }
  if (patch !== undefined && patch !== target) {
    for (const entry of patch.entries) {
      if (child(target, entry.key) !== undefined) continue;
      const value = merge(undefined, entry.value, fieldSchema(entry.key, schema, run, entry.value), run);
      if (value === undefined || isNull(value)) continue;
      entries.push({ ...entry, value });
      changed = true;
    }
  }
  const node = controlled(changed ? { ...target, entries } : target, removed.length === 0 ? removed : [...removed, ...run.by]);
  return patch === target && node.origin.step !== 'patch'
    ? { ...node, origin: stampOrigin(node.origin, 'patch', undefined, run.by) }
    : node;
}

/** A comment at the field outweighs what is known of its kind. */
function fieldSchema(
  key: string,
  schema: SchemaType | undefined,
  run: Run,
  ...values: readonly (Node | undefined)[]
): SchemaType | undefined {
  const comment = schemaCommentOf(...values);
  return comment === undefined ? schema?.field(key) : inlineSchema(comment, run.schema);
}

function mergeList(
  target: ListNode | ScalarNode | undefined,
  patch: ListNode | ScalarNode | undefined,
  schema: SchemaType | undefined,
  run: Run,
): Node | undefined {
  if (!isAssociative(schema, target, patch, run)) return patch === undefined ? target : setBy(patch, target, run.by);
  if (target?.kind !== 'list') {
    if (patch?.kind !== 'list') return patch;
    const merged = mergeAssociative(patch, patch, schema, run);
    return { ...merged, origin: stampOrigin(merged.origin, 'patch', target?.origin, run.by) };
  }
  if (patch?.kind === 'scalar') return undefined;
  if (patch === undefined) return mergeAssociative(target, undefined, schema, run);
  const directed = listDirective(patch);
  if (directed.directive === 'delete') return undefined;
  if (directed.directive === 'replace') {
    const merged = mergeAssociative(directed.patch, directed.patch, schema, run);
    return { ...merged, origin: stampOrigin(merged.origin, 'patch', target === patch ? undefined : target.origin, run.by) };
  }
  return mergeAssociative(target === patch ? directed.patch : target, directed.patch, schema, run);
}

function isAssociative(schema: SchemaType | undefined, target: Node | undefined, patch: Node | undefined, run: Run): boolean {
  if (schema !== undefined) return schema.strategy.split(',').includes('merge');
  return run.infer && [target, patch].some((list) => list?.kind === 'list' && isNamed(list));
}

/** What of a patch says that a field goes: a null, or a `$patch`. */
function directiveOf(patch: Node): Node | undefined {
  return patch.kind === 'map' ? child(patch, '$patch') : patch.kind === 'scalar' ? patch : undefined;
}

/** A value of the patch in place of the target's, which may be the patch itself. */
function setBy(patch: Node, target: Node | undefined, by: readonly Origin[]): Node {
  const stamped = stamp(patch, 'patch', target === patch ? undefined : target?.origin, by);
  if (stamped.kind === 'scalar' && target?.kind === 'scalar' && target !== patch) return overValue(setScalar(stamped, target), target);
  const secret = target?.kind === 'scalar' && target.secret === true;
  return secret && stamped.kind === 'scalar' ? { ...stamped, secret: true } : overValue(stamped, target);
}

/** The target keeps its style, and what came from a Secret stays marked. */
function setScalar(patch: ScalarNode, target: ScalarNode): ScalarNode {
  const node = inStyleOf(target, patch);
  return target.secret === true ? { ...node, secret: true } : node;
}

/** Where the schema says nothing, an object in an object (a template, an item of a List) is looked up by its own kind. */
function schemaOf(node: Node | undefined, run: Run): SchemaType | undefined {
  if (node?.kind !== 'map') return undefined;
  const apiVersion = valueText(child(node, 'apiVersion'));
  const kind = valueText(child(node, 'kind'));
  return apiVersion === '' || kind === '' ? undefined : run.schema.root(apiVersion, kind);
}
