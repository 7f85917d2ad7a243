// A Service is healthy, but for a load balancer without an address of the cluster.
import type { HealthStatus, JsonObject } from '../../model';
import { textAt } from '../../normalise/json-values';
import { healthy, progressing } from '../status';

export function service(object: JsonObject): HealthStatus {
  const waiting = textAt(object, 'spec', 'type') === 'LoadBalancer' && !textAt(object, 'spec', 'clusterIP');
  return waiting ? progressing('Waiting for a cluster IP.') : healthy();
}
