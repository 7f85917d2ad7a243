// How far go-yaml takes a scalar to go, and what it refuses in one. Source: go.yaml.in/yaml/v2, `scannerc.go`.
import { type Cursor, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd } from './cursor';

/** @returns whether it ended in a new line. @param indent of the block around it; undefined in brackets */
export function skipPlain(cursor: Cursor, indent: number, isInBrackets: boolean): boolean {
  let isNewLine = false;
  while (!cursor.isAtDocumentMark() && cursor.char !== '#') {
    while (!isBlankOrEnd(cursor.char) && !endsPlain(cursor, isInBrackets)) {
      isNewLine = false;
      cursor.step();
    }
    if (!isBlank(cursor.char) && !isBreak(cursor.char)) break;
    while (isBlank(cursor.char) || isBreak(cursor.char)) {
      if (isBreak(cursor.char)) {
        cursor.skipBreak();
        isNewLine = true;
        continue;
      }
      if (isNewLine && cursor.column <= indent && cursor.char === '\t')
        throw cursor.fault('found a tab character that violates indentation');
      cursor.step();
    }
    if (!isInBrackets && cursor.column <= indent) break;
  }
  return isNewLine;
}

function endsPlain(cursor: Cursor, isInBrackets: boolean): boolean {
  const { char } = cursor;
  return (char === ':' && isBlankOrEnd(cursor.ahead(1))) || (isInBrackets && ',?[]{}'.includes(char));
}

export function skipQuoted(cursor: Cursor, quote: '"' | "'"): void {
  cursor.step();
  for (;;) {
    if (cursor.isAtDocumentMark()) throw cursor.fault('found unexpected document indicator');
    if (cursor.char === '') throw cursor.fault('found unexpected end of stream');
    while (!isBlankOrEnd(cursor.char) && (cursor.char !== quote || isDoubled(cursor, quote))) {
      if (quote === '"' && cursor.char === '\\') skipEscape(cursor);
      else cursor.step(isDoubled(cursor, quote) ? 2 : 1);
      if (cursor.column === 0) break;
    }
    if (cursor.char === quote) break;
    while (isBlank(cursor.char) || isBreak(cursor.char)) {
      if (isBreak(cursor.char)) cursor.skipBreak();
      else cursor.step();
    }
  }
  cursor.step();
}

function isDoubled(cursor: Cursor, quote: string): boolean {
  return quote === "'" && cursor.char === quote && cursor.ahead(1) === quote;
}

const SHORT = '0abt\tnvfre "\'\\N_LP';
const LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function skipEscape(cursor: Cursor): void {
  const kind = cursor.ahead(1);
  if (isBreak(kind)) {
    cursor.step();
    cursor.skipBreak();
    return;
  }
  const length = LENGTHS[kind] ?? 0;
  if (length === 0 && (kind === '' || !SHORT.includes(kind))) throw cursor.fault('found unknown escape character');
  cursor.step(2);
  if (length === 0) return;
  const digits = cursor.text.slice(cursor.at, cursor.at + length);
  if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) throw cursor.fault('did not find expected hexdecimal number');
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) throw cursor.fault('found invalid Unicode character escape code');
  cursor.step(length);
}

/** @param indent of the block around it */
export function skipBlock(cursor: Cursor, indent: number): void {
  cursor.step();
  const header = /^(?:[+-]?\d|\d?[+-])?/.exec(cursor.text.slice(cursor.at, cursor.at + 2))?.[0] ?? '';
  if (header.includes('0')) {
    cursor.step(header.startsWith('0') ? 0 : 1);
    throw cursor.fault('found an indentation indicator equal to 0');
  }
  cursor.step(header.length);
  cursor.skipToLineEnd();
  const own = Number(/\d/.exec(header)?.[0] ?? 0);
  const width = skipEmptyLines(cursor, indent, own === 0 ? 0 : Math.max(indent, 0) + own);
  while (cursor.column === width && cursor.char !== '') {
    cursor.skipWhile((char) => !isBreakOrEnd(char));
    if (isBreak(cursor.char)) cursor.skipBreak();
    skipEmptyLines(cursor, indent, width);
  }
}

/** @returns how far the block is indented: as its first line with a text, where `width` is 0. */
function skipEmptyLines(cursor: Cursor, indent: number, width: number): number {
  let deepest = 0;
  for (;;) {
    const isIndent = (): boolean => width === 0 || cursor.column < width;
    while (isIndent() && cursor.char === ' ') cursor.step();
    deepest = Math.max(deepest, cursor.column);
    if (isIndent() && cursor.char === '\t') throw cursor.fault('found a tab character where an indentation space is expected');
    if (!isBreak(cursor.char)) break;
    cursor.skipBreak();
  }
  return width === 0 ? Math.max(deepest, indent + 1, 1) : width;
}
