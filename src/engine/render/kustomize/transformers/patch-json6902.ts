// patchesJson6902: JSON patches with a target.
import { FailureError, type ListNode, type MapNode, type Node, type Origin } from '../../../model';
import { child, text, withChild } from '../../../yaml/access';
import { refusedByJson } from '../../../yaml/emit';
import { mapsField, stringField } from '../kustomization';
import { loadFile, parse, parseInline } from '../load';
import { hasContentHash } from '../finish/hash';
import type { GoNode } from '../layout/go-node';
import { rebuilt } from '../layout/rebuilt';
import { applyJsonPatch } from '../merge/json-patch';
import { withRemembered } from '../remembered';
import { type Resource, withLayout, withNode } from '../resource';
import { attempt, fail, failAt, noteUse, type Scope, warnAt } from '../scope';
import { parseSelector, type Selector, selectedBy, selectsResource } from '../selector';
import { scalarOrigins } from '../values';
import { stringified } from './strategic';

export function applyJsonPatches(scope: Scope, fields: MapNode, resources: readonly Resource[]): readonly Resource[] {
  let result = resources;
  for (const entry of mapsField(fields, 'patchesJson6902')) {
    result = attempt(scope, entry, () => applyEntry(scope, entry, result), result);
  }
  return result;
}

/** The resource with the operations carried out. Its annotations become strings. Source: kustomize `api/internal/builtins/PatchJson6902Transformer.go`. */
export function jsonPatched(resource: Resource, operations: ListNode, by: readonly Origin[]): Resource {
  const refused = refusedByJson(resource.node);
  if (refused !== undefined) throw new FailureError(refused);
  const { node: before, added } = asksForAnnotations(operations) ? withRemembered(resource) : { node: resource.node, added: [] };
  const node = applyJsonPatch(before, operations, by);
  const metadata = child(node, 'metadata');
  // The object is built anew from JSON: what was one value in several places no longer is.
  const { aliases: _, ...rest } = resource;
  const unaliased: Resource = { ...rest, patched: 'json' };
  const patched = metadata?.kind === 'map' ? withMetadataMap(node, stringified(forgotten(metadata, added), 'annotations')) : node;
  return withLayout(withNode(withLayout(unaliased, undefined), patched), layoutOf(resource, patched, operations));
}

/** Of what was generated and is of another kind by now: its hash is made of that. */
function layoutOf(resource: Resource, patched: MapNode, operations: ListNode): GoNode | undefined {
  if (resource.hash === undefined || hasContentHash(patched)) return undefined;
  const { node, added } = withRemembered(resource);
  const annotations = child(child(node, 'metadata'), 'annotations');
  const remembered = added.map((key) => [key, text(child(annotations, key)) ?? ''] as const);
  return rebuilt(applyJsonPatch(node, operations), remembered);
}

function forgotten(metadata: MapNode, added: readonly string[]): MapNode {
  const annotations = child(metadata, 'annotations');
  if (annotations?.kind !== 'map' || added.length === 0) return metadata;
  return withChild(metadata, 'annotations', { ...annotations, entries: annotations.entries.filter(({ key }) => !added.includes(key)) });
}

/** Whether an operation finds the annotations, in which kustomize keeps what it remembers, before any sets them as a whole. */
function asksForAnnotations(operations: ListNode): boolean {
  const pathOf = (operation: Node, field: string) => (text(child(operation, field)) ?? '').replace(/^[^/]*/, '');
  const first = operations.items.find((operation) => {
    const [path, from] = [pathOf(operation, 'path'), pathOf(operation, 'from')];
    const op = text(child(operation, 'op'));
    if (path.startsWith(ANNOTATIONS)) return true;
    return (/^(move|copy)$/.test(op ?? '') && isAround(from)) || (op === 'test' && isAround(path));
  });
  if (first === undefined) return false;
  return !/^(add|replace)$/.test(text(child(first, 'op')) ?? '') || pathOf(first, 'path') !== ANNOTATIONS;
}

/** Whether a pointer names the annotations, one of them, or something that holds them. */
function isAround(pointer: string): boolean {
  return `${pointer}/`.startsWith(`${ANNOTATIONS}/`) || `${ANNOTATIONS}/`.startsWith(`${pointer}/`);
}

