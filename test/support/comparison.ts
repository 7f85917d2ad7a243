// What the tests of comparisons share: the real API server, readers with different rights, and manifests.
import { afterAll, beforeAll, vi } from 'vitest';
import { parse } from 'yaml';
import { openCluster } from '../../src/adapters/contexts';
import { compareApp } from '../../src/engine/compare/compare';
import { healthOf } from '../../src/engine/decide/health';
import type { App, AppComparison, Comparison } from '../../src/engine/model';
import { createMask } from '../../src/engine/normalise/mask';
import type { Cluster } from '../../src/engine/ports';
import { type ApiServer, type Manifest, startApiServer } from './api-server';
import { appOf, renderedOf } from './rendered';

export interface ComparisonFixture {
  readonly server: ApiServer;
  readonly admin: Cluster;
  readonly viewer: Cluster;
  readonly nobody: Cluster;
  /** A namespace of the test's own. */
  freshNamespace(): Promise<string>;
  /** Creates an object as `kubectl create` and client-side `kubectl apply` do: the manager owns the defaults of the server too. */
  create(path: string, object: unknown, fieldManager: string): Promise<void>;
}

/** Registers the hooks of a test file that needs an API server of its own. */
export function comparisonFixture(): ComparisonFixture {
  let server: ApiServer;
  const readers = {} as Record<'admin' | 'viewer' | 'nobody', Cluster>;
  let namespaces = 0;
  beforeAll(async () => {
    server = await startApiServer();
    vi.stubEnv('KUBECONFIG', server.kubeconfig);
    for (const name of ['admin', 'viewer', 'nobody'] as const) readers[name] = await openReader(server.contexts[name]);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server?.stop();
  });
  return {
    get server() {
      return server;
    },
    get admin() {
      return readers.admin;
    },
    get viewer() {
      return readers.viewer;
    },
    get nobody() {
      return readers.nobody;
    },
    async freshNamespace() {
      const name = `shop-${++namespaces}`;
      await server.client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      return name;
    },
    async create(path, object, fieldManager) {
      const reply = await server.client.request('POST', `${path}?fieldManager=${fieldManager}`, object);
      if (reply.status !== 201) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
    },
  };
}

export async function openReader(context: string, timeoutMilliseconds = 15_000): Promise<Cluster> {
  const opened = await openCluster(context, { timeoutMilliseconds });
  if (opened.kind === 'failed') throw new Error(JSON.stringify(opened.reason));
  return opened.value;
}

export function compare(yaml: string, cluster: Cluster, app: App = appOf(), signal = new AbortController().signal): Promise<AppComparison> {
  const mask = createMask(new Uint8Array(32).fill(7));
  return compareApp('production', app, renderedOf(yaml), cluster, { mask, healthOf, concurrency: 4, signal });
}

export function changesOf(comparison: Comparison): readonly string[] {
  return comparison.changes.map(({ path, live, desired }) => `${path.join('.')}: ${JSON.stringify(live)} → ${JSON.stringify(desired)}`);
}

export function deployment(namespace: string, { image = 'ghcr.io/shop/web:1.0.0', replicas = '3', extra = '' } = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: ${namespace}
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: ${image}
          ports: [{ containerPort: 8080 }]
          resources: { requests: { cpu: 1000m, memory: 1024Mi } }
          livenessProbe: { httpGet: { path: /healthz, port: 8080 } }
${extra}`;
}

export function service(namespace: string): string {
  return `apiVersion: v1
kind: Service
metadata: { name: web, namespace: ${namespace} }
spec:
  selector: { app: web }
  ports: [{ name: http, port: 80, targetPort: 8080 }]
`;
}

/** The manifest as plain JSON, for the set-up's own client. */
export function json(yaml: string): Manifest {
  return parse(yaml) as Manifest;
}
