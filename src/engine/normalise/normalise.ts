// Takes from an object what only the server writes, and writes equivalents one way.
import type { Json, JsonObject } from '../model';
import { decodeText, encodeText } from './base64';
import { isList, isObject, LAST_APPLIED, mapValues, valueAt, without } from './json-values';

/** Fields of metadata that the API server alone writes. */
const SERVER_METADATA = [
  'managedFields',
  'resourceVersion',
  'uid',
  'generation',
  'creationTimestamp',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
];

/** Without status, managedFields, resourceVersion, uid, generation, creationTimestamp, …; `stringData` merged into `data`. Pure. */
export function normalise(object: JsonObject): JsonObject {
  return withoutServerFields(applicable(object));
}

/**
 * What a controller sends for a manifest: `stringData` as `data`, port protocols spelt out, no status.
 * Facts from fluxcd/pkg/ssa (normalize): the API server merges lists of ports wrongly when the protocol, one of their keys, is left out
 * (kubernetes-sigs/structured-merge-diff#130), and keeps removed keys of `stringData` (kubernetes/kubernetes#108008).
 */
export function applicable(object: JsonObject): JsonObject {
  const stated = without(object, ['status']);
  if (object.apiVersion === 'v1' && object.kind === 'Secret') return secretAsData(stated);
  if (object.apiVersion === 'v1' && object.kind === 'Service') return changeAt(stated, ['spec'], withProtocols);
  const podSpec = podSpecPath(object);
  return podSpec === undefined ? stated : changeAt(stated, podSpec, podWithProtocols);
}

/** Where a workload of the built-in kinds keeps its pods' spec. */
export function podSpecPath(object: JsonObject): readonly string[] | undefined {
  const kind = `${object.apiVersion}/${object.kind}`;
  if (kind === 'v1/Pod') return ['spec'];
  if (kind === 'batch/v1/CronJob') return ['spec', 'jobTemplate', 'spec', 'template', 'spec'];
  const withTemplate = ['apps/v1/Deployment', 'apps/v1/StatefulSet', 'apps/v1/DaemonSet', 'apps/v1/ReplicaSet', 'batch/v1/Job'];
  return withTemplate.includes(kind) ? ['spec', 'template', 'spec'] : undefined;
}

function withoutServerFields(object: JsonObject): JsonObject {
  if (!isObject(object.metadata)) return object;
  let metadata = without(object.metadata, SERVER_METADATA);
  if (isObject(metadata.annotations) && LAST_APPLIED in metadata.annotations) {
    const annotations = without(metadata.annotations, [LAST_APPLIED]);
    metadata = Object.keys(annotations).length === 0 ? without(metadata, ['annotations']) : { ...metadata, annotations };
  }
  return { ...object, metadata };
}

function secretAsData(object: JsonObject): JsonObject {
  const data: { [key: string]: Json } = {};
  if (isObject(object.data)) for (const [key, value] of Object.entries(object.data)) data[key] = canonicalBase64(value);
  if (isObject(object.stringData)) {
    for (const [key, value] of Object.entries(object.stringData)) data[key] = typeof value === 'string' ? encodeText(value) : value;
  }
  const rest = without(object, ['data', 'stringData']);
  return Object.keys(data).length === 0 ? rest : { ...rest, data };
}

/** The API server decodes and encodes again, which takes out line breaks. */
function canonicalBase64(value: Json): Json {
  if (typeof value !== 'string' || decodeText(value) === undefined) return value;
  return value.replace(/\s+/g, '');
}

function podWithProtocols(pod: JsonObject): JsonObject {
  if (!isList(pod.containers)) return pod;
  return { ...pod, containers: pod.containers.map((container) => (isObject(container) ? withProtocols(container) : container)) };
}

function withProtocols(holder: JsonObject): JsonObject {
  if (!isList(holder.ports)) return holder;
  const ports = holder.ports.map((port) => (isObject(port) && !port.protocol ? { ...port, protocol: 'TCP' } : port));
  return { ...holder, ports };
}

function changeAt(object: JsonObject, path: readonly string[], change: (value: JsonObject) => JsonObject): JsonObject {
  if (!isObject(valueAt(object, ...path))) return object;
  const [key, ...rest] = path;
  if (key === undefined) return change(object);
  return mapValues(object, (value, name) => (name === key && isObject(value) ? changeAt(value, rest, change) : value));
}
