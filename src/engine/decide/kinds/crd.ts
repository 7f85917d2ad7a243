// A CustomResourceDefinition is healthy when the API server serves it.
import type { HealthStatus, JsonObject } from '../../model';
import { conditions, degraded, healthy, progressing } from '../status';

export function crd(object: JsonObject): HealthStatus {
  for (const condition of conditions(object)) {
    if (condition.type === 'NamesAccepted' && condition.status === 'False') return degraded(condition.message);
    if (condition.type !== 'Established') continue;
    if (condition.status === 'True') return healthy();
    if (condition.status === 'False' && condition.reason !== 'Installing') return degraded(condition.message);
  }
  return progressing('Not established yet.');
}
