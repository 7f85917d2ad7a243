// Sprig's string functions that search, cut and join. Positions and lengths are of bytes, as Go counts them.
import { formatValue } from '../go/format';
import { quote } from '../go/quote';
import { bytesOf, type CallContext, GoError, GoMap, stringOf, type Value } from '../go/values';
import { ANY, type Family, fn, int, strings, text } from './define';
import { textOf, textsOf } from './text-of';

export const STRINGS: Family = {
  trim: fn('string', ([value]) => trimSpace(text(value))),
  trimall: fn('string, string', ([cutset, value]) => trimAll(text(value), text(cutset))),
  trimAll: fn('string, string', ([cutset, value]) => trimAll(text(value), text(cutset))),
  trimSuffix: fn('string, string', ([end, value]) => withoutSuffix(text(value), text(end))),
  trimPrefix: fn('string, string', ([start, value]) =>
    text(value).startsWith(text(start)) ? text(value).slice(text(start).length) : value,
  ),
  contains: fn('string, string', ([part, value]) => text(value).includes(text(part))),
  hasPrefix: fn('string, string', ([start, value]) => text(value).startsWith(text(start))),
  hasSuffix: fn('string, string', ([end, value]) => text(value).endsWith(text(end))),
  quote: fn(`...${ANY}`, (values) => quoted(values, (value) => quote(textOf(value)))),
  squote: fn(`...${ANY}`, (values) => quoted(values, (value) => `'${formatValue(value)}'`)),
  cat: fn(`...${ANY}`, (values) =>
    values
      .filter((value) => value !== undefined)
      .map(formatValue)
      .join(' '),
  ),
  indent: fn('int, string', ([spaces, value], context) => indent(int(spaces), text(value), context)),
  nindent: fn('int, string', ([spaces, value], context) => `\n${indent(int(spaces), text(value), context)}`),
  replace: fn('string, string, string', ([from, to, value], context) => replace(text(value), text(from), text(to), context)),
  repeat: fn('int, string', ([count, value], context) => repeat(text(value), int(count), context)),
  plural: fn('string, string, int', ([one, many, count]) => (int(count) === 1 ? one : many)),
  trunc: fn('int, string', ([count, value]) => truncate(int(count), text(value))),
  substr: fn('int, int, string', ([start, end, value]) => substring(int(start), int(end), text(value))),
  toString: fn(ANY, ([value]) => textOf(value)),
  toStrings: fn(ANY, ([value]) => strings(textsOf(value))),
  join: fn(`string, ${ANY}`, ([separator, value], context) => {
    const parts = textsOf(value);
    context.budget.grow(parts.length * text(separator).length);
    return parts.join(text(separator));
  }),
  split: fn('string, string', ([separator, value]) => numbered(splitText(text(value), text(separator)))),
  splitn: fn('string, int, string', ([separator, count, value]) => numbered(splitText(text(value), text(separator), int(count)))),
  splitList: fn('string, string', ([separator, value]) => strings(splitText(text(value), text(separator)))),
};

/** What Go's `unicode.IsSpace` takes for white space. */
const SPACE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** By hand: an expression for spaces before the end takes quadratic time where many stand inside. */
function trimSpace(value: string): string {
  let [start, end] = [0, value.length];
  while (start < end && SPACE.test(value.charAt(start))) start++;
  while (end > start && SPACE.test(value.charAt(end - 1))) end--;
  return value.slice(start, end);
}

function trimAll(value: string, cutset: string): string {
  const cut = new Set(cutset);
  const characters = [...value];
  const first = characters.findIndex((character) => !cut.has(character));
  const last = characters.findLastIndex((character) => !cut.has(character));
  return first === -1 ? '' : characters.slice(first, last + 1).join('');
}

function withoutSuffix(value: string, end: string): string {
  return end !== '' && value.endsWith(end) ? value.slice(0, -end.length) : value;
}

/** Nil is left out: `quote nil` is empty. */
function quoted(values: readonly Value[], write: (value: Value) => string): string {
  const [only] = values;
  if (values.length === 1) return only === undefined ? '' : write(only);
  return values
    .filter((value) => value !== undefined)
    .map(write)
    .join(' ');
}

function indent(spaces: number, value: string, context: CallContext): string {
  if (spaces < 0) throw new GoError('strings: negative Repeat count');
  context.budget.grow(spaces + value.length);
  const pad = ' '.repeat(spaces);
  if (!value.includes('\n')) return pad + value;
  const lines = value.split('\n');
  context.budget.grow(spaces * lines.length);
  return pad + lines.join(`\n${pad}`);
}

/** Every one; an empty text stands before each character and at the end. */
function replace(value: string, from: string, to: string, context: CallContext): string {
  const parts = from === '' ? ['', ...value, ''] : value.split(from);
  context.budget.grow(value.length + parts.length * to.length);
  if (from !== '') return parts.join(to);
  return to + [...value].map((character) => character + to).join('');
}

function repeat(value: string, count: number, context: CallContext): string {
  if (count < 0) throw new GoError('strings: negative Repeat count');
  context.budget.grow(value.length * count);
  return value.repeat(count);
}

function truncate(count: number, value: string): string {
  // Names are in ASCII, of which each character is a byte.
  if (ASCII.test(value)) return count < 0 ? value.slice(Math.max(0, value.length + count)) : value.slice(0, count);
  const bytes = bytesOf(value);
  if (count < 0) return bytes.length + count > 0 ? stringOf(bytes.subarray(bytes.length + count)) : value;
  return bytes.length > count ? stringOf(bytes.subarray(0, count)) : value;
}

const ASCII = /^[\0-\x7f]*$/;

function substring(start: number, end: number, value: string): string {
  const bytes = bytesOf(value);
  const { length } = bytes;
  const bounds = (words: string) => new GoError(`runtime error: slice bounds out of range ${words}`);
  if (start < 0) {
    if (end < 0) throw bounds(`[:${end}]`);
    if (end > length) throw bounds(`[:${end}] with length ${length}`);
    return stringOf(bytes.subarray(0, end));
  }
  if (end < 0 || end > length) {
    if (start > length) throw bounds(`[${start}:${length}]`);
    return stringOf(bytes.subarray(start));
  }
  if (start > end) throw bounds(`[${start}:${end}]`);
  return stringOf(bytes.subarray(start, end));
}

/** Go's `strings.SplitN`: at most `count` parts where it is positive, none where it is 0. An empty separator splits characters. */
function splitText(value: string, separator: string, count = -1): string[] {
  if (count === 0) return [];
  const parts = separator === '' ? [...value] : value.split(separator);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

/** `_0`, `_1`, … as sprig names the parts. */
function numbered(parts: readonly string[]): GoMap {
  return new GoMap(new Map(parts.map((part, index) => [`_${index}`, part])), 'map[string]string');
}
