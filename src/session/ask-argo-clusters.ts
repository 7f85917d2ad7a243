// Asks a cluster for the Secrets by which the Argo CD in it knows clusters.
import { clustersAmong } from '../engine/discover/application-set/live-clusters';
import { CLUSTER_LABEL } from '../engine/discover/cluster-label';
import { type Failure, type JsonObject, snapshotPath } from '../engine/model';
import type { Answer, Cluster } from '../engine/ports';

/**
 * What names the clusters, without their credentials. An empty list is no answer where nothing shows that this is the place to ask: any cluster
 * would give one.
 * @throws CancelledError when the signal aborts.
 */
export async function askForArgoClusters(namespace: string, cluster: Cluster, signal: AbortSignal): Promise<Answer<JsonObject>> {
  const listed = await cluster.list('v1', 'Secret', namespace, signal, { [CLUSTER_LABEL]: 'cluster' });
  if (listed.kind === 'failed') return listed;
  const { items } = clustersAmong(listed.value);
  const doubt = items.length > 0 ? undefined : await doubtOf(namespace, cluster, signal);
  return doubt === undefined ? { kind: 'answer', value: { items } } : { kind: 'failed', reason: doubt };
}

/** Why Argo CD may not run there. */
async function doubtOf(namespace: string, cluster: Cluster, signal: AbortSignal): Promise<Failure | undefined> {
  const known = await cluster.scope('argoproj.io/v1alpha1', 'ApplicationSet', signal);
  if (known.kind === 'failed' && known.reason.code !== 'noSuchKind') return known.reason;
  if (known.kind === 'failed') return noArgoCd(cluster, 'it does not know the kind ApplicationSet');
  return cluster.kind === 'live' ? withoutNamespace(namespace, cluster, signal) : withoutSecrets(namespace, cluster, signal);
}

/** Of a namespace that is not there, a server lists nothing. Whoever may not read namespaces, and may list Secrets in this one, has it. */
async function withoutNamespace(namespace: string, cluster: Cluster, signal: AbortSignal): Promise<Failure | undefined> {
  const found = await cluster.read({ apiVersion: 'v1', kind: 'Namespace', name: namespace }, signal);
  if (found.kind === 'absent') return noArgoCd(cluster, `it has no namespace ${namespace}`);
  return found.kind === 'failed' && found.reason.code !== 'forbidden' ? found.reason : undefined;
}

/** Argo CD always has Secrets beside those of clusters, and many a dump leaves Secrets out. */
async function withoutSecrets(namespace: string, cluster: Cluster, signal: AbortSignal): Promise<Failure | undefined> {
  const all = await cluster.list('v1', 'Secret', namespace, signal);
  if (all.kind === 'failed') return all.reason;
  return all.value.length > 0 ? undefined : noArgoCd(cluster, `it holds no Secret of ${namespace}`);
}

function noArgoCd({ context }: Cluster, detail: string): Failure {
  return { code: 'noArgoCd', subject: snapshotPath(context) ?? context, detail };
}
