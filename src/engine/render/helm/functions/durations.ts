// Go's durations read from text, and Helm 4's functions on them.
import { quote } from '../go/quote';
import { typeName } from '../go/types';
import { GoError, GoInt, type Value } from '../go/values';
import { formatValue } from '../go/format';
import { ANY, type Family, fn, int64 } from './define';
import { floatOf, isEndless } from './numbers';

const SECOND = 1_000_000_000n;

/** What only Helm 4 has. Those without `must` are 0 for what is no duration. */
export const DURATIONS_4: Family = {
  mustToDuration: fn(ANY, ([value]) => durationValue(nanosecondsOf(value))),
  durationSeconds: fn(ANY, ([value]) => inUnits(value, SECOND)),
  durationMilliseconds: fn(ANY, ([value]) => int64(orZero(value) / 1_000_000n)),
  durationMicroseconds: fn(ANY, ([value]) => int64(orZero(value) / 1000n)),
  durationNanoseconds: fn(ANY, ([value]) => int64(orZero(value))),
  durationMinutes: fn(ANY, ([value]) => inUnits(value, 60n * SECOND)),
  durationHours: fn(ANY, ([value]) => inUnits(value, 3600n * SECOND)),
  durationDays: fn(ANY, ([value]) => inUnits(value, 3600n * SECOND) / 24),
  durationWeeks: fn(ANY, ([value]) => inUnits(value, 3600n * SECOND) / 24 / 7),
  durationRoundTo: fn(`${ANY}, ${ANY}`, ([value, to]) => toMultiple(value, to, round)),
  durationTruncateTo: fn(`${ANY}, ${ANY}`, ([value, to]) =>
    toMultiple(value, to, (duration, multiple) => duration - (duration % multiple)),
  ),
};

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
};

/** Of a fraction: what lies behind is far less than a nanosecond of an hour. */
const MOST_DIGITS = 64;

/** Nanoseconds of `1h30m`, `-1.5s`, `0`; undefined for anything else. */
export function parseDuration(text: string): bigint | undefined {
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (body === '0') return 0n;
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined;
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of body.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g)) {
    const scale = UNITS[unit] ?? 0n;
    if (isEndless(whole)) return undefined;
    const digits = fraction.slice(0, MOST_DIGITS);
    total += BigInt(whole || '0') * scale + (digits === '' ? 0n : (BigInt(digits) * scale) / 10n ** BigInt(digits.length));
  }
  const signed = sign === '-' ? -total : total;
  return signed === BigInt.asIntN(64, signed) ? signed : undefined;
}

/** What Go says of a text that is no duration. */
export function durationMistake(text: string): string {
  for (let body = text.replace(/^[+-]/, ''); body !== ''; ) {
    const number = /^(?:\d+(?:\.\d*)?|\.\d+)/.exec(body)?.[0];
    if (number === undefined) break;
    const unit = /^[^.\d]*/.exec(body.slice(number.length))?.[0] ?? '';
    if (unit === '') return `time: missing unit in duration ${quote(text)}`;
    if (UNITS[unit] === undefined) return `time: unknown unit ${quote(unit)} in duration ${quote(text)}`;
    body = body.slice(number.length + unit.length);
  }
  return `time: invalid duration ${quote(text)}`;
}

function durationValue(nanoseconds: bigint): GoInt {
  return new GoInt(nanoseconds, 'int64', 'time.Duration');
}

/** Numbers, and texts that are numbers, count seconds. @throws GoError */
function nanosecondsOf(value: Value): bigint {
  if (value === undefined) throw new GoError('invalid duration');
  if (value instanceof GoInt)
    return value.type === 'time.Duration' ? value.value : inRange(value.value * SECOND, `seconds overflow: ${value.value}`);
  if (typeof value === 'number') return fromSeconds(value);
  if (typeof value !== 'string') throw new GoError(`unsupported duration type ${typeName(value)}`);
  const text = value.trim();
  if (text === '') throw new GoError('empty duration');
  const seconds = floatOf(text);
  const duration = parseDuration(text) ?? (seconds === undefined ? undefined : fromSeconds(seconds));
  if (duration === undefined) throw new GoError(`could not parse duration ${quote(value)}`);
  return duration;
}

function fromSeconds(seconds: number): bigint {
  if (!Number.isFinite(seconds)) throw new GoError(`invalid duration seconds: ${formatValue(seconds)}`);
  return inRange(BigInt(Math.trunc(seconds * 1e9)), `seconds overflow: ${formatValue(seconds)}`);
}

function inRange(nanoseconds: bigint, words: string): bigint {
  if (nanoseconds === BigInt.asIntN(64, nanoseconds)) return nanoseconds;
  throw new GoError(`duration ${words}`);
}

function orZero(value: Value): bigint {
  try {
    return nanosecondsOf(value);
  } catch (error) {
    if (error instanceof GoError) return 0n;
    throw error;
  }
}

/** Whole units and the rest apart, as Go divides them: the sum is rounded once. */
function inUnits(value: Value, unit: bigint): number {
  const duration = orZero(value);
  return Number(duration / unit) + Number(duration % unit) / Number(unit);
}

function toMultiple(value: Value, to: Value, adjust: (duration: bigint, multiple: bigint) => bigint): GoInt {
  const duration = orZero(value);
  const multiple = orZero(to);
  return durationValue(multiple <= 0n ? duration : adjust(duration, multiple));
}

/** Half away from zero. */
function round(duration: bigint, multiple: bigint): bigint {
  const rest = duration % multiple;
  const size = rest < 0n ? -rest : rest;
  if (size + size < multiple) return duration - rest;
  return duration < 0n ? duration - rest - multiple : duration - rest + multiple;
}
