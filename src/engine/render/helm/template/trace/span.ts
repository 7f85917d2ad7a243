// What is noted of a text that templates write: which node wrote each part, under which conditions, through which calls, and what of the values went into it.
// Classes, and no literals: V8 may make those among old objects, where dead ones keep all that they lead to (docs/performance.md).
import type { Source } from '../nodes';
import { Gathering, PlaceSet } from './place-set';

/** Where a value came from. A set of places is one itself. */
export interface Origin {
  /** The places that it was made of, and those that decided it; of a text with spans, as a whole. */
  readonly places: PlaceSet;
  /** Of a text that was written by templates, or line by line: what wrote each part. */
  readonly spans?: readonly Span[] | undefined;
  /** The same with what each part of a text was made of. */
  readonly all: PlaceSet;
}

/** The origin of a text whose parts are known. */
export class TextOrigin implements Origin {
  #all: PlaceSet | undefined;

  constructor(
    readonly places: PlaceSet,
    readonly spans: readonly Span[],
  ) {}

  get all(): PlaceSet {
    this.#all ??= this.places.and(placesOf(this.spans));
    return this.#all;
  }
}

/** What the parts of a text were made of, and what decided that they were written. */
export function placesOf(spans: readonly Span[]): PlaceSet {
  const all = new Gathering();
  for (const { places } of spans) all.add(places);
  return all.places;
}

/** The conditions around what is executing, the innermost first. */
export class Control {
  /** What all of them read, as what decided. */
  readonly deciding: PlaceSet;

  constructor(
    readonly origin: Origin,
    readonly outer: Control | undefined,
  ) {
    const own = origin.all.deciding;
    this.deciding = outer === undefined ? own : own.and(outer.deciding);
  }
}

/** The calls of templates (`include`, `template`, `tpl`) around what is executing, the innermost first. Shared by all that is written in one. */
export class Calls {
  constructor(
    readonly source: Source,
    readonly offset: number,
    readonly outer: Calls | undefined,
    /** Of a text that was made elsewhere and is printed here: the calls around what made it. */
    readonly made?: Calls,
  ) {}
}

/** What is known of a piece of text. */
export interface Written {
  readonly source: Source;
  /** Of the node that wrote it. */
  readonly offset: number;
  /** Whether the text stands in the source as it is, character for character. */
  readonly verbatim: boolean;
  readonly origin?: Origin | undefined;
  readonly control?: Control | undefined;
  /** The conditions where the text was printed, if it was made elsewhere. */
  readonly printed?: Control | undefined;
  /** The calls around the node. */
  readonly through?: Calls | undefined;
}

/** From `start` on, up to the next span, the text was written so. One of no length says what could have written there. */
export class Span implements Written {
  readonly source: Source;
  readonly offset: number;
  readonly verbatim: boolean;
  readonly origin: Origin | undefined;
  readonly control: Control | undefined;
  readonly printed: Control | undefined;
  readonly through: Calls | undefined;

  constructor(
    readonly start: number,
    { source, offset, verbatim, origin, control, printed, through }: Written,
  ) {
    this.source = source;
    this.offset = offset;
    this.verbatim = verbatim;
    this.origin = origin;
    this.control = control;
    this.printed = printed;
    this.through = through;
  }

  /** What it was made of, and what decided that it was written. */
  get places(): PlaceSet {
    const { origin, control, printed } = this;
    let all = origin === undefined ? PlaceSet.none : origin.all;
    if (control !== undefined) all = all.and(control.deciding);
    return printed === undefined ? all : all.and(printed.deciding);
  }
}
