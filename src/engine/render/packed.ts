// Packs plain data into tables, and unpacks it: how a render goes from one thread to another without a clone of every node.
import { run } from '../steps';

/**
 * Plain data as a table of texts, a table of shapes (the keys that objects have), and numbers that say in their order what the data is made
 * of. What is shared, such as the origin that many values have, stands there once.
 */
export interface Packed {
  readonly texts: readonly string[];
  readonly shapes: readonly (readonly string[])[];
  readonly numbers: Int32Array<ArrayBuffer>;
}

/** What comes next; those from `integer` on are followed by further numbers. */
const TAG = {
  undefined: 0,
  null: 1,
  true: 2,
  false: 3,
  integer: 4,
  number: 5,
  bigint: 6,
  text: 7,
  reference: 8,
  list: 9,
  set: 10,
  shape: 11,
} as const;

/** @throws TypeError for what is not plain: functions, instances of classes. */
export function pack(value: unknown): Packed {
  const packer = new Packer();
  packer.add(value);
  return { texts: [...packer.texts.keys()], shapes: packer.shapeKeys, numbers: Int32Array.from(packer.numbers) };
}

/** The data again: equal to what was packed, and shared where that was shared. */
export function unpack(packed: Packed): unknown {
  return run(unpackSteps(packed));
}

/** The same in small steps, for whoever must not be held up. */
export function* unpackSteps(packed: Packed): Generator<void, unknown> {
  const unpacker = new Unpacker(packed);
  while (!unpacker.advance(VALUES_A_STEP)) yield;
  return unpacker.result;
}

/** A millisecond's work. */
const VALUES_A_STEP = 10_000;

class Packer {
  readonly texts = new Map<string, number>();
  readonly shapeKeys: string[][] = [];
  readonly numbers: number[] = [];
  private readonly shapes = new Map<string, number>();
  private readonly seen = new Map<object, number>();

  add(value: unknown): void {
    if (typeof value === 'string') this.numbers.push(TAG.text, indexOf(this.texts, value));
    else if (typeof value === 'object' && value !== null) this.addObject(value);
    else if (typeof value === 'number') this.addNumber(value);
    else if (typeof value === 'bigint') this.numbers.push(TAG.bigint, indexOf(this.texts, String(value)));
    else if (typeof value === 'boolean') this.numbers.push(value ? TAG.true : TAG.false);
    else if (value === undefined || value === null) this.numbers.push(value === null ? TAG.null : TAG.undefined);
    else throw new TypeError(`A ${typeof value} cannot be packed.`);
  }

  private addNumber(value: number): void {
    // Negative zero is no integer here: it would come back as zero.
    if (Object.is(value | 0, value)) this.numbers.push(TAG.integer, value);
    else this.numbers.push(TAG.number, indexOf(this.texts, Object.is(value, -0) ? '-0' : String(value)));
  }

  private addObject(value: object): void {
    const known = this.seen.get(value);
    if (known !== undefined) {
      this.numbers.push(TAG.reference, known);
      return;
    }
    this.seen.set(value, this.seen.size);
    if (Array.isArray(value)) this.addAll(TAG.list, value);
    else if (value instanceof Set) this.addAll(TAG.set, [...value]);
    else this.addFields(value as Readonly<Record<string, unknown>>);
  }

  private addAll(tag: number, items: readonly unknown[]): void {
    this.numbers.push(tag, items.length);
    for (const item of items) this.add(item);
  }

  private addFields(value: Readonly<Record<string, unknown>>): void {
    if (Object.getPrototypeOf(value) !== Object.prototype) throw new TypeError(`A ${value.constructor?.name} cannot be packed.`);
    const keys = Object.keys(value);
    const count = this.shapes.size;
    const shape = indexOf(this.shapes, JSON.stringify(keys));
    if (shape === count) this.shapeKeys.push(keys);
    this.numbers.push(TAG.shape, shape);
    for (const key of keys) this.add(value[key]);
  }
}

function indexOf(table: Map<string, number>, text: string): number {
  const known = table.get(text);
  if (known !== undefined) return known;
  table.set(text, table.size);
  return table.size - 1;
}

/** Assigning to `__proto__` would set the prototype. */
function setField(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
  else fields[key] = value;
}

/** A list, a set or the fields of an object that is being filled; its values come one after another. */
type Open =
  | { readonly kind: 'list'; readonly list: unknown[]; left: number }
  | { readonly kind: 'set'; readonly set: Set<unknown>; left: number }
  | { readonly kind: 'fields'; readonly fields: Record<string, unknown>; readonly keys: readonly string[]; left: number };

class Unpacker {
  private at = 0;
  private readonly seen: object[] = [];
  private readonly root: unknown[] = [];
  /** From the outermost inwards. */
  private readonly open: Open[] = [{ kind: 'list', list: this.root, left: 1 }];

  constructor(private readonly packed: Packed) {}

  get result(): unknown {
    return this.root[0];
  }

  /** @returns whether all is unpacked. */
  advance(values: number): boolean {
    for (let count = 0; count < values; count += 1) {
      let top = this.open.at(-1);
      while (top?.left === 0) {
        this.open.pop();
        top = this.open.at(-1);
      }
      if (top === undefined) return true;
      top.left -= 1;
      const value = this.next();
      if (top.kind === 'list') top.list.push(value);
      else if (top.kind === 'set') top.set.add(value);
      else setField(top.fields, top.keys[top.keys.length - top.left - 1] as string, value);
    }
    return false;
  }

  /** What comes next; a list, set or object is empty as yet. */
  private next(): unknown {
    switch (this.number()) {
      case TAG.undefined:
        return undefined;
      case TAG.null:
        return null;
      case TAG.true:
        return true;
      case TAG.false:
        return false;
      case TAG.integer:
        return this.number();
      case TAG.number:
        return Number(this.text());
      case TAG.bigint:
        return BigInt(this.text());
      case TAG.text:
        return this.text();
      case TAG.reference:
        return this.seen[this.number()];
      case TAG.list: {
        const list: unknown[] = [];
        return this.opened(list, { kind: 'list', list, left: this.number() });
      }
      case TAG.set: {
        const set = new Set<unknown>();
        return this.opened(set, { kind: 'set', set, left: this.number() });
      }
      default: {
        const fields: Record<string, unknown> = {};
        const keys = this.packed.shapes[this.number()] as readonly string[];
        return this.opened(fields, { kind: 'fields', fields, keys, left: keys.length });
      }
    }
  }

  private opened(container: object, open: Open): object {
    this.seen.push(container);
    this.open.push(open);
    return container;
  }

  private number(): number {
    return this.packed.numbers[this.at++] as number;
  }

  private text(): string {
    return this.packed.texts[this.number()] as string;
  }
}
