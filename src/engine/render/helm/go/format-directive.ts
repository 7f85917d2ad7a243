// Takes the formats of Printf apart: flags, argument numbers, width, precision, verb.
import { type Flags, NO_FLAGS } from './format-flags';
import { GoInt, type Value } from './values';

export interface Directive {
  readonly flags: Flags;
  /** Undefined where the format ends before it. */
  readonly verb: string | undefined;
  /** The number of the argument that it shows; undefined where there is none left. */
  readonly argument: number | undefined;
  readonly badIndex: boolean;
  /** Complaints about width and precision, which come before the value. */
  readonly notes: string;
  /** The number of the argument after it. */
  readonly next: number;
  /** Whether arguments were taken out of order so far. */
  readonly reordered: boolean;
}

/** The parts of a format, in order: text, and what stands for arguments. */
export function directives(format: string, values: readonly Value[]): (string | Directive)[] {
  const reader = new Reader(format, values);
  const parts: (string | Directive)[] = [];
  while (!reader.atEnd()) {
    const text = reader.text();
    if (text !== '') parts.push(text);
    if (!reader.atEnd()) parts.push(reader.directive());
  }
  return parts;
}

/** A verb that nothing stands before, as most do. */
const LETTER = /^[a-z]$/i;

/** Widths and precisions beyond it are mistakes (fmt's tooLarge). */
const LARGEST = 1_000_000;

class Reader {
  private at = 0;
  private next = 0;
  private reordered = false;
  private badIndex = false;

  constructor(
    private readonly format: string,
    private readonly values: readonly Value[],
  ) {}

  atEnd(): boolean {
    return this.at >= this.format.length;
  }

  text(): string {
    const start = this.at;
    const percent = this.format.indexOf('%', start);
    this.at = percent < 0 ? this.format.length : percent;
    return this.format.slice(start, this.at);
  }

  directive(): Directive {
    this.at += 1;
    this.badIndex = false;
    if (LETTER.test(this.format[this.at] ?? '')) return this.verb({ ...NO_FLAGS }, '');
    const flags = { ...NO_FLAGS };
    this.flags(flags);
    let afterIndex = this.index();
    const width = this.width(flags, afterIndex);
    afterIndex = width.afterIndex;
    const precision = this.precision(flags, afterIndex);
    afterIndex = precision.afterIndex;
    if (!afterIndex) this.index();
    return this.verb(flags, width.note + precision.note);
  }

  private flags(flags: Flags): void {
    for (; ; this.at += 1) {
      const character = this.format[this.at];
      if (character === '#') flags.sharp = true;
      else if (character === '0') flags.zero = true;
      else if (character === '+') flags.plus = true;
      else if (character === '-') flags.minus = true;
      else if (character === ' ') flags.space = true;
      else return;
    }
  }

  private verb(flags: Flags, notes: string): Directive {
    const code = this.format.codePointAt(this.at);
    if (code === undefined) return this.result(flags, notes, undefined, undefined);
    const verb = String.fromCodePoint(code);
    this.at += verb.length;
    if (verb === '%' || this.badIndex || this.next >= this.values.length) return this.result(flags, notes, verb, undefined);
    if (verb === 'v' || verb === 'w') {
      flags.sharpV = flags.sharp;
      flags.sharp = false;
      flags.plusV = flags.plus;
      flags.plus = false;
    }
    const argument = this.next;
    this.next += 1;
    return this.result(flags, notes, verb, argument);
  }

  private result(flags: Flags, notes: string, verb: string | undefined, argument: number | undefined): Directive {
    return { flags, notes, verb, argument, badIndex: this.badIndex, next: this.next, reordered: this.reordered };
  }

  /** An explicit argument number such as `[2]`. */
  private index(): boolean {
    if (this.format[this.at] !== '[') return false;
    this.reordered = true;
    const close = this.format.indexOf(']', this.at);
    if (close < 0) {
      this.badIndex = true;
      this.at += 1;
      return false;
    }
    const inner = this.format.slice(this.at + 1, close);
    this.at = close + 1;
    const number = /^\d+$/.test(inner) ? Number(inner) : Number.NaN;
    if (number >= 1 && number <= this.values.length) {
      this.next = number - 1;
      return true;
    }
    this.badIndex = true;
    return !Number.isNaN(number);
  }

  private width(flags: Flags, afterIndex: boolean): { afterIndex: boolean; note: string } {
    if (this.format[this.at] !== '*') {
      const number = this.number();
      flags.width = number;
      if (afterIndex && number !== undefined) this.badIndex = true;
      return { afterIndex, note: '' };
    }
    this.at += 1;
    const value = this.integerArgument();
    flags.width = value === undefined ? undefined : Math.abs(value);
    if (value !== undefined && value < 0) {
      flags.minus = true;
      flags.zero = false;
    }
    return { afterIndex: false, note: value === undefined ? '%!(BADWIDTH)' : '' };
  }

  private precision(flags: Flags, afterIndexOfWidth: boolean): { afterIndex: boolean; note: string } {
    if (this.format[this.at] !== '.' || this.at + 1 >= this.format.length) return { afterIndex: afterIndexOfWidth, note: '' };
    this.at += 1;
    if (afterIndexOfWidth) this.badIndex = true;
    const afterIndex = this.index();
    if (this.format[this.at] !== '*') {
      flags.precision = this.number() ?? 0;
      return { afterIndex, note: '' };
    }
    this.at += 1;
    const value = this.integerArgument();
    flags.precision = value === undefined || value < 0 ? undefined : value;
    return { afterIndex: false, note: flags.precision === undefined ? '%!(BADPREC)' : '' };
  }

  private number(): number | undefined {
    const digits = /^\d+/.exec(this.format.slice(this.at, this.at + 12))?.[0];
    if (digits === undefined) return undefined;
    const number = Number(digits);
    if (number > LARGEST) {
      this.at = this.format.length;
      return undefined;
    }
    this.at += digits.length;
    return number;
  }

  private integerArgument(): number | undefined {
    if (this.next >= this.values.length) return undefined;
    const value = this.values[this.next];
    this.next += 1;
    if (!(value instanceof GoInt)) return undefined;
    return value.value > LARGEST || value.value < -LARGEST ? undefined : Number(value.value);
  }
}