const ANNOTATIONS = '/metadata/annotations';

/**
 * The documents of an entry's `path` or inline `patch`; undefined when there are none, which is noted.
 * @param trims whether kustomize takes the blanks around an inline patch away before it looks at how it begins.
 */
export function patchDocuments(scope: Scope, entry: MapNode, trims: boolean): readonly Node[] | undefined {
  const path = stringField(entry, 'path');
  const inline = stringField(entry, 'patch');
  const text = inline === undefined || inline.text.trim() === '' ? undefined : inline;
  if ((path === undefined) === (text === undefined)) {
    failAt(scope, entry, { code: 'invalidField', subject: 'patches', detail: 'give either path or patch' });
    return undefined;
  }
  const file = path === undefined ? undefined : loadFile(scope, path);
  if (path !== undefined && file === undefined) return undefined;
  const { documents, failures } = file === undefined ? parseInline(scope, text as NonNullable<typeof text>) : parse(scope, file);
  for (const failure of failures) fail(scope, failure);
  if (failures.length > 0) return undefined;
  if (documents[0]?.kind === 'list') refuseFlow(documents[0], file?.text ?? (trims ? text?.text.trim() : text?.text) ?? '');
  return documents;
}

/** What kustomize reads a patch from: an inline one without the blanks around it. */
export function patchText(scope: Scope, entry: MapNode): string {
  const path = stringField(entry, 'path');
  const file = path === undefined ? undefined : loadFile(scope, path);
  return file?.text ?? stringField(entry, 'patch')?.text.trim() ?? '';
}

/** Operations that begin with a bracket are JSON to kustomize, also where they are YAML. */
function refuseFlow({ origin: { file, line, column } }: ListNode, text: string): void {
  if (!text.startsWith('[')) return;
  try {
    JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // The parser's own words are left out: they quote the text, which may hold a secret.
    throw new FailureError({
      code: 'patchInvalid',
      file,
      line,
      column,
      detail: 'a patch that begins with [ has to be JSON: quote keys and texts',
    });
  }
}

/** What decides that a patch is applied to an object: what selected that, the item that names the patch's file, and what led to this kustomization. */
export function appliedBy(scope: Scope, entry: MapNode, selected: readonly Origin[]): readonly Origin[] {
  return [...selected, ...scalarOrigins(child(entry, 'path'), child(entry, 'options')), ...scope.led];
}

/** Notes whether a target selects anything: kustomize goes on where it does not. */
export function noteSelected(scope: Scope, target: Node, subject: string, selector: Selector, resources: readonly Resource[]): void {
  if (resources.some((resource) => selectsResource(selector, resource))) noteUse(scope, target, 'targetMatchesNothing');
  else warnAt(scope, target, { code: 'targetMatchesNothing', subject });
}

function applyEntry(scope: Scope, entry: MapNode, resources: readonly Resource[]): readonly Resource[] {
  const target = child(entry, 'target');
  if (target === undefined || stringField(target, 'name') === undefined) {
    failAt(scope, target ?? entry, { code: 'invalidField', subject: 'patchesJson6902.target', detail: 'must have a name' });
    return resources;
  }
  const operations = patchDocuments(scope, entry, false)?.[0];
  if (operations?.kind !== 'list' || operations.items.length === 0) {
    if (operations !== undefined) failAt(scope, operations, { code: 'patchInvalid', subject: 'patchesJson6902', detail: 'must be a list' });
    else failAt(scope, entry, { code: 'patchInvalid', subject: 'patchesJson6902', detail: 'the patch is empty' });
    return resources;
  }
  const selector = parseSelector(target);
  noteSelected(scope, target, 'patchesJson6902.target', selector, resources);
  return resources.map((resource) =>
    selectsResource(selector, resource)
      ? attempt(
          scope,
          entry,
          () => jsonPatched(resource, operations, appliedBy(scope, entry, selectedBy(target, selector, resource))),
          resource,
        )
      : resource,
  );
}

function withMetadataMap(node: MapNode, metadata: MapNode): MapNode {
  return { ...node, entries: node.entries.map((entry) => (entry.key === 'metadata' ? { key: 'metadata', value: metadata } : entry)) };
}
