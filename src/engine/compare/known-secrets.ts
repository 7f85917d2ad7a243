// Hides secret values that are known from elsewhere in what only the cluster has.
import type { Json, JsonObject } from '../model';
import { isList, isObject, mapValues, valueAt } from '../normalise/json-values';
import type { Mask } from '../normalise/mask';

/**
 * Where Git has moved or dropped a field, no path says any more that the live value came from a Secret; the value itself does.
 * What Git (`desired`) shows in clear is left as it is, so that a secret that is an ordinary word does not change the rest of the object.
 */
export function hideKnownSecrets(live: JsonObject, desired: JsonObject | undefined, mask: Mask): JsonObject {
  const shown = new Set<string>(['apiVersion', 'kind'].map((key) => String(live[key])));
  for (const key of ['name', 'namespace']) shown.add(String(valueAt(live, 'metadata', key)));
  if (desired !== undefined) addTexts(desired, shown);
  return mapValues(live, (value) => hide(value, shown, mask));
}

function hide(value: Json, shown: ReadonlySet<string>, mask: Mask): Json {
  if (typeof value === 'string') return shown.has(value) ? value : mask.scrub(value);
  if (isList(value)) return value.map((item) => hide(item, shown, mask));
  return isObject(value) ? mapValues(value, (item) => hide(item, shown, mask)) : value;
}

function addTexts(value: Json, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (isList(value)) for (const item of value) addTexts(item, into);
  else if (isObject(value)) for (const item of Object.values(value)) addTexts(item, into);
}
