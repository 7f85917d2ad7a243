// patchesStrategicMerge: files, or patches written inline, each for the object that it names.
import type { MapNode, ScalarNode } from '../../../model';
import { stringsField } from '../kustomization';
import { loadFile, parse, parseInline } from '../load';
import { objectsOf } from '../objects';
import { customScopes, mergeSchema } from '../openapi';
import type { Resource } from '../resource';
import { attempt, fail, failAt, type Scope } from '../scope';
import { adaptPatch, mergePatch, namedBy, NO_OPTIONS, targetOf } from './strategic';

export function applyStrategicMergePatches(scope: Scope, fields: MapNode, resources: readonly Resource[]): readonly Resource[] {
  const references = stringsField(fields, 'patchesStrategicMerge');
  const before = scope.notes.failures.length;
  const patches = references.flatMap((reference) => attempt(scope, reference, () => loadPatches(scope, reference), []));
  const [first] = references;
  if (first !== undefined && patches.length === 0 && scope.notes.failures.length === before) {
    failAt(scope, first, { code: 'patchInvalid', subject: 'patchesStrategicMerge', detail: 'the patches are empty' });
  }
  let result = resources;
  for (const patch of patches) result = attempt(scope, patch, () => applyTo(scope, result, patch), result);
  return result;
}

function applyTo(scope: Scope, resources: readonly Resource[], patch: MapNode): readonly Resource[] {
  const target = targetOf(patch, resources, customScopes(scope));
  return resources.flatMap((resource) => {
    if (resource !== target) return [resource];
    return (
      mergePatch(resource, adaptPatch(patch, resource), NO_OPTIONS, mergeSchema(scope), [...namedBy(patch, resource), ...scope.led]) ?? []
    );
  });
}

/** A text that reads as objects is a patch, anything else names a file: the order in which kustomize tries. */
function loadPatches(scope: Scope, reference: ScalarNode): MapNode[] {
  if (/[\n{]/.test(reference.text)) {
    const { documents, failures } = parseInline(scope, reference);
    for (const failure of failures) fail(scope, failure);
    return objectsOf(documents);
  }
  const file = loadFile(scope, reference);
  if (file === undefined) return [];
  const { documents, failures } = parse(scope, file);
  for (const failure of failures) fail(scope, failure);
  return objectsOf(documents);
}
