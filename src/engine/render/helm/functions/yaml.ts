// YAML as Helm's functions write and read it: by way of JSON, with sigs.k8s.io/yaml; `toYamlPretty` with go-yaml v3 alone.
import { type Failure, FailureError, type Json, type Node, type Origin } from '../../../model';
import { emitText } from '../../../yaml/emit';
import { fromJson as nodeOf } from '../../../yaml/json';
import { readDocuments } from '../../../yaml/read';
import { GoError, GoMap, GoSlice, type Value } from '../go/values';
import { toValue } from '../values/from-node';
import { toJson } from './json';

/** Nowhere: the text that is written has no use for origins. */
const ORIGIN: Origin = { file: '', line: 1, column: 1, step: 'template' };

/** @throws GoError for what JSON cannot hold. */
export function toYaml(value: Value): string {
  if (typeof value === 'function') throw new GoError('json: unsupported type');
  return emitText([nodeOf(plain(value), ORIGIN)]).replace(/\n$/, '');
}

/** A map or slice from the first document. @throws GoError with the library's words, as far as they are known. */
export function fromYaml(text: string, wanted: 'map' | 'slice'): Value {
  const { documents, failures } = readDocuments(text, '', { typing: 'v2' });
  // go-yaml stops after the first document, whatever follows.
  const failure = documents.length > 0 && /node end/.test(failures[0]?.detail ?? '') ? undefined : failures[0];
  if (failure !== undefined) throw new GoError(`error converting YAML to JSON: yaml: ${wordsOf(failure)}`);
  const [document] = documents;
  const value = document === undefined ? undefined : valueFrom(document);
  if (value === undefined) return wanted === 'map' ? new GoMap() : new GoSlice([]);
  if (wanted === 'map' ? value instanceof GoMap : value instanceof GoSlice) return value;
  const kind = value instanceof GoMap ? 'object' : value instanceof GoSlice ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  throw new GoError(`error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type ${TYPES[wanted]}`);
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

/** In go-yaml's words where they are known. */
function wordsOf({ line, detail = '', code }: Failure): string {
  // In the first line go-yaml says no line.
  const where = line === undefined || line === 1 ? '' : `line ${line}: `;
  if (/^Unexpected block-seq-ind/.test(detail)) return `${where}block sequence entries are not allowed in this context`;
  if (/^a list or map begins here/.test(detail)) return `${where}mapping values are not allowed in this context`;
  if (/^Block scalar header/.test(detail)) return 'did not find expected comment or line break';
  return `${line === undefined ? '' : `line ${line}: `}${detail === '' ? code : detail}`;
}

const TYPES = { map: 'map[string]interface {}', slice: '[]interface {}' } as const;

/** What JSON makes of the value, integers kept whole. */
function plain(value: Value): Json {
  const json = toJson(value);
  if (!LONG_NUMBER.test(json)) return JSON.parse(json) as Json;
  return JSON.parse(json, (_key, item: unknown, context?: { source?: string }) => {
    const big = typeof item === 'number' && !Number.isSafeInteger(item) && /^-?\d+$/.test(context?.source ?? '');
    return big ? BigInt(context?.source ?? '0') : item;
  }) as Json;
}

/** What may be beyond the integers that a number of JavaScript holds. */
const LONG_NUMBER = /\d{16}/;
