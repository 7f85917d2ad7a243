// What an execution writes, and which node of which template wrote each part: a side table, because a string that carried it would print differently.
import { Calls, Control, type Origin, Span, type Written } from '../template/trace/span';
import { IN_LINE, isOffLine } from './branches';
import { join } from './provenance/join';

export class Writer {
  #text = '';
  readonly spans: Span[] = [];

  get text(): string {
    return this.#text;
  }

  /** Text of no length is noted only where something could have stood there. */
  write(text: string, written: Written): void {
    if (text === '' && written.origin === undefined) return;
    this.spans.push(new Span(this.#text.length, written));
    this.#text += text;
  }

  /** Writes text that has spans already. @param at what prints it, and the calls around that */
  splice(text: string, { spans = [], places }: Origin, control: Control | undefined, at: Calls): void {
    const base = this.#text.length;
    // What went into the text, and nobody knows into which part of it.
    const data = places.data.length > 0 ? places.onlyData : undefined;
    // What chose the text chose all of it: the conditions of its first part say so.
    const by = places.by.length > 0 ? places.onlyBy : undefined;
    // Many spans in a row have the same calls and conditions.
    let last: Span | undefined;
    let through: Calls | undefined;
    let printed: Control | undefined;
    for (const span of spans) {
      if (last === undefined || span.through !== last.through) through = printedThrough(span.through, at);
      if (last === undefined || span.control !== last.control || span.printed !== last.printed) {
        printed = isWithin(span.control, control) ? span.printed : control;
        if (by !== undefined) printed = new Control(by, printed);
      }
      last = span;
      const origin = data === undefined ? span.origin : join([span.origin, data]);
      const { source, offset, verbatim, control: own } = span;
      this.spans.push(new Span(base + span.start, { source, offset, verbatim, origin, control: own, printed, through }));
    }
    this.#text += text;
  }
}

/** Whether the conditions, or calls, around a text are among its own already: it was made where it is printed. */
function isWithin<T extends { readonly outer: T | undefined }>(own: T | undefined, outer: T | undefined): boolean {
  if (outer === undefined) return true;
  for (let at = own; at !== undefined; at = at.outer) if (at === outer) return true;
  return false;
}

/** The calls around a text that may have been made in another template than the one that prints it, such as an argument of an `include`. */
export function printedThrough(made: Calls | undefined, at: Calls): Calls | undefined {
  if (made === undefined) return at.outer === undefined ? undefined : at;
  // What the same line prints again, as in a loop, is told already.
  const isTold = isWithin(made, at.outer) || (made.source === at.source && made.offset === at.offset);
  return isTold ? made : new Calls(at.source, at.offset, at.outer, made);
}

/**
 * Line by line: blank lines may be gone or new at either end, the others have to hold each other.
 * @param changed what wrote a line that does not hold the one that it was made of; nothing is known without it
 */
export function alignLines(
  result: string,
  from: string,
  spans: readonly Span[],
  changed?: (start: number, end: number) => Written | undefined,
): readonly Span[] | undefined {
  if (result === from) return spans;
  const [first, firstGiven] = [firstLine(result), firstLine(from)];
  if (first === -1 || firstGiven === -1) return undefined;
  if (lineBreaks(result, first) < lineBreaks(from, firstGiven, from.trimEnd().length)) return undefined;
  const found: Span[] = [];
  let [start, end] = [first, lineEnd(result, first)];
  let [givenStart, givenEnd] = [firstGiven, lineEnd(from, firstGiven)];
  while (start <= result.length && givenStart <= from.length) {
    const source = from.slice(givenStart, givenEnd);
    const text = source.trim();
    const line = result.slice(start, end);
    const shift = line.indexOf(text);
    if (shift === -1) {
      const whole = line.trim() === '' ? undefined : changed?.(givenStart, givenEnd);
      if (whole === undefined) return undefined;
      found.push(new Span(start, whole));
    } else {
      const lead = source.length - source.trimStart().length;
      for (const span of within(spans, givenStart, source.length)) found.push(move(span, givenStart + lead, start + shift, start));
    }
    start = end + 1;
    end = lineEnd(result, start);
    givenStart = givenEnd + 1;
    givenEnd = lineEnd(from, givenStart);
  }
  return found;
}

/** Where the first line begins that is not blank; -1 where all are. */
function firstLine(text: string): number {
  const filled = text.search(/\S/);
  return filled === -1 ? -1 : text.lastIndexOf('\n', filled) + 1;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

/** How many line breaks there are in a piece of a text. */
export function lineBreaks(text: string, start = 0, end = text.length): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function move(span: Span, from: number, to: number, least: number): Span {
  if (span.start > from) return new Span(span.start - from + to, span);
  // The indentation in front is this one's as well; in its source the text stands where it always stood.
  return span.verbatim ? new Span(least, { ...span, offset: span.offset + from - span.start - (to - least) }) : new Span(least, span);
}

/** The spans that cover a piece of a text. */
export function within(spans: readonly Span[], start: number, length: number): readonly Span[] {
  const first = firstAt(spans, start);
  const found: Span[] = [];
  for (let at = first; at < spans.length; at++) {
    const span = spans[at] as Span;
    // What wrote the line break, or could have written before it, is part of the line.
    if (at !== first && span.start > start + length) break;
    found.push(span);
  }
  return found;
}

/**
 * All that wrote or could have written a piece of a text: spans of no length at its ends too.
 */
export function touching(spans: readonly Span[], start: number, end: number): readonly Span[] {
  const found: Span[] = [];
  eachTouching(spans, { start, end }, (span) => found.push(span));
  return found;
}

/** A piece of a text, as `touching` has it. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  /** Lines behind the piece that begin further right than this would be part of it. */
  readonly deeperThan?: number | undefined;
  /** Of the text: at its end, no text follows. */
  readonly length?: number;
}

/** The same, one after the other, without a list. */
export function eachTouching(
  spans: readonly Span[],
  { start, end, deeperThan = Number.POSITIVE_INFINITY, length }: Piece,
  found: (span: Span) => void,
): void {
  let isFirst = true;
  for (let at = firstAt(spans, start); at < spans.length; at++) {
    const span = spans[at] as Span;
    const { origin } = span;
    const isMark = isOffLine(origin);
    if (span.start > end) break;
    const isText = !isMark && origin !== IN_LINE;
    if (isText && span.start === end && end !== length && spans[at + 1]?.start !== end && !isFirst) break;
    if (isMark && (span.start <= start || span.start >= end) && origin.indent <= deeperThan) continue;
    isFirst = false;
    found(span);
  }
}

/** The span that wrote the character at a place. */
export function spanAt(spans: readonly Span[], place: number): Span | undefined {
  return spans[spanIndexAt(spans, place)];
}

/** The first of those that begin at a place, or the one that covers it. */
function firstAt(spans: readonly Span[], place: number): number {
  let at = Math.max(0, spanIndexAt(spans, place));
  while (at > 0 && (spans[at - 1] as Span).start === place) at--;
  return at;
}

function spanIndexAt(spans: readonly Span[], place: number): number {
  let [low, high] = [0, spans.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle] as Span).start <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
