// Names over other names, such as those that one `tpl` adds to a release's: nothing is copied, and what lies below does not change.

/** What a name stands for. */
export interface Names<T> {
  get(name: string): T | undefined;
  has(name: string): boolean;
}

export class LayeredNames<T> implements Names<T> {
  private readonly own = new Map<string, T>();

  constructor(private readonly below: Names<T>) {}

  get(name: string): T | undefined {
    return this.own.get(name) ?? this.below.get(name);
  }

  has(name: string): boolean {
    return this.own.has(name) || this.below.has(name);
  }

  set(name: string, value: T): void {
    this.own.set(name, value);
  }
}
