// Reads `--set` and its kin into a map of values. Source of the grammar: `pkg/strvals` of Helm.
import type { Origin } from '../../../model';
import { GoInt, GoMap, GoSlice, type Value } from '../go/values';
import { decodeJson } from './json-value';
import type { ValueOrigins } from './origins';

/** Why an argument cannot be read, in words for the end of a sentence. */
export class SetError extends Error {
  override readonly name = 'SetError';
}

export interface SetOptions {
  /** What the text of a value means: typed, a string in any case, the name of a file; `json` for `--set-json`, `literal` for `--set-literal`. */
  readonly read: 'json' | 'literal' | ((text: string) => Value);
  readonly helm: 3 | 4;
  readonly origins: ValueOrigins;
  /** The origin of what is set at an offset of the text. */
  readonly originAt: (offset: number) => Origin;
}

/**
 * Reads `a.b=1,c[0]=x,d={1,2}` into `values`, which it changes.
 * @throws SetError; what stands before the mistake is set then.
 */
export function setInto(values: GoMap, text: string, options: SetOptions): void {
  const reader = new SetReader(text, options);
  if (options.read === 'literal') reader.literal(values);
  else while (!reader.isAtEnd) reader.key(values, 0);
}

/** The value that `--set` makes of a text. Numbers are int64, unlike those of a values file. */
export function typedValue(text: string): Value {
  const lower = text.toLowerCase();
  if (lower === 'true') return true;
  if (lower === 'false') return false;
  if (lower === 'null') return undefined;
  if (text === '0') return new GoInt(0n, 'int64');
  return isInt64(text) && !text.startsWith('0') ? new GoInt(BigInt(text.replace('+', '')), 'int64') : text;
}

function isInt64(text: string): boolean {
  if (!/^[-+]?\d+$/.test(text)) return false;
  const value = BigInt(text.replace('+', ''));
  return value === BigInt.asIntN(64, value);
}

const MOST_NESTED = 30;
const HIGHEST_INDEX = 65_536;
/** Helm has no limit for lists in lists, and nobody writes that many. */
const MOST_NESTED_LISTS = 100;
/** Items that nobody set, before one that somebody did: of all arguments of a release. */
const MOST_FILLED = 1_000_000;
/** How many there are, by the release's origins. */
const filled = new WeakMap<ValueOrigins, number>();

class SetReader {
  readonly #text: string;
  readonly #runes: readonly string[];
  readonly #options: SetOptions;
  readonly #escapes: boolean;
  #at = 0;

  constructor(text: string, options: SetOptions) {
    this.#text = text;
    this.#runes = [...text];
    this.#options = options;
    this.#escapes = options.read !== 'literal';
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#runes.length;
  }

  literal(data: GoMap): void {
    if (!this.isAtEnd) this.key(data, 0);
  }

  /** @returns whether it ended before a value: what holds the map then forgets it. */
  key(data: GoMap, depth: number): boolean {
    const start = this.#at;
    const { text, stop } = this.#until(this.#escapes ? '=[,.' : '=[.');
    if (stop === undefined) {
      if (text === '') return true;
      throw new SetError(`the key “${text}” has no value`);
    }
    if (stop === ',') throw new SetError(`the key “${text}” has no value, and a comma follows it`);
    if (stop === '.') return this.#inner(data, text, depth + 1);
    if (stop === '[') {
      const index = this.#index();
      if (index === undefined) return true;
      const { list, ended } = this.#item(this.#listAt(data, text), index, depth);
      this.#setKey(data, text, list, start);
      return ended;
    }
    const ended = this.isAtEnd && typeof this.#options.read === 'function';
    this.#setKey(data, text, this.#value(), start);
    return ended;
  }

