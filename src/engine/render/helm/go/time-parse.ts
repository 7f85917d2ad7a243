// Reads a time by one of Go's layouts, and says of a mistake what Go's `time.Parse` says.
import { DAYS, dayOfCalendar, dayOfYear, daysSinceEpoch, MONTHS, PARTS } from './time-layout';
import { bytesOf } from './values';

export interface ParsedTime {
  /** Seconds since 1970 of what clock and calendar show, as if that were in UTC. */
  readonly shown: number;
  readonly nanosecond: number;
  /** Seconds east of Greenwich that the text gives. */
  readonly offset: number | undefined;
  /** The name of a zone that the text gives; `UTC` for `Z` as well. */
  readonly zone: string | undefined;
}

/** A text that does not follow its layout, in Go's words. */
export class TimeError extends Error {
  override readonly name = 'TimeError';
}

/**
 * Parts that the layout lacks are those of 1 January of year 0.
 * @throws TimeError
 */
export function parseTime(layout: string, text: string): ParsedTime {
  const [parts, whole] = [bytesAsText(layout), bytesAsText(text)];
  const found: Found = {};
  let rest = whole;
  let at = 0;
  const wrong = (value: string, part: string) =>
    new TimeError(`parsing time ${quoted(whole)} as ${quoted(parts)}: cannot parse ${quoted(value)} as ${quoted(part)}`);
  const all = [...parts.matchAll(PARTS)];
  for (const [count, { 0: part, index }] of all.entries()) {
    const before = parts.slice(at, index);
    rest = skip(rest, before, (left) => wrong(left, before));
    at = index + part.length;
    const read = readPart(part, rest, found, all[count + 1]?.[0]);
    if (read === undefined) throw wrong(rest, part);
    if (read.outside !== undefined) throw new TimeError(`parsing time ${quoted(whole)}: ${read.outside} out of range`);
    rest = read.rest;
  }
  const last = parts.slice(at);
  rest = skip(rest, last, (left) => wrong(left, last));
  if (rest !== '') throw new TimeError(`parsing time ${quoted(whole)}: extra text: ${quoted(rest)}`);
  return assembled(found, (words) => new TimeError(`parsing time ${quoted(whole)}: ${words}`));
}

interface Found {
  year?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  hour?: number;
  minute?: number;
  second?: number;
  nanosecond?: number;
  half?: 'am' | 'pm';
  offset?: number;
  zone?: string;
  isUtc?: true;
}

/** What is left behind a part; `outside` names what is no such number. Undefined where the part is not there. */
type Read = { readonly rest: string; readonly outside?: string | undefined } | undefined;

function readPart(part: string, rest: string, found: Found, next: string | undefined): Read {
  if (/^[.,]0/.test(part)) return rest.length < part.length ? undefined : fraction(rest, part.length, found);
  if (/^[.,]9/.test(part)) return /^[.,]\d/.test(rest) ? fraction(rest, /^.\d+/.exec(rest)?.[0].length ?? 0, found) : { rest };
  if (/^[Z-]07/.test(part)) return offset(part, rest, found);
  const read = READERS[part];
  return read === undefined ? undefined : read(rest, found, next);
}

