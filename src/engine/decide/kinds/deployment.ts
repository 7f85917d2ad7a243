// A Deployment is healthy when its newest pods run in full number and are available.
import type { HealthStatus, JsonObject } from '../../model';
import { conditions, count, degraded, fewer, healthy, isTrue, progressing, terminating } from '../status';

export function deployment(object: JsonObject): HealthStatus {
  const exceeded = conditions(object).find(
    (condition) => condition.type === 'Progressing' && condition.reason === 'ProgressDeadlineExceeded',
  );
  if (exceeded !== undefined) return degraded('The roll-out exceeded its progress deadline.');
  return replicas(object) ?? availability(object);
}

function replicas(object: JsonObject): HealthStatus | undefined {
  const wanted = count(object, ['spec', 'replicas'], 1);
  const existing = count(object, ['status', 'replicas'], 0);
  const updated = count(object, ['status', 'updatedReplicas'], 0);
  return (
    fewer(existing, wanted, 'exist') ??
    fewer(updated, wanted, 'updated') ??
    terminating(existing, wanted) ??
    fewer(count(object, ['status', 'availableReplicas'], 0), updated, 'available') ??
    fewer(count(object, ['status', 'readyReplicas'], 0), wanted, 'ready')
  );
}

/** Without a progress deadline the controller never writes `Progressing`; the largest 32-bit integer means none. */
function availability(object: JsonObject): HealthStatus {
  const noDeadline = count(object, ['spec', 'progressDeadlineSeconds'], 2147483647) === 2147483647;
  const rolledOut = isTrue(object, 'Progressing')?.reason === 'NewReplicaSetAvailable';
  if (!noDeadline && !rolledOut) return progressing('The new ReplicaSet is not available yet.');
  return isTrue(object, 'Available') === undefined ? progressing('Not available yet.') : healthy();
}
