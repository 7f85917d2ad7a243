// Asks Flux to reconcile a Kustomization or HelmRelease and waits until the controller acknowledges it.
import type { ControllerRef, Failure, Json, JsonObject } from '../model';
import { isList, textAt, valueAt } from '../normalise/json-values';
import type { Answer, Clock, Cluster } from '../ports';

export interface ReconcileProgress {
  readonly stage: 'requested' | 'acknowledged' | 'ready';
  /** The controller's own words, masked. */
  readonly message?: string;
}

export interface ReconcileResult {
  readonly acknowledged: boolean;
  readonly ready: boolean;
  readonly revision?: string;
  readonly message?: string;
}

export interface ReconcileOptions {
  readonly signal: AbortSignal;
  readonly timeoutMilliseconds: number;
  readonly onProgress?: (progress: ReconcileProgress) => void;
}

/**
 * Writes the annotation `reconcile.fluxcd.io/requestedAt` and polls `status.lastHandledReconcileAt`. `timeout` is a failed answer; a suspended object is refused with `conflict`.
 *
 * kustomize-controller writes the acknowledgement together with the outcome, at the end of its attempt, so until then its
 * progress is told from the `Reconciling` condition. An attempt that failed is an answer with `ready: false` and the controller's words.
 *
 * Source: Flux documentation, "Kustomization", "Triggering a reconcile"; kustomize-controller 1.9.5.
 *
 * @throws CancelledError when `signal` aborts: the request stays with the controller. Every other failure is in the returned value.
 */
export async function reconcile(
  ref: ControllerRef,
  cluster: Cluster,
  clock: Clock,
  options: ReconcileOptions,
): Promise<Answer<ReconcileResult>> {
  const words = `${ref.kind} ${ref.namespace}/${ref.name}`;
  const requested = await request(ref, words, cluster, clock, options.signal);
  if (requested.kind === 'failed') return requested;
  options.onProgress?.({ stage: 'requested' });
  return follow(ref, words, requested.value, cluster, clock, options);
}

const REQUESTED_AT = 'reconcile.fluxcd.io/requestedAt';

/** A small fleet's Kustomization takes a fifth of a second; one that waits for health takes minutes. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2000;

interface Requested {
  readonly token: string;
  /** `status.lastHandledReconcileAt` before the request. */
  readonly handledBefore: string | undefined;
}

async function request(ref: ControllerRef, words: string, cluster: Cluster, clock: Clock, signal: AbortSignal): Promise<Answer<Requested>> {
  if (ref.kind === 'Application') return failed({ code: 'unsupported', subject: words, detail: 'only Flux objects can be reconciled' });
  const before = await cluster.read(ref, signal);
  if (before.kind === 'failed') return before;
  if (before.kind === 'absent') return failed({ code: 'noSuchObject', subject: words });
  const refusal = refusalOf(before.value);
  if (refusal !== undefined) return failed({ code: 'conflict', subject: words, detail: refusal });
  const token = clock.now().toISOString();
  const patched = await cluster.mergePatch(ref, { metadata: { annotations: { [REQUESTED_AT]: token } } }, signal);
  if (patched.kind === 'failed') return patched;
  if (patched.kind === 'absent') return failed({ code: 'noSuchObject', subject: words });
  return { kind: 'answer', value: { token, handledBefore: handledAt(before.value) } };
}

async function follow(
  ref: ControllerRef,
  words: string,
  requested: Requested,
  cluster: Cluster,
  clock: Clock,
  options: ReconcileOptions,
): Promise<Answer<ReconcileResult>> {
  const end = clock.now().getTime() + options.timeoutMilliseconds;
  const tell = onceEach(options.onProgress);
  let detail = 'the controller has not acknowledged the request: is it running?';
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const left = end - clock.now().getTime();
    if (left <= 0) return failed({ code: 'timeout', subject: words, detail });
    await clock.sleep(Math.min(pause, left), options.signal);
    const live = await cluster.read(ref, options.signal);
    if (live.kind === 'absent') return failed({ code: 'noSuchObject', subject: words, detail: 'it was deleted in the meantime' });
    if (live.kind === 'failed') {
      if (!PASSING.has(live.reason.code)) return live;
      detail = `the API server does not answer at the moment: ${live.reason.detail ?? live.reason.code}`;
      continue;
    }
    const refusal = refusalOf(live.value);
    if (refusal !== undefined) return failed({ code: 'conflict', subject: words, detail: refusal });
    const state = stateOf(live.value, requested);
    tell(state.progress);
    if (state.result !== undefined) return { kind: 'answer', value: state.result };
    detail = state.waitingFor ?? detail;
  }
}

