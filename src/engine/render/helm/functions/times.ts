// Moments in time as values: what `now` and `toDate` give, with the methods that templates call on them.
import { dayOfCalendar, dayOfYear, daysSinceEpoch, formatTime, type TimeParts } from '../go/time-layout';
import { zoneName, zoneOffset } from '../go/zone-names';
import { GoError, GoFunction, GoInt, GoStruct, type Value } from '../go/values';
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
const DAY = 86_400n * SECOND;

export function momentOf(date: Date): Moment {
  return { nanoseconds: BigInt(date.getTime()) * 1_000_000n, zone: LOCAL };
}

export function timeValue(moment: Moment): GoStruct {
  const parts = partsOf(moment);
  const number = (name: string, value: number | bigint) =>
    method(name, [], () => new GoInt(BigInt.asIntN(64, BigInt(value)), typeof value === 'bigint' ? 'int64' : 'int'));
  const moved = (nanoseconds: bigint) => timeValue({ ...moment, nanoseconds });
  const against = (name: string, answer: (other: bigint) => Value) =>
    method(name, ['time.Time'], ([other]) => answer((momentIn(other) as Moment).nanoseconds));
  const { nanoseconds } = moment;
  const methods = new Map<string, GoFunction>([
    method('Format', ['string'], ([layout]) => formatTime(text(layout), parts)),
    method('String', [], () => shown(moment)),
    method('UTC', [], () => timeValue({ ...moment, zone: 'UTC' })),
    method('Local', [], () => timeValue({ ...moment, zone: LOCAL })),
    method('IsZero', [], () => nanoseconds === ZERO),
    method('Add', ['time.Duration'], ([duration]) => moved(nanoseconds + (duration as GoInt).value)),
    method('AddDate', ['int', 'int', 'int'], (dates) => moved(nanoseconds + daysAdded(parts, dates.map(count)) * DAY)),
    method('Truncate', ['time.Duration'], ([duration]) => moved(nanoseconds - sinceMultiple(nanoseconds, (duration as GoInt).value))),
    method('Round', ['time.Duration'], ([duration]) => moved(roundedTo(nanoseconds, (duration as GoInt).value))),
    against('Sub', (other) => new GoInt(withinInt64(nanoseconds - other), 'int64', 'time.Duration')),
    against('After', (other) => nanoseconds > other),
    against('Before', (other) => nanoseconds < other),
    against('Equal', (other) => nanoseconds === other),
    against('Compare', (other) => new GoInt(nanoseconds < other ? -1n : nanoseconds > other ? 1n : 0n)),
    number('Unix', seconds(moment)),
    number('UnixMilli', floorDivide(nanoseconds, 1_000_000n)),
    number('UnixMicro', floorDivide(nanoseconds, 1_000n)),
    number('UnixNano', nanoseconds),
    method('Month', [], () => new GoInt(BigInt(parts.month), 'int', 'time.Month')),
    method('Weekday', [], () => new GoInt(BigInt(parts.weekday), 'int', 'time.Weekday')),
    number('YearDay', dayOfYear(parts)),
    number('Year', parts.year),
    number('Day', parts.day),
    number('Hour', parts.hour),
    number('Minute', parts.minute),
    number('Second', parts.second),
    number('Nanosecond', parts.nanosecond),
  ]);
  return new GoStruct(
    'time.Time',
    new Map(),
    methods,
    () => shown(moment),
    moment,
    () => json(parts),
  );
}

function json(parts: TimeParts): Value {
  if (parts.year < 0 || parts.year > 9999) throw new GoError('Time.MarshalJSON: year outside of range [0,9999]');
  return formatTime('2006-01-02T15:04:05.999999999Z07:00', parts);
}

function count(value: Value): number {
  return Number((value as GoInt).value);
}

/** How many days lie between a date and the one so many years, months and days later; a day that a month lacks is one of the next. */
function daysAdded({ year, month, day }: TimeParts, [years = 0, months = 0, days = 0]: readonly number[]): bigint {
  const sum = month - 1 + months;
  const added = Math.floor(sum / 12);
  const target = daysSinceEpoch(year + years + added, sum - added * 12 + 1, 1) + day - 1 + days;
  return BigInt(target - daysSinceEpoch(year, month, day));
}

