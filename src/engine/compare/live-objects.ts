// Reads live objects: one LIST where several of a kind and namespace are wanted, else one by one.
import type { JsonObject, ObjectRef } from '../model';
import { textAt } from '../normalise/json-values';
import type { Answer, Cluster } from '../ports';

export type LiveAnswer = Awaited<ReturnType<Cluster['read']>>;

export interface LiveObjects {
  read(ref: ObjectRef, signal: AbortSignal): Promise<LiveAnswer>;
}

/** From here on one LIST is cheaper than the reads. Cluster-scoped kinds are read one by one: their lists (CRDs) can be very large. */
const WORTH_A_LIST = 4;

/** @param refs what will be read, so that it is known in advance how many share a kind and namespace. */
export function liveObjects(cluster: Cluster, refs: readonly ObjectRef[]): LiveObjects {
  const wanted = new Map<string, number>();
  for (const ref of refs) wanted.set(groupOf(ref), (wanted.get(groupOf(ref)) ?? 0) + 1);
  const lists = new Map<string, Promise<Answer<ReadonlyMap<string, JsonObject>>>>();

  return {
    async read(ref, signal) {
      const group = groupOf(ref);
      if (cluster.kind !== 'live' || ref.namespace === undefined || (wanted.get(group) ?? 0) < WORTH_A_LIST)
        return cluster.read(ref, signal);
      const pending = lists.get(group) ?? byName(cluster, ref, signal);
      lists.set(group, pending);
      const list = await pending;
      // Someone who may not list may still read: ask for the object itself.
      if (list.kind === 'failed') return list.reason.code === 'forbidden' ? cluster.read(ref, signal) : list;
      const object = list.value.get(ref.name);
      return object === undefined ? { kind: 'absent' } : { kind: 'answer', value: object };
    },
  };
}

async function byName(cluster: Cluster, ref: ObjectRef, signal: AbortSignal): Promise<Answer<ReadonlyMap<string, JsonObject>>> {
  const list = await cluster.list(ref.apiVersion, ref.kind, ref.namespace, signal);
  if (list.kind === 'failed') return list;
  const objects = new Map<string, JsonObject>();
  // The API server leaves out kind and version of a list's items.
  for (const item of list.value)
    objects.set(textAt(item, 'metadata', 'name') ?? '', { ...item, apiVersion: ref.apiVersion, kind: ref.kind });
  return { kind: 'answer', value: objects };
}

function groupOf(ref: ObjectRef): string {
  return `${ref.apiVersion}|${ref.kind}|${ref.namespace ?? 'default'}`;
}
