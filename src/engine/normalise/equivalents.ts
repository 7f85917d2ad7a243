// Tells values that the API server takes for the same, however they are written.
import { type Json, type Path, apiGroup } from '../model';
import { isList, isObject, sameJson } from './json-values';
import { sameQuantity } from './quantity';

/**
 * Whether a field with this value says as much as one that is absent. Null always does. An empty list does in the built-in APIs; an empty map
 * only for the fields listed: elsewhere (`namespaceSelector: {}`, `emptyDir: {}`) it is a statement of its own. A custom resource keeps what was written.
 */
export function isEmptyDefault(value: Json | undefined, path: Path, apiVersion: string): boolean {
  if (value === undefined || value === null) return true;
  if (isObject(value)) {
    if (Object.keys(value).length > 0) return false;
    return isMetadataMap(path) || (isBuiltIn(apiVersion) && OMITTED_WHEN_EMPTY.has(String(path.at(-1))));
  }
  return isList(value) && value.length === 0 && (isBuiltIn(apiVersion) || path[0] === 'metadata');
}

/**
 * Whether two values at `path` of an object of this API version mean the same to the API server.
 * Quantities are compared by amount only in the built-in APIs: a custom resource keeps them as they were written.
 */
export function equivalent(a: Json | undefined, b: Json | undefined, path: Path, apiVersion: string): boolean {
  if (sameJson(a, b) || (isEmptyDefault(a, path, apiVersion) && isEmptyDefault(b, path, apiVersion))) return true;
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((item, index) => equivalent(item, b[index], [...path, index], apiVersion));
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => equivalent(a[key], b[key], [...path, key], apiVersion));
  }
  return isBuiltIn(apiVersion) && isQuantityPath(path) && sameQuantity(a, b);
}

/** Whether the API is one of Kubernetes' own, whose fields the server knows by type. */
export function isBuiltIn(apiVersion: string): boolean {
  const group = apiGroup(apiVersion);
  return !group.includes('.') || (group.endsWith('.k8s.io') && BUILT_IN_GROUPS.has(group.slice(0, -'.k8s.io'.length)));
}

function isMetadataMap(path: Path): boolean {
  return path.length >= 2 && path.at(-2) === 'metadata' && (path.at(-1) === 'labels' || path.at(-1) === 'annotations');
}

const OMITTED_WHEN_EMPTY = new Set([
  'data',
  'binaryData',
  'stringData',
  'nodeSelector',
  'matchLabels',
  'limits',
  'requests',
  'resources',
  'strategy',
  'hard',
  'parameters',
]);
const BUILT_IN_GROUPS = new Set(
  'admissionregistration apiextensions apiregistration authentication authorization certificates coordination discovery events flowcontrol.apiserver networking node rbac.authorization resource scheduling storage'.split(
    ' ',
  ),
);
const QUANTITY_MAPS = new Set([
  'limits',
  'requests',
  'hard',
  'capacity',
  'overhead',
  'default',
  'defaultRequest',
  'max',
  'min',
  'maxLimitRequestRatio',
]);
const QUANTITIES = new Set(['sizeLimit', 'divisor', 'averageValue']);

function isQuantityPath(path: Path): boolean {
  const last = path.at(-1);
  const parent = path.at(-2);
  if (typeof last === 'string' && QUANTITIES.has(last)) return true;
  return typeof parent === 'string' && QUANTITY_MAPS.has(parent);
}