/** How far a time is behind a multiple of a duration since the year 1. */
function sinceMultiple(nanoseconds: bigint, duration: bigint): bigint {
  if (duration <= 0n) return 0n;
  const rest = (nanoseconds - ZERO) % duration;
  return rest < 0n ? rest + duration : rest;
}

function roundedTo(nanoseconds: bigint, duration: bigint): bigint {
  const rest = sinceMultiple(nanoseconds, duration);
  return rest + rest < duration || duration <= 0n ? nanoseconds - rest : nanoseconds + duration - rest;
}

function withinInt64(value: bigint): bigint {
  const most = 2n ** 63n - 1n;
  return value > most ? most : value < -most - 1n ? -most - 1n : value;
}

/** The moment that a value is; undefined for anything that is no time. */
export function momentIn(value: Value): Moment | undefined {
  return value instanceof GoStruct && value.type === 'time.Time' ? (value.native as Moment) : undefined;
}

/** Go's zero time, the first of January of the year 1. */
export const ZERO = -62_135_596_800n * SECOND;

/** The zone of a time that was read with an offset in seconds, a name, or both. */
export function fixedZone(offset: number, name: string): string {
  if (offset === 0 && (name === '' || name === 'UTC')) return LOCAL;
  return `${offset < 0 ? '' : '+'}${offset} ${name}`;
}

const FIXED = /^([+-]\d+) (.*)$/;

export function seconds({ nanoseconds }: Moment): bigint {
  return floorDivide(nanoseconds, SECOND);
}

export function partsOf({ nanoseconds, zone }: Moment): TimeParts {
  const whole = Number(floorDivide(nanoseconds, SECOND));
  const { offset, abbreviation } = offsetIn(zone, whole);
  const local = whole + offset;
  const days = Math.floor(local / 86_400);
  const ofDay = local - days * 86_400;
  return {
    ...dayOfCalendar(days),
    weekday: (((days + 4) % 7) + 7) % 7,
    hour: Math.floor(ofDay / 3600),
    minute: Math.floor((ofDay % 3600) / 60),
    second: ofDay % 60,
    nanosecond: Number(nanoseconds - BigInt(whole) * SECOND),
    offset,
    zone: abbreviation,
  };
}

const GREENWICH = /^(?:Etc\/)?(?:GMT[+-]?0?|Greenwich)$/;

/** Whether the zone is one that is known; sprig takes UTC for the others. */
export function zoneOrUtc(zone: string): string {
  if (zone === 'Local') return LOCAL;
  if (GREENWICH.test(zone)) return fixedZone(0, 'GMT');
  // Go looks for a file of that name, and names of files know their case.
  if (!/^[A-Z]/.test(zone)) return 'UTC';
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions();
    return timeZone !== zone && timeZone.toLowerCase() === zone.toLowerCase() ? 'UTC' : timeZone;
  } catch (error) {
    if (error instanceof RangeError) return 'UTC';
    throw error;
  }
}

/** The furthest that JavaScript's dates reach, in seconds. */
const FURTHEST = 8_640_000_000_000;

function offsetIn(zone: string, at: number): { offset: number; abbreviation: string } {
  if (zone === 'UTC') return { offset: 0, abbreviation: 'UTC' };
  const fixed = FIXED.exec(zone);
  if (fixed !== null) return { offset: Number(fixed[1]), abbreviation: fixed[2] ?? '' };
  const milliseconds = Math.max(-FURTHEST, Math.min(at, FURTHEST)) * 1000;
  const offset = zoneOffset(zone, milliseconds);
  return { offset, abbreviation: zoneName(zone, offset, milliseconds) ?? numberOf(offset) };
}

/** The name of a zone that has none: hours, and minutes where there are some. */
function numberOf(offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${minutes % 60 === 0 ? '' : two(minutes % 60)}`;
}

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