  #inner(data: GoMap, key: string, depth: number): boolean {
    if (depth > MOST_NESTED) throw new SetError(`a name is nested deeper than ${MOST_NESTED} levels`);
    const known = data.entries.get(key);
    if (data.entries.has(key) && !(known instanceof GoMap)) throw new SetError(`“${key}” is set to something else than a map`);
    const inner = known instanceof GoMap ? known : new GoMap();
    const start = this.#at;
    const ended = this.key(inner, depth);
    if (inner.entries.size === 0 && !ended) throw new SetError(`the map “${key}” has no value`);
    if (inner.entries.size > 0 && known === undefined) this.#setKey(data, key, inner, start);
    return ended;
  }

  #setKey(data: GoMap, key: string, value: Value, start: number): void {
    if (key === '') return;
    const { origins, originAt } = this.#options;
    const before = origins.of(data, key);
    const isSame = data.entries.get(key) instanceof GoSlice && value instanceof GoSlice;
    data.entries.set(key, value);
    if (!isSame) origins.setOver(data, key, originAt(start), before);
  }

  #listAt(data: GoMap, key: string): GoSlice {
    const known = data.entries.get(key);
    if (known instanceof GoSlice) return known;
    if (data.entries.has(key)) throw new SetError(`“${key}” is set to something else than a list`);
    return new GoSlice([]);
  }

  /** Undefined where the text ends within it, which Helm 4 takes for the end of the argument. */
  #index(): number | undefined {
    const { text, stop } = this.#until(']');
    if (stop === undefined && this.#options.helm === 4) return undefined;
    if (stop === undefined || !isInt64(text)) throw new SetError(`“${text}” is not an index`);
    const index = Number(text);
    if (index < 0) throw new SetError('an index is negative');
    return index;
  }

  /** Sets one item, whose index was read already, and gives the list. */
  #item(list: GoSlice, index: number, depth: number, lists = 1): { readonly list: GoSlice; readonly ended: boolean } {
    if (lists > MOST_NESTED_LISTS) throw new SetError(`lists are nested deeper than ${MOST_NESTED_LISTS} levels`);
    const start = this.#at;
    const { text, stop } = this.#until('[.=');
    if (text !== '') throw new SetError(`something stands behind an index: “${text}”`);
    // `a[0]` and nothing behind it makes an empty list.
    if (stop === undefined) return { list, ended: true };
    if (stop === '=') return { list: this.#setItem(list, index, this.#value(), start), ended: false };
    const known = list.items[index];
    if (stop === '[') {
      if (known !== undefined && !(known instanceof GoSlice)) throw new SetError('an item is set to something else than a list');
      const next = this.#index();
      if (next === undefined) return { list, ended: true };
      const { list: inner, ended } = this.#item(known ?? new GoSlice([]), next, depth, lists + 1);
      return { list: ended ? list : this.#setItem(list, index, inner, start), ended };
    }
    const inner = known instanceof GoMap ? known : new GoMap();
    // An item that is there is a map from here on, whatever follows.
    if (index < list.items.length) this.#setItem(list, index, inner, start);
    const ended = this.key(inner, depth);
    return { list: ended ? list : this.#setItem(list, index, inner, start), ended };
  }

  #setItem(list: GoSlice, index: number, value: Value, start: number): GoSlice {
    if (index > HIGHEST_INDEX) throw new SetError(`an index is greater than ${HIGHEST_INDEX}`);
    const { origins, originAt } = this.#options;
    const target = index < list.items.length ? list : this.#grown(list, index);
    const isSame = target.items[index] === value && typeof value === 'object';
    target.items[index] = value;
    if (!isSame) origins.setOver(target, index, originAt(start), origins.of(target, index));
    return target;
  }

  /** A list that grows is another one: who else holds the old one keeps it as it was. */
  #grown(list: GoSlice, index: number): GoSlice {
    const { origins } = this.#options;
    const count = (filled.get(origins) ?? 0) + index - list.items.length;
    if (count > MOST_FILLED) throw new SetError(`more than ${MOST_FILLED} items of lists are left out before those that are set`);
    filled.set(origins, count);
    const grown = new GoSlice([...list.items]);
    list.items.forEach((_, at) => {
      const origin = origins.of(list, at);
      if (origin !== undefined) origins.set(grown, at, origin);
    });
    while (grown.items.length < index) grown.items.push(undefined);
    return grown;
  }

  #value(): Value {
    const { read } = this.#options;
    if (read === 'json') return this.#json();
    if (read === 'literal') return this.#rest();
    if (this.isAtEnd) return '';
    if (this.#runes[this.#at] === '{') return this.#braces(read);
    return read(this.#until(',').text);
  }

  #rest(): string {
    const text = this.#behind();
    this.#at = this.#runes.length;
    return text;
  }

  /** What is not read yet. Most texts have as many characters as units: those need no putting together. */
  #behind(): string {
    return this.#text.length === this.#runes.length ? this.#text.slice(this.#at) : this.#runes.slice(this.#at).join('');
  }

  #json(): Value {
    if (this.#skipToValue()) return undefined;
    const { origins, originAt } = this.#options;
    const rest = this.#behind();
    try {
      const { value, end } = decodeJson(rest, originAt(this.#at), origins);
      this.#at += [...rest.slice(0, end)].length;
      this.#skipToValue();
      return value;
    } catch (error) {
      if (error instanceof SyntaxError) throw new SetError('a value is not JSON');
      throw error;
    }
  }

  /** Skips blanks, and a comma behind them. @returns whether no value stands there. */
  #skipToValue(): boolean {
    for (; !this.isAtEnd; this.#at++) {
      const rune = this.#runes[this.#at] as string;
      if (rune === ',') {
        this.#at++;
        return true;
      }
      if (!/\s/.test(rune)) return false;
    }
    return true;
  }

  #braces(read: (text: string) => Value): GoSlice {
    this.#at++;
    const { origins, originAt } = this.#options;
    const list = new GoSlice([]);
    for (;;) {
      const start = this.#at;
      const { text, stop } = this.#until(',}');
      if (stop === undefined) throw new SetError('a list does not end with }');
      // Helm sets no limit here; it does for lists that are written item by item.
      if (list.items.length > HIGHEST_INDEX) throw new SetError(`a list has more than ${HIGHEST_INDEX} items`);
      origins.set(list, list.items.length, originAt(start));
      list.items.push(read(text));
      if (stop === ',') continue;
      if (this.#runes[this.#at] === ',') this.#at++;
      return list;
    }
  }

  /** The text up to one of `stops`, which is skipped; a backslash takes the next character as it is. */
  #until(stops: string): { readonly text: string; readonly stop: string | undefined } {
    let text = '';
    while (!this.isAtEnd) {
      const rune = this.#runes[this.#at++] as string;
      if (stops.includes(rune)) return { text, stop: rune };
      if (rune === '\\' && this.#escapes) text += this.#runes[this.#at++] ?? '';
      else text += rune;
    }
    return { text, stop: undefined };
  }
}
