// Reads the YAML that manifests are mostly written in, several times as fast as a reader of all of YAML; leaves everything else to that.
import type { Entry, ListNode, MapNode, Node, Origin, ScalarNode } from '../model';
import { readFlow } from './plain-flow';
import { NOT_PLAIN, originAt, plainScalar, quotedText, type Reader, trimmed } from './plain-text';
import { resolvePlain, type Typing } from './tags';

/**
 * The documents of a text in block style: maps, lists, scalars of one line, literals (`|`, `|-`), and flow collections of one line.
 * No anchors, tags, merge keys, folded or continued scalars, escapes, empty values, tabs or carriage returns.
 *
 * @param source without a byte order mark.
 * @returns undefined where there is anything else, or anything wrong, in the text: nodes and failures are then the full reader's.
 */
export function readPlainDocuments(source: string, file: string, typing: Typing): readonly Node[] | undefined {
  if (UNUSUAL.test(source)) return undefined;
  const reader: Reader = { text: source, file, typing, line: 0, start: 0, at: 0, end: -1, indent: -1, depth: 0, marker: false };
  const documents: Node[] = [];
  try {
    nextLine(reader);
    while (!isEnd(reader) || reader.marker) {
      if (reader.marker) nextLine(reader);
      else documents.push(readDocument(reader));
    }
  } catch (error) {
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
  return documents;
}

/** Everything but line feeds and printable characters of the basic plane; breaks other than line feeds among them. */
const UNUSUAL = /[^\n\x20-\x7e\u00a1-\u2027\u2030-\ud7ff\ue000-\ufdff]/;

/** Deeper than manifests are: the recursion of odd texts is the full reader's concern. */
const DEEPEST = 100;

const KEY = /[A-Za-z_$][A-Za-z0-9_./$-]*(?=:(?:[ \n]|$))|"[^"\\\n]*"(?=:(?:[ \n]|$))|'[^'\n]*'(?=:(?:[ \n]|$))/y;
const LONGEST_KEY = 500;

const [SPACE, QUOTE, HASH, APOSTROPHE, DASH, BAR, BRACE, BRACKET] = [32, 34, 35, 39, 45, 124, 123, 91] as const;

