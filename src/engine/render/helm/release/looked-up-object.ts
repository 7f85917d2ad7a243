// An object of the cluster as values that templates see, each with an origin that names the object; those of Secrets are secret.
import { type Json, type JsonObject, type Lookup, lookupText, type Origin, type ScalarNode } from '../../../model';
import { decodeBase64 } from '../../../yaml/base64';
import { GoInt, GoMap, GoSlice, type Value } from '../go/values';
import type { Container, ValueOrigins } from '../values/origins';

export interface Noting {
  readonly origins: ValueOrigins;
  /** Takes in the values of Secrets, and the places of what derives from them. */
  readonly secrets: ScalarNode[];
}

/** The key under which the origin of a looked-up object as a whole stands: no key of an object is empty. */
export const WHOLE = '';

/** A new value each time, because templates may change it. @param text what is told of the question */
export function lookedUpObject(lookup: Lookup, object: JsonObject, noting: Noting, text = lookupText(lookup)): GoMap {
  const walk: Walk = { ...noting, name: `lookup of ${text}`, isSecret: false };
  const value = lookup.name === '' ? listOf(object, walk) : objectOf(object, walk);
  const whole = originOf(walk.name, '');
  noting.origins.set(value, WHOLE, whole);
  // What is made of all of it is made of what is secret in it.
  if (lookup.kind === 'Secret') noting.secrets.push(secretAt(whole, ''));
  return value;
}

interface Walk extends Noting {
  /** What the origins are called. */
  readonly name: string;
  readonly isSecret: boolean;
}

/** Items are objects of their own, by their own names. */
function listOf(list: JsonObject, walk: Walk): GoMap {
  const { items, ...rest } = list;
  const value = mapOf(rest, '', walk);
  if (!Array.isArray(items)) return value;
  const slice = new GoSlice(items.map((item: Json) => (isFields(item) ? objectOf(item, named(item, walk)) : goValue(item, 'items', walk))));
  walk.origins.setPath(slice, []);
  items.forEach((_item, at) => {
    walk.origins.set(slice, at, originOf(walk.name, `items[${at}]`));
  });
  value.entries.set('items', slice);
  walk.origins.set(value, 'items', originOf(walk.name, 'items'));
  return value;
}

function named({ kind, metadata }: JsonObject, walk: Walk): Walk {
  const { name = '', namespace = '' } = isFields(metadata) ? metadata : {};
  return {
    ...walk,
    name: `lookup of ${lookupText({ apiVersion: '', kind: String(kind), namespace: String(namespace), name: String(name) })}`,
  };
}

const HOLDERS = new Set(['data', 'stringData']);

function objectOf(object: JsonObject, walk: Walk): GoMap {
  const isSecret = object.kind === 'Secret' && object.apiVersion === 'v1';
  return mapOf(object, '', walk, (key) => ({ ...walk, isSecret: isSecret && (HOLDERS.has(key) || key === 'metadata') }));
}

function mapOf(object: JsonObject, path: string, walk: Walk, within: (key: string) => Walk = () => walk): GoMap {
  const map = new GoMap();
  walk.origins.setPath(map, []);
  for (const [key, item] of Object.entries(object)) {
    const below = path === '' ? key : `${path}.${key}`;
    const value = goValue(item, below, within(key));
    map.entries.set(key, value);
    walk.origins.set(map, key, originOf(walk.name, below));
  }
  return map;
}

function goValue(json: Json, path: string, walk: Walk): Value {
  if (json === null) return undefined;
  if (typeof json === 'bigint') return INT64.test(json) ? new GoInt(json, 'int64') : Number(json);
  if (typeof json === 'number') return Number.isSafeInteger(json) ? new GoInt(BigInt(json), 'int64') : json;
  if (typeof json === 'string') {
    if (isSecretText(path, walk)) noteSecret(json, path, walk);
    return json;
  }
  if (typeof json === 'boolean') return json;
  const known = walk.secrets.length;
  const container = Array.isArray(json) ? sliceOf(json, path, walk) : mapOf(json as JsonObject, path, walk);
  // What is made of all that a map holds is made of what is secret in it.
  if (walk.secrets.length > known) walk.secrets.push(secretAt(originOf(walk.name, path), ''));
  return container;
}

const INT64 = { test: (value: bigint): boolean => BigInt.asIntN(64, value) === value };

function sliceOf(items: readonly Json[], path: string, walk: Walk): Container {
  const slice = new GoSlice(items.map((item, at) => goValue(item, `${path}[${at}]`, walk)));
  walk.origins.setPath(slice, []);
  items.forEach((_item, at) => {
    walk.origins.set(slice, at, originOf(walk.name, `${path}[${at}]`));
  });
  return slice;
}

/** Of the metadata, only what repeats the object as it was applied. */
function isSecretText(path: string, { isSecret }: Walk): boolean {
  return isSecret && (!path.startsWith('metadata') || path.endsWith('last-applied-configuration'));
}

function noteSecret(text: string, path: string, { name, secrets }: Walk): void {
  const origin = originOf(name, path);
  const decoded = path.startsWith('data.') ? decodeBase64(text) : undefined;
  secrets.push(secretAt(origin, text), ...(decoded === undefined ? [] : [secretAt(origin, decoded)]));
}

function secretAt(origin: Origin, text: string): ScalarNode {
  return { kind: 'scalar', text, tag: 'str', origin };
}

/** It stands in no file: it is called by the object and the field. */
function originOf(name: string, path: string): Origin {
  return { file: path === '' ? name : `${name}: ${path}`, line: 1, column: 1, step: 'live' };
}

function isFields(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
