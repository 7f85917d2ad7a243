// What the API server fills in for fields that a manifest leaves out, in the built-in kinds.
import type { Json, JsonObject, Path } from '../model';
import { isObject, sameJson, textAt, valueAt } from '../normalise/json-values';
import { podSpecPath } from '../normalise/normalise';
import { DEFAULTS, KEPT, POD_DEFAULTS, type DefaultValue } from './default-values';
import { parseItemStep, valueAtPath } from './locate';

/** What the server gives a field that the manifest leaves out: a value, or on an update the value that it had (`kept`). */
export type ServerDefault = { readonly kind: 'value'; readonly value: Json } | { readonly kind: 'kept' };

/** The default of the field at `path` of this object; undefined where we know of none. */
export function serverDefault(object: JsonObject, path: Path): ServerDefault | undefined {
  const pattern = path.map((step) => (typeof step === 'number' || parseItemStep(step) !== undefined ? '*' : step));
  const found = ofKind(object, pattern.join('.'), path) ?? ofPod(object, pattern, path);
  if (found === undefined) return undefined;
  return found === KEPT ? { kind: 'kept' } : { kind: 'value', value: found };
}

/** Whether the server itself would have written this value here. A map counts when all of it does. */
export function isServerDefault(object: JsonObject, path: Path, value: Json): boolean {
  const known = serverDefault(object, path);
  if (known !== undefined && (known.kind === 'kept' || sameJson(known.value, value))) return true;
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => isServerDefault(object, [...path, key], value[key] ?? null));
}

function ofKind(object: JsonObject, pattern: string, path: Path): DefaultValue | undefined {
  const table = DEFAULTS[`${String(object.apiVersion)}/${String(object.kind)}`];
  if (table !== undefined && Object.hasOwn(table, pattern)) return table[pattern];
  if (object.kind === 'Service' && pattern === 'spec.ports.*.targetPort') return valueAt(valueAtPath(object, path.slice(0, -1)), 'port');
  const name = textAt(object, 'metadata', 'name');
  return object.kind === 'Namespace' && pattern === 'metadata.labels.kubernetes.io/metadata.name' ? name : undefined;
}

function ofPod(object: JsonObject, pattern: readonly string[], path: Path): DefaultValue | undefined {
  const podPath = podSpecPath(object);
  if (podPath === undefined || podPath.some((step, index) => pattern[index] !== step)) return undefined;
  const inPod = pattern
    .slice(podPath.length)
    .join('.')
    .replace(/^(initContainers|ephemeralContainers)\./, 'containers.')
    .replace(/\.(livenessProbe|readinessProbe|startupProbe)\b/, '.probe');
  if (inPod === 'containers.*.imagePullPolicy') return pullPolicy(valueAtPath(object, path.slice(0, -1)));
  // A limit without a request is also the request.
  if (/^containers\.\*\.resources\.requests\./.test(inPod))
    return valueAt(valueAtPath(object, path.slice(0, -2)), 'limits', String(path.at(-1)));
  if (inPod === 'serviceAccount') return textAt(object, ...podPath, 'serviceAccountName');
  return Object.hasOwn(POD_DEFAULTS, inPod) ? POD_DEFAULTS[inPod] : undefined;
}

/** Kubernetes documentation, "Images": `Always` for the tag `latest` and for none, else `IfNotPresent`. */
function pullPolicy(container: Json | undefined): string | undefined {
  const image = textAt(container, 'image');
  if (image === undefined) return undefined;
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent';
}
