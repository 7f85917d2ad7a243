// Drift against the real kustomize-controller: what we predict of its next reconcile is what its next reconcile does.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createClock } from '../../src/adapters/clock';
import { openCluster } from '../../src/adapters/contexts';
import { reconcile } from '../../src/engine/act/reconcile';
import { compareApp } from '../../src/engine/compare/compare';
import { valueAtPath } from '../../src/engine/compare/locate';
import { healthOf } from '../../src/engine/decide/health';
import type { AppComparison, Comparison, JsonObject } from '../../src/engine/model';
import { equivalent } from '../../src/engine/normalise/equivalents';
import { createMask } from '../../src/engine/normalise/mask';
import { normalise } from '../../src/engine/normalise/normalise';
import type { Cluster } from '../../src/engine/ports';
import { type FluxFixture, fluxFixture } from '../support/flux';
import { comparisonOf, fluxAppOf, renderedOf } from '../support/rendered';

let flux: FluxFixture;
/** By the method that each reader's rights lead to. */
const readers = new Map<'serverSideApply' | 'managedFields', Cluster>();
const never = new AbortController().signal;

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: default }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: ghcr.io/shop/web:1.0.0
          ports: [{ containerPort: 8080 }]
          resources: { requests: { cpu: 1000m, memory: 1024Mi }, limits: { memory: 2Gi } }
          readinessProbe: { httpGet: { path: /ready, port: 8080 } }
      volumes: [{ name: settings, configMap: { name: settings } }]
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: web, namespace: default }
spec:
  selector: { app: web }
  ports: [{ name: http, port: 80, targetPort: 8080 }]
`;
const DATABASE = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: default }
spec:
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: 'postgres:17', volumeMounts: [{ name: data, mountPath: /data }] }] }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1024Mi } } }
`;
const SECRET = `apiVersion: v1
kind: Secret
metadata: { name: db, namespace: default }
stringData: { password: correct-horse }
`;
const SETTINGS = `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: default }
data: { colour: green }
`;
const EVERYTHING = [WEB, SERVICE, DATABASE, SECRET, SETTINGS];
const deployments = '/apis/apps/v1/namespaces/default/deployments';

beforeAll(async () => {
  flux = await fluxFixture({ 'all.yaml': EVERYTHING.join('---\n') });
  vi.stubEnv('KUBECONFIG', flux.server.kubeconfig);
  readers.set('serverSideApply', await open(flux.server.contexts.admin));
  readers.set('managedFields', await open(flux.server.contexts.viewer));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await flux?.stop();
});

async function open(context: string): Promise<Cluster> {
  const opened = await openCluster(context);
  if (opened.kind === 'failed') throw new Error(JSON.stringify(opened.reason));
  return opened.value;
}

function reader(method: 'serverSideApply' | 'managedFields'): Cluster {
  const cluster = readers.get(method);
  if (cluster === undefined) throw new Error(`no reader for ${method}`);
  return cluster;
}

function compare(cluster: Cluster, manifests: readonly string[] = EVERYTHING): Promise<AppComparison> {
  const mask = createMask(new Uint8Array(32).fill(7));
  const options = { mask, healthOf, concurrency: 4, signal: never };
  return compareApp('production', fluxAppOf('fleet'), renderedOf(manifests.join('---\n')), cluster, options);
}

async function reconcileNow(): Promise<void> {
  const options = { signal: never, timeoutMilliseconds: 20_000 };
  const answer = await reconcile(flux.kustomization, reader('serverSideApply'), createClock(), options);
  if (answer.kind === 'failed' || !answer.value.ready) throw new Error(`${JSON.stringify(answer)}\n${flux.log()}`);
}

/** A change by hand, as a manager of that name makes it. */
async function patch(path: string, body: unknown, fieldManager: string): Promise<void> {
  const type = 'application/strategic-merge-patch+json';
  const reply = await flux.server.client.request('PATCH', `${path}?fieldManager=${fieldManager}`, body, type);
  if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
}

/** The object at a path of the API, as comparisons show it. */
async function live(path: string): Promise<JsonObject> {
  return normalise((await flux.server.client.request('GET', path)).body as JsonObject);
}

function paths(comparison: Comparison): readonly string[] {
  return comparison.changes.map(({ path }) => path.join('.')).sort();
}

const container = (fields: object) => ({ spec: { template: { spec: { containers: [{ name: 'web', ...fields }] } } } });

