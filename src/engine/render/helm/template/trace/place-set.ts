// What values were made of, as sets that are put together once: thousands of values are made of the same places, in the same order.
import type { Origin } from '../../../../model';
import type { GoMap, GoSlice } from '../../go/values';
import type { Held } from '../held';

/** A key or item of the merged values. Each place is one object. */
export class Place {
  constructor(
    readonly container: GoMap | GoSlice,
    readonly key: string,
    /** What stood there when it was read first. */
    readonly value: Held,
    /** Where that comes from; undefined where no file says it. */
    readonly origin: Origin | undefined,
  ) {}
}

/** The places that something was made of, and those that decided it. Immutable; what is made of the same two sets is the same set. */
export class PlaceSet {
  /** Made of nothing. It keeps no sets, as it outlives all renders. */
  static readonly none = new PlaceSet([], [], false);

  /** Most sets are put together with one other. */
  #firstOther: PlaceSet | undefined;
  #firstUnion: PlaceSet | undefined;
  #unions: Map<PlaceSet, PlaceSet> | undefined;
  #deciding: PlaceSet | undefined;
  #onlyData: PlaceSet | undefined;
  #onlyBy: PlaceSet | undefined;

  private constructor(
    /** The places in the values that it was made of, each once. */
    readonly data: readonly Place[],
    /** Those that decided which value it is, and gave no part of it. */
    readonly by: readonly Place[],
    /** Whether there are more than are kept: of a total that goes on and on, each step would have to keep all those before it. */
    readonly isCut: boolean,
  ) {}

  /** Of a value that stands in a place as it is. */
  static of(place: Place): PlaceSet {
    return new PlaceSet([place], NO_PLACES, false);
  }

  /** @param data and `by`, each place once in each */
  static made(data: readonly Place[], by: readonly Place[], isCut: boolean): PlaceSet {
    const isLong = data.length > MOST_PLACES || by.length > MOST_PLACES;
    return new PlaceSet(isLong ? data.slice(0, MOST_PLACES) : data, isLong ? by.slice(0, MOST_PLACES) : by, isCut || isLong);
  }

  /** Whether it was made of more than `data` says: a Secret may be among the rest. */
  get lacksData(): boolean {
    return this.isCut && this.data.length >= MOST_PLACES;
  }

  get isEmpty(): boolean {
    return this.data.length === 0 && this.by.length === 0;
  }

  /** An origin without spans is its places. */
  get places(): this {
    return this;
  }

  get all(): this {
    return this;
  }

  /** Made of both: those of the other come behind. */
  and(other: PlaceSet): PlaceSet {
    if (other === this || other.isEmpty) return this;
    if (this.isEmpty) return other;
    if (isPart(other.data, this.data) && isPart(other.by, this.by)) return this;
    const known = this.#firstOther === other ? this.#firstUnion : this.#unions?.get(other);
    if (known !== undefined) return known;
    const all = this.with(union(this.data, other.data), union(this.by, other.by), other.isCut);
    if (all.data.length + all.by.length > KEPT) return all;
    if (this.#firstOther === undefined) [this.#firstOther, this.#firstUnion] = [other, all];
    else {
      this.#unions ??= new Map();
      this.#unions.set(other, all);
    }
    return all;
  }

  /** Something that all of these decided. */
  get deciding(): PlaceSet {
    this.#deciding ??= this.with(NO_PLACES, union(this.data, this.by), false);
    return this.#deciding;
  }

  /** Without those that decided it. */
  get onlyData(): PlaceSet {
    this.#onlyData ??= this.with(this.data, NO_PLACES, false);
    return this.#onlyData;
  }

  /** Of something else that the same places decided. */
  get onlyBy(): PlaceSet {
    this.#onlyBy ??= this.with(NO_PLACES, this.by, false);
    return this.#onlyBy;
  }

  private with(data: readonly Place[], by: readonly Place[], isOtherCut: boolean): PlaceSet {
    if (data.length === 0 && by.length === 0) return PlaceSet.none;
    const isCut = this.isCut || isOtherCut || data.length > MOST_PLACES || by.length > MOST_PLACES;
    const [ownData, ownBy] = [cut(data, this.data), cut(by, this.by)];
    return ownData === this.data && ownBy === this.by && isCut === this.isCut ? this : new PlaceSet(ownData, ownBy, isCut);
  }
}

/** Puts many sets together, each behind those before it, in time that grows with what is in them. */
export class Gathering {
  #all = PlaceSet.none;
  #steps = 0;
  #data: Set<Place> | undefined;
  #by: Set<Place> | undefined;
  #isCut = false;

  add(set: PlaceSet): void {
    this.#isCut ||= set.isCut;
    if (this.#data !== undefined && this.#by !== undefined) {
      for (const place of set.data) this.#data.add(place);
      for (const place of set.by) this.#by.add(place);
      return;
    }
    const next = this.#all.and(set);
    if (next === this.#all) return;
    this.#all = next;
    this.#steps++;
    if (this.#steps < MOST_STEPS) return;
    this.#data = new Set(next.data);
    this.#by = new Set(next.by);
  }

  /** To be asked at the end. */
  get places(): PlaceSet {
    return this.#data === undefined || this.#by === undefined ? this.#all : PlaceSet.made([...this.#data], [...this.#by], this.#isCut);
  }
}

/** So many sets are put together one by one, as others may be made of the same. */
const MOST_STEPS = 16;

const NO_PLACES: readonly Place[] = [];

/** What is larger, such as what a loop collects, would keep every step on its way. */
const KEPT = 1000;

/** More than any chart names that people wrote; what has more says so. */
const MOST_PLACES = 2000;

/** As many as are kept: those that were there already, where there is no room for more. */
function cut(places: readonly Place[], before: readonly Place[]): readonly Place[] {
  if (places.length <= MOST_PLACES) return places;
  return before.length === MOST_PLACES ? before : places.slice(0, MOST_PLACES);
}

/** Seen at a glance. */
const isPart = (some: readonly Place[], all: readonly Place[]): boolean => some.length === 0 || some === all;

/** Up to so many places are looked for one by one. */
const FEW = 8;

/** Without doubles; the first list itself where it has all. */
function union(first: readonly Place[], second: readonly Place[]): readonly Place[] {
  if (second.length === 0 || first === second) return first;
  if (first.length === 0) return second;
  const [only] = second;
  if (second.length === 1 && only !== undefined) return first.includes(only) ? first : [...first, only];
  const known = first.length > FEW ? new Set(first) : first;
  const added = second.filter(known instanceof Set ? (place) => !known.has(place) : (place) => !known.includes(place));
  return added.length === 0 ? first : [...first, ...added];
}
