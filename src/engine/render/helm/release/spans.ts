// What an execution writes, and which node of which template wrote each part: a side table, because a string that carried it would print differently.
import type { Source } from '../template/nodes';

/** From `start` on, up to the next span, the text was written by the node at `offset` of `source`. */
export interface Span {
  readonly start: number;
  readonly source: Source;
  readonly offset: number;
  /** Whether the text stands in the source as it is, character for character. */
  readonly verbatim: boolean;
}

export class Writer {
  #text = '';
  readonly spans: Span[] = [];

  get text(): string {
    return this.#text;
  }

  write(text: string, source: Source, offset: number, verbatim = false): void {
    if (text === '') return;
    this.spans.push({ start: this.#text.length, source, offset, verbatim });
    this.#text += text;
  }

  /** Writes text that has spans already. */
  splice(text: string, spans: readonly Span[]): void {
    const base = this.#text.length;
    for (const span of spans) this.spans.push({ ...span, start: base + span.start });
    this.#text += text;
  }
}

/** The results of `include` and `tpl` in one render, by their content: where such a string is printed, its spans are those of its making. */
export class KnownTexts {
  readonly #spans = new Map<string, readonly Span[]>();

  get(text: string): readonly Span[] | undefined {
    return this.#spans.get(text);
  }

  add(text: string, spans: readonly Span[]): void {
    if (text !== '' && spans.length > 0) this.#spans.set(text, spans);
  }

  /** A function has made `result` of `from`: where their lines correspond (`indent`, `trim`, `quote`), so do their spans. */
  derive(result: string, from: string): void {
    const spans = this.#spans.get(from);
    if (spans === undefined || result === '' || result === from || this.#spans.has(result)) return;
    const aligned = alignLines(result, from, spans);
    if (aligned !== undefined) this.add(result, aligned);
  }
}

/** Line by line: blank lines may be gone or new at either end, the others have to hold each other. */
function alignLines(result: string, from: string, spans: readonly Span[]): readonly Span[] | undefined {
  const [made, given] = [result.split('\n'), from.split('\n')];
  const [first, firstGiven] = [made.findIndex((line) => line.trim() !== ''), given.findIndex((line) => line.trim() !== '')];
  if (first === -1 || firstGiven === -1) return undefined;
  const found: Span[] = [];
  let start = 0;
  let givenStart = 0;
  for (let at = 0; at < firstGiven; at++) givenStart += (given[at] as string).length + 1;
  for (let at = 0; at < made.length; at++) {
    const line = made[at] as string;
    const source = given[firstGiven + at - first];
    if (at >= first && source !== undefined) {
      const shift = line.indexOf(source.trim());
      if (shift === -1) return undefined;
      const lead = source.length - source.trimStart().length;
      found.push(...within(spans, givenStart, source.length).map((span) => move(span, givenStart + lead, start + shift, start)));
      givenStart += source.length + 1;
    }
    start += line.length + 1;
  }
  return found;
}

function move(span: Span, from: number, to: number, least: number): Span {
  const start = Math.max(least, span.start - from + to);
  const cut = span.verbatim && span.start < from ? from - span.start : 0;
  return { ...span, start, offset: span.offset + cut };
}

/** The spans that cover a piece of a text. */
export function within(spans: readonly Span[], start: number, length: number): readonly Span[] {
  const first = spanIndexAt(spans, start);
  const found: Span[] = [];
  for (let at = Math.max(0, first); at < spans.length; at++) {
    const span = spans[at] as Span;
    if (at !== first && span.start >= start + length) break;
    found.push(span);
  }
  return found;
}

/** The span that wrote the character at a place. */
export function spanAt(spans: readonly Span[], place: number): Span | undefined {
  return spans[spanIndexAt(spans, place)];
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
