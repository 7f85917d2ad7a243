// Sprig's functions on dates and durations.
import { durationText } from '../go/duration';
import { formatTime } from '../go/time-layout';
import { parseTime, TimeError } from '../go/time-parse';
import { type CallContext, GoError, GoInt, type Value } from '../go/values';
import { ANY, type Family, fn, text } from './define';
import { integerOf } from './numbers';
import { durationMistake, parseDuration } from './durations';
import { fixedZone, LOCAL, type Moment, momentIn, momentOf, partsOf, seconds, timeValue, ZERO, zoneOrUtc } from './times';

const SECOND = 1_000_000_000n;

const dateInZone = fn(`string, ${ANY}, string`, ([layout, date, zone], context) => formatted(text(layout), date, text(zone), context));
const dateModify = fn('string, time.Time', ([change, date]) => modified(text(change), date) ?? date);
const mustDateModify = fn('string, time.Time', ([change, date]) => {
  const changed = modified(text(change), date);
  if (changed === undefined) throw new GoError(durationMistake(text(change)));
  return changed;
});

export const DATES: Family = {
  now: fn('', (_args, context) => timeValue(momentOf(context.now()))),
  date: fn(`string, ${ANY}`, ([layout, date], context) => formatted(text(layout), date, 'Local', context)),
  dateInZone,
  date_in_zone: dateInZone,
  dateModify,
  date_modify: dateModify,
  mustDateModify,
  must_date_modify: mustDateModify,
  htmlDate: fn(ANY, ([date], context) => formatted('2006-01-02', date, 'Local', context)),
  htmlDateInZone: fn(`${ANY}, string`, ([date, zone], context) => formatted('2006-01-02', date, text(zone), context)),
  toDate: fn('string, string', ([layout, source]) => {
    const moment = read(text(layout), text(source));
    return timeValue(moment instanceof TimeError ? { nanoseconds: ZERO, zone: 'UTC' } : moment);
  }),
  mustToDate: fn('string, string', ([layout, source]) => {
    const moment = read(text(layout), text(source));
    if (moment instanceof TimeError) throw new GoError(moment.message);
    return timeValue(moment);
  }),
  unixEpoch: fn('time.Time', ([date]) => String(seconds(momentIn(date) ?? { nanoseconds: ZERO, zone: 'UTC' }))),
  ago: fn(ANY, ([date], context) => {
    const since = momentOf(context.now()).nanoseconds - dateOf(date, context).nanoseconds;
    return durationText(((since + (since < 0n ? -SECOND : SECOND) / 2n) / SECOND) * SECOND);
  }),
  duration: fn(ANY, ([count]) => durationText(BigInt.asIntN(64, wholeSeconds(count) * SECOND))),
  durationRound: fn(ANY, ([duration], context) => rounded(nanosecondsOf(duration, context))),
};

/** Times, and numbers of seconds since 1970; anything else is now. */
function dateOf(date: Value, context: CallContext): Moment {
  const moment = momentIn(date);
  if (moment !== undefined) return moment;
  const isCount = date instanceof GoInt && (date.kind === 'int' || date.kind === 'int64' || date.kind === 'int32');
  return isCount ? { nanoseconds: date.value * SECOND, zone: LOCAL } : momentOf(context.now());
}

function formatted(layout: string, date: Value, zone: string, context: CallContext): string {
  return formatTime(layout, partsOf({ ...dateOf(date, context), zone: zoneOrUtc(zone) }));
}

function modified(change: string, date: Value): Value {
  const duration = parseDuration(change);
  const moment = momentIn(date);
  return duration === undefined || moment === undefined ? undefined : timeValue({ ...moment, nanoseconds: moment.nanoseconds + duration });
}

function read(layout: string, source: string): Moment | TimeError {
  try {
    const { shown, nanosecond, offset, zone = '' } = parseTime(layout, source);
    const hours = /^GMT([+-]\d+)$/.exec(zone)?.[1];
    // A name says nothing of an offset, but for hours behind GMT, which Go does not take off.
    const behind = offset ?? (hours === undefined ? 0 : Number(hours) * 3600);
    return { nanoseconds: BigInt(shown - (offset ?? 0)) * SECOND + BigInt(nanosecond), zone: fixedZone(behind, zone) };
  } catch (error) {
    if (error instanceof TimeError) return error;
    throw error;
  }
}

function wholeSeconds(count: Value): bigint {
  if (typeof count === 'string') return integerOf(count);
  return count instanceof GoInt && count.kind === 'int64' ? count.value : 0n;
}

function nanosecondsOf(duration: Value, context: CallContext): bigint {
  if (typeof duration === 'string') return parseDuration(duration) ?? 0n;
  if (duration instanceof GoInt && duration.type === 'int64') return duration.value;
  const moment = momentIn(duration);
  return moment === undefined ? 0n : momentOf(context.now()).nanoseconds - moment.nanoseconds;
}

const HOUR = 3600n * SECOND;
const UNITS: readonly (readonly [bigint, string])[] = [
  [HOUR * 24n * 365n, 'y'],
  [HOUR * 24n * 30n, 'mo'],
  [HOUR * 24n, 'd'],
  [HOUR, 'h'],
  [60n * SECOND, 'm'],
  [SECOND, 's'],
];

/** In the largest unit that it is more than one of. */
function rounded(duration: bigint): string {
  const size = duration < 0n ? -duration : duration;
  const unit = UNITS.find(([length]) => size > length);
  return unit === undefined ? '0s' : `${size / unit[0]}${unit[1]}`;
}
