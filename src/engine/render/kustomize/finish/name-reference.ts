// Updates the fields that refer to other objects by name, after prefixes, suffixes, namespaces and hashes changed those names.
import { FailureError, type MapNode, type Node, type Origin, type ScalarNode, type Step } from '../../../model';
import { child, items, text, withChild } from '../../../yaml/access';
import type { NameReference, TransformerConfig } from '../config';
import { editField, type FieldSpec, selects } from '../field-spec';
import { effectiveNamespace, NO_NAMESPACE, originalId, type Resource, withNode } from '../resource';
import { attempt, positionOf, type Scope } from '../scope';
import { decided, rawText, replaced, scalar, scalarOrigins, untypedTag } from '../values';
import { couldBeReferred, selectReferral } from './referral';

interface Lookup {
  /** Every object that was renamed, by each name that it had. */
  readonly renamed: ReadonlyMap<string, readonly Resource[]>;
  /** By the namespace that they were read with: one object for each namespace that they are in now. */
  readonly moved: ReadonlyMap<string, readonly Resource[]>;
}

interface Reference {
  readonly target: NameReference;
  readonly spec: FieldSpec;
}

export function fixNameReferences(scope: Scope, resources: readonly Resource[], config: TransformerConfig): readonly Resource[] {
  for (const resource of resources) attempt(scope, resource.node, () => checkSubjects(resource), undefined);
  const renamed = byPreviousName(resources);
  const lookup: Lookup = { renamed, moved: byOriginalNamespace(resources) };
  const references = referencesByKind(config);
  return resources.map((resource) => {
    const kind = originalId(resource).kind;
    const own = references.get(kind) ?? references.get('') ?? [];
    return own.length === 0 ? resource : fixOne(scope, resource, kind, own, lookup);
  });
}

function fixOne(scope: Scope, referrer: Resource, kind: string, references: readonly Reference[], lookup: Lookup): Resource {
  let node = referrer.node;
  for (const { target, spec } of references) {
    if (!selects(spec, { ...referrer.id, kind })) continue;
    const find = (reference: Node, map?: MapNode) => {
      const named = lookup.renamed.get(rawText(reference));
      if (named === undefined) return undefined;
      const candidates = map === undefined ? named : inNamespaceOf(map, named, referrer, lookup.moved);
      return selectReferral({ referrer, spec, target, candidates, map, reference });
    };
    const by = (referral: Resource) => [...namespaceOf(referrer), ...namespaceOf(referral)];
    const edit = { origin: node.origin, set: (value: Node) => updated(value, { find, by }) };
    node = attempt(scope, node, () => editField(node, { path: spec.path }, edit), node);
  }
  return withNode(referrer, node);
}

/** A service account of a RoleBinding whose namespace is there but no string: kustomize refuses it, renamed or not. */
function checkSubjects({ id, node }: Resource): void {
  if (id.kind !== 'RoleBinding') return;
  for (const subject of items(child(node, 'subjects'))) {
    const namespace = child(subject, 'namespace');
    if (namespace === undefined || text(child(subject, 'kind')) !== 'ServiceAccount') continue;
    if (namespace.kind === 'scalar' && namespace.tag === 'str') continue;
    const { file, line, column } = namespace.origin;
    throw new FailureError({ code: 'objectInvalid', file, line, column, subject: 'subjects.namespace', detail: 'must be a string' });
  }
}

/** Which object a reference means, and what decides that besides its name. */
interface Finder {
  find(reference: Node, map?: MapNode): Resource | undefined;
  by(referral: Resource): readonly Origin[];
}

function updated(value: Node, finder: Finder): Node {
  if (value.kind === 'scalar') return value.tag === 'null' ? value : updatedName(value, finder);
  if (value.kind === 'map') return updatedMap(value, finder);
  const list = value.items.map((item) => (item.kind === 'list' ? refuse(item) : updated(item, finder)));
  return list.every((item, i) => item === value.items[i]) ? value : { ...value, items: list };
}

function updatedName(value: ScalarNode, { find, by }: Finder): Node {
  const referral = find(value);
  const name = child(child(referral?.node, 'metadata'), 'name');
  return referral === undefined || name === undefined || rawText(name) === value.text ? value : copied(value, name, by(referral));
}

