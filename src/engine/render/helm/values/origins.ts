// Where each value came from: a side table, because a value that carried its origin would print differently.
import type { Origin, Path } from '../../../model';
import type { GoMap, GoSlice } from '../go/values';

export type Container = GoMap | GoSlice;

/** Origins by the map or list that holds the value, and its key or index there. */
export class ValueOrigins {
  readonly #entries = new WeakMap<Container, Map<string | number, Origin>>();
  readonly #paths = new WeakMap<Container, Path>();
  readonly #dropped = new WeakMap<Container, Map<string | number, readonly Origin[]>>();

  of(container: Container, key: string | number): Origin | undefined {
    return this.#entries.get(container)?.get(key);
  }

  set(container: Container, key: string | number, origin: Origin | undefined): void {
    let entries = this.#entries.get(container);
    if (entries === undefined) {
      entries = new Map();
      this.#entries.set(container, entries);
    }
    if (origin === undefined) entries.delete(key);
    else entries.set(key, origin);
  }

  /** Every origin of a container at once, as a reader builds it. */
  setAll(container: Container, entries: Map<string | number, Origin>): void {
    this.#entries.set(container, entries);
  }

  /** A copy of a container has the origins of what it was copied from. */
  copy(from: Container, to: Container): void {
    const entries = this.#entries.get(from);
    if (entries !== undefined) this.#entries.set(to, new Map(entries));
    const dropped = this.#dropped.get(from);
    if (dropped !== undefined) this.#dropped.set(to, new Map(dropped));
  }

  /** A value stood there that counts as not being there. @param by its own origin, and that of what decided so */
  drop(container: Container, key: string | number, by: readonly Origin[]): void {
    const dropped = this.#dropped.get(container) ?? new Map<string | number, readonly Origin[]>();
    this.#dropped.set(container, dropped.set(key, by));
  }

  /** The origin of a value that takes the place of one that was dropped names it among what decided. */
  setAfterDrop(container: Container, key: string | number, origin: Origin | undefined): void {
    const by = this.#dropped.get(container)?.get(key);
    this.set(container, key, by === undefined || origin === undefined ? origin : { ...origin, by: [...(origin.by ?? []), ...by] });
  }

  /** Another view of the same entries: what is set in one is set in both. */
  share(container: Container, view: Container): void {
    const entries = this.#entries.get(container);
    if (entries !== undefined) this.#entries.set(view, entries);
    const path = this.#paths.get(container);
    if (path !== undefined) this.#paths.set(view, path);
  }

  /** The origin of a value that replaces `overrode`. */
  setOver(container: Container, key: string | number, origin: Origin | undefined, overrode: Origin | undefined): void {
    this.set(container, key, origin === undefined || overrode === undefined ? (origin ?? overrode) : over(origin, overrode));
  }

  /** The path of a map or list from the root of the merged values. */
  pathOf(container: Container): Path | undefined {
    return this.#paths.get(container);
  }

  setPath(container: Container, path: Path): void {
    this.#paths.set(container, path);
  }
}

/** `origin`, over what it replaced: at the end of what it has replaced already. Merged twice, it still replaced it once. */
function over(origin: Origin, overrode: Origin): Origin {
  if (isSamePlace(origin, overrode)) {
    const before = overrode.overrode;
    return before === undefined ? origin : { ...origin, overrode: origin.overrode === undefined ? before : over(origin.overrode, before) };
  }
  return { ...origin, overrode: origin.overrode === undefined ? overrode : over(origin.overrode, overrode) };
}

function isSamePlace(a: Origin, b: Origin): boolean {
  return a.line === b.line && a.column === b.column && a.file === b.file;
}
