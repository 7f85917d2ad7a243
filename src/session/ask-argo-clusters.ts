// Asks a cluster for the Secrets by which the Argo CD in it knows clusters.
import { clustersAmong } from '../engine/discover/application-set/live-clusters';
import { SECRET_TYPE_LABEL } from '../engine/discover/secret-type-label';
import { type Failure, type JsonObject, snapshotPath } from '../engine/model';
import type { Answer, Cluster } from '../engine/ports';
import { SETTINGS_NAME } from '../engine/render/argo/settings';

/** Where Argo CD runs nearly always. */
const USUAL_NAMESPACE = 'argocd';

/**
 * What names the clusters, without their credentials. An empty list is no answer where nothing shows that this is the place to ask: any cluster, and any
 * namespace, would give one. ApplicationSets may stand in namespaces without an Argo CD: the clusters of the one in the usual namespace count for them.
 * Source: argo-cd v3.2.6, `ListClusters`, and the namespaces of its ApplicationSet controller.
 * @throws CancelledError when the signal aborts.
 */
export async function askForArgoClusters(namespace: string, cluster: Cluster, signal: AbortSignal): Promise<Answer<JsonObject>> {
  const own = await clustersIn(namespace, cluster, signal);
  if (own.kind === 'answer' || own.reason.code !== 'noArgoCd' || namespace === USUAL_NAMESPACE) return own;
  const usual = await clustersIn(USUAL_NAMESPACE, cluster, signal);
  return usual.kind === 'answer' ? usual : own;
}

async function clustersIn(namespace: string, cluster: Cluster, signal: AbortSignal): Promise<Answer<JsonObject>> {
  const listed = await cluster.list('v1', 'Secret', namespace, signal, { [SECRET_TYPE_LABEL]: 'cluster' });
  if (listed.kind === 'failed') return listed;
  const { items } = clustersAmong(listed.value, cluster.kind === 'live');
  const doubt = items.length > 0 ? undefined : await doubtOf(namespace, cluster, signal);
  return doubt === undefined ? { kind: 'answer', value: { items } } : { kind: 'failed', reason: doubt };
}

/** Why Argo CD may not run there. */
async function doubtOf(namespace: string, cluster: Cluster, signal: AbortSignal): Promise<Failure | undefined> {
  const known = await cluster.scope('argoproj.io/v1alpha1', 'ApplicationSet', signal);
  if (known.kind === 'failed' && known.reason.code !== 'noSuchKind') return known.reason;
  if (known.kind === 'failed') return noArgoCd(cluster, 'it does not know the kind ApplicationSet');
  return cluster.kind === 'live' ? withoutSettings(namespace, cluster, signal) : withoutSecret(namespace, cluster, signal);
}

/** No Argo CD starts without its settings. */
async function withoutSettings(namespace: string, cluster: Cluster, signal: AbortSignal): Promise<Failure | undefined> {
  const found = await cluster.read({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name: SETTINGS_NAME }, signal);
  if (found.kind === 'absent') return noArgoCd(cluster, `it has no ConfigMap ${namespace}/${SETTINGS_NAME}`);
  return found.kind === 'failed' ? found.reason : undefined;
}

/** Argo CD always has one beside those of clusters, and many a dump leaves Secrets out. */
async function withoutSecret(namespace: string, cluster: Cluster, signal: AbortSignal): Promise<Failure | undefined> {
  const found = await cluster.list('v1', 'Secret', namespace, signal);
  if (found.kind === 'failed') return found.reason;
  const isThere = found.value.some(({ metadata }) => (metadata as JsonObject).name === 'argocd-secret');
  return isThere ? undefined : noArgoCd(cluster, `it holds no Secret ${namespace}/argocd-secret`);
}

function noArgoCd({ context }: Cluster, detail: string): Failure {
  return { code: 'noArgoCd', subject: snapshotPath(context) ?? context, detail };
}
