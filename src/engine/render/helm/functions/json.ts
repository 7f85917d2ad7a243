// JSON as Go's encoding/json writes and reads it.
import { formatFloat } from '../../../yaml/numbers';
import { GoBytes, GoError, GoFunction, GoInt, GoMap, GoSlice, type Value } from '../go/values';
import { typeName } from '../go/types';
import { parseJson } from './parse-json';
import { compareBytes } from './text-of';

export interface JsonStyle {
  /** Indentation of each level; none writes everything in one line. */
  readonly indent?: string;
  /** Whether `<`, `>` and `&` are escaped, as they are unless asked otherwise. */
  readonly html?: boolean;
}

/** @throws GoError for what JSON cannot hold: functions, infinities, NaN. */
export function toJson(value: Value, style: JsonStyle = {}): string {
  return written(value, style.indent ?? '', style.html ?? true, '\n');
}

/** A value of any type, or of the one that is asked for. @throws GoError with Go's words. */
export function fromJson(text: string, wanted: 'any' | 'map' | 'slice' = 'any'): Value {
  const value = parseJson(text, wanted);
  if (wanted === 'map' && !(value instanceof GoMap))
    return mismatch(value, 'map[string]interface {}', () => new GoMap(new Map(), 'map[string]interface {}', true));
  if (wanted === 'slice' && !(value instanceof GoSlice)) return mismatch(value, '[]interface {}', () => new GoSlice([], undefined, true));
  return value;
}

/** Null leaves a map or slice without a value. */
function mismatch(value: Value, type: string, nil: () => Value): Value {
  if (value === undefined) return nil();
  throw new GoError(`json: cannot unmarshal ${jsonKind(value)} into Go value of type ${type}`);
}

function jsonKind(value: Value): string {
  if (value instanceof GoMap) return 'object';
  if (value instanceof GoSlice) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function written(value: Value, indent: string, html: boolean, line: string): string {
  switch (typeof value) {
    case 'undefined':
      return 'null';
    case 'boolean':
      return String(value);
    case 'number':
      return number(value);
    case 'string':
      return quoted(value, html);
    default:
      return object(value, indent, html, line);
  }
}

function object(value: Exclude<Value, undefined | boolean | number | string>, indent: string, html: boolean, line: string): string {
  if (value instanceof GoInt) return String(value.value);
  if (value instanceof GoFunction) throw new GoError(`json: unsupported type: ${typeName(value)}`);
  if (value instanceof GoBytes) return quoted(btoa(Array.from(value.bytes, (byte) => String.fromCharCode(byte)).join('')), html);
  const inner = `${line}${indent}`;
  if (value instanceof GoSlice) {
    if (value.isNil) return 'null';
    return block(
      value.items.map((item) => written(item, indent, html, inner)),
      '[]',
      indent,
      line,
    );
  }
  if (value instanceof GoMap) return value.isNil ? 'null' : fields([...value.entries].sort(byKey), indent, html, line);
  if (value.json !== undefined) return written(value.json(), indent, html, line);
  // A map with methods, such as `.Files`.
  if (value.native instanceof GoMap) return object(value.native, indent, html, line);
  return fields([...value.fields], indent, html, line);
}

const byKey = ([one]: readonly [string, Value], [other]: readonly [string, Value]): number => compareBytes(one, other);

function fields(entries: readonly (readonly [string, Value])[], indent: string, html: boolean, line: string): string {
  const colon = indent === '' ? ':' : ': ';
  return block(
    entries.map(([key, item]) => `${quoted(key, html)}${colon}${written(item, indent, html, `${line}${indent}`)}`),
    '{}',
    indent,
    line,
  );
}

function block(parts: readonly string[], brackets: string, indent: string, line: string): string {
  if (parts.length === 0) return brackets;
  if (indent === '') return brackets.charAt(0) + parts.join(',') + brackets.charAt(1);
  const inner = `${line}${indent}`;
  return `${brackets.charAt(0)}${inner}${parts.join(`,${inner}`)}${line}${brackets.charAt(1)}`;
}

/** The shortest digits, with an exponent only for the very large and the very small. */
function number(value: number): string {
  if (!Number.isFinite(value)) throw new GoError(`json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
  if (Object.is(value, -0)) return '-0';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-6 || size >= 1e21)) return formatFloat(value).replace(/e-0(\d)$/, 'e-$1');
  return size < 1e21 && String(value).includes('e') ? value.toFixed(20).replace(/0+$/, '') : String(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

/** ASCII of which nothing is escaped in any style. */
const PLAIN = /^[ !#-%'-;=?-[\]-~]*$/;

function quoted(text: string, html: boolean): string {
  if (PLAIN.test(text)) return `"${text}"`;
  // Of the control characters, those beyond DEL are written as they are.
  const special = html ? /["\\\p{Cc}<>&\u2028\u2029\p{Cs}]/gu : /["\\\p{Cc}\u2028\u2029\p{Cs}]/gu;
  return `"${text.replace(special, escaped)}"`;
}

function escaped(character: string): string {
  // A byte that is not UTF-8 is written as the replacement character.
  if (/^\p{Cs}$/u.test(character)) return '\\ufffd';
  if (character >= '\x7f' && character < '\u2028') return character;
  return ESCAPES[character] ?? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
