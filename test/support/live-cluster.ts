// The live Cluster port at a real API server, as seen by an administrator, a reader and a stranger.
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { openCluster } from '../../src/adapters/contexts';
import type { JsonObject, ObjectRef } from '../../src/engine/model';
import type { Answer, Cluster } from '../../src/engine/ports';
import { type ApiServer, startApiServer } from './api-server';
import { kubeconfigOf } from './kubeconfig';

export interface LiveFixture {
  readonly server: ApiServer;
  readonly admin: Cluster;
  readonly viewer: Cluster;
  readonly nobody: Cluster;
  /** The context `test` at `cluster`, for the length of a test. */
  clusterAt(cluster: JsonObject, user?: JsonObject, options?: Parameters<typeof openCluster>[1]): Promise<Cluster>;
  /** Runs when the test ends, the last one first. */
  atEnd(end: () => void | Promise<void>): void;
}

export const never = new AbortController().signal;

/** A ConfigMap that is there from the start. */
export const SETTINGS: ObjectRef = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'settings' };

export function settings(data: Record<string, string>) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' }, data };
}

export function answered<T>(answer: Answer<T> | { readonly kind: 'absent' }): T {
  if (answer.kind === 'answer') return answer.value;
  throw new Error(`expected an answer, got ${JSON.stringify(answer)}`);
}

export function reasonOf(answer: { readonly kind: string; readonly reason?: unknown }) {
  expect(answer.kind).toBe('failed');
  return answer.reason;
}

/** Starts the API server before the tests of a file; KUBECONFIG leads to it. */
export function liveFixture(): LiveFixture {
  const opened: { -readonly [Key in 'server' | 'admin' | 'viewer' | 'nobody']?: LiveFixture[Key] } = {};
  const ends: (() => void | Promise<void>)[] = [];
  beforeAll(async () => {
    opened.server = await startApiServer({ context: 'fleet' });
    vi.stubEnv('KUBECONFIG', opened.server.kubeconfig);
    opened.admin = answered(await openCluster('fleet'));
    opened.viewer = answered(await openCluster('fleet-viewer'));
    opened.nobody = answered(await openCluster('fleet-nobody'));
    await opened.server.client.apply(settings({ colour: 'green' }));
  });
  afterEach(async () => {
    vi.stubEnv('KUBECONFIG', started(opened.server).kubeconfig);
    for (const end of ends.splice(0).toReversed()) await end();
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await opened.server?.stop();
  });
  return {
    get server() {
      return started(opened.server);
    },
    get admin() {
      return started(opened.admin);
    },
    get viewer() {
      return started(opened.viewer);
    },
    get nobody() {
      return started(opened.nobody);
    },
    async clusterAt(cluster, user = {}, options = {}) {
      const config = kubeconfigOf(cluster, user);
      ends.push(config.remove);
      vi.stubEnv('KUBECONFIG', config.file);
      return answered(await openCluster('test', options));
    },
    atEnd: (end) => void ends.push(end),
  };
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('the API server has not started yet');
  return part;
}
