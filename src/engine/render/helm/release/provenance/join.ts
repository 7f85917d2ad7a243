// Origins put together: of a value that was made of several, or that others decided.
import { Gathering, PlaceSet } from '../../template/trace/place-set';
import { type Origin, TextOrigin } from '../../template/trace/span';

/** The origin of something new that was made of all of these. */
export function join(origins: readonly (Origin | undefined)[]): PlaceSet | undefined {
  let all: Gathering | undefined;
  for (const origin of origins) {
    if (origin === undefined) continue;
    all ??= new Gathering();
    all.add(origin.all);
  }
  return all?.places;
}

/** The same value, which others decided. */
export function decidedBy(origin: Origin | undefined, others: readonly (Origin | undefined)[]): Origin | undefined {
  let decided: Gathering | undefined;
  for (const other of others) {
    if (other === undefined) continue;
    decided ??= new Gathering();
    decided.add(other.all.deciding);
  }
  if (decided === undefined) return origin;
  const places = (origin?.places ?? PlaceSet.none).and(decided.places);
  if (origin !== undefined && places === origin.places) return origin;
  return origin?.spans === undefined ? places : new TextOrigin(places, origin.spans);
}
