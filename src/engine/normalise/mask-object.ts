// Masks the secret parts of an object in JSON, live or desired.
import { isTemplated, type Json, type JsonObject, type Path, secretTemplates } from '../model';
import { isList, isObject, LAST_APPLIED, mapValues } from './json-values';
import type { MaskFunctions } from './mask-functions';

/** A `List` is masked item by item. Everything else of the object is shared with the result. */
export function maskObject(object: JsonObject, mask: MaskFunctions): JsonObject {
  const masked = mapValues(object, (value) => maskAnywhere(value, mask));
  if (isList(masked.items)) {
    return { ...masked, items: masked.items.map((item) => (isObject(item) ? maskObject(item, mask) : item)) };
  }
  publishNames(object, mask);
  const withoutCopies = maskLastApplied(masked, mask);
  return isSecret(object) ? maskData(withoutCopies, mask) : maskTemplates(withoutCopies, mask);
}

/** Of any group: Secrets of aggregated APIs (`v1` in practice) hold secrets too. */
export function isSecret(object: JsonObject): boolean {
  return object.kind === 'Secret';
}

/** A value that SOPS encrypted, as it stands in a file. */
export function isSopsValue(text: string): boolean {
  return text.startsWith('ENC[') && text.endsWith(']');
}

function maskData(object: JsonObject, mask: MaskFunctions): JsonObject {
  const result: { [key: string]: Json } = { ...object };
  if (isObject(object.data)) result.data = mapValues(object.data, (value) => mask.encoded(asText(value)));
  if (isObject(object.stringData)) result.stringData = mapValues(object.stringData, (value) => mask.plain(asText(value)));
  // What is no map, a server would refuse; it may be the secret all the same.
  for (const field of ['data', 'stringData']) {
    const value = object[field];
    if (value !== undefined && value !== null && !isObject(value)) result[field] = mask.plain(asText(value));
  }
  return result;
}

/** What is written as it is in the template of a Secret that the object has made. */
function maskTemplates(object: JsonObject, mask: MaskFunctions): JsonObject {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return object;
  return secretTemplates(apiVersion, kind).reduce((masked, field) => maskAt(masked, field, mask) as JsonObject, object);
}

function maskAt(value: Json, [step, ...rest]: Path, mask: MaskFunctions): Json {
  const isAny = step === undefined || step === '*';
  if (isList(value)) return isAny ? shareArray(value, (item) => maskAt(item, rest, mask)) : value;
  if (isObject(value)) return mapValues(value, (item, key) => (isAny || key === step ? maskAt(item, rest, mask) : item));
  return step !== undefined || value === null || isTemplated(asText(value)) ? value : mask.plain(asText(value));
}

function publishNames({ metadata }: JsonObject, mask: MaskFunctions): void {
  if (!isObject(metadata)) return;
  for (const name of [metadata.name, metadata.namespace]) if (typeof name === 'string') mask.publish(name);
}

function maskLastApplied(object: JsonObject, mask: MaskFunctions): JsonObject {
  const metadata = object.metadata;
  if (!isObject(metadata) || !isObject(metadata.annotations)) return object;
  const lastApplied = metadata.annotations[LAST_APPLIED];
  if (typeof lastApplied !== 'string') return object;
  if (isSecret(object)) rememberValues(lastApplied, mask);
  const annotations = { ...metadata.annotations, [LAST_APPLIED]: mask.container(lastApplied) };
  return { ...object, metadata: { ...metadata, annotations } };
}

/** What kubectl applied last holds the Secret's earlier values, which the data may not have any more. */
function rememberValues(lastApplied: string, mask: MaskFunctions): void {
  let copy: Json;
  try {
    copy = JSON.parse(lastApplied) as Json;
  } catch {
    // Cut off or edited by hand: values cannot be told from the rest, so all of it counts as secret.
    mask.remember(lastApplied);
    return;
  }
  if (isObject(copy)) maskData(copy, mask);
}

function maskAnywhere(value: Json, mask: MaskFunctions): Json {
  if (typeof value === 'string') return isSopsValue(value) ? mask.container(value) : value;
  if (isList(value)) return shareArray(value, (item) => maskAnywhere(item, mask));
  if (!isObject(value)) return value;
  const masked = mapValues(value, (item) => maskAnywhere(item, mask));
  // A Secret inside a template, a policy or a set of resources.
  return isSecret(value) ? maskData(masked, mask) : maskTemplates(masked, mask);
}

function shareArray(list: readonly Json[], change: (item: Json) => Json): readonly Json[] {
  const result = list.map(change);
  return result.every((item, index) => item === list[index]) ? list : result;
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : value === null ? '' : isObject(value) || isList(value) ? JSON.stringify(value) : String(value);
}
