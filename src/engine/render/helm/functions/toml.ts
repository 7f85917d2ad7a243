// TOML as BurntSushi/toml 1.6 writes it; reading is left to `smol-toml`.
import { parse, TomlDate, TomlError } from 'smol-toml';
import { formatFloat } from '../go/float';
import { GoError, GoFunction, GoInt, GoMap, GoSlice, GoStruct, type Value } from '../go/values';
import { itemsOf, reflectKind } from './define';
import { compareBytes } from './text-of';
import { rangeWords, tomlWords } from './toml-words';

/** A document of a map; of anything else, the value as it would stand after its key. @throws GoError for what TOML cannot hold. */
export function toToml(value: Value): string {
  const writer: Writer = { text: '' };
  if (isTableList(value)) throw new GoError('toml: top-level values must be Go maps or structs');
  if (!(value instanceof GoMap)) return element(value);
  table(writer, [], value);
  return writer.text;
}

/** @throws GoError where the text is no TOML. */
export function fromToml(text: string): Value {
  try {
    return fromPlain(parse(text, { integersAsBigInt: true }));
  } catch (error) {
    if (error instanceof OutOfRange) throw new GoError(rangeWords(text));
    if (!(error instanceof TomlError)) throw error;
    throw new GoError(tomlWords(text, error));
  }
}

/** An integer of more than 64 bits. */
class OutOfRange extends Error {}

function fromPlain(value: unknown): Value {
  if (typeof value === 'bigint') {
    if (BigInt.asIntN(64, value) !== value) throw new OutOfRange();
    return new GoInt(value, 'int64');
  }
  if (Array.isArray(value)) return new GoSlice(value.map(fromPlain));
  if (value instanceof TomlDate) return momentText(value);
  if (typeof value !== 'object' || value === null) return value as Value;
  return new GoMap(new Map(Object.entries(value).map(([key, item]) => [key, fromPlain(item)])));
}

/** Of a date alone the time is that of its beginning, of a time alone the date that of Go's zero year. */
function momentText(value: TomlDate): string {
  const text = value.toISOString().replace(/\.0+(?!\d)|(\.\d*?[1-9])0+(?!\d)/, '$1');
  if (value.isDate()) return `${text}T00:00:00Z`;
  return value.isTime() ? `0000-01-01T${text}Z` : text;
}

interface Writer {
  text: string;
}

type Key = readonly string[];

function encode(writer: Writer, key: Key, value: Value): void {
  if (value instanceof GoFunction) throw new GoError(`unsupported type for key '${keyText(key)}': func`);
  if (isTableList(value)) tables(writer, key, value.items);
  else if (value instanceof GoMap) table(writer, key, value);
  else writer.text += `${indent(key)}${quotedKey(key.at(-1) ?? '')} = ${element(value)}\n`;
}

function tables(writer: Writer, key: Key, items: readonly Value[]): void {
  for (const item of items) {
    if (!(item instanceof GoMap)) continue;
    newLine(writer);
    writer.text += `${indent(key)}[[${keyText(key)}]]\n`;
    entries(writer, key, item);
  }
}

function table(writer: Writer, key: Key, value: GoMap): void {
  if (key.length === 1) newLine(writer);
  if (key.length > 0) writer.text += `${indent(key)}[${keyText(key)}]\n`;
  entries(writer, key, value);
}

/** What is no table comes first, because whatever follows a table's head belongs to it. */
function entries(writer: Writer, key: Key, { entries: fields }: GoMap): void {
  const sorted = [...fields].filter(([, value]) => !isNil(value)).sort(([one], [other]) => compareBytes(one, other));
  for (const [name, value] of sorted) if (!isTable(value)) encode(writer, [...key, name], value);
  for (const [name, value] of sorted) if (isTable(value)) encode(writer, [...key, name], value);
}

function element(value: Value): string {
  if (typeof value === 'string') return `"${value.replace(SPECIAL, escaped)}"`;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return floatText(value);
  if (value instanceof GoInt) return String(value.value);
  if (value instanceof GoMap) return inline(value);
  const items = itemsOf(value);
  if (items !== undefined) return `[${items.map(element).join(', ')}]`;
  if (value instanceof GoStruct && value.text !== undefined) return element(value.text());
  throw new GoError(`unexpected type: ${reflectKind(value)}`);
}

function inline({ entries: fields }: GoMap): string {
  const sorted = [...fields].filter(([, value]) => !isNil(value)).sort(([one], [other]) => compareBytes(one, other));
  const ordered = [...sorted.filter(([, value]) => !isTable(value)), ...sorted.filter(([, value]) => isTable(value))];
  return `{${ordered.map(([name, value]) => `${quotedKey(name)} = ${element(value)}`).join(', ')}}`;
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = formatFloat(value, 'g', -1);
  return /[e.]/.test(text) ? text : `${text}.0`;
}

function isNil(value: Value): boolean {
  return value === undefined || ((value instanceof GoMap || value instanceof GoSlice) && value.isNil);
}

function isTable(value: Value): boolean {
  return value instanceof GoMap || isTableList(value);
}

/** A list of nothing but tables; nil has no place in any list. */
function isTableList(value: Value): value is GoSlice {
  if (!(value instanceof GoSlice) || value.items.length === 0) return false;
  if (value.items.some(isNil)) throw new GoError('toml: cannot encode array with nil element');
  return value.items.every((item) => item instanceof GoMap);
}

function newLine(writer: Writer): void {
  if (writer.text !== '') writer.text += '\n';
}

function indent(key: Key): string {
  return '  '.repeat(Math.max(0, key.length - 1));
}

function keyText(key: Key): string {
  return key.map(quotedKey).join('.');
}

function quotedKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : `"${key.replace(SPECIAL, escaped)}"`;
}

const SPECIAL = /["\\\p{Cc}]/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};

function escaped(character: string): string {
  // Of the control characters, those beyond DEL are written as they are.
  if (character > '\x7f') return character;
  return ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
