// Asks the controller of one app to reconcile, in the cluster that its environment is pinned to.
import { type ReconcileOptions, type ReconcileResult, reconcile } from '../engine/act/reconcile';
import { scrubbed as scrubbedFailure } from '../engine/compare/present';
import type { Mask } from '../engine/normalise/mask';
import type { Answer, Clock, Cluster, Pins } from '../engine/ports';
import { failed, findApps } from './find';
import { checkPin } from './pin-check';
import type { Sources } from './sources';

interface Parts {
  readonly environment: string;
  readonly app: string;
  readonly cluster: Cluster;
  readonly options: ReconcileOptions;
  readonly sources: Sources;
  readonly pins: Pins;
  readonly clock: Clock;
  readonly mask: Mask;
}

/** Refuses, before anything is written, unless the environment is pinned to this very cluster. */
export async function reconcileApp({
  environment,
  app,
  cluster,
  options,
  sources,
  pins,
  clock,
  mask,
}: Parts): Promise<Answer<ReconcileResult>> {
  const apps = findApps(sources.discovery(), environment, app);
  if (apps.kind === 'failed') return apps;
  const owner = apps.value[0]?.owner;
  if (owner === undefined) return failed({ code: 'unsupported', subject: 'Reconciling without Flux', detail: `no controller owns ${app}` });
  if (cluster.kind === 'snapshot') return failed({ code: 'noCluster', subject: 'Reconciling', detail: 'a snapshot takes no requests' });
  const check = await checkPin(environment, cluster, pins, options.signal);
  if (check.kind === 'refused') return failed(check.reason);
  if (check.kind === 'unpinned') return failed({ code: 'notPinned', subject: environment });
  // The controller's words may repeat what it tried to apply: rendered, its secrets are known to the mask.
  sources.render(environment, app);
  const { onProgress } = options;
  const masked: ReconcileOptions =
    onProgress === undefined ? options : { ...options, onProgress: (progress) => onProgress(scrubbed(progress, mask)) };
  const answer = await reconcile(owner, cluster, clock, masked);
  return answer.kind === 'failed' ? failed(scrubbedFailure(answer.reason, mask)) : { kind: 'answer', value: scrubbed(answer.value, mask) };
}

function scrubbed<T extends { readonly message?: string }>(words: T, mask: Mask): T {
  return words.message === undefined ? words : { ...words, message: mask.scrub(words.message) };
}
