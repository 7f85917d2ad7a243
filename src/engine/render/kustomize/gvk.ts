// The order of kinds, in which kustomize writes objects and keeps field specs.
import { byCodePoint } from './values';

export interface Gvk {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
}

/** Source: kustomize `api/internal/builtins/SortOrderTransformer.go`, and the same in kyaml `resid/gvk.go`. */
export const FIRST = (
  'Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role ClusterRole RoleBinding ' +
  'ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume PersistentVolumeClaim Deployment ' +
  'StatefulSet CronJob PodDisruptionBudget'
).split(' ');
export const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** The place of each kind that has one; all others come in between. */
export function ranksOf(first: readonly string[], last: readonly string[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (const [i, kind] of first.entries()) ranks.set(kind, i - first.length);
  for (const [i, kind] of last.entries()) ranks.set(kind, i + 1);
  return ranks;
}

export const LEGACY_RANKS = ranksOf(FIRST, LAST);

/** By the places of their kinds, then by name. */
export function compareGvk(a: Gvk, b: Gvk, ranks: ReadonlyMap<string, number> = LEGACY_RANKS): number {
  const rank = (ranks.get(a.kind ?? '') ?? 0) - (ranks.get(b.kind ?? '') ?? 0);
  return rank !== 0 ? rank : byCodePoint(gvkText(a), gvkText(b));
}

function gvkText({ group, version, kind }: Gvk): string {
  return `${group || '~G'}_${version || '~V'}_${kind || '~K'}`;
}
