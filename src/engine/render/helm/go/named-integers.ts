// Integers of named types of Go's package time: what they print, and the methods that templates call on them.
import { durationText } from './duration';
import { DAYS, MONTHS } from './time-layout';
import { GoFunction, GoInt } from './values';

/** What the `String` method of a named type says; undefined for a plain integer. */
export function namedText({ value, type }: GoInt): string | undefined {
  switch (type) {
    case 'time.Duration':
      return durationText(value);
    case 'time.Month':
      return MONTHS[Number(value) - 1] ?? `%!Month(${BigInt.asUintN(64, value)})`;
    case 'time.Weekday':
      return DAYS[Number(value)] ?? `%!Weekday(${BigInt.asUintN(64, value)})`;
    default:
      return undefined;
  }
}

/** The method of that name; undefined where the type has none. */
export function namedMethod(integer: GoInt, name: string): GoFunction | undefined {
  const { value, type } = integer;
  const text = namedText(integer);
  if (text === undefined) return undefined;
  if (name === 'String') return new GoFunction(name, [], () => text);
  if (type !== 'time.Duration') return undefined;
  const part = FRACTIONAL[name];
  if (part !== undefined) return new GoFunction(name, [], () => Number(value / part) + Number(value % part) / Number(part));
  const whole = WHOLE[name];
  if (whole !== undefined) return new GoFunction(name, [], () => new GoInt(value / whole, 'int64'));
  if (name === 'Abs') return new GoFunction(name, [], () => duration(value < 0n ? (value === -LIMIT ? LIMIT - 1n : -value) : value));
  const change = CHANGES[name];
  return change && new GoFunction(name, ['time.Duration'], ([multiple]) => duration(change(value, (multiple as GoInt).value)));
}

const FRACTIONAL: Readonly<Record<string, bigint>> = { Hours: 3_600_000_000_000n, Minutes: 60_000_000_000n, Seconds: 1_000_000_000n };
const WHOLE: Readonly<Record<string, bigint>> = { Milliseconds: 1_000_000n, Microseconds: 1_000n, Nanoseconds: 1n };
const LIMIT = 2n ** 63n;

const CHANGES: Readonly<Record<string, (value: bigint, multiple: bigint) => bigint>> = {
  Truncate: (value, multiple) => (multiple <= 0n ? value : value - (value % multiple)),
  Round: (value, multiple) => {
    if (multiple <= 0n) return value;
    const rest = value % multiple;
    const size = rest < 0n ? -rest : rest;
    if (size + size < multiple) return value - rest;
    const away = value < 0n ? value - rest - multiple : value - rest + multiple;
    return away >= LIMIT ? LIMIT - 1n : away < -LIMIT ? -LIMIT : away;
  },
};

function duration(value: bigint): GoInt {
  return new GoInt(value, 'int64', 'time.Duration');
}
