// In which order Argo CD applies the objects of one Application: phases, then waves, and kinds within a wave.
import { apiGroup, type MapNode, type ObjectRef, type RenderedObject, SYNC_PHASES, type SyncTurn } from '../model';
import { syncPhases, syncWave } from '../discover/sync-turn';
import { at, text } from '../yaml/access';

export interface SyncPlan {
  /** Each is applied, and healthy, before the next one begins; those of `SyncFail` only where the sync fails. */
  readonly steps: readonly SyncStep[];
  /** Hooks of no phase of a sync: for tests and deletion, and what is to be skipped. */
  readonly notSynced: readonly ObjectRef[];
}

export interface SyncStep extends SyncTurn {
  readonly objects: readonly ObjectRef[];
}

/**
 * A hook of several phases is in a step of each.
 *
 * @param namespace of the Application's destination, which objects that name none go to.
 * Source: gitops-engine v0.7.1, `pkg/sync/sync_tasks.go`.
 */
export function syncPlan(objects: readonly RenderedObject[], namespace: string | undefined): SyncPlan {
  const tasks = objects.flatMap((object) => tasksOf(object, namespace)).sort(byTurn);
  const withNamespaces = pullForward(tasks, namespaceMade, (task) => task.namespace);
  const ordered = pullForward(withNamespaces, kindMade, ({ ref }) => `${apiGroup(ref.apiVersion)}/${ref.kind}`);
  const notSynced = objects.filter(({ node }) => syncPhases(node).length === 0).map(({ ref }) => ref);
  return { steps: stepsOf(ordered), notSynced };
}

interface Task extends SyncTurn {
  readonly ref: ObjectRef;
  readonly node: MapNode;
  readonly namespace: string | undefined;
}

function tasksOf({ ref, node }: RenderedObject, namespace: string | undefined): readonly Task[] {
  const wave = syncWave(node);
  return syncPhases(node).map((phase) => ({ phase, wave, ref, node, namespace: ref.namespace ?? namespace }));
}

/** Other kinds come after them. */
const KINDS =
  'Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount Secret SecretList ConfigMap StorageClass ' +
  'PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role ' +
  'RoleList RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet ' +
  'Job CronJob IngressClass Ingress APIService';
const RANKS: ReadonlyMap<string, number> = new Map(KINDS.split(' ').map((kind, rank) => [kind, rank]));

function byTurn(a: Task, b: Task): number {
  const rank = ({ ref }: Task): number => RANKS.get(ref.kind) ?? RANKS.size;
  const difference = compareTurns(a, b) || rank(a) - rank(b);
  if (difference !== 0) return difference;
  return a.ref.name < b.ref.name ? -1 : a.ref.name > b.ref.name ? 1 : 0;
}

/** Negative where `a` comes first. */
export function compareTurns(a: SyncTurn, b: SyncTurn): number {
  return SYNC_PHASES.indexOf(a.phase) - SYNC_PHASES.indexOf(b.phase) || a.wave - b.wave;
}

/** What others need takes the turn of the first that needs it, where its own is later. */
function pullForward(
  tasks: readonly Task[],
  made: (task: Task) => string | undefined,
  needed: (task: Task) => string | undefined,
): readonly Task[] {
  const ordered: Task[] = [];
  for (const task of tasks) {
    const key = made(task);
    const index = key === undefined ? -1 : ordered.findIndex((other) => made(other) === undefined && needed(other) === key);
    const first = ordered[index];
    if (first === undefined) ordered.push(task);
    else ordered.splice(index, 0, { ...task, phase: first.phase, wave: first.wave });
  }
  return ordered;
}

function namespaceMade({ ref }: Task): string | undefined {
  return ref.kind === 'Namespace' && ref.apiVersion === 'v1' ? ref.name : undefined;
}

function kindMade({ ref, node }: Task): string | undefined {
  if (ref.kind !== 'CustomResourceDefinition' || apiGroup(ref.apiVersion) !== 'apiextensions.k8s.io') return undefined;
  return `${text(at(node, ['spec', 'group'])) ?? ''}/${text(at(node, ['spec', 'names', 'kind'])) ?? ''}`;
}

function stepsOf(tasks: readonly Task[]): readonly SyncStep[] {
  const steps: (SyncTurn & { readonly objects: ObjectRef[] })[] = [];
  for (const { phase, wave, ref } of tasks) {
    const last = steps.at(-1);
    if (last !== undefined && compareTurns(last, { phase, wave }) === 0) last.objects.push(ref);
    else steps.push({ phase, wave, objects: [ref] });
  }
  return steps;
}