const READERS: Readonly<Record<string, (rest: string, found: Found, next: string | undefined) => Read>> = {
  '2006': (rest, found) => (/^\d/.test(rest) ? sized(rest, 4, found, 'year') : undefined),
  '06': (rest, found) => {
    const read = sized(rest, 2, found, 'year');
    if (read !== undefined) found.year = (found.year ?? 0) + ((found.year ?? 0) >= 69 ? 1900 : 2000);
    return read;
  },
  January: (rest, found) => named(rest, MONTHS, found, 'month'),
  Jan: (rest, found) => named(rest, SHORT_MONTHS, found, 'month'),
  Monday: (rest) => named(rest, DAYS),
  Mon: (rest) => named(rest, SHORT_DAYS),
  '01': (rest, found) => number(rest, 2, 2, found, 'month', 1, 12),
  '1': (rest, found) => number(rest, 1, 2, found, 'month', 1, 12),
  '02': (rest, found) => number(rest, 2, 2, found, 'day'),
  '2': (rest, found) => number(rest, 1, 2, found, 'day'),
  _2: (rest, found) => number(rest.replace(/^ /, ''), 1, 2, found, 'day'),
  '002': (rest, found) => number(rest, 3, 3, found, 'dayOfYear'),
  __2: (rest, found) => number(rest.replace(/^ {1,2}/, ''), 1, 3, found, 'dayOfYear'),
  '15': (rest, found) => number(rest, 1, 2, found, 'hour', 0, 23),
  '03': (rest, found) => number(rest, 2, 2, found, 'hour', 0, 12),
  '3': (rest, found) => number(rest, 1, 2, found, 'hour', 0, 12),
  '04': (rest, found) => number(rest, 2, 2, found, 'minute', 0, 59),
  '4': (rest, found) => number(rest, 1, 2, found, 'minute', 0, 59),
  '05': (rest, found, next) => second(rest, 2, found, next),
  '5': (rest, found, next) => second(rest, 1, found, next),
  PM: (rest, found) => half(rest, ['AM', 'PM'], found),
  pm: (rest, found) => half(rest, ['am', 'pm'], found),
  MST: zone,
};

const SHORT_MONTHS = MONTHS.map((name) => name.slice(0, 3));
const SHORT_DAYS = DAYS.map((name) => name.slice(0, 3));

type NumberField = 'year' | 'month' | 'day' | 'dayOfYear' | 'hour' | 'minute' | 'second';

function number(rest: string, least: number, most: number, found: Found, field: NumberField, from = 0, to = 999): Read {
  const [digits] = new RegExp(`^\\d{${least},${most}}`).exec(rest) ?? [];
  if (digits === undefined) return undefined;
  const value = Number(digits);
  found[field] = value;
  return { rest: rest.slice(digits.length), outside: value < from || value > to ? field : undefined };
}

/** So many characters that are a number, with a sign or without. */
function sized(rest: string, length: number, found: Found, field: NumberField): Read {
  const part = rest.slice(0, length);
  if (part.length < length || !/^[+-]?\d+$/.test(part)) return undefined;
  found[field] = Number(part);
  return { rest: rest.slice(length) };
}

/** Names may be written in any case. */
function named(rest: string, names: readonly string[], found?: Found, field?: 'month'): Read {
  const lower = rest.toLowerCase();
  const at = names.findIndex((name) => lower.startsWith(name.toLowerCase()));
  if (at === -1) return undefined;
  if (found !== undefined && field !== undefined) found[field] = at + 1;
  return { rest: rest.slice((names[at] as string).length) };
}

/** Takes a fraction that the layout does not name. */
function second(rest: string, least: number, found: Found, next: string | undefined): Read {
  const read = number(rest, least, 2, found, 'second', 0, 59);
  if (read === undefined || read.outside !== undefined || !/^[.,]\d/.test(read.rest) || /^[.,]/.test(next ?? '')) return read;
  return fraction(read.rest, /^.\d+/.exec(read.rest)?.[0].length ?? 0, found);
}

/** @param length with the point */
function fraction(rest: string, length: number, found: Found): Read {
  const digits = rest.slice(1, Math.min(length, 10));
  if (!/^[.,]/.test(rest) || !/^[+-]?\d+$/.test(digits)) return undefined;
  found.nanosecond = Number(digits) * 10 ** (9 - digits.length);
  return { rest: rest.slice(length), outside: found.nanosecond < 0 ? 'fractional second' : undefined };
}

function half(rest: string, [morning, afternoon]: readonly [string, string], found: Found): Read {
  const word = rest.slice(0, 2);
  if (word !== morning && word !== afternoon) return undefined;
  found.half = word === afternoon ? 'pm' : 'am';
  return { rest: rest.slice(2) };
}

const OFFSETS: Readonly<Record<string, RegExp>> = {
  '07': /^(.)(..)/s,
  '0700': /^(.)(..)(..)/s,
  '07:00': /^(.)(..):(..)/s,
  '070000': /^(.)(..)(..)(..)/s,
  '07:00:00': /^(.)(..):(..):(..)/s,
};

