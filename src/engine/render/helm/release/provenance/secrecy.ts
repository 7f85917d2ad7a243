// Whether something of a Secret went into a value, and where that stands: what a text has become of it, nobody can tell by looking at the text.
import type { Origin as Source, ScalarNode } from '../../../../model';
import { GoMap, GoSlice } from '../../go/values';
import { secretPlaces } from '../../secret-values';
import type { Held } from '../../template/held';
import type { Place } from '../../template/trace/place-set';
import type { Origin } from '../../template/trace/span';
import type { Tables } from './tables';

/** The place of a Secret that a value was made of, be it a part of it; undefined where it was made of none. */
export type Secrecy = (value: Held, origin: Origin | undefined) => Source | undefined;

/** A value with more than this in it counts as made of all Secrets that there are. */
const MOST_MEMBERS = 100_000;

/** @param secrets those that are known when it is asked: templates look more of them up as they go. */
export function createSecrecy(tables: Tables, secrets: () => readonly ScalarNode[]): Secrecy {
  let known = 0;
  let isSecret: Walk['isSecret'] = () => undefined;
  return (value, origin) => {
    const scalars = secrets();
    if (scalars.length === 0) return undefined;
    // They only become more.
    if (scalars.length !== known) [known, isSecret] = [scalars.length, secretPlaces(scalars)];
    const walk: Walk = { tables, isSecret, seen: new Set(), first: scalars[0]?.origin };
    return inOrigin(walk, origin) ?? inValue(walk, value, origin);
  };
}

interface Walk {
  readonly tables: Tables;
  readonly isSecret: (origin: Source) => Source | undefined;
  readonly seen: Set<object>;
  readonly first: Source | undefined;
}

function inOrigin(walk: Walk, origin: Origin | undefined): Source | undefined {
  if (origin === undefined) return undefined;
  return origin.all.lacksData ? walk.first : firstOf(origin.all.data, (place) => inPlace(walk, place));
}

function inPlace(walk: Walk, { origin, value }: Place): Source | undefined {
  return (origin && walk.isSecret(origin)) ?? inValue(walk, value, undefined);
}

/** Of a map or list, all that is in it and its keys. */
function inValue(walk: Walk, value: Held, whole: Origin | undefined): Source | undefined {
  const { seen, tables, first } = walk;
  if (!(value instanceof GoMap || value instanceof GoSlice) || seen.has(value)) return undefined;
  seen.add(value);
  if (seen.size > MOST_MEMBERS) return first;
  const entries: Iterable<readonly [string | number, Held]> = value instanceof GoMap ? value.entries : value.items.entries();
  return (
    inOrigin(walk, tables.keys(value)) ??
    firstOf(entries, ([key, item]) => {
      const origin = tables.member(value, String(key), item, whole);
      return (origin === whole ? undefined : inOrigin(walk, origin)) ?? inValue(walk, item, origin);
    })
  );
}

function firstOf<T, R>(items: Iterable<T>, find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
