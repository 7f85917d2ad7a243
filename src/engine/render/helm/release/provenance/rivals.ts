// Branches behind a key that would write it into the same map a second time: of those, YAML's reader takes the last one.
import { Gathering, PlaceSet } from '../../template/trace/place-set';
import type { Span } from '../../template/trace/span';
import { isOffLine, type OffLine } from '../branches';
import { keyIndent, lineStarts } from '../text-places';

/** Answers what decides of the branches behind the value of a key, which begins at `start`, that hold that key of the same map too. */
export type Rivals = (key: string, start: number) => PlaceSet;

/** @param text an output, with what wrote each part of it. Undefined where no branch holds a key. */
export function rivalsIn(text: string, spans: readonly Span[]): Rivals | undefined {
  const marks = new Map<OffLine, Places>();
  const firstText = text.search(/\S/);
  for (const span of spans) {
    const { origin, start } = span;
    // Before the first text stands no key: as with a condition around all of a file.
    if (start <= firstText || !isOffLine(origin) || origin.keys.size === 0) continue;
    const known = marks.get(origin);
    if (known === undefined) marks.set(origin, new Places(span));
    else known.add(span);
  }
  if (marks.size === 0) return undefined;
  const byKey = new Map<string, Places[]>();
  const written = new Set<string>();
  for (const [{ keys, indent }, places] of marks) {
    for (const key of keys) {
      written.add(key);
      const name = nameOf(key, indent);
      const known = byKey.get(name);
      if (known === undefined) byKey.set(name, [places]);
      else known.push(places);
    }
  }
  let lines: Lines | undefined;
  return (key, start) => {
    // Nearly no key is one of them, and where it stands is not looked at then.
    if (!written.has(key)) return PlaceSet.none;
    const indent = keyIndent(text, start);
    const known = byKey.get(nameOf(key, indent));
    if (known === undefined || !standsAt(text, text.lastIndexOf('\n', start - 1) + 1 + indent, key)) return PlaceSet.none;
    lines ??= new Lines(text);
    const end = lines.endOfMap(indent, start);
    const all = new Gathering();
    for (const places of known) all.add(places.between(start, end));
    return all.places;
  };
}

const nameOf = (key: string, indent: number): string => `${indent} ${key}`;

/** What stands between braces, or comes from an anchor, has another key in front of it. */
function standsAt(text: string, place: number, key: string): boolean {
  return text.startsWith(key, '"\''.includes(text.charAt(place)) ? place + 1 : place);
}

/** Where one branch was come by, in a loop often. */
class Places {
  readonly #spans: Span[];
  /** All keys of a map are followed by the same branches, mostly. */
  #last: { readonly first: number; readonly end: number; readonly decided: PlaceSet } | undefined;

  constructor(first: Span) {
    this.#spans = [first];
  }

  add(span: Span): void {
    this.#spans.push(span);
  }

  /** What decided of those in a piece of the text, its ends among it. */
  between(start: number, end: number): PlaceSet {
    const [first, behind] = [this.#firstFrom(start), this.#firstFrom(end + 1)];
    if (this.#last?.first === first && this.#last.end === behind) return this.#last.decided;
    const all = new Gathering();
    for (let at = first; at < behind; at++) all.add((this.#spans[at] as Span).places.deciding);
    this.#last = { first, end: behind, decided: all.places };
    return this.#last.decided;
  }

  #firstFrom(place: number): number {
    let low = 0;
    for (let high = this.#spans.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((this.#spans[middle] as Span).start < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** How far right the lines of a text begin, and for each the next one that begins further left. */
class Lines {
  readonly #starts: readonly number[];
  readonly #indents: readonly number[];
  readonly #nextLeft: readonly number[];

  constructor(private readonly text: string) {
    this.#starts = lineStarts(text);
    this.#indents = this.#starts.map((start) => indentAt(text, start));
    const nextLeft = new Array<number>(this.#starts.length);
    for (let line = nextLeft.length - 1; line >= 0; line--) {
      let next = line + 1;
      while (next < nextLeft.length && this.#indentOf(next) >= this.#indentOf(line)) next = nextLeft[next] as number;
      nextLeft[line] = next;
    }
    this.#nextLeft = nextLeft;
  }

  /** Where the line ends behind which one begins further left than the keys of a map, or another document does. */
  endOfMap(indent: number, start: number): number {
    let line = this.#lineAt(start) + 1;
    while (line < this.#starts.length && this.#indentOf(line) >= indent) line = this.#nextLeft[line] as number;
    return line < this.#starts.length ? (this.#starts[line] as number) - 1 : this.text.length;
  }

  #indentOf(line: number): number {
    return this.#indents[line] as number;
  }

  #lineAt(place: number): number {
    let low = 0;
    for (let high = this.#starts.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Blank lines and comments end nothing. */
function indentAt(text: string, start: number): number {
  let at = start;
  while (text.charAt(at) === ' ') at++;
  if (at >= text.length || '\n\r#'.includes(text.charAt(at))) return Number.POSITIVE_INFINITY;
  return at === start && text.startsWith('---', start) ? -1 : at - start;
}
