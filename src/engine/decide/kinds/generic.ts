// What any object may say of itself: deletion, the observed generation, and the standard conditions.
import type { HealthStatus, JsonObject } from '../../model';
import { textAt } from '../../normalise/json-values';
import { conditions, count, degraded, healthy, progressing } from '../status';

/** Undefined where these say nothing, and the kind's own rule decides. */
export function generic(object: JsonObject): HealthStatus | undefined {
  if (textAt(object, 'metadata', 'deletionTimestamp')) return progressing('Being deleted.');
  const generation = count(object, ['metadata', 'generation'], -1);
  const observed = count(object, ['status', 'observedGeneration'], -1);
  if (generation !== -1 && observed !== -1 && observed !== generation) {
    return progressing(`Its controller has seen generation ${observed} of ${generation}.`);
  }
  for (const condition of conditions(object)) {
    if (condition.status !== 'True') continue;
    if (condition.type === 'Reconciling') return progressing(condition.message);
    if (condition.type === 'Stalled') return degraded(condition.message);
  }
  return undefined;
}

/** The widespread `Ready` condition; undefined where there is none. */
export function readyCondition(object: JsonObject): HealthStatus | undefined {
  const ready = conditions(object).find((condition) => condition.type === 'Ready');
  if (ready === undefined) return undefined;
  return ready.status === 'True' ? healthy() : progressing(ready.message);
}
