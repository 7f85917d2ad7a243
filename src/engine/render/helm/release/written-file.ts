// The text of a rendered file with what wrote each part of it: where a value in it comes from.
import type { CallSite, Origin } from '../../../model';
import { positionAt } from '../template/position';
import { Gathering, PlaceSet } from '../template/trace/place-set';
import type { Calls, Span } from '../template/trace/span';
import type { Recorded } from './line-recorder';
import { holdsNoValue, placeWithNoValue } from './no-value';
import type { TextPlace } from './objects';
import { type Chains, templateLine } from './provenance/chains';
import { type Rivals, rivalsIn } from './provenance/rivals';
import { eachTouching, spanAt, touching } from './spans';

/** What all files of a render have in common. */
export interface Written {
  /** Where the file of a template lies, by the template's name. */
  readonly paths: ReadonlyMap<string, string>;
  readonly siteOf: (calls: Calls) => CallSite | undefined;
  readonly chainOf: Chains;
}

/** Places are those of the text as Helm prints it. */
export class WrittenFile {
  readonly #isPrinted: boolean;
  /** Worked out once: a file may hold hundreds of manifests. */
  #rivals: Rivals | undefined;
  #isSearched = false;

  constructor(
    private readonly path: string,
    private readonly output: Recorded,
    private readonly written: Written,
  ) {
    this.#isPrinted = !holdsNoValue(output.text);
  }

  originAt({ start, end, text, deeperThan, isEmpty = false, rivals = PlaceSet.none }: TextPlace): Origin {
    const { text: content, spans } = this.output;
    const raw = this.#rawOf(start);
    const shown = isEmpty ? Math.max(0, raw - 1) : raw;
    const span = spanAt(spans, shown);
    const file = span && this.written.paths.get(span.source.name);
    if (span === undefined || file === undefined) return { file: this.path, line: 1, column: 1, step: 'template', approximate: true };
    const within = span.verbatim ? Math.max(0, shown - span.start) + raw - shown : 0;
    const { line, column } = positionAt(span.source, Math.max(0, span.offset + within));
    const own = { file, line, column, through: span.through && this.written.siteOf(span.through) };
    if (end === undefined) return templateLine(own);
    const all = new Gathering();
    eachTouching(spans, { start: raw, end: Math.max(raw, this.#rawOf(end)), deeperThan, length: content.length }, (part) => {
      all.add(part.places);
    });
    const lineStart = raw - positionAt(this.output, raw).column + 1;
    if (lineStart < raw) eachTouching(spans, { start: lineStart, end: raw - 1 }, (part) => all.add(part.places.deciding));
    all.add(rivals);
    return this.written.chainOf(own, all.places, text);
  }

  /** As `Rivals`; undefined where no key of the file has any. */
  rivals(): Rivals | undefined {
    if (!this.#isSearched) {
      const found = rivalsIn(this.output.text, this.output.spans);
      this.#rivals = found && ((key, start) => found(key, this.#rawOf(start)));
      this.#isSearched = true;
    }
    return this.#rivals;
  }

  /** What wrote a piece of the text. */
  spansIn(start: number, end: number): readonly Span[] {
    return touching(this.output.spans, this.#rawOf(start), this.#rawOf(end));
  }

  #rawOf(place: number): number {
    return this.#isPrinted ? place : placeWithNoValue(this.output, place);
  }
}
