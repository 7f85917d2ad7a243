// Applies one strategic merge patch to one resource, and says which resource a patch without a target is for.
import { FailureError, type MapNode, type Node, type Origin } from '../../../model';
import { child, text, withChild, withoutChild } from '../../../yaml/access';
import { resolvePlain } from '../../../yaml/tags';
import { syncAliases } from '../aliases';
import { mapDirective } from '../merge/directives';
import { strategicMerge } from '../merge/strategic-merge';
import { allIdKeys, describe, idKey, idOf, type ObjectId, type Resource, rememberId, withLayout, withNode } from '../resource';
import type { MergeSchema } from '../schema/schema';
import type { Scopes } from '../schema/scope';
import { rawText, scalarOrigins } from '../values';

export interface PatchOptions {
  readonly allowNameChange: boolean;
  readonly allowKindChange: boolean;
}

export const NO_OPTIONS: PatchOptions = { allowNameChange: false, allowKindChange: false };

/**
 * The resource with the patch merged in; name, kind and namespace stay unless the options allow a change.
 * @param by what decided that the patch is applied here.
 * @returns undefined when the patch deletes the object.
 * @throws FailureError `patchInvalid`.
 */
export function mergePatch(
  resource: Resource,
  patch: MapNode,
  options: PatchOptions,
  schema: MergeSchema,
  by: readonly Origin[],
  patched: 'named' | 'selected' = 'named',
): Resource | undefined {
  const raw = replacesAll(patch) ? resource.node : strategicMerge(resource.node, patch, schema, { by });
  if (raw === undefined || raw.entries.length === 0) return undefined;
  const { node: merged, aliases } = syncAliases(resource, raw);
  const before = options.allowNameChange || options.allowKindChange ? rememberId(resource) : resource;
  let node = keepVersion(merged, resource.node, patch, patched);
  if (!options.allowKindChange) node = keep(node, resource.node, 'kind');
  let metadata = child(node, 'metadata');
  if (metadata?.kind !== 'map') metadata = { kind: 'map', entries: [], origin: node.origin };
  const held = child(resource.node, 'metadata');
  if (!options.allowNameChange) metadata = keep(metadata, held, 'name');
  // An empty namespace and a null are none to kustomize, which then takes the field away.
  const namespace = text(child(held, 'namespace')) ?? '';
  metadata = namespace === '' ? withoutChild(metadata, 'namespace') : keep(metadata, held, 'namespace');
  const changed = withNode(withLayout(before, undefined), withChild(node, 'metadata', metadata));
  const marks = marksOf(options);
  const result = marks.length === 0 ? changed : { ...changed, allowed: [...new Set([...(changed.allowed ?? []), ...marks])] };
  return aliases.length === 0 ? { ...result, patched } : { ...result, patched, aliases };
}

/** By their names in kustomize's annotations. */
export function marksOf({ allowNameChange, allowKindChange }: PatchOptions): NonNullable<Resource['allowed']> {
  return [...(allowNameChange ? (['allowNameChange'] as const) : []), ...(allowKindChange ? (['allowKindChange'] as const) : [])];
}

/**
 * The one resource that a patch names by group, version, kind, name and namespace, of now or of before.
 * @throws FailureError `patchTargetMissing` or `ambiguous`, at the patch.
 */
export function targetOf(patch: MapNode, resources: readonly Resource[], scopes?: Scopes): Resource {
  const id = idOf(patch, scopes);
  const key = idKey(id);
  const found = resources.filter((resource) => allIdKeys(resource).includes(key));
  const [target] = found;
  if (target !== undefined && found.length === 1) return target;
  const { file, line, column } = (child(child(patch, 'metadata'), 'name') ?? patch).origin;
  const subject = describe(id);
  if (found.length === 0) throw new FailureError({ code: 'patchTargetMissing', file, line, column, subject, ...nearest(id, resources) });
  const all = found.map((one) => `${describe(one.id)} of ${one.node.origin.file}:${one.node.origin.line}`).join(' or ');
  throw new FailureError({ code: 'ambiguous', file, line, column, subject, detail: `it could mean ${all}` });
}

