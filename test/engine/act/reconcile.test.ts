// Reconcile with a cluster that follows a script and a clock that does not wait: the orders of events that a real controller seldom gives.
import { describe, expect, test } from 'vitest';
import { type ReconcileProgress, reconcile } from '../../../src/engine/act/reconcile';
import { CancelledError, type ControllerRef, type FailureCode, type JsonObject } from '../../../src/engine/model';
import type { Answer, Clock, Cluster } from '../../../src/engine/ports';

const REF: ControllerRef = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'flux-system', name: 'apps' };
const TOKEN = '2026-01-01T00:00:00.000Z';
const REQUESTED_AT = 'reconcile.fluxcd.io/requestedAt';

type Seen = JsonObject | 'absent' | FailureCode;

/** Reads answer with each of `script` in turn, the last one for ever; the patch goes through unless `patch` says otherwise. */
function scripted(script: readonly Seen[], patch: Seen = {}) {
  const patches: JsonObject[] = [];
  let reads = 0;
  const unexpected = () => Promise.reject(new Error('reconcile has no business here'));
  const cluster: Cluster = {
    context: 'scripted',
    kind: 'live',
    identity: unexpected,
    scope: unexpected,
    list: unexpected,
    lookup: unexpected,
    capabilities: unexpected,
    mayPatch: unexpected,
    dryRunApply: unexpected,
    read: async () => say(script[Math.min(reads++, script.length - 1)] as Seen),
    async mergePatch(_ref, wanted) {
      patches.push(wanted);
      return say(patch);
    },
  };
  return { cluster, patches };
}

function say(seen: Seen): Answer<JsonObject> | { readonly kind: 'absent' } {
  if (seen === 'absent') return { kind: 'absent' };
  return typeof seen === 'string' ? { kind: 'failed', reason: { code: seen } } : { kind: 'answer', value: seen };
}

/** Time passes only while something sleeps. */
function patientClock(): Clock & { readonly slept: readonly number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(Date.parse(TOKEN) + slept.reduce((sum, each) => sum + each, 0)),
    async sleep(milliseconds, signal) {
      if (signal.aborted) throw new CancelledError();
      slept.push(milliseconds);
    },
  };
}

interface Shape {
  readonly handled?: string;
  readonly asked?: string;
  readonly ready?: readonly [status: string, reason: string, message: string];
  readonly reconciling?: string;
  readonly generation?: number;
  readonly observed?: number;
  readonly suspend?: boolean;
  readonly deleted?: boolean;
}

function kustomization(shape: Shape): JsonObject {
  const [status, reason, message] = shape.ready ?? [];
  return {
    metadata: {
      generation: shape.generation ?? 1,
      annotations: shape.asked === undefined ? {} : { [REQUESTED_AT]: shape.asked },
      ...(shape.deleted ? { deletionTimestamp: TOKEN } : {}),
    },
    spec: { suspend: shape.suspend ?? false },
    status: {
      observedGeneration: shape.observed ?? 1,
      lastAppliedRevision: 'main@sha1:1',
      ...(shape.handled === undefined ? {} : { lastHandledReconcileAt: shape.handled }),
      conditions: [
        ...(shape.reconciling === undefined ? [] : [{ type: 'Reconciling', status: 'True', message: shape.reconciling }]),
        ...(status === undefined ? [] : [{ type: 'Ready', status, reason: reason ?? '', message: message ?? '' }]),
      ],
    },
  };
}

const OLD = kustomization({ handled: 'earlier', ready: ['True', 'ReconciliationSucceeded', 'Applied revision: main@sha1:0'] });
const DONE = kustomization({ handled: TOKEN, ready: ['True', 'ReconciliationSucceeded', 'Applied revision: main@sha1:1'] });

async function run(script: readonly Seen[], { patch, ref = REF }: { readonly patch?: Seen; readonly ref?: ControllerRef } = {}) {
  const { cluster, patches } = scripted(script, patch);
  const clock = patientClock();
  const progress: ReconcileProgress[] = [];
  const signal = new AbortController().signal;
  const answer = await reconcile(ref, cluster, clock, { signal, timeoutMilliseconds: 60_000, onProgress: (each) => progress.push(each) });
  return { answer, patches, progress, slept: clock.slept };
}

describe('asking', () => {
  test('writes the time of the request, and nothing else', async () => {
    const { patches } = await run([OLD, DONE]);
    expect(patches).toEqual([{ metadata: { annotations: { [REQUESTED_AT]: TOKEN } } }]);
  });

  test.each<[string, Seen, string]>([
    ['a suspended object', kustomization({ suspend: true }), 'conflict'],
    ['an object that is being deleted', kustomization({ deleted: true }), 'conflict'],
    ['an absent object', 'absent', 'noSuchObject'],
    ['an object that may not be read', 'forbidden', 'forbidden'],
  ])('of %s is refused before anything is written', async (_name, seen, code) => {
    const { answer, patches } = await run([seen]);
    expect(answer).toMatchObject({ kind: 'failed', reason: { code } });
    expect(patches).toEqual([]);
  });

  test('without the right to patch is refused, in the server’s words', async () => {
    expect((await run([OLD], { patch: 'forbidden' })).answer).toMatchObject({ kind: 'failed', reason: { code: 'forbidden' } });
    expect((await run([OLD], { patch: 'absent' })).answer).toMatchObject({ kind: 'failed', reason: { code: 'noSuchObject' } });
  });

  test('of an Argo CD Application is not for this way of asking', async () => {
    const { answer } = await run([OLD], { ref: { ...REF, apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' } });
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'unsupported' } });
  });
});

