// From what an execution noted to the origins that a rendered value shows: the values that gave it, the line that wrote it, what decided it.
import type { CallSite, Origin } from '../../../../model';
import { formatValue } from '../../go/format';
import { type Budget, GoInt } from '../../go/values';
import type { Place, PlaceSet } from '../../template/trace/place-set';

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

/**
 * Values that were made of the same places share their lists of origins. Where a chart makes thousands of values of thousands of others, each in
 * its own way, later ones name some of them and are approximate.
 * @param budget told of what lists take
 */
export function createChains({ hold }: Pick<Budget, 'hold'>): Chains {
  const named = new Map<PlaceSet, Named>();
  const lists = new Map<readonly Place[], readonly Origin[]>();
  const cut = new Set<readonly Origin[]>();
  let left = MOST_NAMES;
  const kept = (names: readonly Origin[]): readonly Origin[] => {
    const isLong = names.length > FEW_NAMES && names.length > left;
    const own = isLong ? names.slice(0, FEW_NAMES) : names;
    if (isLong) cut.add(own);
    left -= own.length;
    hold(own.length * BYTES_OF_A_NAME);
    return own;
  };
  const originsOf = (places: readonly Place[]): readonly Origin[] => {
    let found = lists.get(places);
    if (found === undefined) {
      found = kept(originsIn(places));
      lists.set(places, found);
    }
    return found;
  };
  return (line, places, text) => {
    if (places.isEmpty) return templateLine(line);
    let names = named.get(places);
    if (names === undefined) {
      const { data, by } = places;
      const from = data.length === 1 ? originsIn(data) : originsOf(data);
      const deciding = originsOf(without(by, data));
      names = { from, by: deciding, isCut: places.isCut || cut.has(from) || cut.has(deciding) };
      named.set(places, names);
    }
    const [only] = places.data;
    const source = only?.origin;
    if (text === undefined || places.data.length > 1 || source === undefined || only === undefined || !shows(only, text))
      return names.isCut ? { ...templateLine(line, names), ...CUT } : templateLine(line, names);
    const by = kept(names.by);
    const chain = { ...source, by: [...(source.by ?? []), templateLine(line), ...by] };
    return names.isCut || by !== names.by ? { ...chain, ...CUT } : chain;
  };
}

const CUT = { approximate: true, namesSome: true } as const;

/** Of one render, in all lists together: 32 MB. */
const MOST_NAMES = 4_000_000;

/** What lists are cut to then. */
const FEW_NAMES = 50;

/** In a list, which shares what it names. */
const BYTES_OF_A_NAME = 8;

/** Of a value: those that are part of it, and those that decided it. */
interface Named {
  readonly from: readonly Origin[];
  readonly by: readonly Origin[];
  /** Whether there are more. */
  readonly isCut: boolean;
}

const NONE: Named = { from: [], by: [], isCut: false };

/** Literals, for there are many of them, and a copy takes longer. */
export function templateLine({ file, line, column, through }: Line, { from, by }: Named = NONE): Origin {
  const step = 'template';
  if (through === undefined) {
    if (from.length > 0) return by.length > 0 ? { file, line, column, step, from, by } : { file, line, column, step, from };
    return by.length > 0 ? { file, line, column, step, by } : { file, line, column, step };
  }
  if (from.length > 0) return by.length > 0 ? { file, line, column, step, through, from, by } : { file, line, column, step, through, from };
  return by.length > 0 ? { file, line, column, step, through, by } : { file, line, column, step, through };
}

function without(places: readonly Place[], others: readonly Place[]): readonly Place[] {
  const isOther = others.length > FEW ? setOf(others) : (place: Place): boolean => others.includes(place);
  return places.some(isOther) ? places.filter((place) => !isOther(place)) : places;
}

/** Up to so many are looked for one by one. */
const FEW = 8;

function setOf(places: readonly Place[]): (place: Place) => boolean {
  const known = new Set(places);
  return (place) => known.has(place);
}

/** Without doubles: a value that a chart shares with its dependencies has several places. */
function originsIn(places: readonly Place[]): readonly Origin[] {
  const found: Origin[] = [];
  const known = places.length > FEW ? new Set<Origin>() : undefined;
  for (const { origin } of places) {
    if (origin === undefined || (known === undefined ? found.includes(origin) : known.has(origin))) continue;
    known?.add(origin);
    found.push(origin);
  }
  return found;
}

/** Whether a scalar is the value of a place, unchanged. */
function shows({ value }: Place, text: string): boolean {
  if (value === null || value === undefined) return false;
  // What --set gives as a whole number is one of Go's, and not of a values file.
  if (typeof value === 'object' && !(value instanceof GoInt)) return false;
  return text === value || text === formatValue(value) || text === String(value);
}
