// What an execution writes, and which node of which template wrote each part: a side table, because a string that carried it would print differently.
import type { Calls, Control, Origin, Span } from '../template/trace/recorder';
import { IN_LINE, isOffLine } from './branches';
import { join, under } from './provenance/join';

export class Writer {
  #text = '';
  readonly spans: Span[] = [];

  get text(): string {
    return this.#text;
  }

  /** Text of no length is noted only where something could have stood there. */
  write(text: string, span: Omit<Span, 'start'>): void {
    if (text === '' && span.origin === undefined) return;
    const { source, offset, verbatim, origin, control, through } = span;
    this.spans.push({ start: this.#text.length, source, offset, verbatim, origin, control, through });
    this.#text += text;
  }

  /** Writes text that has spans already. @param at what prints it, and the calls around that */
  splice(text: string, { spans = [], places }: Origin, control: Control | undefined, at: Calls): void {
    const base = this.#text.length;
    let made: Calls | undefined;
    let through = printedThrough(made, at);
    for (const span of spans) {
      const start = base + span.start;
      // Many of them in a row have the same calls.
      if (span.through !== made) through = printedThrough(span.through, at);
      made = span.through;
      this.spans.push(isWithin(span.control, control) ? { ...span, start, through } : { ...span, start, through, printed: control });
    }
    const [first] = spans;
    if (places.data.length > 0) this.#add(spans.length, places.onlyData);
    // What chose the text chose all of it: the conditions of its first part say so.
    if (places.by.length > 0 && first !== undefined) this.#decide(spans.length, places.onlyBy);
    this.#text += text;
  }

  /** What went into the text, and nobody knows into which part of it. */
  #add(count: number, origin: Origin): void {
    for (let at = this.spans.length - count; at < this.spans.length; at++) {
      const span = this.spans[at] as Span;
      this.spans[at] = { ...span, origin: join([span.origin, origin]) };
    }
  }

  #decide(count: number, origin: Origin): void {
    for (let at = this.spans.length - count; at < this.spans.length; at++) {
      const span = this.spans[at] as Span;
      this.spans[at] = { ...span, printed: under(span.printed, origin) };
    }
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
  return isTold ? made : { ...at, made };
}

/**
 * Line by line: blank lines may be gone or new at either end, the others have to hold each other.
 * @param changed what wrote a line that does not hold the one that it was made of; nothing is known without it
 */
export function alignLines(
  result: string,
  from: string,
  spans: readonly Span[],
  changed?: (start: number, end: number) => Span | undefined,
): readonly Span[] | undefined {
  if (result === from) return spans;
  const [made, given] = [result.split('\n'), from.split('\n')];
  const [first, firstGiven] = [made.findIndex((line) => line.trim() !== ''), given.findIndex((line) => line.trim() !== '')];
  if (first === -1 || firstGiven === -1) return undefined;
  const lastGiven = given.findLastIndex((line) => line.trim() !== '');
  if (made.length - first <= lastGiven - firstGiven) return undefined;
  const found: Span[] = [];
  let start = 0;
  let givenStart = 0;
  for (let at = 0; at < firstGiven; at++) givenStart += (given[at] as string).length + 1;
  for (let at = 0; at < made.length; at++) {
    const line = made[at] as string;
    const source = given[firstGiven + at - first];
    if (at >= first && source !== undefined) {
      const shift = line.indexOf(source.trim());
      const lead = source.length - source.trimStart().length;
      if (shift === -1) {
        const whole = line.trim() === '' ? undefined : changed?.(givenStart, givenStart + source.length);
        if (whole === undefined) return undefined;
        found.push({ ...whole, start });
      } else found.push(...within(spans, givenStart, source.length).map((span) => move(span, givenStart + lead, start + shift, start)));
      givenStart += source.length + 1;
    }
    start += line.length + 1;
  }
  return found;
}

function move(span: Span, from: number, to: number, least: number): Span {
  if (span.start > from) return { ...span, start: span.start - from + to };
  // The indentation in front is this one's as well; in its source the text stands where it always stood.
  const cut = span.verbatim ? from - span.start - (to - least) : 0;
  return { ...span, start: least, offset: span.offset + cut };
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
 * @param deeperThan lines behind the piece that begin further right than this would be part of it
 * @param length of the text: at its end, no text follows
 */
export function touching(
  spans: readonly Span[],
  start: number,
  end: number,
  { deeperThan = Number.POSITIVE_INFINITY, length }: { readonly deeperThan?: number | undefined; readonly length?: number } = {},
): readonly Span[] {
  const found: Span[] = [];
  for (let at = firstAt(spans, start); at < spans.length; at++) {
    const span = spans[at] as Span;
    const { origin } = span;
    const isText = origin !== IN_LINE && !isOffLine(origin);
    const isBehind = isText && span.start === end && end !== length && spans[at + 1]?.start !== end && found.length > 0;
    if (span.start > end || isBehind) break;
    if (!isOffLine(origin) || (span.start > start && span.start < end) || origin.indent > deeperThan) found.push(span);
  }
  return found;
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
