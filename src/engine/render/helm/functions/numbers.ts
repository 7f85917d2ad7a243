// Sprig's arithmetic. Sources of the rules: spf13/cast 1.7 for what counts as a number, shopspring/decimal 1.4 for the functions that end in `f`.
import { formatValue } from '../go/format';
import { GoError, GoInt, type Value } from '../go/values';
import { parseFloat64 } from '../../../yaml/numbers';
import { addDecimals, type Decimal, decimalOf, divideDecimals, multiplyDecimals, subtractDecimals, toNumber } from './decimal';
import { ANY, type Family, fn, int, int64, text } from './define';

export const NUMBERS: Family = {
  atoi: fn('string', ([value]) => new GoInt(integerOf(text(value)))),
  int: fn(ANY, ([value]) => new GoInt(toInteger(value))),
  int64: fn(ANY, ([value]) => int64(toInteger(value))),
  float64: fn(ANY, ([value]) => toFloat(value)),
  toDecimal: fn(ANY, ([value]) => int64(wholeNumber(formatValue(value), 8) ?? 0n)),
  add: fn(`...${ANY}`, (values) => int64(values.reduce((sum: bigint, value) => BigInt.asIntN(64, sum + toInteger(value)), 0n))),
  add1: fn(ANY, ([value]) => int64(toInteger(value) + 1n)),
  sub: fn(`${ANY}, ${ANY}`, ([one, other]) => int64(toInteger(one) - toInteger(other))),
  mul: fn(`${ANY}, ...${ANY}`, ([first, ...rest]) =>
    int64(rest.reduce((product: bigint, value) => BigInt.asIntN(64, product * toInteger(value)), toInteger(first))),
  ),
  div: fn(`${ANY}, ${ANY}`, ([one, other]) => int64(toInteger(one) / divisor(other))),
  mod: fn(`${ANY}, ${ANY}`, ([one, other]) => int64(toInteger(one) % divisor(other))),
  max: fn(`${ANY}, ...${ANY}`, (values) => int64(values.map(toInteger).reduce((one, other) => (other > one ? other : one)))),
  biggest: fn(`${ANY}, ...${ANY}`, (values) => int64(values.map(toInteger).reduce((one, other) => (other > one ? other : one)))),
  min: fn(`${ANY}, ...${ANY}`, (values) => int64(values.map(toInteger).reduce((one, other) => (other < one ? other : one)))),
  maxf: fn(`${ANY}, ...${ANY}`, (values) => Math.max(...values.map(toFloat))),
  minf: fn(`${ANY}, ...${ANY}`, (values) => Math.min(...values.map(toFloat))),
  ceil: fn(ANY, ([value]) => Math.ceil(toFloat(value))),
  floor: fn(ANY, ([value]) => Math.floor(toFloat(value))),
  round: fn(`${ANY}, int, ...float64`, ([value, places, on = 0.5]) => round(toFloat(value), int(places), Number(on))),
  add1f: fn(ANY, ([value]) => withDecimals(value, [1], addDecimals)),
  addf: fn(`...${ANY}`, (values) => withDecimals(0, values, addDecimals)),
  subf: fn(`${ANY}, ...${ANY}`, ([first, ...rest]) => withDecimals(first, rest, subtractDecimals)),
  mulf: fn(`${ANY}, ...${ANY}`, ([first, ...rest]) => withDecimals(first, rest, multiplyDecimals)),
  divf: fn(`${ANY}, ...${ANY}`, ([first, ...rest]) => withDecimals(first, rest, divideDecimals)),
};

/** 0 for whatever is no number. Texts may be in any base that Go's literals have: `010` is 8. */
export function toInteger(value: Value): bigint {
  if (value instanceof GoInt) return BigInt.asIntN(64, value.value);
  if (typeof value === 'number') return fromFloat(value);
  if (typeof value === 'string') return wholeNumber(value.replace(/^(.+)\.0+$/, '$1').replace(/^\.0+$/, '0'), 0) ?? 0n;
  return value === true ? 1n : 0n;
}

