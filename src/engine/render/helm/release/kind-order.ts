// The order in which Helm installs kinds, and so prints them. Source: `InstallOrder` in `kind_sorter.go` of Helm 3 and 4.

const INSTALL_ORDER =
  'PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount Secret SecretList ' +
  'ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole ClusterRoleList ClusterRoleBinding ' +
  'ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController ReplicaSet Deployment ' +
  'HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService';

const RANKS: Readonly<Record<3 | 4, ReadonlyMap<string, number>>> = {
  3: ranks(INSTALL_ORDER),
  4: ranks(`${INSTALL_ORDER} MutatingWebhookConfiguration ValidatingWebhookConfiguration`),
};

/** The items in the order of their kinds; those that Helm does not know come last, by name. Items of one kind keep their order. */
export function byKind<T extends { readonly kind: string }>(items: readonly T[], helm: 3 | 4): readonly T[] {
  return [...items].sort((a, b) => compare(a.kind, b.kind, RANKS[helm]));
}

function compare(a: string, b: string, known: ReadonlyMap<string, number>): number {
  const [first, second] = [known.get(a), known.get(b)];
  if (first !== undefined && second !== undefined) return first - second;
  if (first === undefined && second === undefined) return a < b ? -1 : a > b ? 1 : 0;
  return first === undefined ? 1 : -1;
}

function ranks(kinds: string): ReadonlyMap<string, number> {
  return new Map(kinds.split(' ').map((kind, at) => [kind, at]));
}
