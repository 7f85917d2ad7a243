// A DaemonSet is healthy when every node that should run a pod runs an updated, ready one.
import type { HealthStatus, JsonObject } from '../../model';
import { count, fewer, healthy, progressing } from '../status';

export function daemonSet(object: JsonObject): HealthStatus {
  if (count(object, ['status', 'observedGeneration'], -1) === -1) return progressing('Its controller has not seen it yet.');
  const desired = count(object, ['status', 'desiredNumberScheduled'], -1);
  if (desired === -1) return progressing('Not scheduled yet.');
  return (
    fewer(count(object, ['status', 'currentNumberScheduled'], 0), desired, 'scheduled') ??
    fewer(count(object, ['status', 'updatedNumberScheduled'], 0), desired, 'updated') ??
    fewer(count(object, ['status', 'numberAvailable'], 0), desired, 'available') ??
    fewer(count(object, ['status', 'numberReady'], 0), desired, 'ready') ??
    healthy()
  );
}
