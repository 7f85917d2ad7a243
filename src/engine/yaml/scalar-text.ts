// Writes a string as a YAML scalar the way go-yaml v2 does: style, escapes, folding at 80 columns.
import { analyseScalar, isBreak, isPrintable } from './scalar-style';
import { readsAsOtherType } from './tags';

const BEST_WIDTH = 80;
/** A start column that folding never reaches. */
const NO_FOLDING = Number.NEGATIVE_INFINITY;

/** Texts that need no look at their characters: plain wherever they stand, and without a space to fold at. */
const SIMPLE = /^[A-Za-z/][A-Za-z0-9_./@=+-]*$/;

/**
 * @param column where the text begins, from 0, for folding.
 * @param indent what continuation lines and the lines of a literal begin with.
 */
export function writeString(text: string, column: number, indent: number): string {
  if (isSimple(text)) return text;
  const analysis = analyseScalar(text);
  if (text.includes('\n')) return analysis.literal ? literal(text, indent) : doubleQuoted(text, column, indent);
  if (readsAsOtherType(text)) return doubleQuoted(text, column, indent);
  if (analysis.blockPlain) return plain(text, column, indent);
  return analysis.singleQuoted ? singleQuoted(text, column, indent) : doubleQuoted(text, column, indent);
}

/** A key in front of its `:`, never folded; undefined where it has to be written after a `?`. */
export function writeSimpleKey(text: string): string | undefined {
  if (text.length <= 128 && isSimple(text)) return text;
  const analysis = analyseScalar(text);
  if (analysis.multiline || byteLength(text) > 128) return undefined;
  if (readsAsOtherType(text)) return doubleQuotedLine(text);
  if (analysis.blockPlain) return text;
  return analysis.singleQuoted ? singleQuoted(text, NO_FOLDING, 0) : doubleQuotedLine(text);
}

/** How many columns a text takes: characters, not UTF-16 units. */
export function width(text: string): number {
  let columns = text.length;
  for (let index = 0; index < text.length; index++) if (isHighSurrogate(text.charCodeAt(index))) columns--;
  return columns;
}

/** In double quotes on one line, with the escapes that go-yaml v2 writes. */
export function doubleQuotedLine(text: string): string {
  return doubleQuoted(text, NO_FOLDING, 0);
}

/** Whether a string is written in quotes or as a block, at the start of a line. */
export function needsStyle(text: string): boolean {
  return !isSimple(text) && /^['"|]/.test(writeString(text, NO_FOLDING, 0));
}

function isSimple(text: string): boolean {
  return SIMPLE.test(text) && (text.length > 5 || !readsAsOtherType(text));
}

function plain(text: string, start: number, indent: number): string {
  if (start + text.length <= BEST_WIDTH) return text;
  let out = '';
  let column = start;
  let inSpaces = false;
  let from = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 32 && !inSpaces && column > BEST_WIDTH && text.charCodeAt(index + 1) !== 32) {
      out += `${text.slice(from, index)}\n${' '.repeat(indent)}`;
      from = index + 1;
      column = indent;
    } else column++;
    inSpaces = code === 32;
  }
  return out + text.slice(from);
}

function singleQuoted(text: string, start: number, indent: number): string {
  let out = "'";
  let column = start + 1;
  let inSpaces = false;
  let inBreaks = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const inside = index > 0 && index < text.length - 1;
    if (code === 32 && inside && !inSpaces && column > BEST_WIDTH && text.charCodeAt(index + 1) !== 32) {
      out += `\n${' '.repeat(indent)}`;
      column = indent;
    } else if (isBreak(code)) {
      out += text[index];
      column = 0;
    } else {
      if (inBreaks) out += ' '.repeat(indent);
      if (inBreaks) column = indent;
      out += code === 39 ? "''" : text[index];
      column += code === 39 ? 2 : 1;
    }
    inSpaces = code === 32;
    inBreaks = isBreak(code);
  }
  return `${out}'`;
}

function doubleQuoted(text: string, start: number, indent: number): string {
  // go-yaml v2 looks for a BOM at the start of the text whatever character it is at: then every character is escaped.
  const escapeAll = text.charCodeAt(0) === 0xfeff;
  let out = '"';
  let column = start + 1;
  let inSpaces = false;
  for (let index = 0; index < text.length; index++) {
    const point = text.codePointAt(index) as number;
    if (escapeAll || needsEscape(point)) {
      const escaped = escapeOf(point);
      out += escaped;
      column += escaped.length;
      if (point > 0xffff) index++;
    } else if (point === 32 && !inSpaces && column > BEST_WIDTH && index > 0 && index < text.length - 1) {
      const followed = text.charCodeAt(index + 1) === 32;
      out += `\n${' '.repeat(indent)}${followed ? '\\' : ''}`;
      column = indent + (followed ? 1 : 0);
    } else {
      out += text[index];
      column++;
    }
    inSpaces = point === 32 && !escapeAll;
  }
  return `${out}"`;
}

function needsEscape(point: number): boolean {
  return point === 34 || point === 92 || point > 0xffff || !isPrintable(point) || isBreak(point);
}

const SHORT_ESCAPES = new Map<number, string>([
  [0, '0'],
  [7, 'a'],
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [11, 'v'],
  [12, 'f'],
  [13, 'r'],
  [27, 'e'],
  [34, '"'],
  [92, '\\'],
  [0x85, 'N'],
  [0xa0, '_'],
  [0x2028, 'L'],
  [0x2029, 'P'],
]);

function escapeOf(point: number): string {
  const short = SHORT_ESCAPES.get(point);
  if (short !== undefined) return `\\${short}`;
  const hex = point.toString(16).toUpperCase();
  if (point <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return point <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

function literal(text: string, indent: number): string {
  const first = text.charCodeAt(0);
  const hint = first === 32 || isBreak(first) ? '2' : '';
  let out = `|${hint}${chomping(text)}\n`;
  let from = 0;
  const pad = ' '.repeat(indent);
  for (let index = 0; index < text.length; index++) {
    if (!isBreak(text.charCodeAt(index))) continue;
    if (index > from) out += pad;
    out += text.slice(from, index + 1);
    from = index + 1;
  }
  return from < text.length ? out + pad + text.slice(from) : out;
}

function chomping(text: string): '' | '-' | '+' {
  if (!isBreak(text.charCodeAt(text.length - 1))) return '-';
  return text.length === 1 || isBreak(text.charCodeAt(text.length - 2)) ? '+' : '';
}

function byteLength(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isHighSurrogate(code)) bytes++;
    else bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
  }
  return bytes;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
