// What kubectl owns under a Flux Kustomization, on a real API server: the controller's take-over is predicted.
import { describe, expect, test } from 'vitest';
import { openSnapshot } from '../../src/adapters/snapshot';
import { changesOf, comparisonFixture, compare, deployment, json } from '../support/comparison';
import { memoryFiles } from '../support/memory-files';
import { comparisonOf, fluxAppOf } from '../support/rendered';

const real = comparisonFixture();

describe('what kubectl owns, under a Flux Kustomization', () => {
  test('is taken over: fields that Git has not will go, and defaults that kubectl owns are no drift', async () => {
    const namespace = await real.freshNamespace();
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const labels = { 'kustomize.toolkit.fluxcd.io/name': 'shop', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' };
    const created = json(deployment(namespace, { extra: '      priorityClassName: high\n' }));
    await real.create(path, { ...created, metadata: { ...created.metadata, labels } }, 'kubectl-client-side-apply');
    for (const reader of [real.admin, real.viewer]) {
      const comparison = comparisonOf(await compare(deployment(namespace), reader, fluxAppOf()), 'Deployment/web');
      expect(changesOf(comparison)).toEqual(['spec.template.spec.priorityClassName: "high" → undefined']);
      expect(comparison.changes[0]?.manager).toBe('kubectl-client-side-apply');
    }
  });

  test('every default of the server that kubectl owns stays a default, in the common kinds', async () => {
    const namespace = await real.freshNamespace();
    const pod = `{ metadata: { labels: { app: x } }, spec: { restartPolicy: POLICY, initContainers: [{ name: i, image: busybox }], volumes: [{ name: s, secret: { secretName: s } }, { name: e, emptyDir: {} }, { name: p, projected: { sources: [{ serviceAccountToken: { path: t } }] } }], containers: [{ name: c, image: 'nginx:1.27', ports: [{ containerPort: 80 }], resources: { limits: { cpu: 1000m } }, env: [{ name: N, valueFrom: { fieldRef: { fieldPath: metadata.name } } }], livenessProbe: { tcpSocket: { port: 80 } }, startupProbe: { httpGet: { port: 80 } }, lifecycle: { preStop: { httpGet: { port: 80 } } } }] } }`;
    const always = pod.replace('POLICY', 'Always');
    const never = pod.replace('POLICY', 'Never');
    const kinds: readonly [resource: string, apiVersion: string, kind: string, fields: string][] = [
      ['deployments', 'apps/v1', 'Deployment', `spec: { selector: { matchLabels: { app: x } }, template: ${always} }`],
      [
        'statefulsets',
        'apps/v1',
        'StatefulSet',
        `spec: { serviceName: x, selector: { matchLabels: { app: x } }, template: ${always}, volumeClaimTemplates: [{ metadata: { name: d }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1024Mi } } } }] }`,
      ],
      ['daemonsets', 'apps/v1', 'DaemonSet', `spec: { selector: { matchLabels: { app: x } }, template: ${always} }`],
      ['cronjobs', 'batch/v1', 'CronJob', `spec: { schedule: '* * * * *', jobTemplate: { spec: { template: ${never} } } }`],
      ['services', 'v1', 'Service', 'spec: { type: NodePort, selector: { app: x }, ports: [{ port: 80 }] }'],
      [
        'persistentvolumeclaims',
        'v1',
        'PersistentVolumeClaim',
        'spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1024Mi } } }',
      ],
      ['serviceaccounts', 'v1', 'ServiceAccount', 'automountServiceAccountToken: false'],
      [
        'horizontalpodautoscalers',
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        'spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: x } }',
      ],
      [
        'networkpolicies',
        'networking.k8s.io/v1',
        'NetworkPolicy',
        'spec: { podSelector: {}, ingress: [{ ports: [{ port: 80 }], from: [{ podSelector: {} }] }] }',
      ],
      ['poddisruptionbudgets', 'policy/v1', 'PodDisruptionBudget', 'spec: { minAvailable: 1, selector: { matchLabels: { app: x } } }'],
      [
        'ingresses',
        'networking.k8s.io/v1',
        'Ingress',
        'spec: { rules: [{ http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: x, port: { number: 80 } } } }] } }] }',
      ],
      [
        'rolebindings',
        'rbac.authorization.k8s.io/v1',
        'RoleBinding',
        'roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: x }\nsubjects: [{ kind: User, name: x }, { kind: ServiceAccount, name: x }]',
      ],
    ];
    const manifests: string[] = [];
    const dump: Record<string, string> = {};
    for (const [resource, apiVersion, kind, fields] of kinds) {
      const labels = '{ kustomize.toolkit.fluxcd.io/name: shop, kustomize.toolkit.fluxcd.io/namespace: flux-system }';
      const yaml = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x, namespace: ${namespace}, labels: ${labels} }\n${fields}\n`;
      const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      await real.create(`${root}/namespaces/${namespace}/${resource}`, json(yaml), 'kubectl-client-side-apply');
      manifests.push(yaml);
      const live = (await real.server.client.request('GET', `${root}/namespaces/${namespace}/${resource}/x`)).body;
      dump[`dump/${resource}.json`] = JSON.stringify({ ...live, metadata: { ...live.metadata, managedFields: undefined } });
    }
    // A dump without managedFields has no owners to go by: only what is known to be a default is no question.
    const snapshot = openSnapshot('dump', memoryFiles(dump));
    if (snapshot.kind === 'failed') throw new Error(JSON.stringify(snapshot.reason));
    for (const reader of [real.admin, real.viewer, snapshot.value]) {
      const { comparisons } = await compare(manifests.join('---\n'), reader, fluxAppOf());
      const summary = comparisons.map((each) => [each.ref.kind, each.verdict, each.reason?.subject, ...changesOf(each)]);
      expect(summary).toEqual(kinds.map(([, , kind]) => [kind, 'inSync', undefined]));
    }
  });

  test('is kept by an object that asks for it, and an object that opts out is left alone', async () => {
    const namespace = await real.freshNamespace();
    const map = (annotation: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: ${namespace}\n  annotations: { ${annotation} }\n  labels: { kustomize.toolkit.fluxcd.io/name: shop, kustomize.toolkit.fluxcd.io/namespace: flux-system }\ndata: { colour: green }\n`;
    const merge = map('kustomize.toolkit.fluxcd.io/ssa: Merge');
    await real.server.client.apply(json(merge), { fieldManager: 'kustomize-controller' });
    await real.server.client.mergePatch(json(merge), { data: { size: 'large' } }, { fieldManager: 'kubectl-edit' });
    expect(comparisonOf(await compare(merge, real.admin, fluxAppOf()), 'ConfigMap/settings').verdict).toBe('inSync');
    // The live object asks for it too: that counts until the controller has taken the annotation away.
    for (const reader of [real.admin, real.viewer]) {
      const plain = comparisonOf(await compare(map('a: b'), reader, fluxAppOf()), 'ConfigMap/settings');
      expect(plain.changes.map(({ path }) => path.join('.')).sort()).toEqual([
        'metadata.annotations.a',
        'metadata.annotations.kustomize.toolkit.fluxcd.io/ssa',
      ]);
    }
    await real.server.client.mergePatch(json(merge), {
      metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/ssa': 'ignore' } },
      data: { colour: 'red' },
    });
    const ignored = comparisonOf(await compare(map('a: b'), real.admin, fluxAppOf()), 'ConfigMap/settings');
    expect(ignored).toMatchObject({
      verdict: 'inSync',
      ignored: [{ rule: 'ignoreRule', detail: 'kustomize.toolkit.fluxcd.io/ssa: Ignore' }],
    });
  });
});
