// Reconcile against the real kustomize-controller: the request is acknowledged, and what changed in Git or by hand arrives in the cluster.
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createClock } from '../../src/adapters/clock';
import { openCluster } from '../../src/adapters/contexts';
import { type ReconcileOptions, type ReconcileProgress, reconcile } from '../../src/engine/act/reconcile';
import { CancelledError } from '../../src/engine/model';
import type { Cluster } from '../../src/engine/ports';
import { type FluxFixture, fluxFixture } from '../support/flux';

let flux: FluxFixture;
let admin: Cluster;
let viewer: Cluster;
const clock = createClock();
const never = new AbortController().signal;

beforeAll(async () => {
  flux = await fluxFixture({ 'settings.yaml': settings('green') });
  vi.stubEnv('KUBECONFIG', flux.server.kubeconfig);
  admin = await open(flux.server.contexts.admin);
  viewer = await open(flux.server.contexts.viewer);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await flux?.stop();
});

const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' } };

function settings(colour: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: default\ndata:\n  colour: ${colour}\n`;
}

async function open(context: string): Promise<Cluster> {
  const opened = await openCluster(context);
  if (opened.kind === 'failed') throw new Error(JSON.stringify(opened.reason));
  return opened.value;
}

async function run(cluster: Cluster, options: Partial<ReconcileOptions> = {}) {
  const progress: ReconcileProgress[] = [];
  const onProgress = (each: ReconcileProgress) => void progress.push(each);
  const answer = await reconcile(flux.kustomization, cluster, clock, {
    signal: never,
    timeoutMilliseconds: 20_000,
    onProgress,
    ...options,
  });
  return { answer, stages: [...new Set(progress.map(({ stage }) => stage))] };
}

async function liveColour(): Promise<string> {
  return (await flux.server.client.read(SETTINGS)).data.colour;
}

function fleet() {
  const { apiVersion, kind, namespace, name } = flux.kustomization;
  return { apiVersion, kind, metadata: { namespace, name } };
}

function patchSpec(spec: Record<string, unknown>): Promise<unknown> {
  return flux.server.client.mergePatch(fleet(), { spec });
}

async function lastRequest(): Promise<string | undefined> {
  return (await flux.server.client.read(fleet())).metadata.annotations?.['reconcile.fluxcd.io/requestedAt'];
}

describe('reconcile', () => {
  test('is acknowledged, and ready at the revision', async () => {
    const revision = await flux.publish({ 'README.md': 'A fleet.\n' });
    await flux.applied(revision);
    const { answer, stages } = await run(admin);
    expect(answer, flux.log()).toEqual({
      kind: 'answer',
      value: { acknowledged: true, ready: true, revision, message: `Applied revision: ${revision}` },
    });
    expect(stages).toEqual(['requested', 'ready']);
  });

  test('brings a change in Git to the cluster', async () => {
    const revision = await flux.publish({ 'settings.yaml': settings('blue') });
    expect((await run(admin)).answer, flux.log()).toMatchObject({ kind: 'answer', value: { ready: true } });
    // The controller hears of sources and of requests on two channels, so that the request can be served an instant too early.
    await flux.applied(revision);
    expect(await liveColour()).toBe('blue');
  });

  test('takes back a change by hand', async () => {
    await flux.applied(await flux.publish({ 'settings.yaml': settings('green') }));
    await flux.server.client.apply({ ...SETTINGS, data: { colour: 'red' } }, { fieldManager: 'somebody' });
    expect(await liveColour()).toBe('red');
    expect((await run(admin)).answer, flux.log()).toMatchObject({ kind: 'answer', value: { ready: true } });
    expect(await liveColour()).toBe('green');
  });

  test('of what cannot be built is acknowledged and not ready, in the controller’s words', async () => {
    await flux.refused(await flux.publish({ 'kustomization.yaml': 'resources: [missing.yaml]\n' }));
    const { answer, stages } = await run(admin);
    expect(answer, flux.log()).toMatchObject({
      kind: 'answer',
      value: { acknowledged: true, ready: false, message: expect.stringContaining('missing.yaml') },
    });
    expect(stages).toEqual(['requested', 'acknowledged']);
    await flux.applied(await flux.publish({ 'kustomization.yaml': 'resources: [settings.yaml]\n' }));
  });

  test('of a suspended Kustomization is refused, and asks for nothing', async () => {
    onTestFinished(async () => void (await patchSpec({ suspend: false })));
    await patchSpec({ suspend: true });
    const before = await lastRequest();
    const { answer, stages } = await run(admin);
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'conflict', subject: 'Kustomization flux-system/fleet' } });
    expect(stages).toEqual([]);
    expect(await lastRequest()).toBe(before);
  });

  test('by somebody who may only read is forbidden', async () => {
    expect((await run(viewer)).answer).toMatchObject({
      kind: 'failed',
      reason: { code: 'forbidden', detail: expect.stringContaining('User "viewer" cannot patch resource "kustomizations"') },
    });
  });

  test('of one that does not exist says so', async () => {
    const other = { ...flux.kustomization, name: 'other' };
    const answer = await reconcile(other, admin, clock, { signal: never, timeoutMilliseconds: 1000 });
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'noSuchObject', subject: 'Kustomization flux-system/other' } });
  });

  test('can be cancelled while it waits', async () => {
    const controller = new AbortController();
    const cancelled = run(admin, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(cancelled).rejects.toThrow(CancelledError);
  });
});
