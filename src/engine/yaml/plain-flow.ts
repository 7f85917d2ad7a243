// Reads flow collections of one line, without comments, for the reader of plain YAML.
import type { Entry, ListNode, MapNode, Node, Origin } from '../model';
import { NOT_PLAIN, originAt, plainScalar, quotedText, type Reader } from './plain-text';
import { resolvePlain } from './tags';

/** Plain words without what could be an indicator in a flow collection. */
const WORD = /(?:[A-Za-z0-9_./]|-(?=[A-Za-z0-9-]))[A-Za-z0-9_./=+@-]*/y;
const KEY = /[A-Za-z_][A-Za-z0-9_./-]*(?=: )/y;

/** Begins at `[` or `{`, and leaves the reader behind the closing one. */
export function readFlow(reader: Reader, origin: Origin): MapNode | ListNode {
  if (++reader.depth > 50) throw NOT_PLAIN;
  const isList = reader.text.charAt(reader.at) === '[';
  const close = isList ? ']' : '}';
  const items: Node[] = [];
  const entries: Entry[] = [];
  reader.at++;
  skip(reader);
  if (reader.text.charAt(reader.at) !== close) {
    for (;;) {
      if (isList) items.push(readItem(reader, undefined));
      else entries.push(readEntry(reader, entries));
      skip(reader);
      if (reader.text.charAt(reader.at) !== ',') break;
      reader.at++;
      skip(reader);
    }
  }
  if (reader.text.charAt(reader.at) !== close) throw NOT_PLAIN;
  reader.at++;
  reader.depth--;
  return isList ? { kind: 'list', items, origin, flow: true } : { kind: 'map', entries, origin, flow: true };
}

function readEntry(reader: Reader, before: readonly Entry[]): Entry {
  const origin = originAt(reader, reader.at);
  const key = match(KEY, reader);
  if (resolvePlain(key, reader.typing) !== 'str' || before.some((entry) => entry.key === key)) throw NOT_PLAIN;
  reader.at++;
  skip(reader);
  return { key, value: readItem(reader, origin) };
}

function readItem(reader: Reader, holder: Origin | undefined): Node {
  const origin = originAt(reader, reader.at);
  const first = reader.text.charAt(reader.at);
  if (first === '[' || first === '{') return readFlow(reader, holder ?? origin);
  const node: Node =
    first === '"' || first === "'"
      ? { kind: 'scalar', text: quotedText(reader), tag: 'str', origin, quoted: true }
      : plainScalar(reader, match(WORD, reader), origin);
  skip(reader);
  if (!/[,\]}]/.test(reader.text.charAt(reader.at))) throw NOT_PLAIN;
  return node;
}

function match(pattern: RegExp, reader: Reader): string {
  pattern.lastIndex = reader.at;
  if (!pattern.test(reader.text)) throw NOT_PLAIN;
  const found = reader.text.slice(reader.at, pattern.lastIndex);
  reader.at = pattern.lastIndex;
  return found;
}

function skip(reader: Reader): void {
  while (reader.text.charAt(reader.at) === ' ') reader.at++;
  // A collection that goes on in the next line is the full reader's.
  if (reader.at >= reader.end) throw NOT_PLAIN;
}
