// A Job is healthy while it runs and when it has completed.
import type { HealthStatus, JsonObject } from '../../model';
import { textAt } from '../../normalise/json-values';
import { degraded, healthy, isTrue, progressing } from '../status';

export function job(object: JsonObject): HealthStatus {
  if (isTrue(object, 'Complete') !== undefined) return healthy('Completed.');
  const failed = isTrue(object, 'Failed');
  if (failed !== undefined) return degraded(failed.message === '' ? 'Failed.' : failed.message);
  return textAt(object, 'status', 'startTime') === undefined ? progressing('Not started yet.') : healthy('Running.');
}
