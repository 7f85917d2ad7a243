// The owner of an app as it is in the cluster.
import type { ControllerRef, Failure, JsonObject } from '../model';
import type { Cluster } from '../ports';
import { throwIfCancelled } from './concurrency';

export type OwnerAnswer =
  | { readonly kind: 'answer'; readonly value: JsonObject }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly reason: Failure };

/** The owner object; a cluster that does not know its kind has none. */
export async function readOwner(owner: ControllerRef, cluster: Cluster, signal: AbortSignal): Promise<OwnerAnswer> {
  const { apiVersion, kind, namespace, name } = owner;
  const answer = await cluster.read({ apiVersion, kind, namespace, name }, signal);
  throwIfCancelled(signal);
  return isUnheardOf(answer, cluster) ? { kind: 'absent' } : answer;
}

/** A server knows all its kinds; of one that a dump does not hold, nothing is known. */
export function isUnheardOf(answer: OwnerAnswer, cluster: Cluster): boolean {
  return cluster.kind === 'live' && answer.kind === 'failed' && answer.reason.code === 'noSuchKind';
}