/** An API server that restarts is no reason to give up before the time is over. */
const PASSING: ReadonlySet<Failure['code']> = new Set(['unreachable', 'timeout']);

interface State {
  readonly progress: ReconcileProgress;
  /** Set when the controller is done with the request. */
  readonly result?: ReconcileResult;
  /** What is still missing, where there is more to say than that nothing came. */
  readonly waitingFor?: string;
}

function stateOf(object: JsonObject, requested: Requested): State {
  if (!isAcknowledged(object, requested)) {
    const doing = textAt(condition(object, 'Reconciling'), 'message');
    return {
      progress: { stage: 'requested', ...(doing === undefined ? {} : { message: doing }) },
      ...(doing === undefined ? {} : { waitingFor: `the controller is still at it: ${doing}` }),
    };
  }
  const ready = condition(object, 'Ready');
  const message = textAt(ready, 'message');
  const said = message === undefined ? {} : { message };
  if (textAt(ready, 'status') === 'True' && isCurrent(object)) {
    const revision = revisionOf(object);
    return {
      progress: { stage: 'ready', ...said },
      result: { acknowledged: true, ready: true, ...(revision === undefined ? {} : { revision }), ...said },
    };
  }
  if (textAt(ready, 'status') === 'False' && textAt(ready, 'reason') !== RESTARTED) {
    return { progress: { stage: 'acknowledged', ...said }, result: { acknowledged: true, ready: false, ...said } };
  }
  return { progress: { stage: 'acknowledged', ...said }, waitingFor: `acknowledged, but not ready: ${message ?? 'no message'}` };
}

/** The reason of Ready when the controller broke an attempt off in favour of a newer one, which follows at once. */
const RESTARTED = 'HealthCheckCanceled';

function isAcknowledged(object: JsonObject, { token, handledBefore }: Requested): boolean {
  const handled = handledAt(object);
  if (handled === token) return true;
  // Somebody else asked after us, and the controller answered both at once with the later token.
  const asked = textAt(object, 'metadata', 'annotations', REQUESTED_AT);
  return handled !== undefined && handled !== handledBefore && handled === asked;
}

/** Whether Ready speaks of the spec as it is now. */
function isCurrent(object: JsonObject): boolean {
  const observed = valueAt(object, 'status', 'observedGeneration');
  const generation = valueAt(object, 'metadata', 'generation');
  return typeof observed !== 'number' || typeof generation !== 'number' || observed >= generation;
}

function revisionOf(object: JsonObject): string | undefined {
  return textAt(object, 'status', 'lastAppliedRevision') ?? textAt(object, 'status', 'lastAttemptedRevision');
}

function handledAt(object: JsonObject): string | undefined {
  return textAt(object, 'status', 'lastHandledReconcileAt');
}

function refusalOf(object: JsonObject): string | undefined {
  if (valueAt(object, 'spec', 'suspend') === true) return 'it is suspended: resume it first';
  return valueAt(object, 'metadata', 'deletionTimestamp') === undefined ? undefined : 'it is being deleted';
}

function condition(object: JsonObject, type: string): Json | undefined {
  const conditions = valueAt(object, 'status', 'conditions');
  return isList(conditions) ? conditions.find((each) => textAt(each, 'type') === type) : undefined;
}

/** Passes each stage and message on once, however often it is polled. */
function onceEach(listener: ReconcileOptions['onProgress']): (progress: ReconcileProgress) => void {
  let last = 'requested ';
  return (progress) => {
    const now = `${progress.stage} ${progress.message ?? ''}`;
    if (now !== last) listener?.(progress);
    last = now;
  };
}

function failed(reason: Failure): { readonly kind: 'failed'; readonly reason: Failure } {
  return { kind: 'failed', reason };
}