/** A map with `name`, and maybe `namespace`: both follow the object. */
function updatedMap(map: MapNode, { find, by }: Finder): Node {
  const name = child(map, 'name');
  if (name === undefined) return refuse(map);
  const referral = find(name, map);
  if (referral === undefined) return map;
  const metadata = child(referral.node, 'metadata');
  const [newName, namespace] = [child(metadata, 'name'), child(metadata, 'namespace')];
  if (newName === undefined) return map;
  if (referral.id.name === rawText(name) && referral.id.namespace === '') return map;
  const changed = referral.id.name === rawText(name) ? map : withChild(map, 'name', copied(name, newName, by(referral)));
  if (referral.id.namespace === '' || namespace === undefined) return changed;
  const before = child(map, 'namespace');
  if (before !== undefined && rawText(before) === referral.id.namespace) return changed;
  return withChild(changed, 'namespace', before === undefined ? created(namespace, name) : copied(before, namespace, [name.origin]));
}

const STEP: Step = 'nameReference';

/** The new value is decided where the name of the other object was; the old one says which object that is. */
function copied(before: Node, value: Node, by: readonly Origin[]): Node {
  return replaced(before, rawText(value), untypedTag(before, rawText(value)), value.origin, STEP, {
    kept: 'key',
    from: [value.origin],
    by,
  });
}

function namespaceOf({ node }: Resource): readonly Origin[] {
  return scalarOrigins(child(child(node, 'metadata'), 'namespace'));
}

function created(value: Node, name: Node): Node {
  return scalar(
    rawText(value),
    untypedTag(value, rawText(value)),
    decided(value.origin, STEP, undefined, { from: [value.origin], by: [name.origin] }),
  );
}

/**
 * A namespace that any object in reach was read with means the namespaces of then, of whatever name and kind that object is; any other means
 * those of now. Source: kustomize `api/filters/nameref/nameref.go`, filterMapCandidatesByNamespace.
 */
function inNamespaceOf(map: MapNode, candidates: readonly Resource[], referrer: Resource, moved: Lookup['moved']): readonly Resource[] {
  const field = child(map, 'namespace');
  if (field === undefined) return candidates;
  const namespace = rawText(field);
  if (namespace === NO_NAMESPACE) return [];
  const ofThen = moved.get(namespace)?.some((one) => couldBeReferred(referrer, one)) ?? false;
  return candidates.filter((one) => (ofThen ? originalNamespace(one) : effectiveNamespace(one.id)) === namespace);
}

function byOriginalNamespace(resources: readonly Resource[]): Lookup['moved'] {
  const groups = new Map<string, Map<string, Resource>>();
  for (const resource of resources) {
    const before = originalNamespace(resource);
    const group = groups.get(before) ?? new Map<string, Resource>();
    groups.set(before, group.set(`${effectiveNamespace(resource.id)}\0${resource.id.namespace}`, resource));
  }
  return new Map([...groups].map(([before, group]) => [before, [...group.values()]]));
}

function originalNamespace(resource: Resource): string {
  const { namespace } = originalId(resource);
  return namespace === '' ? 'default' : namespace;
}

function byPreviousName(resources: readonly Resource[]): Lookup['renamed'] {
  const renamed = new Map<string, Resource[]>();
  for (const resource of resources) {
    for (const name of new Set(resource.previous.map((id) => id.name))) {
      const known = renamed.get(name);
      if (known === undefined) renamed.set(name, [resource]);
      else known.push(resource);
    }
  }
  return renamed;
}

const BY_KIND = new WeakMap<TransformerConfig, Map<string, Reference[]>>();

/** The references of every kind that the config names, with those for all kinds (under `''`) in their place among them. */
function referencesByKind(config: TransformerConfig): Map<string, Reference[]> {
  const known = BY_KIND.get(config);
  if (known !== undefined) return known;
  const all = config.nameReference.flatMap((target) => target.referrers.map((spec) => ({ target, spec })));
  const kinds = new Set(['', ...all.map(({ spec }) => spec.kind ?? '')]);
  const byKind = new Map([...kinds].map((kind) => [kind, all.filter(({ spec }) => !spec.kind || spec.kind === kind)]));
  BY_KIND.set(config, byKind);
  return byKind;
}

function refuse(node: Node): never {
  throw new FailureError({
    code: 'objectInvalid',
    ...positionOf(node.origin),
    subject: 'name',
    detail: 'a reference must be a name or a map with one',
  });
}
