// Patch and replacement targets: anchored patterns for group, version, kind, name and namespace, selectors for labels and annotations.
import { FailureError, type Node, type Origin } from '../../model';
import { child } from '../../yaml/access';
import { compilePattern, ExpressionError, type Pattern } from '../go-expressions';
import { stringField } from './kustomization';
import { matchesLabels, parseLabelSelector, type Requirement } from './label-selector';
import { effectiveNamespace, originalId, previousNamespace, type Resource } from './resource';
import { rawText, scalarOrigins } from './values';

const ID_FIELDS = ['group', 'version', 'kind', 'name', 'namespace'] as const;
type IdField = (typeof ID_FIELDS)[number];

export interface Selector {
  /** Absent patterns match everything. */
  readonly patterns: Readonly<Partial<Record<IdField, Pattern>>>;
  /** kustomize reads these when they are first asked of an object: one that cannot be read matters only then, and throws `invalidField`. */
  readonly labels: () => readonly Requirement[];
  readonly annotations: () => readonly Requirement[];
}

/** @throws FailureError `invalidField`, with its position, for a pattern that cannot be read. */
export function parseSelector(node: Node): Selector {
  const patterns: Partial<Record<IdField, Pattern>> = {};
  for (const field of ID_FIELDS) {
    const value = stringField(node, field);
    if (value !== undefined) patterns[field] = anchored(value, field);
  }
  return { patterns, labels: requirements(node, 'labelSelector'), annotations: requirements(node, 'annotationSelector') };
}

/**
 * Whether a patch target selects the resource: by its original or its present name and namespace.
 * @throws FailureError `invalidField` for a selector of labels or annotations that cannot be read.
 */
export function selectsResource(selector: Selector, resource: Resource): boolean {
  const { id } = resource;
  const original = originalId(resource);
  return (
    (test(selector, 'namespace', previousNamespace(original)) || test(selector, 'namespace', effectiveNamespace(id))) &&
    (test(selector, 'name', original.name) || test(selector, 'name', id.name)) &&
    test(selector, 'group', id.group) &&
    test(selector, 'version', id.version) &&
    test(selector, 'kind', id.kind) &&
    selectsLabels(selector, resource)
  );
}

/** What decides that a selector selects a resource: all that it says, and what of the resource it looks at. */
export function selectedBy(node: Node, selector: Selector, { node: object }: Resource): readonly Origin[] {
  const metadata = child(object, 'metadata');
  const keyed = (field: string, among: readonly Requirement[]) => among.map(({ key }) => child(child(metadata, field), key));
  const named = (['name', 'namespace'] as const).filter((field) => selector.patterns[field] !== undefined);
  return scalarOrigins(
    node,
    ...named.map((field) => child(metadata, field)),
    ...keyed('labels', selector.labels()),
    ...keyed('annotations', selector.annotations()),
  );
}

/** @throws FailureError `invalidField` for a selector that cannot be read. */
export function selectsLabels({ labels, annotations }: Selector, { node }: Resource): boolean {
  const metadata = child(node, 'metadata');
  const matches = (wanted: readonly Requirement[], field: string) =>
    wanted.length === 0 || matchesLabels(wanted, strings(child(metadata, field)));
  return matches(labels(), 'labels') && matches(annotations(), 'annotations');
}

export function test(selector: Selector, field: IdField, value: string): boolean {
  return selector.patterns[field]?.test(value) ?? true;
}

function anchored(value: Node, field: string): Pattern {
  try {
    return compilePattern('^(?:', rawText(value), ')$');
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { file, line, column } = value.origin;
    throw new FailureError({ code: 'invalidField', file, line, column, subject: field, detail: error.message });
  }
}

function requirements(node: Node, field: string): () => readonly Requirement[] {
  const value = stringField(node, field);
  const parsed = value === undefined ? [] : parseLabelSelector(value.text);
  return () => {
    if (parsed !== undefined || value === undefined) return parsed ?? [];
    const { file, line, column } = value.origin;
    throw new FailureError({ code: 'invalidField', file, line, column, subject: field, detail: `${value.text} is no selector` });
  };
}

function strings(map: Node | undefined): Map<string, string> {
  return new Map(map?.kind === 'map' ? map.entries.map(({ key, value }) => [key, rawText(value)]) : []);
}
