// Decides which renamed object a reference means, when several had the name.
import { FailureError, type MapNode, type Node } from '../../../model';
import { child, items, text } from '../../../yaml/access';
import type { NameReference } from '../config';
import { type FieldSpec, selects } from '../field-spec';
import { describe, effectiveNamespace, type Resource } from '../resource';
import { positionOf } from '../scope';

export interface Question {
  readonly referrer: Resource;
  readonly spec: FieldSpec;
  readonly target: NameReference;
  /** Objects that once had the name. */
  readonly candidates: readonly Resource[];
  /** The reference, where it is a map with a namespace besides the name. */
  readonly map: MapNode | undefined;
  /** The value that names it. */
  readonly reference: Node;
}

/**
 * The sieves are kustomize's, in its order. Source: kustomize `api/filters/nameref/nameref.go`, selectReferral.
 * @returns undefined when none is left.
 * @throws FailureError `ambiguous` when several are left that are not the same for the reference.
 */
export function selectReferral({ referrer, spec, target, candidates, map, reference }: Question): Resource | undefined {
  const role = spec.path.endsWith('roleRef/name') ? roleRef(referrer) : undefined;
  let left = candidates.filter(
    (one) =>
      couldBeReferred(referrer, one) &&
      wasOfKind(one, target) &&
      (role === undefined || wasOfKind(one, role)) &&
      sharesNamespace(referrer, one),
  );
  if (left.length === 1) return left[0];
  left = left.filter((one) => sameAffixes(referrer, one, true));
  if (left.length > 1) left = left.filter((one) => sameAffixes(referrer, one, false));
  const [first, ...others] = left;
  if (first === undefined) return undefined;
  const same = others.every(({ id }) => id.name === first.id.name && (map === undefined || id.namespace === first.id.namespace));
  if (same) return first;
  throw new FailureError({
    code: 'ambiguous',
    ...positionOf(reference.origin),
    subject: spec.path,
    detail: `${describe(referrer.id)} could mean ${left.map(({ id }) => describe(id)).join(' or ')}`,
  });
}

/** Objects of the same namespace, cluster-scoped ones, and for a RoleBinding those of its service accounts' namespaces. */
export function couldBeReferred(referrer: Resource, one: Resource): boolean {
  if (referrer.id.clusterScoped || one.id.clusterScoped) return true;
  if (effectiveNamespace(one.id) === effectiveNamespace(referrer.id)) return true;
  if (referrer.id.kind !== 'RoleBinding') return false;
  return items(child(referrer.node, 'subjects')).some(
    (subject) => text(child(subject, 'kind')) === 'ServiceAccount' && text(child(subject, 'namespace')) === one.id.namespace,
  );
}

function wasOfKind(one: Resource, kind: NameReference | Omit<FieldSpec, 'path'>): boolean {
  return one.previous.some((id) => selects(kind, { ...one.id, kind: id.kind }));
}

function sharesNamespace(referrer: Resource, one: Resource): boolean {
  if (referrer.id.clusterScoped || one.id.clusterScoped || one.id.kind === 'ServiceAccount') return true;
  return effectiveNamespace(one.id) === effectiveNamespace(referrer.id);
}

function roleRef({ node }: Resource): { group: string; kind: string } | undefined {
  const reference = child(node, 'roleRef');
  const [group, kind] = [child(reference, 'apiGroup'), child(reference, 'kind')];
  if (group === undefined || kind === undefined) return undefined;
  return { group: text(group) ?? '', kind: text(kind) ?? '' };
}

function sameAffixes(a: Resource, b: Resource, emptyMatches: boolean): boolean {
  const same = (x: readonly string[], y: readonly string[]) => (emptyMatches && (x.length === 0 || y.length === 0)) || sameEnding(x, y);
  return same(a.prefixes, b.prefixes) && same(a.suffixes, b.suffixes);
}

/** Whether the shorter list is how the longer one ends; an empty one is only how an empty one ends. */
function sameEnding(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === 0) return long.length === 0;
  return short.every((one, i) => one === long[long.length - short.length + i]);
}
