// Where the members of maps and lists came from: side tables, because a value that carried its origin would print differently.
import { GoMap, GoSlice, type Value } from '../../go/values';
import type { Held } from '../../template/held';
import { Place, PlaceSet } from '../../template/trace/place-set';
import type { Origin } from '../../template/trace/span';
import type { Container, ValueOrigins } from '../../values/origins';
import { join } from './join';

export class Tables {
  /** What templates put into maps and lists; undefined for what comes from no values. */
  readonly #made = new Map<object, Map<string, Origin | undefined>>();
  readonly #rest = new Map<object, Origin>();
  /** What the keys of maps that templates made were made of. */
  readonly #keys = new Map<object, Origin>();
  readonly #places = new Map<object, Map<string, PlaceSet>>();
  readonly #values: ValueOrigins;

  constructor(values: ValueOrigins) {
    this.#values = values;
  }

  /** The origin of a member; `whole` is that of the map or list, for those whose members are not known one by one. */
  member(container: Held, key: string, value: Held, whole: Origin | undefined): Origin | undefined {
    if (!(container instanceof GoMap || container instanceof GoSlice)) return whole;
    const made = this.#made.get(keyOf(container));
    if (made?.has(key)) return made.get(key);
    if (this.#values.pathOf(container) !== undefined) return this.#place(container, key, value);
    return made === undefined ? whole : this.#rest.get(keyOf(container));
  }

  /** A template put a member there. */
  put(container: Container, key: string, origin: Origin | undefined): void {
    const made = this.#made.get(keyOf(container));
    if (made === undefined) this.#made.set(keyOf(container), new Map([[key, origin]]));
    else made.set(key, origin);
  }

  /** What members come from that nothing was put under: of a map that was read from a text. */
  putRest(container: Value, origin: Origin): void {
    if (container instanceof GoMap || container instanceof GoSlice) this.#rest.set(keyOf(container), origin);
  }

  /** A key that a template put there was made of this. */
  putKey(map: GoMap, origin: Origin | undefined): void {
    const known = this.#keys.get(map.entries);
    const all = join([known, origin]);
    if (all !== undefined && all !== known) this.#keys.set(map.entries, all);
  }

  /** What all keys were made of, as far as templates made them. */
  keys(container: Container): Origin | undefined {
    return this.#keys.get(keyOf(container));
  }

  /** Whether something is known of a member: a key that a merge brought to the values has no place in them. */
  hasOrigin(container: Container, key: string): boolean {
    return this.#made.get(keyOf(container))?.has(key) === true || this.#values.of(container, key) !== undefined;
  }

  /** Whether members are known one by one. */
  knows(container: Value): container is Container {
    if (!(container instanceof GoMap || container instanceof GoSlice)) return false;
    return this.#made.has(keyOf(container)) || this.#values.pathOf(container) !== undefined;
  }

  /** The origin of a value with all that templates put into it. @param shown whether the result may show all that is in it */
  whole(value: Value, origin: Origin | undefined, shown = false): Origin | undefined {
    const found: (Origin | undefined)[] = [origin];
    this.#collect(value, found, new Set());
    if (shown && origin === undefined) this.#collectPlaces(value, found, new Set());
    return found.length === 1 ? origin : join(found);
  }

  #collect(value: Value, found: (Origin | undefined)[], seen: Set<object>): void {
    if (!(value instanceof GoMap || value instanceof GoSlice) || seen.has(value)) return;
    seen.add(value);
    const made = this.#made.get(keyOf(value));
    if (made === undefined) return;
    found.push(this.#keys.get(keyOf(value)));
    for (const origin of made.values()) found.push(origin);
    for (const item of value instanceof GoMap ? value.entries.values() : value.items) this.#collect(item, found, seen);
  }

  /** The values as a whole have no place: all that is in them has. */
  #collectPlaces(value: Value, found: (Origin | undefined)[], seen: Set<object>): void {
    if (!(value instanceof GoMap || value instanceof GoSlice) || seen.has(value)) return;
    seen.add(value);
    const isPlace = this.#values.pathOf(value) !== undefined;
    const entries: Iterable<readonly [string | number, Value]> = value instanceof GoMap ? value.entries : value.items.entries();
    for (const [key, item] of entries) {
      if (isPlace) found.push(this.#place(value, String(key), item));
      else this.#collectPlaces(item, found, seen);
    }
  }

  #place(container: Container, key: string, value: Held): PlaceSet {
    let places = this.#places.get(keyOf(container));
    if (places === undefined) {
      places = new Map();
      this.#places.set(keyOf(container), places);
    }
    let own = places.get(key);
    if (own === undefined) {
      const origin = this.#values.of(container, key) ?? this.#values.of(container, Number(key));
      own = PlaceSet.of(new Place(container, key, value, origin));
      places.set(key, own);
    }
    return own;
  }
}

/** Views of a map share its entries. */
const keyOf = (container: Container): object => (container instanceof GoMap ? container.entries : container);
