// The defaults of the built-in kinds, as data. Source: the defaults in Kubernetes' API reference; `*` stands for any item of a list.
import type { Json } from '../model';

/** The server keeps on an update what it had given: allocated addresses, generated selectors. */
export const KEPT = Symbol('kept');
export type DefaultValue = Json | typeof KEPT;
type Defaults = Readonly<Record<string, DefaultValue>>;

const ROLLING = { type: 'RollingUpdate' };
const WEBHOOK: Defaults = {
  'webhooks.*.failurePolicy': 'Fail',
  'webhooks.*.matchPolicy': 'Equivalent',
  'webhooks.*.namespaceSelector': {},
  'webhooks.*.objectSelector': {},
  'webhooks.*.timeoutSeconds': 10,
  'webhooks.*.rules.*.scope': '*',
  'webhooks.*.clientConfig.service.port': 443,
};
const CPU_AT_80 = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } };
const JOB = { backoffLimit: 6, completionMode: 'NonIndexed', suspend: false };

/** By `apiVersion/kind`. */
export const DEFAULTS: Readonly<Record<string, Defaults>> = {
  'apps/v1/Deployment': {
    'spec.replicas': 1,
    'spec.revisionHistoryLimit': 10,
    'spec.progressDeadlineSeconds': 600,
    'spec.strategy': { ...ROLLING, rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    'spec.strategy.type': 'RollingUpdate',
    'spec.strategy.rollingUpdate': { maxSurge: '25%', maxUnavailable: '25%' },
    'spec.strategy.rollingUpdate.maxSurge': '25%',
    'spec.strategy.rollingUpdate.maxUnavailable': '25%',
    'spec.template.metadata.creationTimestamp': null,
  },
  'apps/v1/StatefulSet': {
    'spec.replicas': 1,
    'spec.revisionHistoryLimit': 10,
    'spec.podManagementPolicy': 'OrderedReady',
    'spec.serviceName': '',
    'spec.updateStrategy': { ...ROLLING, rollingUpdate: { partition: 0 } },
    'spec.updateStrategy.type': 'RollingUpdate',
    'spec.updateStrategy.rollingUpdate': { partition: 0 },
    'spec.updateStrategy.rollingUpdate.partition': 0,
    'spec.persistentVolumeClaimRetentionPolicy': { whenDeleted: 'Retain', whenScaled: 'Retain' },
    'spec.persistentVolumeClaimRetentionPolicy.whenDeleted': 'Retain',
    'spec.persistentVolumeClaimRetentionPolicy.whenScaled': 'Retain',
    'spec.volumeClaimTemplates.*.apiVersion': 'v1',
    'spec.volumeClaimTemplates.*.kind': 'PersistentVolumeClaim',
    'spec.volumeClaimTemplates.*.metadata.creationTimestamp': null,
    'spec.volumeClaimTemplates.*.spec.volumeMode': 'Filesystem',
    'spec.volumeClaimTemplates.*.status': { phase: 'Pending' },
    'spec.template.metadata.creationTimestamp': null,
  },
  'apps/v1/DaemonSet': {
    'metadata.annotations.deprecated.daemonset.template.generation': KEPT,
    'spec.revisionHistoryLimit': 10,
    'spec.updateStrategy': { ...ROLLING, rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    'spec.updateStrategy.type': 'RollingUpdate',
    'spec.updateStrategy.rollingUpdate': { maxSurge: 0, maxUnavailable: 1 },
    'spec.updateStrategy.rollingUpdate.maxSurge': 0,
    'spec.updateStrategy.rollingUpdate.maxUnavailable': 1,
    'spec.template.metadata.creationTimestamp': null,
  },
  'apps/v1/ReplicaSet': { 'spec.replicas': 1 },
  'batch/v1/Job': {
    ...underPath('spec', JOB),
    'spec.completions': 1,
    'spec.parallelism': 1,
    'spec.manualSelector': false,
    'spec.podReplacementPolicy': 'TerminatingOrFailed',
    'spec.selector': KEPT,
    'spec.template.metadata.labels': KEPT,
    'spec.template.metadata.creationTimestamp': null,
  },
  'batch/v1/CronJob': {
    'spec.concurrencyPolicy': 'Allow',
    'spec.failedJobsHistoryLimit': 1,
    'spec.successfulJobsHistoryLimit': 3,
    'spec.suspend': false,
    'spec.jobTemplate.metadata': {},
    'spec.jobTemplate.spec.template.metadata': {},
    'spec.jobTemplate.metadata.creationTimestamp': null,
    'spec.jobTemplate.spec.template.metadata.creationTimestamp': null,
  },
  'v1/Service': {
    'spec.type': 'ClusterIP',
    'spec.sessionAffinity': 'None',
    'spec.internalTrafficPolicy': 'Cluster',
    'spec.externalTrafficPolicy': 'Cluster',
    'spec.allocateLoadBalancerNodePorts': true,
    'spec.ipFamilies': KEPT,
    'spec.ipFamilyPolicy': KEPT,
    'spec.clusterIP': KEPT,
    'spec.clusterIPs': KEPT,
    'spec.healthCheckNodePort': KEPT,
    'spec.ports.*.nodePort': KEPT,
    'spec.ports.*.protocol': 'TCP',
  },
  'v1/Secret': { type: 'Opaque' },
  'v1/Namespace': { spec: { finalizers: ['kubernetes'] }, 'spec.finalizers': ['kubernetes'] },
  'v1/PersistentVolumeClaim': {
    'spec.volumeMode': 'Filesystem',
    'spec.volumeName': KEPT,
    'spec.storageClassName': KEPT,
    'metadata.finalizers': ['kubernetes.io/pvc-protection'],
  },
  'autoscaling/v2/HorizontalPodAutoscaler': { 'spec.minReplicas': 1, 'spec.metrics': [CPU_AT_80] },
  'networking.k8s.io/v1/NetworkPolicy': {
    'spec.policyTypes': ['Ingress'],
    'spec.ingress.*.ports.*.protocol': 'TCP',
    'spec.egress.*.ports.*.protocol': 'TCP',
  },
  'storage.k8s.io/v1/StorageClass': { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  'scheduling.k8s.io/v1/PriorityClass': { preemptionPolicy: 'PreemptLowerPriority' },
  'apiextensions.k8s.io/v1/CustomResourceDefinition': {
    'spec.conversion': { strategy: 'None' },
    'spec.conversion.strategy': 'None',
    'spec.names.listKind': KEPT,
    'spec.names.singular': KEPT,
  },
  'rbac.authorization.k8s.io/v1/RoleBinding': { 'roleRef.apiGroup': 'rbac.authorization.k8s.io', 'subjects.*.apiGroup': KEPT },
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': { 'roleRef.apiGroup': 'rbac.authorization.k8s.io', 'subjects.*.apiGroup': KEPT },
  'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration': WEBHOOK,
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration': { ...WEBHOOK, 'webhooks.*.reinvocationPolicy': 'Never' },
};

/** Inside a pod's spec; the three probes are `probe`, init containers are `containers`. */
export const POD_DEFAULTS: Defaults = {
  restartPolicy: 'Always',
  dnsPolicy: 'ClusterFirst',
  schedulerName: 'default-scheduler',
  terminationGracePeriodSeconds: 30,
  securityContext: {},
  enableServiceLinks: true,
  'containers.*.terminationMessagePath': '/dev/termination-log',
  'containers.*.terminationMessagePolicy': 'File',
  'containers.*.resources': {},
  'containers.*.ports.*.protocol': 'TCP',
  'containers.*.env.*.valueFrom.fieldRef.apiVersion': 'v1',
  'containers.*.probe.timeoutSeconds': 1,
  'containers.*.probe.periodSeconds': 10,
  'containers.*.probe.successThreshold': 1,
  'containers.*.probe.failureThreshold': 3,
  'containers.*.probe.httpGet.scheme': 'HTTP',
  'containers.*.probe.httpGet.path': '/',
  'containers.*.probe.grpc.service': '',
  'containers.*.lifecycle.preStop.httpGet.scheme': 'HTTP',
  'containers.*.lifecycle.preStop.httpGet.path': '/',
  'containers.*.lifecycle.postStart.httpGet.scheme': 'HTTP',
  'containers.*.lifecycle.postStart.httpGet.path': '/',
  'volumes.*.secret.defaultMode': 420,
  'volumes.*.configMap.defaultMode': 420,
  'volumes.*.downwardAPI.defaultMode': 420,
  'volumes.*.projected.defaultMode': 420,
  'volumes.*.hostPath.type': '',
  'volumes.*.downwardAPI.items.*.fieldRef.apiVersion': 'v1',
  'volumes.*.projected.sources.*.downwardAPI.items.*.fieldRef.apiVersion': 'v1',
  'volumes.*.projected.sources.*.serviceAccountToken.expirationSeconds': 3600,
};

function underPath(path: string, values: Readonly<Record<string, Json>>): Defaults {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${path}.${key}`, value]));
}
