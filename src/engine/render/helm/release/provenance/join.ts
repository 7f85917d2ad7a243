// Origins put together: of a value that was made of several, or that others decided.
import { PlaceSet } from '../../template/trace/place-set';
import { type Origin, TextOrigin } from '../../template/trace/span';

/** The origin of something new that was made of all of these. */
export function join(origins: readonly (Origin | undefined)[]): PlaceSet | undefined {
  let all: PlaceSet | undefined;
  for (const origin of origins) if (origin !== undefined) all = all === undefined ? origin.all : all.and(origin.all);
  return all;
}

/** The same value, which others decided. */
export function decidedBy(origin: Origin | undefined, others: readonly (Origin | undefined)[]): Origin | undefined {
  let places: PlaceSet | undefined;
  for (const other of others) if (other !== undefined) places = (places ?? origin?.places ?? PlaceSet.none).and(other.all.deciding);
  if (places === undefined || (origin !== undefined && places === origin.places)) return origin;
  return origin?.spans === undefined ? places : new TextOrigin(places, origin.spans);
}