describe.each(['serverSideApply', 'managedFields'] as const)('by %s', (method) => {
  test('what the controller has applied is in sync', async () => {
    const result = await compare(reader(method));
    expect(result.comparisons.map(({ ref, verdict, method: used }) => [ref.kind, verdict, used])).toEqual([
      ['Deployment', 'inSync', method],
      ['Service', 'inSync', method],
      ['StatefulSet', 'inSync', method],
      ['Secret', 'inSync', method],
      ['ConfigMap', 'inSync', method],
    ]);
  });

  test('changes by hand have drifted, and a reconcile makes of them what was predicted', async () => {
    const env = [{ name: 'HTTP_PROXY', value: 'http://10.0.0.5:3128' }];
    await patch(`${deployments}/web`, container({ image: 'ghcr.io/shop/web:hotfix', env, imagePullPolicy: 'Always' }), 'kubectl-edit');
    await patch(`${deployments}/web`, { metadata: { annotations: { 'example.com/by': 'scaler' } }, spec: { replicas: 8 } }, 'autoscaler');
    await patch(`${deployments}/web`, { spec: { strategy: { type: 'Recreate', rollingUpdate: null } } }, 'kubectl-patch');

    const drifted = comparisonOf(await compare(reader(method)), 'Deployment/web');
    expect(drifted).toMatchObject({ verdict: 'drifted', method });
    expect(paths(drifted)).toEqual(
      [
        'spec.replicas',
        'spec.strategy.rollingUpdate',
        'spec.strategy.type',
        'spec.template.spec.containers.[name=web].env',
        'spec.template.spec.containers.[name=web].image',
        'spec.template.spec.containers.[name=web].imagePullPolicy',
      ].sort(),
    );
    expect(drifted.ignored).toContainEqual({
      path: ['metadata', 'annotations', 'example.com/by'],
      rule: 'unmanagedAddition',
      detail: 'autoscaler',
    });

    await reconcileNow();
    expect(await live(`${deployments}/web`)).toEqual(drifted.desired);
    expect(comparisonOf(await compare(reader(method)), 'Deployment/web').verdict).toBe('inSync');
  });

  test('an object that kubectl applied is taken over as predicted', async () => {
    await flux.server.client.request('DELETE', `${deployments}/web`);
    const byKubectl = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { team: 'shop' } },
      spec: {
        replicas: 2,
        minReadySeconds: 5,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            terminationGracePeriodSeconds: 60,
            containers: [
              { name: 'web', image: 'ghcr.io/shop/web:0.9.0', ports: [{ containerPort: 8080 }, { containerPort: 9090 }] },
              { name: 'sidecar', image: 'ghcr.io/shop/sidecar' },
            ],
          },
        },
      },
    };
    const reply = await flux.server.client.request('POST', `${deployments}?fieldManager=kubectl-client-side-apply`, byKubectl);
    expect(reply.status).toBe(201);
    const drifted = comparisonOf(await compare(reader(method)), 'Deployment/web');
    expect(drifted.verdict).toBe('drifted');
    const goes = drifted.changes.filter(({ desired }) => desired === undefined).map(({ path }) => path.join('.'));
    expect(goes.sort()).toEqual([
      'metadata.labels.team',
      'spec.minReadySeconds',
      'spec.template.spec.containers.[name=sidecar]',
      'spec.template.spec.containers.[name=web].ports.[containerPort=9090,protocol=TCP]',
    ]);

    await reconcileNow();
    const after = await live(`${deployments}/web`);
    // Without the server's help the defaults of fields that are new in Git are not known; everything that is said to change must change so.
    for (const { path, desired } of drifted.changes) {
      const value = valueAtPath(after, path);
      if (!equivalent(value, desired, path, 'apps/v1')) expect({ path, value }).toMatchObject({ path, value: desired });
    }
    if (method === 'serverSideApply') expect(after).toEqual(drifted.desired);
    expect(comparisonOf(await compare(reader(method)), 'Deployment/web').verdict).toBe('inSync');
  });

  test('a Secret changed by hand has drifted, masked, and is put right', async () => {
    await patch('/api/v1/namespaces/default/secrets/db', { data: { password: btoa('changed-by-hand') } }, 'kubectl-patch');
    const result = await compare(reader(method));
    const drifted = comparisonOf(result, 'Secret/db');
    expect([drifted.verdict, paths(drifted)]).toEqual(['drifted', ['data.password']]);
    for (const value of ['changed-by-hand', 'correct-horse']) {
      expect(JSON.stringify(result)).not.toContain(value);
      expect(JSON.stringify(result)).not.toContain(btoa(value));
    }
    await reconcileNow();
    expect(comparisonOf(await compare(reader(method)), 'Secret/db').verdict).toBe('inSync');
  });

  test('what Git no longer renders is extra, as the inventory says', async () => {
    const result = await compare(reader(method), [WEB, SERVICE, DATABASE, SECRET]);
    const extra = comparisonOf(result, 'ConfigMap/settings');
    expect(extra).toMatchObject({ verdict: 'extra', method: 'none', live: { data: { colour: 'green' } } });
    expect(result.verdict).toBe('extra');
  });
});

test('a field that spec.ignore leaves to others is no drift, and stays when the controller reconciles', async () => {
  const { apiVersion, kind, namespace, name } = flux.kustomization;
  const owner = { apiVersion, kind, metadata: { namespace, name } };
  await flux.server.client.mergePatch(owner, {
    spec: { ignore: [{ paths: ['/spec/replicas'], target: { kind: 'Deploy.*', name: 'web' } }] },
  });
  try {
    await patch(`${deployments}/web`, { spec: { replicas: 8 } }, 'autoscaler');
    for (const cluster of readers.values()) {
      const comparison = comparisonOf(await compare(cluster), 'Deployment/web');
      expect(comparison.verdict).toBe('inSync');
      expect(comparison.ignored).toContainEqual({
        path: ['spec', 'replicas'],
        rule: 'ignoreRule',
        detail: 'spec.ignore of the Kustomization',
      });
    }
    await reconcileNow();
    expect(await live(`${deployments}/web`)).toMatchObject({ spec: { replicas: 8 } });
  } finally {
    await flux.server.client.mergePatch(owner, { spec: { ignore: null } });
    await reconcileNow();
  }
  expect(await live(`${deployments}/web`)).toMatchObject({ spec: { replicas: 3 } });
});

test('pruning deletes exactly what was extra', async () => {
  const rest = [WEB, SERVICE, DATABASE, SECRET];
  const before = await compare(reader('serverSideApply'), rest);
  expect(before.comparisons.filter(({ verdict }) => verdict === 'extra').map(({ ref }) => ref.name)).toEqual(['settings']);
  await flux.applied(await flux.publish({ 'all.yaml': rest.join('---\n') }));
  const after = await compare(reader('serverSideApply'), rest);
  expect(after.comparisons.map(({ verdict }) => verdict)).toEqual(['inSync', 'inSync', 'inSync', 'inSync']);
  expect((await flux.server.client.request('GET', '/api/v1/namespaces/default/configmaps/settings')).status).toBe(404);
});
