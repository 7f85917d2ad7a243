// From what an execution noted to the origins that a rendered value shows: the values that gave it, the line that wrote it, what decided it.
import type { CallSite, Origin } from '../../../../model';
import { formatValue } from '../../go/format';
import { GoInt } from '../../go/values';
import type { Place, PlaceSet } from '../../template/trace/place-set';
import type { ValueOrigins } from '../../values/origins';

/** Where a template's line stands, and through which calls it was executed. */
export interface Line {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly through: CallSite | undefined;
}

/**
 * The origin of a rendered value, by the template's line, what the value was made of, and the value where it is a scalar. The place of a values key, where
 * the value is what stands there and nothing else; the template's line is then among what decided it. Otherwise that line, with the values that are part of it.
 */
export type Chains = (line: Line, places: PlaceSet, text: string | undefined) => Origin;

/** Values that were made of the same places share their lists of origins. */
export function createChains(values: ValueOrigins): Chains {
  const named = new Map<PlaceSet, Named>();
  const lists = new Map<readonly Place[], readonly Origin[]>();
  const originsOf = (places: readonly Place[]): readonly Origin[] => {
    let found = lists.get(places);
    if (found === undefined) {
      found = originsIn(places, values);
      lists.set(places, found);
    }
    return found;
  };
  const namesOf = (places: PlaceSet): Named => {
    let names = named.get(places);
    if (names === undefined) {
      names = { from: originsOf(places.data), by: originsOf(without(places.by, places.data)) };
      named.set(places, names);
    }
    return names;
  };
  return (line, places, text) => {
    if (places.isEmpty) return templateLine(line);
    const { from, by } = namesOf(places);
    const [only] = places.data;
    const [source] = from;
    if (text !== undefined && places.data.length === 1 && only !== undefined && source !== undefined && shows(only, text))
      return { ...source, by: [...(source.by ?? []), templateLine(line), ...by] };
    return { ...templateLine(line), ...(from.length === 0 ? {} : { from }), ...(by.length === 0 ? {} : { by }) };
  };
}

interface Named {
  readonly from: readonly Origin[];
  readonly by: readonly Origin[];
}

/** Literals, for there are many of them. */
export function templateLine({ file, line, column, through }: Line): Origin {
  const step = 'template';
  return through === undefined ? { file, line, column, step } : { file, line, column, step, through };
}

function without(places: readonly Place[], others: readonly Place[]): readonly Place[] {
  const known = new Set(others);
  return places.some((place) => known.has(place)) ? places.filter((place) => !known.has(place)) : places;
}

function originsIn(places: readonly Place[], values: ValueOrigins): readonly Origin[] {
  const found = new Set<Origin>();
  for (const { container, key } of places) {
    const origin = values.of(container, key) ?? values.of(container, Number(key));
    if (origin !== undefined) found.add(origin);
  }
  return [...found];
}

/** Whether a scalar is the value of a place, unchanged. */
function shows({ value }: Place, text: string): boolean {
  if (value === null || value === undefined) return false;
  // What --set gives as a whole number is one of Go's, and not of a values file.
  if (typeof value === 'object' && !(value instanceof GoInt)) return false;
  return text === value || text === formatValue(value) || text === String(value);
}
