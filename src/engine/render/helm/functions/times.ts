// Moments in time as values: what `now` and `toDate` give, with the methods that templates call on them.
import { formatTime, type TimeParts } from '../go/time-layout';
import { GoFunction, GoInt, GoStruct, type Value } from '../go/values';
import { text } from './define';

/** Nanoseconds since 1970, seen in a zone. */
export interface Moment {
  readonly nanoseconds: bigint;
  /** A name of the IANA database, or `UTC`. */
  readonly zone: string;
}

/** Controllers run in containers, whose local time is UTC. */
export const LOCAL = 'UTC';

const SECOND = 1_000_000_000n;

export function momentOf(date: Date): Moment {
  return { nanoseconds: BigInt(date.getTime()) * 1_000_000n, zone: LOCAL };
}

export function timeValue(moment: Moment): GoStruct {
  const parts = partsOf(moment);
  const number = (name: string, value: number | bigint) =>
    method(name, [], () => new GoInt(BigInt(value), typeof value === 'bigint' ? 'int64' : 'int'));
  const methods = new Map<string, GoFunction>([
    method('Format', ['string'], ([layout]) => formatTime(text(layout), parts)),
    method('String', [], () => shown(moment)),
    method('UTC', [], () => timeValue({ ...moment, zone: 'UTC' })),
    method('Local', [], () => timeValue({ ...moment, zone: LOCAL })),
    method('IsZero', [], () => moment.nanoseconds === ZERO),
    number('Unix', seconds(moment)),
    number('UnixMilli', floorDivide(moment.nanoseconds, 1_000_000n)),
    number('UnixNano', moment.nanoseconds),
    named('Month', MONTHS[parts.month - 1]),
    named('Weekday', WEEKDAYS[parts.weekday]),
    number('YearDay', Number(formatTime('002', parts))),
    number('Year', parts.year),
    number('Day', parts.day),
    number('Hour', parts.hour),
    number('Minute', parts.minute),
    number('Second', parts.second),
    number('Nanosecond', parts.nanosecond),
  ]);
  const json = (): Value => formatTime('2006-01-02T15:04:05.999999999Z07:00', parts);
  return new GoStruct('time.Time', new Map(), methods, () => shown(moment), moment, json);
}

/** The moment that a value is; undefined for anything that is no time. */
export function momentIn(value: Value): Moment | undefined {
  return value instanceof GoStruct && value.type === 'time.Time' ? (value.native as Moment) : undefined;
}

/** Go's zero time, the first of January of the year 1. */
export const ZERO = -62_135_596_800n * SECOND;

/** The zone of a time that was read with an offset and no name. */
export function fixedZone(minutes: number): string {
  if (minutes === 0) return LOCAL;
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${String(rest).padStart(2, '0')}`;
}

const FIXED = /^([+-])(\d{2})(\d{2})$/;

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** A value of `time.Month` or `time.Weekday`, which prints as its name. */
function named(kind: 'Month' | 'Weekday', name = ''): [string, GoFunction] {
  const print = method('String', [], () => name);
  return method(kind, [], () => new GoStruct(`time.${kind}`, new Map(), new Map([print]), () => name));
}

export function seconds({ nanoseconds }: Moment): bigint {
  return floorDivide(nanoseconds, SECOND);
}

export function partsOf({ nanoseconds, zone }: Moment): TimeParts {
  const milliseconds = Number(floorDivide(nanoseconds, 1_000_000n));
  const { offset, abbreviation } = offsetIn(zone, milliseconds);
  const date = new Date(milliseconds + offset * 60_000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond: Number(nanoseconds - floorDivide(nanoseconds, SECOND) * SECOND),
    offset,
    zone: abbreviation,
  };
}

/** Whether the zone is one that is known; sprig takes UTC for the others. */
export function zoneOrUtc(zone: string): string {
  if (zone === 'Local') return LOCAL;
  try {
    return zone === '' ? 'UTC' : new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return 'UTC';
    throw error;
  }
}

function offsetIn(zone: string, milliseconds: number): { offset: number; abbreviation: string } {
  if (zone === 'UTC') return { offset: 0, abbreviation: 'UTC' };
  const fixed = FIXED.exec(zone);
  if (fixed !== null) return { offset: Number(`${fixed[1]}1`) * (Number(fixed[2]) * 60 + Number(fixed[3])), abbreviation: zone };
  const called = (timeZoneName: 'longOffset' | 'short', locale = 'en-US') =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName })
      .formatToParts(milliseconds)
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(called('longOffset')) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const short = LOCALES.map((locale) => called('short', locale)).find(
    (name) => /^[A-Z]{3,5}$/.test(name) && (name !== 'GMT' || offset === 0),
  );
  return { offset, abbreviation: short ?? `${sign}${hours}` };
}

/** Each knows the names of the zones of its own part of the world. */
const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-NZ', 'en-IN', 'en-ZA'];

function shown(moment: Moment): string {
  return formatTime('2006-01-02 15:04:05.999999999 -0700 MST', partsOf(moment));
}

function method(name: string, parameters: readonly string[], call: (args: readonly Value[]) => Value): [string, GoFunction] {
  return [name, new GoFunction(name, parameters, call)];
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
