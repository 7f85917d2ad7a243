// The entries of a map while it is composed, in their order and found by their keys without going through all of them.
import type { Entry } from '../model';

/** With fewer, going through them is quicker. */
const FEW = 8;

export class EntryList {
  readonly entries: Entry[] = [];
  /** Where each key stands; made when there are more than a few. */
  private places: Map<string, number> | undefined;

  /** @returns where the key stands; -1 where it does not. */
  find(key: string): number {
    if (this.places !== undefined) return this.places.get(key) ?? -1;
    return this.entries.findIndex((entry) => entry.key === key);
  }

  /** Appends an entry whose key is not there yet. */
  push(entry: Entry): void {
    const count = this.entries.push(entry);
    if (this.places !== undefined) this.places.set(entry.key, count - 1);
    else if (count > FEW) this.places = new Map(this.entries.map(({ key }, at) => [key, at]));
  }
}
