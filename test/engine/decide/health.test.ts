// Health by the rules of kstatus: objects in each state, as a cluster shows them.
import { describe, expect, test } from 'vitest';
import { healthOf } from '../../../src/engine/decide/health';
import type { Health, JsonObject } from '../../../src/engine/model';

type Case = readonly [state: string, fields: JsonObject, health: Health];

const condition = (type: string, status: string, reason = '', message = '') => ({ type, status, reason, message });

function check(apiVersion: string, kind: string, cases: readonly Case[]): void {
  describe(kind, () => {
    test.each(cases.map(([state, fields, health]) => ({ state, fields, health })))('$state: $health', ({ fields, health }) => {
      expect(healthOf({ apiVersion, kind, metadata: { name: 'x' }, ...fields }).health).toBe(health);
    });
  });
}

const rolledOut = [condition('Progressing', 'True', 'NewReplicaSetAvailable'), condition('Available', 'True')];
const three = { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 };
const spec = { replicas: 3, progressDeadlineSeconds: 600 };

check('apps/v1', 'Deployment', [
  ['all replicas available', { spec, status: { ...three, conditions: rolledOut } }, 'healthy'],
  ['scaled to zero', { spec: { ...spec, replicas: 0 }, status: { conditions: rolledOut } }, 'healthy'],
  ['no status yet', { spec }, 'progressing'],
  ['too few replicas', { spec, status: { ...three, replicas: 2, conditions: rolledOut } }, 'progressing'],
  ['too few updated', { spec, status: { ...three, updatedReplicas: 1, conditions: rolledOut } }, 'progressing'],
  ['old replicas left', { spec, status: { ...three, replicas: 4, conditions: rolledOut } }, 'progressing'],
  ['too few available', { spec, status: { ...three, availableReplicas: 2, conditions: rolledOut } }, 'progressing'],
  ['too few ready', { spec, status: { ...three, readyReplicas: 2, conditions: rolledOut } }, 'progressing'],
  ['new ReplicaSet not available', { spec, status: { ...three, conditions: [condition('Available', 'True')] } }, 'progressing'],
  ['not available', { spec, status: { ...three, conditions: rolledOut.slice(0, 1) } }, 'progressing'],
  ['no deadline, so no Progressing', { spec: { replicas: 3 }, status: { ...three, conditions: rolledOut.slice(1) } }, 'healthy'],
  ['deadline exceeded', { spec, status: { conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded')] } }, 'degraded'],
  ['spec newer than what was observed', { metadata: { generation: 3 }, spec, status: { ...three, observedGeneration: 2 } }, 'progressing'],
  ['being deleted', { metadata: { deletionTimestamp: '2026-09-01T08:00:00Z' }, spec, status: three }, 'progressing'],
]);

const sets = { replicas: 3, readyReplicas: 3, currentReplicas: 3, updatedReplicas: 3, currentRevision: 'a', updateRevision: 'a' };
check('apps/v1', 'StatefulSet', [
  ['all ready', { spec, status: sets }, 'healthy'],
  ['too few ready', { spec, status: { ...sets, readyReplicas: 2 } }, 'progressing'],
  ['surplus', { spec, status: { ...sets, replicas: 4 } }, 'progressing'],
  ['not all current', { spec, status: { ...sets, currentReplicas: 1 } }, 'progressing'],
  ['two revisions', { spec, status: { ...sets, updateRevision: 'b' } }, 'progressing'],
  [
    'partition done',
    { spec: { ...spec, updateStrategy: { rollingUpdate: { partition: 2 } } }, status: { ...sets, updatedReplicas: 1 } },
    'healthy',
  ],
  [
    'partition open',
    { spec: { ...spec, updateStrategy: { rollingUpdate: { partition: 1 } } }, status: { ...sets, updatedReplicas: 1 } },
    'progressing',
  ],
  ['updated on delete', { spec: { ...spec, updateStrategy: { type: 'OnDelete' } } }, 'healthy'],
]);

const scheduled = {
  observedGeneration: 1,
  desiredNumberScheduled: 2,
  currentNumberScheduled: 2,
  updatedNumberScheduled: 2,
  numberAvailable: 2,
  numberReady: 2,
};
check('apps/v1', 'DaemonSet', [
  ['on every node', { metadata: { generation: 1 }, status: scheduled }, 'healthy'],
  [
    'on no node, for none wants it',
    { metadata: { generation: 1 }, status: { observedGeneration: 1, desiredNumberScheduled: 0 } },
    'healthy',
  ],
  ['not observed', { metadata: { generation: 1 }, status: { desiredNumberScheduled: 2 } }, 'progressing'],
  ['not ready everywhere', { metadata: { generation: 1 }, status: { ...scheduled, numberReady: 1 } }, 'progressing'],
  ['not updated everywhere', { metadata: { generation: 1 }, status: { ...scheduled, updatedNumberScheduled: 1 } }, 'progressing'],
]);

check('apps/v1', 'ReplicaSet', [
  ['all ready', { spec, status: { ...three, fullyLabeledReplicas: 3 } }, 'healthy'],
  ['not labelled', { spec, status: { ...three, fullyLabeledReplicas: 1 } }, 'progressing'],
  [
    'pods cannot be created',
    { spec, status: { conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', 'quota')] } },
    'progressing',
  ],
]);

const crash = { containerStatuses: [{ name: 'web', state: { waiting: { reason: 'CrashLoopBackOff' } } }] };
check('v1', 'Pod', [
  ['ready', { status: { phase: 'Running', conditions: [condition('Ready', 'True')] } }, 'healthy'],
  ['completed', { status: { phase: 'Succeeded' } }, 'healthy'],
  ['failed', { status: { phase: 'Failed' } }, 'degraded'],
  ['running, not ready', { status: { phase: 'Running', conditions: [condition('Ready', 'False')] } }, 'progressing'],
  ['crashing', { status: { phase: 'Running', ...crash } }, 'degraded'],
  ['pending', { status: { phase: 'Pending' } }, 'progressing'],
  ['no node takes it', { status: { phase: 'Pending', conditions: [condition('PodScheduled', 'False', 'Unschedulable')] } }, 'degraded'],
  ['not seen yet', {}, 'progressing'],
]);

check('batch/v1', 'Job', [
  ['complete', { status: { startTime: 't', conditions: [condition('Complete', 'True')] } }, 'healthy'],
  ['running', { status: { startTime: 't', active: 1 } }, 'healthy'],
  ['failed', { status: { startTime: 't', conditions: [condition('Failed', 'True')] } }, 'degraded'],
  ['not started', {}, 'progressing'],
]);

check('v1', 'PersistentVolumeClaim', [
  ['bound', { status: { phase: 'Bound' } }, 'healthy'],
  ['pending', { status: { phase: 'Pending' } }, 'progressing'],
]);

check('v1', 'Service', [
  ['an inner one', { spec: { clusterIP: '10.0.0.1' } }, 'healthy'],
  ['a load balancer with an address', { spec: { type: 'LoadBalancer', clusterIP: '10.0.0.1' } }, 'healthy'],
  ['a load balancer without one', { spec: { type: 'LoadBalancer' } }, 'progressing'],
]);

check('apiextensions.k8s.io/v1', 'CustomResourceDefinition', [
  ['served', { status: { conditions: [condition('NamesAccepted', 'True'), condition('Established', 'True')] } }, 'healthy'],
  ['installing', { status: { conditions: [condition('Established', 'False', 'Installing')] } }, 'progressing'],
  ['names taken', { status: { conditions: [condition('NamesAccepted', 'False', 'Conflict')] } }, 'degraded'],
  ['not established', { status: { conditions: [condition('Established', 'False', 'Broken')] } }, 'degraded'],
  ['no status', {}, 'progressing'],
]);

check('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', [
  ['ready', { status: { conditions: [condition('Ready', 'True')] } }, 'healthy'],
  ['failing, and trying again', { status: { conditions: [condition('Ready', 'False', 'BuildFailed', 'no such path')] } }, 'progressing'],
  ['stalled', { status: { conditions: [condition('Ready', 'False'), condition('Stalled', 'True')] } }, 'degraded'],
  ['reconciling', { status: { conditions: [condition('Reconciling', 'True'), condition('Ready', 'Unknown')] } }, 'progressing'],
  ['suspended, whatever it said before', { spec: { suspend: true }, status: { conditions: [condition('Ready', 'False')] } }, 'suspended'],
]);

check('example.com/v1', 'Widget', [
  ['says nothing', {}, 'healthy'],
  ['ready', { status: { conditions: [condition('Ready', 'True')] } }, 'healthy'],
  ['not ready', { status: { conditions: [condition('Ready', 'False')] } }, 'progressing'],
  ['a field named suspend is no Flux object', { spec: { suspend: true } }, 'healthy'],
]);

test.each([
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['batch/v1', 'CronJob'],
])('%s %s is healthy by being there', (apiVersion, kind) => {
  expect(healthOf({ apiVersion, kind, status: { conditions: [condition('Ready', 'False')] } })).toEqual({ health: 'healthy' });
});

test('the message is what the object says of itself', () => {
  const conditions = [condition('Ready', 'False', 'BuildFailed', 'kustomization path not found')];
  const object = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', status: { conditions } };
  expect(healthOf(object)).toEqual({ health: 'progressing', message: 'kustomization path not found' });
  const crashing = { apiVersion: 'v1', kind: 'Pod', status: { phase: 'Running', ...crash } };
  expect(healthOf(crashing).message).toBe('Containers keep crashing: web.');
});
