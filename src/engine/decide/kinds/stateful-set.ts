// A StatefulSet is healthy when all replicas are ready and of the newest revision.
import type { HealthStatus, JsonObject } from '../../model';
import { textAt } from '../../normalise/json-values';
import { count, fewer, healthy, progressing, terminating } from '../status';

export function statefulSet(object: JsonObject): HealthStatus {
  if (textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') return healthy('Updated by deleting pods (OnDelete).');
  const wanted = count(object, ['spec', 'replicas'], 1);
  const existing = count(object, ['status', 'replicas'], 0);
  const early =
    fewer(existing, wanted, 'exist') ??
    fewer(count(object, ['status', 'readyReplicas'], 0), wanted, 'ready') ??
    terminating(existing, wanted);
  if (early !== undefined) return early;

  const partition = count(object, ['spec', 'updateStrategy', 'rollingUpdate', 'partition'], -1);
  if (partition !== -1) return fewer(count(object, ['status', 'updatedReplicas'], 0), wanted - partition, 'updated') ?? healthy();
  const current = fewer(count(object, ['status', 'currentReplicas'], 0), wanted, 'current');
  if (current !== undefined) return current;
  const sameRevision = (textAt(object, 'status', 'currentRevision') ?? '') === (textAt(object, 'status', 'updateRevision') ?? '');
  return sameRevision ? healthy() : progressing('Not all replicas are of the newest revision yet.');
}
