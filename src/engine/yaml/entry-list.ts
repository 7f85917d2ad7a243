// The entries of a map while it is composed, in their order and found by their keys without going through all of them.
import type { Entry } from '../model';

/** With fewer, going through them is quicker. */
const FEW = 8;

export class EntryList {
  private readonly list: Entry[] = [];
  /** Where each key stands; made when there are more than a few. */
  private places: Map<string, number> | undefined;

  get entries(): readonly Entry[] {
    return this.list;
  }

  /** @returns where the key stands; -1 where it does not. */
  find(key: string): number {
    if (this.places !== undefined) return this.places.get(key) ?? -1;
    return this.list.findIndex((entry) => entry.key === key);
  }

  /** @param at where an entry with the same key stands */
  replace(at: number, entry: Entry): void {
    this.list[at] = entry;
  }

  /** Appends an entry whose key is not there yet. */
  push(entry: Entry): void {
    const count = this.list.push(entry);
    if (this.places !== undefined) this.places.set(entry.key, count - 1);
    else if (count > FEW) this.places = new Map(this.list.map(({ key }, at) => [key, at]));
  }
}
