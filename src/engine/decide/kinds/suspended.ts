// Flux objects that are suspended: their controller does nothing, and says nothing new.
import { type HealthStatus, type JsonObject, apiGroup } from '../../model';
import { textAt, valueAt } from '../../normalise/json-values';

export function suspended(object: JsonObject): HealthStatus | undefined {
  const group = apiGroup(textAt(object, 'apiVersion') ?? '');
  if (!group.endsWith('.toolkit.fluxcd.io') || valueAt(object, 'spec', 'suspend') !== true) return undefined;
  return { health: 'suspended', message: 'Suspended: it is not reconciled until it is resumed.' };
}
