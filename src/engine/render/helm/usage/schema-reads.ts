// Which places in the values a values.schema.json says something of: whoever changes them may be refused.
import { readWhole, type Shape } from './shape';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** Schemas may refer to themselves. */
const DEEPEST = 24;

/** Marks the places. What is no JSON, or refers elsewhere, may say anything: then all is marked. */
export function readSchema(text: string, values: Shape): void {
  const schema = parsed(text);
  if (schema === undefined) readWhole(new Set([values]));
  else read(schema, values, { root: schema, depth: 0 });
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface Walk {
  readonly root: Json;
  readonly depth: number;
}

const KEYED: ReadonlySet<string> = new Set(['properties', 'dependentSchemas', 'dependencies']);
const OF_EACH: ReadonlySet<string> = new Set([
  'items',
  'prefixItems',
  'additionalItems',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
]);
const OF_ALL_KEYS: ReadonlySet<string> = new Set(['patternProperties', 'propertyNames', 'minProperties', 'maxProperties', 'uniqueItems']);
const SAME: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', 'not']);

function read(schema: Json, place: Shape, walk: Walk): void {
  if (walk.depth > DEEPEST) readWhole(new Set([place]));
  else if (Array.isArray(schema)) for (const each of schema) read(each, place, walk);
  else if (isObject(schema)) readKeywords(schema, place, walk);
}

function readKeywords(schema: JsonObject, place: Shape, walk: Walk): void {
  const inner = { ...walk, depth: walk.depth + 1 };
  for (const [keyword, value] of Object.entries(schema)) {
    if (KEYED.has(keyword)) readKeyed(value, place, inner);
    else if (OF_EACH.has(keyword)) readEach(value, place, inner);
    else if (OF_ALL_KEYS.has(keyword) && value !== false) readKeys(keyword, value, place, inner);
    else if (SAME.has(keyword)) read(value, place, inner);
    else if (keyword === 'required' && Array.isArray(value)) for (const key of value) place.child(String(key));
    else if (keyword === 'enum' || keyword === 'const') readWhole(new Set([place]));
    else if (keyword === '$ref' || keyword === '$recursiveRef' || keyword === '$dynamicRef') follow(value, place, inner);
  }
}

function readKeyed(value: Json, place: Shape, walk: Walk): void {
  if (isObject(value)) for (const [key, schema] of Object.entries(value)) read(schema, place.child(key), walk);
}

/** `additionalProperties: false` refuses keys and says nothing of those that are there. */
function readEach(value: Json, place: Shape, walk: Walk): void {
  if (typeof value !== 'boolean') read(value, place.eachChild(), walk);
}

function readKeys(keyword: string, value: Json, place: Shape, walk: Walk): void {
  const each = place.eachChild();
  if (keyword === 'patternProperties' && isObject(value)) for (const schema of Object.values(value)) read(schema, each, walk);
  else if (keyword === 'uniqueItems') readWhole(new Set([place]));
}

function follow(reference: Json, place: Shape, walk: Walk): void {
  const target = typeof reference === 'string' && reference.startsWith('#') ? at(walk.root, reference.slice(1)) : undefined;
  if (target === undefined) readWhole(new Set([place]));
  else read(target, place, walk);
}

function at(root: Json, pointer: string): Json | undefined {
  if (pointer === '') return root;
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json | undefined>((here, key) => (typeof here === 'object' && here !== null ? (here as JsonObject)[key] : undefined), root);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
