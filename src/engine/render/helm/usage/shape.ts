// What an expression of a template may stand for, as far as values are concerned: places in the values, and maps and lists that templates make.

/** All that an expression may be. Empty for texts and numbers: they hold no keys. */
export type Shapes = ReadonlySet<Shape>;

/** A key within itself within itself: a template calls itself, and what it gets to counts as read. */
const MOST_WITHIN_ITSELF = 2;
/** So many places are more than templates name, and more than anybody waits for. */
const MOST_PLACES = 40_000;

/** How often something new was learnt: when nothing is, every template has been told everything. */
export interface Progress {
  learnt: number;
  places: number;
}

export class Shape {
  /** Places below this one that some template names. */
  readonly children = new Map<string, Shape>();
  /** The place of any key or item, where templates go through all of them. */
  any: Shape | undefined;
  /** What templates put under a key; under `ANY`, that is any key. */
  readonly stored = new Map<string, Set<Shape>>();
  /** Whose keys were merged into this. */
  readonly linked = new Set<Shape>();
  /** Written out, or handed to what may read everything in it. */
  isWhole = false;
  /** Whether it is empty matters. */
  isTested = false;

  /** @param isPlace whether it is a place in the values, and not something that a template made. */
  constructor(
    private readonly progress: Progress,
    readonly isPlace: boolean,
    private readonly key = '',
    private readonly outer?: Shape,
  ) {
    progress.places++;
  }

  child(key: string): Shape {
    const known = this.children.get(key);
    if (known !== undefined) return known;
    if (this.ends(key)) return this;
    const made = new Shape(this.progress, true, key, this);
    this.adopt(key, made);
    return made;
  }

  /** Lets a key stand for a place that others know too. */
  adopt(key: string, place: Shape): void {
    this.children.set(key, place);
    this.progress.learnt++;
  }

  eachChild(): Shape {
    if (this.any !== undefined) return this.any;
    if (this.ends(ANY)) return this;
    this.any = new Shape(this.progress, true, ANY, this);
    this.progress.learnt++;
    return this.any;
  }

  store(key: string, shapes: Shapes): void {
    const known = this.stored.get(key) ?? new Set();
    this.stored.set(key, known);
    this.grow(known, shapes);
  }

  link(shapes: Shapes): void {
    this.grow(this.linked, shapes);
  }

  mark(mark: 'isWhole' | 'isTested'): void {
    if (this[mark]) return;
    this[mark] = true;
    this.progress.learnt++;
  }

  private grow(known: Set<Shape>, shapes: Shapes): void {
    const before = known.size;
    for (const shape of shapes) if (shape !== this) known.add(shape);
    this.progress.learnt += known.size - before;
  }

  /** Whether what lies below is not told apart any more: then all of it counts as read. */
  private ends(key: string): boolean {
    let count = 0;
    for (let at: Shape | undefined = this; at !== undefined; at = at.outer) if (at.key === key) count++;
    if (!this.isWhole && count < MOST_WITHIN_ITSELF && this.progress.places < MOST_PLACES) return false;
    this.mark('isWhole');
    return true;
  }
}

export const ANY = '*';
export const NOTHING: Shapes = new Set();

/** What stands under a key, or under any of them. */
export function under(shapes: Shapes, key: string | undefined): Shapes {
  const found = new Set<Shape>();
  visit(shapes, (shape) => {
    if (shape.isPlace) found.add(key === undefined ? shape.eachChild() : shape.child(key));
    const stored = key === undefined ? [...shape.stored.values()] : [shape.stored.get(key), shape.stored.get(ANY)];
    for (const each of stored) for (const one of each ?? []) found.add(one);
  });
  return found;
}

/** All of it is read, down to the last key. */
export function readWhole(shapes: Shapes): void {
  const seen = new Set<Shape>();
  const read = (shape: Shape): void => {
    if (seen.has(shape)) return;
    seen.add(shape);
    shape.mark('isWhole');
    for (const child of shape.children.values()) read(child);
    if (shape.any !== undefined) read(shape.any);
    for (const stored of shape.stored.values()) for (const one of stored) read(one);
    for (const one of shape.linked) read(one);
  };
  for (const shape of shapes) read(shape);
}

/** Whether it is empty is read. */
export function test(shapes: Shapes): void {
  visit(shapes, (shape) => shape.mark('isTested'));
}

export function union(all: readonly Shapes[]): Shapes {
  const filled = all.filter(({ size }) => size > 0);
  return filled.length === 1 ? (filled[0] as Shapes) : new Set(filled.flatMap((shapes) => [...shapes]));
}

/** Each shape, and what was merged into it. */
function visit(shapes: Shapes, each: (shape: Shape) => void): void {
  const seen = new Set<Shape>(shapes);
  // What is added while it goes is visited too.
  for (const shape of seen) {
    each(shape);
    for (const one of shape.linked) seen.add(one);
  }
}
