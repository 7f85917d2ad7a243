// Writes what the controllers of a running cluster would report: there are none beside this API server.
const MANAGER = 'kube-controller-manager';
const SINCE = '2026-11-20T14:00:12Z';
const REVISIONS = {
  dev: 'main@sha1:6f3c0b1d9e5a4478b2c7d8e9f0a1b2c3d4e5f607',
  staging: 'main@sha1:6f3c0b1d9e5a4478b2c7d8e9f0a1b2c3d4e5f607',
  production: 'main@sha1:2b9d41f7c3e8560a1f4d7b6c5e9a8f0d3c2b1a09',
};
const SCALED_BY_AUTOSCALER = { dev: 1, staging: 2, production: 6 };

/** @param inventories objects that each Flux Kustomization applied, by its name. */
export async function writeStatus(server, environment, inventories) {
  const catalog = { kind: 'Deployment', metadata: { name: 'catalog', namespace: 'catalog' } };
  const replicas = SCALED_BY_AUTOSCALER[environment];
  await server.mergePatch(catalog, { spec: { replicas } }, MANAGER, 'scale');
  const all = [...inventories.values()].flat();
  for (const object of all.filter(({ kind }) => kind === 'Deployment')) await deploymentStatus(server, object, {});
  for (const object of all.filter(({ kind }) => kind in STATUS)) await status(server, object, STATUS[object.kind](object, replicas));
  await fluxStatus(server, environment, inventories);
}

/** As the deployment controller leaves it; `unavailable` pods that did not become ready in time make it fail its deadline. */
export async function deploymentStatus(server, object, { unavailable = 0, revision = 7 }) {
  const annotations = { 'deployment.kubernetes.io/revision': String(revision) };
  const live = await server.mergePatch(object, { metadata: { annotations } }, MANAGER);
  const { replicas } = live.spec;
  const failed = unavailable > 0;
  const progressing = failed
    ? condition(
        'Progressing',
        'False',
        'ProgressDeadlineExceeded',
        `ReplicaSet "${object.metadata.name}-7d9c5b6f4" has timed out progressing.`,
      )
    : condition(
        'Progressing',
        'True',
        'NewReplicaSetAvailable',
        `ReplicaSet "${object.metadata.name}-7d9c5b6f4" has successfully progressed.`,
      );
  await status(server, object, {
    observedGeneration: live.metadata.generation,
    replicas,
    updatedReplicas: failed ? unavailable : replicas,
    readyReplicas: replicas - unavailable,
    availableReplicas: replicas - unavailable,
    ...(failed ? { unavailableReplicas: unavailable } : { unavailableReplicas: null }),
    conditions: [condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.'), progressing],
  });
}

const STATUS = {
  StatefulSet: () => ({
    observedGeneration: 1,
    replicas: 1,
    readyReplicas: 1,
    currentReplicas: 1,
    updatedReplicas: 1,
    availableReplicas: 1,
    currentRevision: 'cart-redis-6b7f9c8d5',
    updateRevision: 'cart-redis-6b7f9c8d5',
    collisionCount: 0,
  }),
  HorizontalPodAutoscaler: (_, replicas) => ({
    currentReplicas: replicas,
    desiredReplicas: replicas,
    lastScaleTime: SINCE,
    conditions: [
      condition('AbleToScale', 'True', 'ReadyForNewScale', 'recommended size matches current size', false),
      condition('ScalingActive', 'True', 'ValidMetricFound', 'the HPA was able to successfully calculate a replica count', false),
    ],
  }),
  Ingress: () => ({ loadBalancer: { ingress: [{ ip: '203.0.113.20' }] } }),
  PodDisruptionBudget: () => ({ observedGeneration: 1, currentHealthy: 5, desiredHealthy: 4, disruptionsAllowed: 1, expectedPods: 5 }),
  ResourceQuota: ({ spec }) => ({ hard: { pods: String(spec.hard.pods) }, used: { pods: '3' } }),
};

async function fluxStatus(server, environment, inventories) {
  const revision = REVISIONS[environment];
  const root = { metadata: { name: 'flux-system', namespace: 'flux-system' } };
  const artifact = {
    digest: `sha256:${revision.slice(-40).padEnd(64, '0')}`,
    lastUpdateTime: SINCE,
    path: `gitrepository/flux-system/flux-system/${revision.slice(-40)}.tar.gz`,
    revision,
    url: `http://source-controller.flux-system.svc.cluster.local./gitrepository/flux-system/flux-system/${revision.slice(-40)}.tar.gz`,
  };
  const stored = condition('Ready', 'True', 'Succeeded', `stored artifact for revision '${revision}'`, false, 1);
  await flux(server, { kind: 'GitRepository', ...root }, 'gotk-source-controller', {
    observedGeneration: 1,
    artifact,
    conditions: [stored],
  });
  for (const [name, objects] of inventories) {
    const entries = objects.map((object) => ({ id: inventoryId(object), v: object.apiVersion.split('/').at(-1) }));
    const failed = environment === 'production' && name === 'catalog';
    const ready = failed
      ? condition(
          'Ready',
          'False',
          'HealthCheckFailed',
          'health check failed after 5m0s: failed early due to stalled resources: [Deployment/catalog/catalog status: Failed]',
          false,
          1,
        )
      : condition('Ready', 'True', 'ReconciliationSucceeded', `Applied revision: ${revision}`, false, 1);
    const attempted = { lastAttemptedRevision: revision, lastAppliedRevision: revision, observedGeneration: 1 };
    await flux(server, { kind: 'Kustomization', metadata: { name, namespace: 'flux-system' } }, 'gotk-kustomize-controller', {
      ...attempted,
      conditions: [ready],
      inventory: { entries },
    });
  }
  for (const kind of ['HelmRelease', 'HelmRepository']) await helmStatus(server, kind);
}

async function helmStatus(server, kind) {
  const manager = kind === 'HelmRelease' ? 'helm-controller' : 'gotk-source-controller';
  const message = kind === 'HelmRelease' ? 'Helm upgrade succeeded' : "stored artifact: revision 'sha256:0c1d2e3f'";
  const reason = kind === 'HelmRelease' ? 'UpgradeSucceeded' : 'Succeeded';
  for (const { metadata } of await server.list(kind)) {
    await flux(server, { kind, metadata }, manager, {
      observedGeneration: 1,
      conditions: [condition('Ready', 'True', reason, message, false, 1)],
    });
  }
}

function flux(server, object, manager, value) {
  return server.mergePatch(object, { status: value }, manager, 'status');
}

function status(server, object, value) {
  return server.mergePatch(object, { status: value }, MANAGER, 'status');
}

function inventoryId({ apiVersion, kind, metadata }) {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return `${metadata.namespace ?? ''}_${metadata.name}_${group}_${kind}`;
}

function condition(type, state, reason, message, updated = true, observedGeneration = undefined) {
  return {
    type,
    status: state,
    reason,
    message,
    lastTransitionTime: SINCE,
    ...(updated ? { lastUpdateTime: SINCE } : {}),
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  };
}
