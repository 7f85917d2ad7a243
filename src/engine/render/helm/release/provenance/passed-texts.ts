// Texts that templates wrote and functions changed: which line of which template wrote each part is still known where one text passed whole.
import { GoSlice } from '../../go/values';
import { PlaceSet } from '../../template/trace/place-set';
import { type Origin, placesOf, Span, TextOrigin, type Written } from '../../template/trace/span';
import { alignLines, lineBreaks, within } from '../spans';
import type { Call } from './derive';
import { decidedBy, join } from './join';
import type { Tables } from './tables';

/** The origin of a text that a function made of one whose parts are known: line by line, or as a whole where all of it is of one line. */
export function passedText(call: Call, result: string, tables: Tables): Origin | undefined {
  const { args, origins } = call;
  for (let argument = 0; argument < args.length; argument++) {
    const value = args[argument];
    if (value instanceof GoSlice) {
      for (const [at, text] of value.items.entries()) {
        if (typeof text !== 'string') continue;
        const { places, spans } = tables.member(value, String(at), text, undefined) ?? NOWHERE;
        const found = spans && fromText(call, { text, places, spans, argument }, result, tables);
        if (found !== undefined) return found;
      }
    } else if (typeof value === 'string') {
      const { places, spans } = origins[argument] ?? NOWHERE;
      const found = spans && fromText(call, { text: value, places, spans, argument }, result, tables);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const NOWHERE: Origin = PlaceSet.none;

interface Given {
  readonly text: string;
  readonly places: PlaceSet;
  readonly spans: readonly Span[];
  /** Which of the arguments it is, or is a member of. */
  readonly argument: number;
}

function fromText(call: Call, { text, places, spans, argument }: Given, result: string, tables: Tables): Origin | undefined {
  const isLineByLine = call.fn.derivation.kind === 'lines' || REPLACING.has(call.fn.name);
  const changed = (start: number, end: number): Span | undefined =>
    isLineByLine && linesOf(text) === linesOf(result) ? oneSpan(text, spans, start, end) : undefined;
  const found = alignLines(result, text, spans, changed) ?? wholeOf(text, spans);
  return found !== undefined && found.length > 0 ? passed(call, argument, places, found, tables) : undefined;
}

/** Line by line, as long as no line breaks come or go. */
const REPLACING: ReadonlySet<string> = new Set([
  'replace',
  'regexReplaceAll',
  'regexReplaceAllLiteral',
  'mustRegexReplaceAll',
  'mustRegexReplaceAllLiteral',
]);

const linesOf = (text: string): number => lineBreaks(text.trim()) + 1;

/** The same for what is no text any more: a number, what was split or parsed. */
export function passedValue(call: Call, tables: Tables): Origin | undefined {
  const { args, origins } = call;
  const argument = origins.findIndex(hasSpans);
  const text = args[argument];
  const origin = origins[argument];
  if (typeof text !== 'string' || origin?.spans === undefined || origins.findLastIndex(hasSpans) !== argument) return undefined;
  const found = wholeOf(text, origin.spans);
  return found && passed(call, argument, origin.places, found, tables);
}

const hasSpans = (origin: Origin | undefined): boolean => origin?.spans !== undefined;

/** The place of a span, for another text. */
export function placeOf({ source, offset, through }: Span): Pick<Written, 'source' | 'offset' | 'verbatim' | 'through'> {
  return { source, offset, verbatim: false, through };
}

/** One span in place of all that wrote a piece of a text: where the first of them stands that wrote something to see, and what all of them were made of. */
export function oneSpan(text: string, spans: readonly Span[], start: number, end: number): Span | undefined {
  const all = within(spans, start, end - start);
  const pieceOf = ({ start: from }: Span, at: number): string =>
    text.slice(Math.max(from, start), Math.min(all[at + 1]?.start ?? end, end));
  const first = all.findIndex((span, at) => pieceOf(span, at).trim() !== '');
  const span = all[first];
  if (span === undefined) return undefined;
  const piece = pieceOf(span, first);
  const before = Math.max(start - span.start, 0) + piece.length - piece.trimStart().length;
  const offset = span.verbatim ? span.offset + before : span.offset;
  return new Span(0, { ...placeOf(span), offset, origin: placesOf(all), control: span.control });
}

/** Of a text of one line, or that one action wrote. */
function wholeOf(text: string, spans: readonly Span[]): readonly Span[] | undefined {
  const [first] = spans;
  const isOfOne =
    first !== undefined && !first.verbatim && spans.every(({ source, offset }) => source === first.source && offset === first.offset);
  if (!isOfOne && /\S[^\n]*\n\s*\S/.test(text)) return undefined;
  const one = oneSpan(text, spans, 0, text.length);
  return one && [one];
}

function passed(call: Call, argument: number, places: PlaceSet, spans: readonly Span[], tables: Tables): Origin {
  const { args, origins, fn } = call;
  const others = args.map((value, at) => {
    if (typeof value === 'object') return tables.whole(value, origins[at]);
    return at === argument ? undefined : origins[at];
  });
  if (others.every((other) => other === undefined)) return new TextOrigin(places, spans);
  // Only of a text that is changed line by line the others are no part: an indentation, what is cut off.
  const own =
    fn.derivation.kind === 'computed' ? (join([places.onlyData, ...others]) ?? PlaceSet.none).onlyData.and(places.onlyBy) : places;
  return new TextOrigin(decidedBy(own, others)?.places ?? own, spans);
}