function offset(part: string, rest: string, found: Found): Read {
  if (part.startsWith('Z') && rest.startsWith('Z')) {
    found.isUtc = true;
    return { rest: rest.slice(1) };
  }
  const [text, sign, ...numbers] = OFFSETS[part.slice(1)]?.exec(rest) ?? [];
  if (text === undefined) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = numbers.map((one) => (/^\d\d$/.test(one) ? Number(one) : Number.NaN));
  const outside = seconds > 60 ? 'second' : minutes > 60 ? 'minute' : hours > 24 ? 'hour' : undefined;
  if (outside !== undefined) return { rest, outside: `time zone offset ${outside}` };
  const size = (hours * 60 + minutes) * 60 + seconds;
  if (Number.isNaN(size) || (sign !== '+' && sign !== '-')) return undefined;
  found.offset = sign === '-' ? -size : size;
  return { rest: rest.slice(text.length) };
}

/** Three capital letters, four or five that end in T, some names of their own, `GMT` and `+07` with an hour up to 23. */
const ZONE =
  /^(?=[\s\S]{3})(?:UTC|ChST|MeST|GMT(?:[+-]0*(?:\d|1\d|2[0-3])(?!\d))?|[+-]0*(?:\d|1\d|2[0-3])(?!\d)|(?:[A-Z]{4}T|[A-Z]{3}T|WITA|[A-Z]{3})(?![A-Z]))/;

function zone(rest: string, found: Found): Read {
  const [name] = ZONE.exec(rest) ?? [];
  if (name === undefined) return undefined;
  if (name === 'UTC') found.isUtc = true;
  else found.zone = name;
  return { rest: rest.slice(name.length) };
}

function assembled(found: Found, wrong: (words: string) => TimeError): ParsedTime {
  const { year = 0, minute = 0, second = 0, nanosecond = 0 } = found;
  const { month, day } = dateOf(found, year, wrong);
  const after = dayOfCalendar(daysSinceEpoch(year, month, day));
  if (day < 1 || after.day !== day) throw wrong('day out of range');
  const clock = found.hour ?? 0;
  const hour = found.half === 'pm' && clock < 12 ? clock + 12 : found.half === 'am' && clock === 12 ? 0 : clock;
  const shown = daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  return { shown, nanosecond, offset: found.isUtc ? undefined : found.offset, zone: found.isUtc ? 'UTC' : found.zone };
}

function dateOf(found: Found, year: number, wrong: (words: string) => TimeError): { readonly month: number; readonly day: number } {
  const { month, day, dayOfYear: count } = found;
  if (count === undefined) return { month: month ?? 1, day: day ?? 1 };
  if (count < 1 || count > dayOfYear({ year, month: 12, day: 31 })) throw wrong('day-of-year out of range');
  const date = dayOfCalendar(daysSinceEpoch(year, 1, 1) + count - 1);
  if (month !== undefined && month !== date.month) throw wrong('day-of-year does not match month');
  if (day !== undefined && day !== date.day) throw wrong('day-of-year does not match day');
  return date;
}

/** Blanks of the layout stand for any number of them. */
function skip(text: string, literal: string, wrong: (left: string) => TimeError): string {
  let rest = text;
  for (let at = 0; at < literal.length; ) {
    const character = literal.charAt(at);
    if (character === ' ') {
      if (rest !== '' && !rest.startsWith(' ')) throw wrong(rest);
      rest = rest.replace(/^ +/, '');
      while (literal.charAt(at) === ' ') at++;
    } else {
      if (rest.charAt(0) !== character) throw wrong(rest);
      rest = rest.slice(1);
      at++;
    }
  }
  return rest;
}

/** Go counts bytes: a character of the result for each. */
function bytesAsText(text: string): string {
  return Array.from(bytesOf(text), (byte) => String.fromCharCode(byte)).join('');
}

function quoted(bytes: string): string {
  const inner = bytes.replace(/["\\]/g, '\\$&').replace(/[^ -\x7f]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${inner}"`;
}