/** What there is in place of an object that a patch names: one of that name, or else those of its kind. */
function nearest({ kind, name }: ObjectId, resources: readonly Resource[]): { readonly detail?: string } {
  const ofKind = resources.filter(({ id }) => id.kind === kind);
  const named = ofKind.filter((one) => one.id.name === name || one.previous.some((id) => id.name === name));
  const near = (named.length > 0 ? named : ofKind).slice(0, MOST_NAMED);
  if (near.length === 0) return resources.length === 0 ? {} : { detail: `there is no ${kind} here` };
  return { detail: `there is ${near.map(({ id }) => `${describe(id)} (${apiVersionOf(id)})`).join(', ')}` };
}

const MOST_NAMED = 3;

function apiVersionOf({ group, version }: ObjectId): string {
  return group === '' ? version : `${group}/${version}`;
}

/** What decides that a patch without a target is for a resource: the names on both sides. */
export function namedBy(patch: MapNode, { node }: Resource): readonly Origin[] {
  return scalarOrigins(
    ...[patch, node].flatMap((object) => {
      const metadata = child(object, 'metadata');
      return [child(object, 'apiVersion'), child(object, 'kind'), child(metadata, 'name'), child(metadata, 'namespace')];
    }),
  );
}

/**
 * What kustomize does to a patch before it applies it to selected objects: it takes their apiVersion, and turns its own labels and
 * annotations into strings, nulls included, so that such a patch cannot remove one.
 * Source: kustomize `api/resmap/reswrangler.go`, ApplySmPatch.
 */
export function adaptPatch(patch: MapNode, target: Resource): MapNode {
  let metadata = child(patch, 'metadata');
  if (metadata?.kind !== 'map') return patch;
  for (const field of ['labels', 'annotations']) metadata = stringified(metadata, field);
  refuseUnquoted(child(metadata, 'labels'), child(child(target.node, 'metadata'), 'labels'));
  const apiVersion = child(target.node, 'apiVersion');
  const adapted = withChild(patch, 'metadata', metadata);
  return apiVersion === undefined ? withoutChild(adapted, 'apiVersion') : withChild(adapted, 'apiVersion', apiVersion);
}

/** A label that only the patch has keeps the key that kustomize set for it, without quotes. */
function refuseUnquoted(labels: Node | undefined, before: Node | undefined): void {
  if (labels?.kind !== 'map') return;
  const refused = labels.entries.find(({ key }) => resolvePlain(key) !== 'str' && child(before, key) === undefined);
  if (refused === undefined) return;
  const { file, line, column } = refused.value.origin;
  throw new FailureError({ code: 'patchInvalid', file, line, column, subject: refused.key, detail: 'the key reads as another type' });
}

/** The metadata with every value of a map field a string; without the field where that has none. */
export function stringified(metadata: MapNode, field: string): MapNode {
  const map = child(metadata, field);
  if (map === undefined) return metadata;
  if (map.kind !== 'map' || map.entries.length === 0) return withoutChild(metadata, field);
  if (map.entries.every(({ value }) => value.kind === 'scalar' && value.tag === 'str' && !value.folded)) return metadata;
  const entries = map.entries.map(({ key, value }) => ({ key, value: asText(value) }));
  return withChild(metadata, field, { ...map, entries });
}

/** kustomize makes the new object of such a patch and then keeps the old one. Source: kustomize `api/resource/resource.go`, ApplyFilter. */
function replacesAll(patch: MapNode): boolean {
  return mapDirective(patch).directive === 'replace';
}

function asText(value: Node): Node {
  if (value.kind === 'scalar') {
    const { folded: _, ...rest } = value;
    return { ...rest, tag: 'str' };
  }
  return { kind: 'scalar', text: rawText(value), tag: 'str', origin: value.origin };
}

/** A patch for selected objects is given their version first, which leaves the field empty where they have none. */
function keepVersion(merged: MapNode, before: MapNode, patch: MapNode, patched: 'named' | 'selected'): MapNode {
  if (patched === 'named' || merged === before || child(before, 'apiVersion') !== undefined) return keep(merged, before, 'apiVersion');
  return withChild(merged, 'apiVersion', { kind: 'scalar', text: '', tag: 'null', origin: { ...patch.origin, step: 'patch' } });
}

function keep(node: MapNode, before: Node | undefined, field: string): MapNode {
  const value = child(before, field);
  return value === undefined ? withoutChild(node, field) : withChild(node, field, value);
}
