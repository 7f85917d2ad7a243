// Hides the keys of maps that derive from a Secret, in objects and in the paths that lead through them.
import type { Json, JsonObject, Node, Path } from '../model';
import type { Mask } from '../normalise/mask';
import { isList, isObject } from '../normalise/json-values';

export type SecretKeys = ReadonlySet<string>;

/** Few manifests have any: they come of variables in the place of a key. */
export function secretKeys(node: Node, into: Set<string> = new Set()): SecretKeys {
  if (node.kind === 'list') for (const item of node.items) secretKeys(item, into);
  else if (node.kind === 'map') {
    for (const entry of node.entries) {
      if (entry.secret) into.add(entry.key);
      secretKeys(entry.value, into);
    }
  }
  return into;
}

export function maskKeys(object: JsonObject, keys: SecretKeys, mask: Mask): JsonObject {
  return keys.size === 0 ? object : renamed(object, keys, mask);
}

export function maskPath(path: Path, keys: SecretKeys, mask: Mask): Path {
  return keys.size === 0 ? path : path.map((step) => (typeof step === 'string' && keys.has(step) ? mask.value(step) : step));
}

function renamed(object: JsonObject, keys: SecretKeys, mask: Mask): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [keys.has(key) ? mask.value(key) : key, inside(value, keys, mask)]),
  );
}

function inside(value: Json, keys: SecretKeys, mask: Mask): Json {
  if (isList(value)) return value.map((item) => inside(item, keys, mask));
  return isObject(value) ? renamed(value, keys, mask) : value;
}
