// Origins put together: of a value that was made of several, or that others decided.
import { PlaceSet } from '../../template/trace/place-set';
import type { Control, Origin, Span } from '../../template/trace/recorder';

/** The origin of something new that was made of all of these. */
export function join(origins: readonly (Origin | undefined)[]): PlaceSet | undefined {
  let all: PlaceSet | undefined;
  for (const origin of origins) if (origin !== undefined) all = all === undefined ? flat(origin) : all.and(flat(origin));
  return all;
}

/** The same value, which others decided. */
export function decidedBy(origin: Origin | undefined, others: readonly (Origin | undefined)[]): Origin | undefined {
  let places: PlaceSet | undefined;
  for (const other of others) if (other !== undefined) places = (places ?? origin?.places ?? PlaceSet.none).and(flat(other).deciding);
  if (places === undefined || (origin !== undefined && places === origin.places)) return origin;
  return origin?.spans === undefined ? places : { places, spans: origin.spans };
}

/** An origin without spans: what each of them was made of. */
export function flat({ places, spans }: Origin): PlaceSet {
  if (spans === undefined) return places;
  let own = flattened.get(spans);
  if (own === undefined) {
    own = placesOf(spans);
    flattened.set(spans, own);
  }
  return places.and(own);
}

const flattened = new WeakMap<readonly Span[], PlaceSet>();

/** What the parts of a text were made of, and what decided that they were written. */
export function placesOf(spans: readonly Span[]): PlaceSet {
  let all = PlaceSet.none;
  for (const span of spans) all = all.and(placesIn(span));
  return all;
}

/** The same of one part. */
export function placesIn({ origin, control, printed }: Span): PlaceSet {
  let all = origin === undefined ? PlaceSet.none : flat(origin);
  if (control !== undefined) all = all.and(control.deciding);
  return printed === undefined ? all : all.and(printed.deciding);
}

/** One more condition, inside of others. */
export function under(outer: Control | undefined, origin: Origin): Control {
  const own = flat(origin).deciding;
  return { origin, outer, deciding: outer === undefined ? own : own.and(outer.deciding) };
}
