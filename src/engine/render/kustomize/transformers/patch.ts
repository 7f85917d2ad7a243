// patches: strategic merge or JSON patches, from files or inline, for the object they name or for all that a target selects.
import { FailureError, type ListNode, type MapNode, type Node } from '../../../model';
import { child } from '../../../yaml/access';
import { hasContentHash } from '../finish/hash';
import { isTrue, mapsField } from '../kustomization';
import { layoutAfterPatch } from '../layout/after-patch';
import { objectsOf } from '../objects';
import { customScopes, mergeSchema } from '../openapi';
import { describe, idKey, type Resource, rememberId, withLayout } from '../resource';
import { attempt, failAt, type Scope } from '../scope';
import { parseSelector, selectedBy, selectsResource } from '../selector';
import { appliedBy, jsonPatched, noteSelected, patchDocuments, patchText } from './patch-json6902';
import { adaptPatch, marksOf, mergePatch, namedBy, type PatchOptions, targetOf } from './strategic';

export function applyPatches(scope: Scope, fields: MapNode, resources: readonly Resource[]): readonly Resource[] {
  let result = resources;
  for (const entry of mapsField(fields, 'patches')) result = attempt(scope, entry, () => applyEntry(scope, entry, result), result);
  return result;
}

function applyEntry(scope: Scope, entry: MapNode, resources: readonly Resource[]): readonly Resource[] {
  const documents = patchDocuments(scope, entry, true);
  if (documents === undefined) return resources;
  const target = child(entry, 'target');
  const [first] = documents;
  if (first?.kind === 'list') return applyOperations(scope, entry, target, first, resources);
  const patches = objectsOf(documents);
  const options = optionsOf(entry);
  if (target !== undefined && patches.length > 0) return applyToSelected(scope, entry, target, patches, options, resources);
  let result = resources;
  for (const patch of patches) result = attempt(scope, patch, () => applyToNamed(scope, entry, patch, options, result), result);
  return result;
}

function applyOperations(
  scope: Scope,
  entry: MapNode,
  target: Node | undefined,
  operations: ListNode,
  resources: readonly Resource[],
): readonly Resource[] {
  if (target === undefined) {
    failAt(scope, entry, { code: 'invalidField', subject: 'patches', detail: 'a JSON patch needs a target' });
    return resources;
  }
  const selector = parseSelector(target);
  noteSelected(scope, target, 'patches.target', selector, resources);
  return resources.map((resource) =>
    selectsResource(selector, resource)
      ? attempt(
          scope,
          entry,
          () => jsonPatched(rememberId(resource), operations, appliedBy(scope, entry, selectedBy(target, selector, resource))),
          resource,
        )
      : resource,
  );
}

function applyToNamed(
  scope: Scope,
  entry: MapNode,
  patch: MapNode,
  options: PatchOptions,
  resources: readonly Resource[],
): readonly Resource[] {
  const target = targetOf(patch, resources, customScopes(scope));
  return resources.flatMap((resource) =>
    resource === target
      ? (mergePatch(resource, patch, options, mergeSchema(scope), appliedBy(scope, entry, namedBy(patch, target))) ?? [])
      : [resource],
  );
}

function applyToSelected(
  scope: Scope,
  entry: MapNode,
  target: Node,
  patches: readonly MapNode[],
  options: PatchOptions,
  resources: readonly Resource[],
): readonly Resource[] {
  const [patch, second] = patches;
  if (patch === undefined || second !== undefined) {
    const { file, line, column } = target.origin;
    throw new FailureError({ code: 'invalidField', file, line, column, subject: 'patches.target', detail: 'one target, several patches' });
  }
  const selector = parseSelector(target);
  noteSelected(scope, target, 'patches.target', selector, resources);
  const selected = new Set(resources.filter((resource) => selectsResource(selector, resource)).map(({ id }) => idKey(id)));
  const result = resources.flatMap((resource) => {
    if (!selected.has(idKey(resource.id))) return [resource];
    const by = appliedBy(scope, entry, selectedBy(target, selector, resource));
    const merge = () => {
      const merged = mergePatch(resource, adaptPatch(patch, resource), options, mergeSchema(scope), by, 'selected');
      if (merged === undefined) return [];
      if (merged.hash === undefined || hasContentHash(merged.node)) return merged;
      return withLayout(merged, layoutAfterPatch(resource, patchText(scope, entry), marksOf(options)));
    };
    return attempt(scope, patch, merge, resource);
  });
  reportDuplicates(scope, patch, result);
  return result;
}

function reportDuplicates(scope: Scope, patch: MapNode, resources: readonly Resource[]): void {
  const seen = new Set<string>();
  for (const { id } of resources) {
    if (seen.has(idKey(id))) failAt(scope, patch, { code: 'duplicateObject', subject: describe(id) });
    seen.add(idKey(id));
  }
}

function optionsOf(entry: MapNode): PatchOptions {
  const options = child(entry, 'options');
  return { allowNameChange: isTrue(options, 'allowNameChange'), allowKindChange: isTrue(options, 'allowKindChange') };
}
