// Health of a live object, by the rules of kstatus.
import { type HealthStatus, type JsonObject, apiGroup } from '../model';
import { textAt } from '../normalise/json-values';
import { crd } from './kinds/crd';
import { daemonSet } from './kinds/daemon-set';
import { deployment } from './kinds/deployment';
import { generic, readyCondition } from './kinds/generic';
import { job } from './kinds/job';
import { pod } from './kinds/pod';
import { pvc } from './kinds/pvc';
import { replicaSet } from './kinds/replica-set';
import { service } from './kinds/service';
import { statefulSet } from './kinds/stateful-set';
import { suspended } from './kinds/suspended';
import type { HealthCheck } from './status';

const ALWAYS_READY: HealthCheck = () => ({ health: 'healthy' });

/** By group and kind, as kstatus has them. */
const CHECKS: Readonly<Record<string, HealthCheck>> = {
  ConfigMap: ALWAYS_READY,
  Secret: ALWAYS_READY,
  Service: service,
  Pod: pod,
  PersistentVolumeClaim: pvc,
  'apps/Deployment': deployment,
  'apps/StatefulSet': statefulSet,
  'apps/DaemonSet': daemonSet,
  'apps/ReplicaSet': replicaSet,
  'batch/Job': job,
  'batch/CronJob': ALWAYS_READY,
  'policy/PodDisruptionBudget': ALWAYS_READY,
  'apiextensions.k8s.io/CustomResourceDefinition': crd,
};

/**
 * What the object's status says. The rules are those of kstatus (fluxcd/cli-utils 1.2, pkg/kstatus/status), in its order: deletion, generation and
 * the standard conditions first, then the kind's own rule, then a `Ready` condition; an object with none of them is healthy.
 */
export function healthOf(object: JsonObject): HealthStatus {
  return suspended(object) ?? generic(object) ?? CHECKS[groupKind(object)]?.(object) ?? readyCondition(object) ?? { health: 'healthy' };
}

function groupKind(object: JsonObject): string {
  const group = apiGroup(textAt(object, 'apiVersion') ?? '');
  const kind = textAt(object, 'kind') ?? '';
  return group === '' ? kind : `${group}/${kind}`;
}
