// A PersistentVolumeClaim is healthy when it is bound.
import type { HealthStatus, JsonObject } from '../../model';
import { textAt } from '../../normalise/json-values';
import { healthy, progressing } from '../status';

export function pvc(object: JsonObject): HealthStatus {
  const phase = textAt(object, 'status', 'phase') ?? 'unknown';
  return phase === 'Bound' ? healthy() : progressing(`Not bound (phase: ${phase}).`);
}
