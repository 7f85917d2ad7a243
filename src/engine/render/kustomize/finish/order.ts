// The order of the output: as read, or the legacy order of kinds.
import { type Failure, FailureError, type Node } from '../../../model';
import { child, items, text } from '../../../yaml/access';
import type { Profile } from '../build';
import type { ObjectId, Resource } from '../resource';
import { byCodePoint, rawText } from '../values';

/** Source: kustomize `api/internal/builtins/SortOrderTransformer.go`. */
const FIRST = (
  'Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role ClusterRole RoleBinding ' +
  'ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume PersistentVolumeClaim Deployment ' +
  'StatefulSet CronJob PodDisruptionBudget'
).split(' ');
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/**
 * `sortOptions` of the kustomization win over the profile.
 * @throws FailureError `invalidField` for options that kustomize refuses.
 */
export function order(resources: readonly Resource[], sortOptions: Node | undefined, profile: Profile): readonly Resource[] {
  if (sortOptions === undefined) return profile.reorder === 'none' ? resources : legacyOrder(resources, FIRST, LAST);
  const kind = text(child(sortOptions, 'order')) ?? '';
  const legacy = child(sortOptions, 'legacySortOptions');
  if (kind !== 'fifo' && kind !== 'legacy') throw invalid(sortOptions, 'sortOptions.order', 'must be fifo or legacy');
  if (kind === 'fifo' && legacy !== undefined) throw invalid(legacy, 'sortOptions.legacySortOptions', 'only for the order legacy');
  if (kind === 'fifo') return resources;
  if (legacy === undefined) return legacyOrder(resources, FIRST, LAST);
  return legacyOrder(resources, kinds(child(legacy, 'orderFirst')), kinds(child(legacy, 'orderLast')));
}

function legacyOrder(resources: readonly Resource[], first: readonly string[], last: readonly string[]): readonly Resource[] {
  const ranks = new Map<string, number>();
  for (const [i, kind] of first.entries()) ranks.set(kind, i - first.length);
  for (const [i, kind] of last.entries()) ranks.set(kind, i + 1);
  return resources.slice().sort((a, b) => compareIds(a.id, b.id, ranks));
}

function compareIds(a: ObjectId, b: ObjectId, ranks: ReadonlyMap<string, number>): number {
  if (a.group === b.group && a.version === b.version && a.kind === b.kind) return byCodePoint(idText(a), idText(b));
  const rank = (ranks.get(a.kind) ?? 0) - (ranks.get(b.kind) ?? 0);
  if (rank !== 0) return rank;
  const kinds = byCodePoint(kindText(a), kindText(b));
  // Namespaces of the core group come before those of other groups.
  return a.kind === 'Namespace' && b.kind === 'Namespace' && (a.group === '' || b.group === '') ? -kinds : kinds;
}

function kindText(id: ObjectId): string {
  return `${id.group || '~G'}_${id.version || '~V'}_${id.kind || '~K'}`;
}

function idText(id: ObjectId): string {
  return `${id.namespace || '~X'}|${id.name || '~N'}`;
}

function kinds(list: Node | undefined): string[] {
  return items(list).map(rawText);
}

function invalid(node: Node, subject: string, detail: string): FailureError {
  const { file, line, column } = node.origin;
  const failure: Failure = { code: 'invalidField', file, line, column, subject, detail };
  return new FailureError(failure);
}
