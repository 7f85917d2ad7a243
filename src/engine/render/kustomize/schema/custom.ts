// A schema that a kustomization brings itself (`openapi.path`): its definitions, the kinds that they are for, and the scopes of its paths.
import { FailureError, type Json, type JsonObject } from '../../../model';
import { toJson } from '../../../yaml/json';
import { createPositions } from '../../../yaml/positions';
import { readDocuments } from '../../../yaml/read';
import type { MergeSchema, SchemaType } from './schema';

export interface CustomSchema {
  /** By name, without `#/definitions/`. */
  readonly definitions: ReadonlyMap<string, JsonObject>;
  /** Names of definitions by `apiVersion kind`. */
  readonly roots: ReadonlyMap<string, string>;
  /** Whether a kind is namespaced, by `apiVersion kind`, as its paths say. */
  readonly scopes: ReadonlyMap<string, boolean>;
}

const GVK = 'x-kubernetes-group-version-kind';
const PREFIX = '#/definitions/';

/** @throws FailureError `invalidField` for a text that is no OpenAPI document. */
export function readCustomSchema(text: string, file: string, bytes?: Uint8Array): CustomSchema {
  const parsed = text.startsWith('{') ? parseJson(text, file) : parseYaml(text, file, bytes);
  // kustomize crashes over these; over a file of nothing but comments it does not.
  if (text === '' || (parsed !== null && !isObject(parsed))) throw notASchema(file, { line: 1, column: 1 }, 'it must hold definitions');
  const root = asObject(parsed);
  const definitions = new Map<string, JsonObject>();
  const roots = new Map<string, string>();
  for (const [name, value] of Object.entries(asObject(root.definitions))) {
    const definition = asObject(value);
    definitions.set(name, definition);
    for (const kind of asList(definition[GVK])) roots.set(kindKey(asObject(kind)), name);
  }
  return { definitions, roots, scopes: scopesOf(asObject(root.paths)) };
}

/** The schema for merging. References and kinds that `custom` lacks are looked for in `below`. */
export function customMergeSchema(custom: CustomSchema, below: MergeSchema | undefined): MergeSchema {
  const made = new Map<string, SchemaType | undefined>();
  const named = (name: string): SchemaType | undefined => {
    if (made.has(name)) return made.get(name);
    const definition = custom.definitions.get(name);
    const type = definition === undefined ? below?.definition(name) : typeOf(definition);
    made.set(name, type);
    return type;
  };
  const typeOf = (schema: JsonObject): SchemaType | undefined => {
    const reference = schema.$ref;
    if (typeof reference === 'string' && reference !== '') return named(reference.replace(PREFIX, ''));
    return objectType(schema, typeOf);
  };
  return {
    root(apiVersion, kind) {
      const name = custom.roots.get(`${apiVersion} ${kind}`);
      return name === undefined ? below?.root(apiVersion, kind) : named(name);
    },
    definition: named,
  };
}

/** A schema that stands by itself, such as in a comment. References are looked for in `below`. */
export function inlineSchema(schema: JsonObject, below: MergeSchema): SchemaType {
  const typeOf = (inner: JsonObject): SchemaType | undefined => {
    const reference = inner.$ref;
    if (typeof reference === 'string' && reference !== '') return below.definition(reference.replace(PREFIX, ''));
    return objectType(inner, typeOf);
  };
  return typeOf(schema) ?? objectType(schema, typeOf);
}

function objectType(schema: JsonObject, typeOf: (schema: JsonObject) => SchemaType | undefined): SchemaType {
  const properties = asObject(schema.properties);
  const [values, elements] = [schema.additionalProperties, schema.items];
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const isArray = types.length === 1 && types[0] === 'array';
  return {
    field(name) {
      const property = Object.hasOwn(properties, name) ? properties[name] : values;
      return isObject(property) ? typeOf(property) : undefined;
    },
    elements: () => (isArray && isObject(elements) ? typeOf(elements) : undefined),
    ...mergeRule(schema),
  };
}

/** Source: kyaml `openapi.PatchStrategyAndKeyList`: keys count only beside a strategy. */
function mergeRule(schema: JsonObject): Pick<SchemaType, 'strategy' | 'mergeKeys'> {
  const strategy = schema['x-kubernetes-patch-strategy'];
  if (typeof strategy !== 'string') return { strategy: '', mergeKeys: [] };
  const several = schema['x-kubernetes-list-map-keys'];
  const single = schema['x-kubernetes-patch-merge-key'];
  if (Array.isArray(several)) return { strategy, mergeKeys: several.map(String) };
  return { strategy, mergeKeys: typeof single === 'string' ? [single] : [] };
}

/** A path with a namespace in it makes its kind namespaced, any other path makes it cluster-scoped unless another one said so. */
function scopesOf(paths: JsonObject): ReadonlyMap<string, boolean> {
  const scopes = new Map<string, boolean>();
  for (const [path, value] of Object.entries(paths)) {
    const kind = asObject(asObject(value).get)[GVK];
    if (!isObject(kind)) continue;
    const key = kindKey(kind);
    if (path.includes('namespaces/{namespace}')) scopes.set(key, true);
    else if (!scopes.has(key)) scopes.set(key, false);
  }
  return scopes;
}

function kindKey({ group, version, kind }: JsonObject): string {
  const prefix = typeof group === 'string' && group !== '' ? `${group}/` : '';
  return `${prefix}${String(version)} ${String(kind)}`;
}

function parseJson(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // The parser's own words quote the text.
    const offset = Number(/ at position (\d+)/.exec(error.message)?.[1] ?? 0);
    throw notASchema(file, createPositions(text).at(offset), 'it is not valid JSON from here on');
  }
}

function notASchema(file: string, at: { readonly line: number; readonly column: number }, detail: string): FailureError {
  return new FailureError({ code: 'invalidField', subject: 'openapi.path', file, ...at, detail });
}

function parseYaml(text: string, file: string, bytes: Uint8Array | undefined): Json {
  const { documents, failures } = readDocuments(text, file, { bytes });
  if (failures[0] !== undefined) throw new FailureError(failures[0]);
  return documents[0] === undefined ? null : toJson(documents[0]);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