/** First characters of a plain scalar that mean nothing else. A dash may, which is looked at. */
const PLAIN_START = /[^\s?:,[\]{}#&*!|>'"%@`]/;

function nextLine(reader: Reader): void {
  const { text } = reader;
  for (;;) {
    const start = reader.end + 1;
    reader.start = start;
    reader.line++;
    reader.marker = false;
    if (start >= text.length) break;
    let end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    let at = start;
    while (text.charCodeAt(at) === SPACE) at++;
    reader.end = end;
    if (at >= end || text.charCodeAt(at) === HASH) continue;
    reader.at = at;
    reader.indent = at - start;
    if (at === start) startsDocument(reader);
    return;
  }
  reader.end = text.length;
  reader.indent = -1;
}

/** Directives, `...` and documents that begin in the line of their `---` are the full reader's. */
function startsDocument(reader: Reader): void {
  const { text, start, end } = reader;
  if (text.startsWith('---', start)) {
    if (end !== start + 3) throw NOT_PLAIN;
    reader.indent = -1;
    reader.marker = true;
  } else if (text.startsWith('...', start) || text.startsWith('%', start)) throw NOT_PLAIN;
}

function isEnd({ indent }: Reader): boolean {
  return indent === -1;
}

function readDocument(reader: Reader): Node {
  if (reader.indent !== 0) throw NOT_PLAIN;
  const node = readBlock(reader, originAt(reader, reader.at));
  if (!isEnd(reader)) throw NOT_PLAIN;
  return node;
}

function readBlock(reader: Reader, origin: Origin): Node {
  if (++reader.depth > DEEPEST) throw NOT_PLAIN;
  const node = isItem(reader) ? readList(reader, origin) : readMap(reader, origin);
  reader.depth--;
  return node;
}

function readMap(reader: Reader, origin: Origin): MapNode {
  const { indent } = reader;
  const entries: Entry[] = [];
  let seen: Set<string> | undefined;
  while (reader.indent === indent) {
    const { at } = reader;
    const key = readKey(reader);
    // Most maps are small, and then looking through them is quicker than a set.
    if (seen === undefined && entries.length === MANY_KEYS) seen = new Set(entries.map((entry) => entry.key));
    if (seen === undefined ? isAmong(entries, key) : seen.has(key)) throw NOT_PLAIN;
    seen?.add(key);
    entries.push({ key, value: readValue(reader, indent, at) });
  }
  if (reader.indent > indent) throw NOT_PLAIN;
  return { kind: 'map', entries, origin };
}

const MANY_KEYS = 8;

function isAmong(entries: readonly Entry[], key: string): boolean {
  for (let at = 0; at < entries.length; at += 1) if (entries[at]?.key === key) return true;
  return false;
}

/** Leaves the reader behind the colon. */
function readKey(reader: Reader): string {
  const { text, at } = reader;
  KEY.lastIndex = at;
  if (!KEY.test(text)) throw NOT_PLAIN;
  const found = text.slice(at, KEY.lastIndex);
  if (found.length > LONGEST_KEY) throw NOT_PLAIN;
  reader.at = at + found.length + 1;
  const first = found.charCodeAt(0);
  if (first === QUOTE || first === APOSTROPHE) return found.slice(1, -1);
  // A key that is no string is refused, and with positions, or becomes one.
  if (resolvePlain(found, reader.typing) !== 'str') throw NOT_PLAIN;
  return found;
}

/** @param key the offset of its key, which lies in this line. */
function readValue(reader: Reader, indent: number, key: number): Node {
  if (!skipSpaces(reader)) return readInline(reader, indent, key);
  const keyOrigin = originAt(reader, key);
  nextLine(reader);
  if (reader.indent > indent) return readBlock(reader, keyOrigin);
  // A list may stand as far left as the key that holds it.
  if (reader.indent === indent && isItem(reader)) return readBlock(reader, keyOrigin);
  throw NOT_PLAIN;
}

function readList(reader: Reader, origin: Origin): ListNode {
  const { indent } = reader;
  const items: Node[] = [];
  while (reader.indent === indent && isItem(reader)) {
    reader.at++;
    if (skipSpaces(reader)) throw NOT_PLAIN;
    items.push(startsBlock(reader) ? readNested(reader) : readInline(reader, indent));
  }
  if (reader.indent > indent) throw NOT_PLAIN;
  return { kind: 'list', items, origin };
}

/** A map or list that begins in the line of its item's dash. */
function readNested(reader: Reader): Node {
  reader.indent = reader.at - reader.start;
  return readBlock(reader, originAt(reader, reader.at));
}

function startsBlock(reader: Reader): boolean {
  if (isItem(reader)) return true;
  KEY.lastIndex = reader.at;
  return KEY.test(reader.text);
}

function isItem({ text, at, end }: Reader): boolean {
  return text.charCodeAt(at) === DASH && (at + 1 === end || text.charCodeAt(at + 1) === SPACE);
}

/** To what comes next in the line. @returns whether that is its end or a comment. */
function skipSpaces(reader: Reader): boolean {
  const { text, end } = reader;
  let { at } = reader;
  while (text.charCodeAt(at) === SPACE) at++;
  reader.at = at;
  return at >= end || text.charCodeAt(at) === HASH;
}

/** A value that stands in the line of its key or dash, which is at `indent`; goes on to the next line. */
function readInline(reader: Reader, indent: number, key?: number): Node {
  const { text, at } = reader;
  const first = text.charCodeAt(at);
  if (first === BAR) return readLiteral(reader, indent);
  if (first === BRACKET || first === BRACE) {
    const node = readFlow(reader, originAt(reader, key ?? at));
    endOfLine(reader);
    return node;
  }
  const origin = originAt(reader, at);
  if (first === QUOTE || first === APOSTROPHE) {
    const quoted = quotedText(reader);
    endOfLine(reader);
    return { kind: 'scalar', text: quoted, tag: 'str', origin, quoted: true };
  }
  const value = plainText(reader);
  nextLine(reader);
  return plainScalar(reader, value, origin);
}

function endOfLine(reader: Reader): void {
  const { at } = reader;
  // A comment needs a blank before it.
  if (!skipSpaces(reader) || (reader.at < reader.end && reader.at === at)) throw NOT_PLAIN;
  nextLine(reader);
}

function plainText({ text, at, end }: Reader): string {
  const line = text.slice(at, end);
  if (!PLAIN_START.test(line.charAt(0)) || (line.startsWith('-') && (line.length === 1 || line.charCodeAt(1) === SPACE))) throw NOT_PLAIN;
  const comment = line.indexOf(' #');
  const value = trimmed(comment === -1 ? line : line.slice(0, comment));
  if (value.includes(': ') || value.endsWith(':')) throw NOT_PLAIN;
  return value;
}

/** A literal of at least one line that is not blank, the first among them. */
function readLiteral(reader: Reader, indent: number): ScalarNode {
  const { at, end } = reader;
  const origin = originAt(reader, at);
  const header = trimmed(reader.text.slice(at, end));
  if (header !== '|' && header !== '|-') throw NOT_PLAIN;
  const lines = literalLines(reader, indent);
  while (lines.at(-1) === '') lines.pop();
  nextLine(reader);
  const text = lines.join('\n') + (header === '|' ? '\n' : '');
  return { kind: 'scalar', text, tag: 'str', origin: { ...origin, endLine: origin.line + lines.length }, quoted: true };
}

/** Leaves the reader at the last line of the literal. */
function literalLines(reader: Reader, indent: number): string[] {
  const { text } = reader;
  const lines: string[] = [];
  let inner = -1;
  for (let start = reader.end + 1; start < text.length; start = reader.end + 1) {
    const end = text.indexOf('\n', start);
    // How a literal ends in a line without a break is the full reader's.
    if (end === -1) throw NOT_PLAIN;
    let at = start;
    while (text.charCodeAt(at) === SPACE) at++;
    if (at === end) {
      if (inner === -1 || at > start) throw NOT_PLAIN;
    } else if (inner === -1) {
      inner = at - start;
      if (inner <= indent) throw NOT_PLAIN;
    } else if (at - start < inner) {
      if (at - start > indent) throw NOT_PLAIN;
      break;
    }
    lines.push(text.slice(Math.min(start + inner, end), end));
    reader.end = end;
    reader.line++;
  }
  if (inner === -1) throw NOT_PLAIN;
  return lines;
}