describe('waiting', () => {
  test('an earlier success is not taken for an answer', async () => {
    const { answer, slept } = await run([OLD, OLD, OLD, DONE]);
    expect(answer).toMatchObject({ kind: 'answer', value: { acknowledged: true, ready: true, revision: 'main@sha1:1' } });
    expect(slept).toHaveLength(3);
  });

  test('tells what the controller is doing, each thing once', async () => {
    const building = kustomization({
      handled: 'earlier',
      reconciling: 'Building manifests',
      ready: ['Unknown', 'Progressing', 'in progress'],
    });
    const { progress } = await run([OLD, OLD, building, building, DONE]);
    expect(progress).toEqual([
      { stage: 'requested' },
      { stage: 'requested', message: 'Building manifests' },
      { stage: 'ready', message: 'Applied revision: main@sha1:1' },
    ]);
  });

  test('a failed attempt is an answer with the controller’s words', async () => {
    const broken = kustomization({ handled: TOKEN, ready: ['False', 'BuildFailed', 'kustomize build failed'] });
    expect((await run([OLD, broken])).answer).toEqual({
      kind: 'answer',
      value: { acknowledged: true, ready: false, message: 'kustomize build failed' },
    });
  });

  test('a next attempt that has begun, one broken off for a newer one, and a newer spec are waited for', async () => {
    const again = kustomization({ handled: TOKEN, ready: ['Unknown', 'Progressing', 'in progress'] });
    const brokenOff = kustomization({ handled: TOKEN, ready: ['False', 'HealthCheckCanceled', 'New reconciliation triggered'] });
    const newer = kustomization({ handled: TOKEN, generation: 2, observed: 1, ready: ['True', 'ReconciliationSucceeded', 'old'] });
    const { answer, slept } = await run([OLD, again, brokenOff, newer, DONE]);
    expect(answer).toMatchObject({ kind: 'answer', value: { ready: true, message: 'Applied revision: main@sha1:1' } });
    expect(slept).toHaveLength(4);
  });

  test('a later request of somebody else answers ours too', async () => {
    const ready = ['True', 'ReconciliationSucceeded', 'Applied'] as const;
    expect((await run([OLD, kustomization({ handled: 'later', asked: 'later', ready })])).answer).toMatchObject({ kind: 'answer' });
    const unheeded = await run([OLD, kustomization({ handled: 'earlier', asked: 'later', ready })]);
    expect(unheeded.answer).toMatchObject({ kind: 'failed', reason: { code: 'timeout' } });
  });

  test('a server that is away for a moment is no reason to give up, lost rights are', async () => {
    expect((await run([OLD, 'unreachable', 'timeout', DONE])).answer).toMatchObject({ kind: 'answer', value: { ready: true } });
    expect((await run([OLD, 'forbidden'])).answer).toMatchObject({ kind: 'failed', reason: { code: 'forbidden' } });
    expect((await run([OLD, 'absent'])).answer).toMatchObject({ kind: 'failed', reason: { code: 'noSuchObject' } });
    expect((await run([OLD, kustomization({ suspend: true })])).answer).toMatchObject({ kind: 'failed', reason: { code: 'conflict' } });
  });

  test('ends in time, and says what was still missing', async () => {
    const silent = await run([OLD]);
    expect(silent.answer).toMatchObject({ kind: 'failed', reason: { code: 'timeout', detail: expect.stringContaining('is it running?') } });
    expect(silent.slept.reduce((sum, each) => sum + each, 0)).toBe(60_000);
    const busy = await run([OLD, kustomization({ handled: 'earlier', reconciling: 'Running health checks' })]);
    expect(busy.answer).toMatchObject({ reason: { code: 'timeout', detail: expect.stringContaining('Running health checks') } });
    const unready = await run([OLD, kustomization({ handled: TOKEN, ready: ['Unknown', 'Progressing', 'waiting for pods'] })]);
    expect(unready.answer).toMatchObject({ reason: { code: 'timeout', detail: expect.stringContaining('waiting for pods') } });
    expect((await run([OLD, 'unreachable'])).answer).toMatchObject({
      reason: { code: 'timeout', detail: expect.stringContaining('API server') },
    });
  });

  test('cancelling is thrown, not answered', async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    const { cluster } = scripted([OLD]);
    const waiting = reconcile(REF, cluster, patientClock(), { signal: controller.signal, timeoutMilliseconds: 60_000, onProgress });
    await expect(waiting).rejects.toThrow(CancelledError);
  });
});
