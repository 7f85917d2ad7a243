// Texts that templates wrote and functions changed: which line of which template wrote each part is still known where one text passed whole.
import { GoSlice, type Value } from '../../go/values';
import { PlaceSet } from '../../template/trace/place-set';
import type { Origin, Span } from '../../template/trace/recorder';
import { alignLines, within } from '../spans';
import type { Call } from './derive';
import { decidedBy, join, placesOf } from './join';
import type { Tables } from './tables';

/** The origin of a text that a function made of one whose parts are known: line by line, or as a whole where all of it is of one line. */
export function passedText(call: Call, result: string, tables: Tables): Origin | undefined {
  const isLineByLine = call.fn.derivation.kind === 'lines' || REPLACING.has(call.fn.name);
  for (const { text, origin, argument } of textsIn(call, tables)) {
    const { spans } = origin;
    const changed =
      isLineByLine && linesOf(text) === linesOf(result) ? (start: number, end: number) => oneSpan(text, spans, start, end) : undefined;
    const found = alignLines(result, text, spans, changed) ?? wholeOf(text, spans);
    if (found !== undefined && found.length > 0) return passed(call, argument, origin, found, tables);
  }
  return undefined;
}

/** Line by line, as long as no line breaks come or go. */
const REPLACING: ReadonlySet<string> = new Set([
  'replace',
  'regexReplaceAll',
  'regexReplaceAllLiteral',
  'mustRegexReplaceAll',
  'mustRegexReplaceAllLiteral',
]);

const linesOf = (text: string): number => text.trim().split('\n').length;

/** The same for what is no text any more: a number, what was split or parsed. */
export function passedValue(call: Call, tables: Tables): Origin | undefined {
  const { args, origins } = call;
  const [argument, ...others] = [...origins.keys()].filter((at) => origins[at]?.spans !== undefined);
  const text = args[argument ?? -1];
  const origin = origins[argument ?? -1];
  if (argument === undefined || others.length > 0 || typeof text !== 'string' || origin?.spans === undefined) return undefined;
  const found = wholeOf(text, origin.spans);
  return found && passed(call, argument, origin, found, tables);
}

/** The place of a span, for another text. */
export function placeOf({ source, offset, through }: Span): Pick<Span, 'source' | 'offset' | 'verbatim' | 'through'> {
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
  return { ...placeOf(span), offset, start: 0, origin: placesOf(all), control: span.control };
}

interface Given {
  readonly text: string;
  readonly origin: Origin & { readonly spans: readonly Span[] };
  /** Which of the arguments it is, or is a member of. */
  readonly argument: number;
}

function* textsIn({ args, origins }: Call, tables: Tables): Generator<Given> {
  for (const [argument, value] of args.entries()) {
    const texts: (readonly [Value, Origin | undefined])[] =
      value instanceof GoSlice
        ? value.items.map((item, at) => [item, tables.member(value, String(at), item, undefined)])
        : [[value, origins[argument]]];
    for (const [text, origin] of texts)
      if (typeof text === 'string' && origin?.spans !== undefined) yield { text, origin: { ...origin, spans: origin.spans }, argument };
  }
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

function passed(call: Call, argument: number, { places }: Origin, spans: readonly Span[], tables: Tables): Origin {
  const { args, origins, fn } = call;
  const others = args.map((value, at) => {
    if (typeof value === 'object') return tables.whole(value, origins[at]);
    return at === argument ? undefined : origins[at];
  });
  // Only of a text that is changed line by line the others are no part: an indentation, what is cut off.
  const own =
    fn.derivation.kind === 'computed' ? (join([places.onlyData, ...others]) ?? PlaceSet.none).onlyData.and(places.onlyBy) : places;
  return { places: decidedBy(own, others)?.places ?? own, spans };
}
