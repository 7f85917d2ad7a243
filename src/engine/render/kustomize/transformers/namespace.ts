// namespace: metadata.namespace, and the fields that name the namespace of something else.
import { type Entry, FailureError, type MapNode, type Node, type ScalarNode, type ScalarTag } from '../../../model';
import { child, text, withChild, withItem } from '../../../yaml/access';
import type { TransformerConfig } from '../config';
import { editField, type FieldSpec, selects } from '../field-spec';
import { isTrue, stringField } from '../kustomization';
import { describe, INTERNAL, idKey, type Resource, rememberId, withNode } from '../resource';
import { attempt, failAt, type Scope } from '../scope';
import { controlled, decided, replaced, scalar, scalarOrigins } from '../values';

const METADATA_NAMESPACE: FieldSpec = { path: 'metadata/namespace', create: true };

export function setNamespace(
  scope: Scope,
  fields: MapNode,
  resources: readonly Resource[],
  config: TransformerConfig,
): readonly Resource[] {
  const field = stringField(fields, 'namespace');
  if (field === undefined) return resources;
  const mode = attempt(scope, field, () => modeOf(fields, field), undefined);
  if (mode === undefined) return resources;
  const result = resources.map((resource) => {
    if (isGeneratedByHelm(resource.node)) return resource;
    return attempt(scope, field, () => withNode(rememberId(resource), moved(resource, mode, config.namespace)), resource);
  });
  const seen = new Set<string>();
  for (const { id } of result) {
    const key = idKey(id);
    if (seen.has(key)) failAt(scope, field, { code: 'duplicateObject', subject: describe(id), detail: 'two objects end in one namespace' });
    seen.add(key);
  }
  return result;
}

/** Helm was told the namespace already. */
function isGeneratedByHelm(node: MapNode): boolean {
  return text(child(child(child(node, 'metadata'), 'annotations'), `${INTERNAL}helm-generated`)) === 'true';
}

const SUBJECTS = ['defaultOnly', 'allServiceAccounts', 'none'] as const;

/** The namespace, and what only a NamespaceTransformer of its own can say besides. */
interface Mode {
  readonly field: ScalarNode;
  readonly unsetOnly: boolean;
  readonly subjects: (typeof SUBJECTS)[number];
}

function modeOf(fields: MapNode, field: ScalarNode): Mode {
  const given = stringField(fields, 'setRoleBindingSubjects');
  const subjects = SUBJECTS.find((one) => one === (given?.text ?? 'defaultOnly'));
  if (subjects === undefined) throw invalid(given ?? field, 'setRoleBindingSubjects', `must be one of ${SUBJECTS.join(', ')}`);
  return { field, unsetOnly: isTrue(fields, 'unsetOnly'), subjects };
}

/** Source: kustomize `api/filters/namespace/namespace.go`. */
function moved({ node, id }: Resource, mode: Mode, specs: readonly FieldSpec[]): MapNode {
  const { field } = mode;
  const edit = { create: 'scalar' as const, origin: decided(field.origin, 'namespace'), set: (value: Node) => setValue(value, mode) };
  const spelledNull = (tag: ScalarTag) => (mode.unsetOnly ? { setNull: (value: ScalarNode) => setNull(value, tag, mode) } : {});
  const isBinding = id.kind === 'RoleBinding' || id.kind === 'ClusterRoleBinding';
  let result = id.clusterScoped ? node : editField(node, METADATA_NAMESPACE, { ...edit, ...spelledNull('null') });
  if (isBinding && mode.subjects !== 'none') result = moveSubjects(result, mode);
  for (const spec of specs) {
    if (!selects(spec, id) || spec.path === METADATA_NAMESPACE.path) continue;
    // Only core v1 names may be namespaces, whatever a configuration says.
    if (spec.path === 'metadata/name' && (id.group !== '' || id.version !== 'v1')) continue;
    if (isBinding && spec.path === 'subjects/namespace' && /^(Cluster)?RoleBinding$/.test(spec.kind ?? '')) continue;
    result = editField(result, spec, { ...edit, ...spelledNull('str') });
  }
  return result;
}

/** Subjects named `default` follow, unless all service accounts are to; others are found again through name references. */
function moveSubjects(binding: MapNode, mode: Mode): MapNode {
  const [key, wanted] = mode.subjects === 'defaultOnly' ? ['name', 'default'] : ['kind', 'ServiceAccount'];
  const subjects = child(binding, 'subjects');
  if (subjects === undefined || (subjects.kind === 'scalar' && subjects.tag === 'null')) return binding;
  if (subjects.kind !== 'list') throw invalid(subjects, 'subjects', 'must be a list');
  let list = subjects;
  for (const [index, subject] of subjects.items.entries()) {
    if (subject.kind !== 'map') throw invalid(subject, 'subjects', 'must hold maps');
    if (text(child(subject, key as string)) !== wanted) continue;
    const before = child(subject, 'namespace');
    const moved = before === undefined ? created(mode.field) : setValue(before, mode);
    const entry: Entry = { key: 'namespace', value: controlled(moved, scalarOrigins(child(subject, key as string))) };
    list = withItem(list, index, withChild(subject, entry.key, entry.value));
  }
  return withChild(binding, 'subjects', list);
}

function created(field: ScalarNode): Node {
  return scalar(field.text, 'str', decided(field.origin, 'namespace'));
}

function setValue(value: Node, { field, unsetOnly }: Mode): Node {
  if (unsetOnly && isSet(value)) return value;
  if (value.kind !== 'scalar') throw invalid(value, 'namespace', 'must be a string');
  // A namespace that was created for this, or that was already so, overrides nothing.
  if (value.text === '' && value.origin.step === 'namespace') return created(field);
  return replaced(value, field.text, 'str', field.origin, 'namespace');
}

/** A null that is written out is a value to kustomize, once a field spec with `create` has taken its type. */
function setNull(value: ScalarNode, tag: ScalarTag, { field }: Mode): Node {
  return value.text === ''
    ? replaced(value, field.text, 'str', field.origin, 'namespace')
    : tag === 'null'
      ? { ...value, untyped: true }
      : { ...value, tag };
}

function isSet(value: Node): boolean {
  // A list or map that holds something has no such field of its own, and is set over.
  return value.kind === 'scalar' && value.tag !== 'null' && value.text !== '';
}

function invalid(node: Node, subject: string, detail: string): FailureError {
  const { file, line, column } = node.origin;
  return new FailureError({ code: 'objectInvalid', file, line, column, subject, detail });
}