export function toFloat(value: Value): number {
  if (value instanceof GoInt) return Number(value.value);
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return floatOf(value) ?? special(value) ?? 0;
  return value === true ? 1 : 0;
}

/** Go takes an underscore between two digits, and nowhere else. */
export function floatOf(text: string): number | undefined {
  return /(?<!\d)_|_(?!\d)/.test(text) ? undefined : parseFloat64(text.replaceAll('_', ''));
}

function special(value: string): number | undefined {
  const match = /^([+-]?)(inf|infinity|nan)$/i.exec(value);
  if (match === null) return undefined;
  if (match[2]?.toLowerCase() === 'nan') return match[1] === '' ? Number.NaN : undefined;
  return match[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

const SMALLEST = -(2n ** 63n);

/** What lies beyond an int64 becomes the smallest one on amd64. */
function fromFloat(value: number): bigint {
  if (!Number.isFinite(value)) return SMALLEST;
  const whole = BigInt(Math.trunc(value));
  return whole === BigInt.asIntN(64, whole) ? whole : SMALLEST;
}

/** What Go's ParseInt gives for a text in base 10, its error aside: the nearest int64, and 0 for what is no number. */
export function integerOf(value: string): bigint {
  return wholeNumber(value, 10) ?? beyond(value);
}

/** Whether digits are too many for 64 bits in any base: a number of a million digits takes seconds to read. */
export function isEndless(digits: string): boolean {
  return digits.length > MOST_DIGITS && digits.replace(/^[0_]*/, '').replaceAll('_', '').length > MOST_DIGITS;
}

const MOST_DIGITS = 64;

/** Go's strconv.ParseInt to 64 bits, undefined where it fails. Base 0 reads the base from the prefix and allows underscores. */
function wholeNumber(value: string, base: 0 | 8 | 10): bigint | undefined {
  const match = /^([+-]?)(.+)$/.exec(value);
  if (match === null) return undefined;
  const digits = base === 0 ? literal(match[2] ?? '') : plainDigits(match[2] ?? '', base);
  if (digits === undefined) return undefined;
  const number = match[1] === '-' ? -digits : digits;
  return number === BigInt.asIntN(64, number) ? number : undefined;
}

function plainDigits(digits: string, base: 8 | 10): bigint | undefined {
  if (isEndless(digits)) return undefined;
  if (base === 10) return /^\d+$/.test(digits) ? BigInt(digits) : undefined;
  return /^[0-7]+$/.test(digits) ? BigInt(`0o${digits}`) : undefined;
}

function literal(digits: string): bigint | undefined {
  const match = /^(0[xX](?:_?[\da-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?\d)*)$/.exec(digits);
  if (match === null) return undefined;
  const plain = digits.replaceAll('_', '');
  if (isEndless(plain.replace(/^0[xXbBoO]/, ''))) return undefined;
  return BigInt(/^0\d/.test(plain) ? `0o${plain.slice(1)}` : plain);
}

function divisor(value: Value): bigint {
  const number = toInteger(value);
  if (number === 0n) throw new GoError('runtime error: integer divide by zero');
  return number;
}

function round(value: number, places: number, on: number): number {
  const power = 10 ** places;
  const digits = power * value;
  const rounded = digits % 1 >= on ? Math.ceil(digits) : Math.floor(digits);
  return rounded / power;
}

function withDecimals(first: Value, rest: readonly Value[], operation: (one: Decimal, other: Decimal) => Decimal): number {
  return toNumber(rest.reduce((result: Decimal, value) => operation(result, decimalOf(toFloat(value))), decimalOf(toFloat(first))));
}

/** Go's `Atoi` gives the nearest int64 along with its error for a number that is none. */
function beyond(digits: string): bigint {
  if (!/^[+-]?\d+$/.test(digits)) return 0n;
  return digits.startsWith('-') ? -(2n ** 63n) : 2n ** 63n - 1n;
}
