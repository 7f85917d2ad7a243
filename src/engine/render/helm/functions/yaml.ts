// YAML as Helm's functions write and read it: by way of JSON, with sigs.k8s.io/yaml; `toYamlPretty` with go-yaml v3 alone.
import { FailureError, type Json, type Node, type Origin } from '../../../model';
import { emitText } from '../../../yaml/emit';
import { fromJson as nodeOf } from '../../../yaml/json';
import { readDocuments } from '../../../yaml/read';
import { GoError, GoMap, GoSlice, type Value } from '../go/values';
import { toValue } from '../values/from-node';
import { firstDocument } from '../values/read-values';
import { firstLine, goYamlWords, noDocumentWords } from './go-yaml-words';
import { toJson } from './json';
import { compareBytes } from './text-of';

/** Nowhere: the text that is written has no use for origins. */
const ORIGIN: Origin = { file: '', line: 1, column: 1, step: 'template' };

/** @throws GoError for what JSON cannot hold. */
export function toYaml(value: Value): string {
  if (typeof value === 'function') throw new GoError('json: unsupported type');
  return emitText([nodeOf(plain(value), ORIGIN)]).replace(/\n$/, '');
}

/** A map or slice from the first document. @throws GoError with the library's words, as far as they are known. */
export function fromYaml(text: string, wanted: 'map' | 'slice'): Value {
  const first = firstDocument(text.replace(/^\ufeff/, ''));
  const mistake = noDocumentWords(text);
  if (mistake !== undefined) throw new GoError(`error converting YAML to JSON: yaml: ${mistake}`);
  const { documents, failures } = readDocuments(first, '', { typing: 'v2', isAlwaysYaml: true });
  const mine = failures.find(({ detail = '' }) => !(BEHIND.test(detail) && hasEnded(documents[0], first)));
  const words = failures.length === 0 && !STRICT.test(text) ? undefined : goYamlWords(mine, text);
  if (words !== undefined) throw new GoError(`error converting YAML to JSON: ${words}`);
  const [document] = documents;
  const value = document === undefined ? undefined : valueFrom(document);
  if (value === undefined) return wanted === 'map' ? new GoMap() : new GoSlice([]);
  if (wanted === 'map' ? value instanceof GoMap : value instanceof GoSlice) return value;
  const kind = value instanceof GoMap ? 'object' : value instanceof GoSlice ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  throw new GoError(`error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type ${TYPES[wanted]}`);
}

const BEHIND = /node end|in YAML stream|^Unexpected (?:scalar|tag|anchor|alias) token/;

/** Names of anchors and aliases, and tabs: go-yaml refuses some that our reader takes. */
const STRICT = /\t|(?:^|[\s[{,])[&*]/;

/** What stands behind the root is not looked at: behind a scalar or brackets, or to the left of an indented block. */
function hasEnded(root: Node | undefined, text: string): boolean {
  if (root === undefined) return false;
  return root.kind === 'scalar' || root.flow === true || firstLine(text).startsWith(' ');
}

function valueFrom(document: Node): Value {
  try {
    return toValue(document);
  } catch (error) {
    const [, special] = error instanceof FailureError ? (/^JSON has no (\S+)$/.exec(error.failure.detail ?? '') ?? []) : [];
    if (special === undefined) throw error;
    const shown = /nan/i.test(special) ? 'NaN' : special.startsWith('-') ? '-Inf' : '+Inf';
    throw new GoError(`error converting YAML to JSON: json: unsupported value: ${shown}`);
  }
}

const TYPES = { map: 'map[string]interface {}', slice: '[]interface {}' } as const;

/** What JSON makes of the value, integers kept whole. Nearly all values are the same in JSON, and need not be written and read again. */
function plain(value: Value): Json {
  switch (typeof value) {
    case 'undefined':
      return null;
    case 'boolean':
      return value;
    case 'string':
      return SURROGATE.test(value) ? throughText(value) : value;
    case 'number':
      return isSame(value) ? value : throughText(value);
    default:
      break;
  }
  if (value instanceof GoMap) return value.isNil ? null : (object(value) ?? throughText(value));
  if (value instanceof GoSlice) return value.isNil ? null : value.items.map(plain);
  return throughText(value);
}

/** Undefined where keys would not be the same. */
function object({ entries }: GoMap): Json | undefined {
  const made: Record<string, Json> = {};
  for (const key of [...entries.keys()].sort(compareBytes)) {
    if (SURROGATE.test(key) || key === '__proto__') return undefined;
    made[key] = plain(entries.get(key));
  }
  return made;
}

/** A half of one stands for a byte that is no UTF-8. */
const SURROGATE = /[\ud800-\udfff]/;

/** Longer numbers may be integers beyond what a number of JavaScript holds, and JSON has no infinities. */
const isSame = (value: number): boolean => Math.abs(value) < 1e15;

function throughText(value: Value): Json {
  const json = toJson(value);
  if (!LONG_NUMBER.test(json)) return JSON.parse(json) as Json;
  return JSON.parse(json, (_key, item: unknown, context?: { source?: string }) => {
    const big = typeof item === 'number' && !Number.isSafeInteger(item) && /^-?\d+$/.test(context?.source ?? '');
    return big && isInteger64(BigInt(context?.source ?? '0')) ? BigInt(context?.source ?? '0') : item;
  }) as Json;
}

/** Digits beyond that are a float to go-yaml. */
const isInteger64 = (value: bigint): boolean => value === (value < 0n ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value));

/** What may be beyond the integers that a number of JavaScript holds. */
const LONG_NUMBER = /\d{16}/;
