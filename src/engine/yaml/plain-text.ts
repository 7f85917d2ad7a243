// What the reader of plain YAML and that of its flow collections share: where they are in the text, and its scalars.
import type { Origin, ScalarNode } from '../model';
import { resolvePlain, type Typing } from './tags';

/** The lines of the text, one at a time; blank lines and comments are passed over. */
export interface Reader {
  readonly text: string;
  readonly file: string;
  readonly typing: Typing;
  /** From 1. */
  line: number;
  /** Offset of the line's start. */
  start: number;
  /** Offset of what is read next in the line. */
  at: number;
  /** Offset of the line's end. */
  end: number;
  /** Columns before `at`; -1 at the end of a document. */
  indent: number;
  depth: number;
  /** Whether the document ends with `---`. */
  marker: boolean;
}

/** Thrown from wherever the text leaves what this reader knows. One for all, for nobody looks at its stack. */
export const NOT_PLAIN = new Error('This text is for the full reader.');

/** @throws NOT_PLAIN for `<<` */
export function plainScalar(reader: Reader, text: string, origin: Origin): ScalarNode {
  const tag = resolvePlain(text, reader.typing);
  if (tag === 'merge') throw NOT_PLAIN;
  return { kind: 'scalar', text, tag, origin };
}

/** In one line and without escapes; leaves the reader behind the closing quote. */
export function quotedText(reader: Reader): string {
  const { text, at, end } = reader;
  const quote = text.charAt(at);
  const close = text.indexOf(quote, at + 1);
  if (close === -1 || close >= end) throw NOT_PLAIN;
  const inner = text.slice(at + 1, close);
  if (quote === '"' ? inner.includes('\\') : text.charAt(close + 1) === quote) throw NOT_PLAIN;
  reader.at = close + 1;
  return inner;
}

/** Without the spaces at its end; other blanks are part of a scalar. */
export function trimmed(text: string): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === 32) end--;
  return end === text.length ? text : text.slice(0, end);
}

export function originAt({ file, line, start }: Reader, at: number): Origin {
  return { file, line, column: at - start + 1, step: 'resource' };
}
