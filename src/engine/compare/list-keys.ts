// Which lists are merged item by item, and by which keys.
import type { Json, JsonObject, Path } from '../model';
import { isBuiltIn } from '../normalise/equivalents';
import { isList, isObject } from '../normalise/json-values';

/**
 * Keys of the associative lists of the built-in APIs, by the field's name. Source: the `x-kubernetes-list-map-keys` of Kubernetes' OpenAPI document.
 * `ports` has two meanings and is told apart by its items.
 */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  imagePullSecrets: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  conditions: ['type'],
  ownerReferences: ['uid'],
  resourceClaims: ['name'],
  schedulingGates: ['name'],
  webhooks: ['name'],
};

/** The keys by which the server merges the list at `path`, as far as the built-in APIs say; undefined for a list that is replaced as a whole. */
export function listKeys(path: Path, apiVersion: string, items: readonly Json[]): readonly string[] | undefined {
  const field = String(path.at(-1));
  if (field === 'ownerReferences' && path[0] === 'metadata') return KEYS.ownerReferences;
  if (!isBuiltIn(apiVersion)) return undefined;
  if (field === 'ports') return portKeys(path, items);
  // `secrets` and `imagePullSecrets` of a ServiceAccount stand at its root.
  if (field === 'secrets' && path.length === 1) return ['name'];
  return Object.hasOwn(KEYS, field) ? KEYS[field] : undefined;
}

/** Keys good enough to name items to a person: those of the server, else a name that every item has and none shares. */
export function namingKeys(path: Path, apiVersion: string, ...lists: readonly (readonly Json[])[]): readonly string[] | undefined {
  const keys = listKeys(path, apiVersion, lists.flat());
  if (keys !== undefined && lists.every((list) => identifies(list, keys))) return keys;
  return lists.every((list) => identifies(list, ['name'])) ? ['name'] : undefined;
}

/** The values of `keys` of one item; undefined where one is missing or not a scalar. */
export function keysOf(item: Json, keys: readonly string[]): JsonObject | undefined {
  if (!isObject(item)) return undefined;
  const result: { [key: string]: Json } = {};
  for (const key of keys) {
    const value = item[key];
    if (value === undefined || value === null || isObject(value) || isList(value)) return undefined;
    result[key] = value;
  }
  return result;
}

/** One step of a path for a list item, as kustomize writes it: `[name=web]`. */
export function itemStep(keys: JsonObject): string {
  return `[${Object.entries(keys)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',')}]`;
}

function portKeys(path: Path, items: readonly Json[]): readonly string[] | undefined {
  if (items.some((item) => isObject(item) && item.containerPort !== undefined)) return ['containerPort', 'protocol'];
  return path.length === 2 && path[0] === 'spec' ? ['port', 'protocol'] : undefined;
}

function identifies(list: readonly Json[], keys: readonly string[]): boolean {
  const seen = new Set<string>();
  for (const item of list) {
    const values = keysOf(item, keys);
    if (values === undefined) return false;
    seen.add(itemStep(values));
  }
  return seen.size === list.length;
}
