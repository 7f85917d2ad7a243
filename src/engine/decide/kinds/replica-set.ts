// A ReplicaSet is healthy when its pods exist, are labelled, available and ready.
import type { HealthStatus, JsonObject } from '../../model';
import { count, fewer, healthy, isTrue, progressing, terminating } from '../status';

export function replicaSet(object: JsonObject): HealthStatus {
  const failure = isTrue(object, 'ReplicaFailure');
  if (failure !== undefined) return progressing(failure.message === '' ? 'Its pods cannot be created.' : failure.message);
  const wanted = count(object, ['spec', 'replicas'], 1);
  return (
    fewer(count(object, ['status', 'fullyLabeledReplicas'], 0), wanted, 'labelled') ??
    fewer(count(object, ['status', 'availableReplicas'], 0), wanted, 'available') ??
    fewer(count(object, ['status', 'readyReplicas'], 0), wanted, 'ready') ??
    terminating(count(object, ['status', 'replicas'], 0), wanted) ??
    healthy()
  );
}
