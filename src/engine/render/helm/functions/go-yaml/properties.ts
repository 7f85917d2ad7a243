// Directives, tags, anchors and aliases as go-yaml reads them. Source: go.yaml.in/yaml/v2, `scannerc.go`.
import { type Cursor, isBlank, isBlankOrEnd, isWord } from './cursor';

/** An anchor's or alias's name. */
export function readName(cursor: Cursor): string {
  cursor.step();
  const from = cursor.at;
  cursor.skipWhile(isWord);
  const name = cursor.text.slice(from, cursor.at);
  if (name === '' || !(isBlankOrEnd(cursor.char) || '?:,]}%@`'.includes(cursor.char)))
    throw cursor.fault('did not find expected alphabetic or numeric character');
  return name;
}

/** @returns the handle: empty for a tag that is written out. */
export function readTag(cursor: Cursor): string {
  let handle = '';
  if (cursor.ahead(1) === '<') {
    cursor.step(2);
    readUri(cursor, false);
    if (cursor.char !== '>') throw cursor.fault("did not find the expected '>'");
    cursor.step();
  } else {
    const first = readHandle(cursor, false);
    const isNamed = first.length > 1 && first.endsWith('!');
    const suffix = readUri(cursor, !isNamed);
    handle = isNamed ? first : `${first.slice(1)}${suffix}` === '' ? '' : '!';
  }
  if (!isBlankOrEnd(cursor.char)) throw cursor.fault('did not find expected whitespace or line break');
  return handle;
}

function readHandle(cursor: Cursor, isDirective: boolean): string {
  if (cursor.char !== '!') throw cursor.fault("did not find expected '!'");
  const from = cursor.at;
  cursor.step();
  cursor.skipWhile(isWord);
  if (cursor.char === '!') cursor.step();
  else if (isDirective && cursor.at > from + 1) throw cursor.fault("did not find expected '!'");
  return cursor.text.slice(from, cursor.at);
}

function readUri(cursor: Cursor, mayBeEmpty: boolean): string {
  const from = cursor.at;
  while (cursor.char !== '' && (isWord(cursor.char) || ";/?:@&=+$,.!~*'()[]%".includes(cursor.char))) {
    if (cursor.char === '%') skipOctets(cursor);
    else cursor.step();
  }
  if (cursor.at === from && !mayBeEmpty) throw cursor.fault('did not find expected tag URI');
  return cursor.text.slice(from, cursor.at);
}

/** All those of one character. */
function skipOctets(cursor: Cursor): void {
  let left = 0;
  for (let isFirst = true; isFirst || left > 0; isFirst = false) {
    const [, digits] = /^%([0-9a-fA-F]{2})/.exec(cursor.text.slice(cursor.at, cursor.at + 3)) ?? [];
    if (digits === undefined) throw cursor.fault('did not find URI escaped octet');
    const octet = Number.parseInt(digits, 16);
    if (isFirst) left = octet < 0x80 ? 1 : octet >> 5 === 0b110 ? 2 : octet >> 4 === 0b1110 ? 3 : octet >> 3 === 0b11110 ? 4 : 0;
    if (left === 0) throw cursor.fault('found an incorrect leading UTF-8 octet');
    if (!isFirst && octet >> 6 !== 0b10) throw cursor.fault('found an incorrect trailing UTF-8 octet');
    cursor.step(3);
    left -= 1;
  }
}

export type Directive = { readonly kind: 'version'; readonly version: string } | { readonly kind: 'handle'; readonly handle: string };

export function readDirective(cursor: Cursor): Directive {
  cursor.step();
  const from = cursor.at;
  cursor.skipWhile(isWord);
  const name = cursor.text.slice(from, cursor.at);
  if (name === '') throw cursor.fault('could not find expected directive name');
  if (!isBlankOrEnd(cursor.char)) throw cursor.fault('found unexpected non-alphabetical character');
  if (name !== 'YAML' && name !== 'TAG') throw cursor.fault('found unknown directive name');
  cursor.skipWhile(isBlank);
  const directive: Directive =
    name === 'YAML' ? { kind: 'version', version: readVersion(cursor) } : { kind: 'handle', handle: readTagDirective(cursor) };
  cursor.skipToLineEnd();
  return directive;
}

function readVersion(cursor: Cursor): string {
  const major = readNumber(cursor);
  if (cursor.char !== '.') throw cursor.fault("did not find expected digit or '.' character");
  cursor.step();
  return `${major}.${readNumber(cursor)}`;
}

function readNumber(cursor: Cursor): number {
  const [digits = ''] = /^\d*/.exec(cursor.text.slice(cursor.at, cursor.at + 3)) ?? [];
  cursor.step(Math.min(digits.length, 2));
  if (digits.length > 2) throw cursor.fault('found extremely long version number');
  if (digits === '') throw cursor.fault('did not find expected version number');
  return Number(digits);
}

function readTagDirective(cursor: Cursor): string {
  const handle = readHandle(cursor, true);
  if (!isBlank(cursor.char)) throw cursor.fault('did not find expected whitespace');
  cursor.skipWhile(isBlank);
  readUri(cursor, false);
  if (!isBlankOrEnd(cursor.char)) throw cursor.fault('did not find expected whitespace or line break');
  return handle;
}
