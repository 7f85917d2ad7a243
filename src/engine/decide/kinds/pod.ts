// A Pod is healthy when it is ready or has succeeded.
import type { HealthStatus, JsonObject } from '../../model';
import { isList, textAt, valueAt } from '../../normalise/json-values';
import { conditions, degraded, healthy, isTrue, progressing } from '../status';

export function pod(object: JsonObject): HealthStatus {
  switch (textAt(object, 'status', 'phase')) {
    case 'Succeeded':
      return healthy('Completed.');
    case 'Failed':
      // kstatus counts any completed pod as current; a failed one is no healthy one to the person who looks at it.
      return degraded(textAt(object, 'status', 'message') ?? 'Completed with an error.');
    case 'Running':
      return running(object);
    case 'Pending':
      return pending(object);
    default:
      return progressing('Not started yet.');
  }
}

function running(object: JsonObject): HealthStatus {
  if (isTrue(object, 'Ready') !== undefined) return healthy();
  const statuses = valueAt(object, 'status', 'containerStatuses');
  const crashing = (isList(statuses) ? statuses : []).filter(
    (status) => textAt(status, 'state', 'waiting', 'reason') === 'CrashLoopBackOff',
  );
  if (crashing.length > 0)
    return degraded(`Containers keep crashing: ${crashing.map((status) => textAt(status, 'name') ?? '?').join(', ')}.`);
  return progressing('Running, and not ready yet.');
}

/** kstatus waits 15 seconds before it says so; a pod that cannot be scheduled now is told as such, for nothing here has a clock. */
function pending(object: JsonObject): HealthStatus {
  const scheduled = conditions(object).find((condition) => condition.type === 'PodScheduled' && condition.status === 'False');
  return scheduled?.reason === 'Unschedulable' ? degraded(`Cannot be scheduled. ${scheduled.message}`.trim()) : progressing('Pending.');
}
