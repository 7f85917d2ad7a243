// Go's time layouts: the reference time `Mon Jan 2 15:04:05 MST 2006`, part by part, and a time written by one.

/** A moment in a zone, taken apart. `offset` is in seconds east of Greenwich; `zone` is empty where it has no name. */
export interface TimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  readonly offset: number;
  readonly zone: string;
}

export const MONTHS = 'January February March April May June July August September October November December'.split(' ');
export const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** The longest first, so that `2006` is not read as a day, and `Jan` not where `January` stands. */
export const PARTS =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|002|__2|01|02|03|04|05|06|15|_2(?!006)|Z07:00:00|Z070000|Z07:00|Z0700|Z07|-07:00:00|-070000|-07:00|-0700|-07|[.,]0+(?!\d)|[.,]9+(?!\d)|PM|pm|1|2|3|4|5/g;

const pad = (value: number, width: number): string => (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(width, '0');

type Write = (time: TimeParts) => string;

const WRITERS: Readonly<Record<string, Write>> = {
  January: ({ month }) => MONTHS[month - 1] ?? '',
  Jan: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  Monday: ({ weekday }) => DAYS[weekday] ?? '',
  Mon: ({ weekday }) => (DAYS[weekday] ?? '').slice(0, 3),
  MST: (time) => time.zone || offset('-0700', time),
  '2006': ({ year }) => pad(year, 4),
  '06': ({ year }) => pad(Math.abs(year) % 100, 2),
  '002': (time) => pad(dayOfYear(time), 3),
  __2: (time) => String(dayOfYear(time)).padStart(3, ' '),
  '01': ({ month }) => pad(month, 2),
  '1': ({ month }) => String(month),
  '02': ({ day }) => pad(day, 2),
  _2: ({ day }) => String(day).padStart(2, ' '),
  '2': ({ day }) => String(day),
  '15': ({ hour }) => pad(hour, 2),
  '03': ({ hour }) => pad(hour % 12 || 12, 2),
  '3': ({ hour }) => String(hour % 12 || 12),
  '04': ({ minute }) => pad(minute, 2),
  '4': ({ minute }) => String(minute),
  '05': ({ second }) => pad(second, 2),
  '5': ({ second }) => String(second),
  PM: ({ hour }) => (hour >= 12 ? 'PM' : 'AM'),
  pm: ({ hour }) => (hour >= 12 ? 'pm' : 'am'),
};

export function formatTime(layout: string, time: TimeParts): string {
  return layout.replace(PARTS, (part) => {
    const write = WRITERS[part];
    if (write !== undefined) return write(time);
    return /^[.,]/.test(part) ? fraction(part, time) : offset(part, time);
  });
}

function fraction(part: string, { nanosecond }: TimeParts): string {
  const digits = pad(nanosecond, 9).slice(0, part.length - 1);
  if (part.charAt(1) === '0') return part.charAt(0) + digits;
  const trimmed = digits.replace(/0+$/, '');
  return trimmed === '' ? '' : part.charAt(0) + trimmed;
}

function offset(part: string, { offset: whole }: TimeParts): string {
  if (part.startsWith('Z') && whole === 0) return 'Z';
  const size = Math.abs(whole);
  const colon = part.includes(':') ? ':' : '';
  const minutes = Math.floor(size / 60);
  const seconds = /^.07:?00:?00$/.test(part) ? colon + pad(size % 60, 2) : '';
  const rest = part.length > 3 ? colon + pad(minutes % 60, 2) : '';
  return `${whole <= -60 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${rest}${seconds}`;
}

/** From 1. */
export function dayOfYear({ year, month, day }: Pick<TimeParts, 'year' | 'month' | 'day'>): number {
  return daysSinceEpoch(year, month, day) - daysSinceEpoch(year, 1, 1) + 1;
}

/** Days since 1970 of a day of the calendar, as far back and ahead as anybody asks. */
export function daysSinceEpoch(year: number, month: number, day: number): number {
  // Years that begin in March have the odd day at their end, and 400 of them repeat.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** The day of the calendar that is so many days after the first one of 1970. */
export function dayOfCalendar(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const since = days + 719_468;
  const era = Math.floor(since / 146_097);
  const ofEra = since - era * 146_097;
  const years = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365);
  const ofYear = ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const month = ((shifted + 2) % 12) + 1;
  return { year: years + era * 400 + (month <= 2 ? 1 : 0), month, day: ofYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}
