// Go's time layouts: the reference time `Mon Jan 2 15:04:05 MST 2006`, part by part, to write a time and to read one.

/** A moment in a zone, taken apart. `offset` is in minutes east of Greenwich. */
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

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** The longest first, so that `2006` is not read as a day, and `Jan` not where `January` stands. */
const PARTS =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|002|__2|01|02|03|04|05|06|15|_2(?!006)|Z07:00:00|Z070000|Z07:00|Z0700|Z07|-07:00:00|-070000|-07:00|-0700|-07|[.,]0+(?!\d)|[.,]9+(?!\d)|PM|pm|1|2|3|4|5/g;

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

type Write = (time: TimeParts) => string;

const WRITERS: Readonly<Record<string, Write>> = {
  January: ({ month }) => MONTHS[month - 1] ?? '',
  Jan: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  Monday: ({ weekday }) => DAYS[weekday] ?? '',
  Mon: ({ weekday }) => (DAYS[weekday] ?? '').slice(0, 3),
  MST: ({ zone }) => zone,
  '2006': ({ year }) => pad(year, 4),
  '06': ({ year }) => pad(year % 100, 2),
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

function offset(part: string, time: TimeParts): string {
  if (part.startsWith('Z') && time.offset === 0) return 'Z';
  const size = Math.abs(time.offset);
  const colon = part.includes(':') ? ':' : '';
  const [hours, minutes] = [pad(Math.floor(size / 60), 2), pad(size % 60, 2)];
  const seconds = /^.07:?00:?00$/.test(part) ? `${colon}00` : '';
  return `${time.offset < 0 ? '-' : '+'}${hours}${part.length > 3 ? colon + minutes : ''}${seconds}`;
}

function dayOfYear({ year, month, day }: TimeParts): number {
  return Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
}

/** What a text says of a time; undefined where it does not follow the layout. Parts that the layout lacks are those of 1 January of year 0. */
export function parseTime(
  layout: string,
  text: string,
): (Omit<TimeParts, 'weekday' | 'offset' | 'zone'> & { readonly offset: number | undefined }) | undefined {
  const found: Record<string, string> = {};
  let pattern = '';
  let at = 0;
  for (const match of layout.matchAll(PARTS)) {
    const [part] = match;
    pattern += literal(layout.slice(at, match.index)) + group(part, found);
    at = match.index + part.length;
  }
  const groups = new RegExp(`^${pattern}${literal(layout.slice(at))}$`).exec(text)?.groups;
  if (groups === undefined) return undefined;
  const number = (name: string, otherwise: number) => (groups[name] === undefined ? otherwise : Number(groups[name].trim()));
  const month =
    groups.monthName === undefined ? number('month', 1) : MONTHS.findIndex((name) => name.startsWith(groups.monthName ?? '?')) + 1;
  const short = number('shortYear', Number.NaN);
  const year = Number.isNaN(short) ? number('year', 0) : short + (short >= 69 ? 1900 : 2000);
  const half = number('hour12', Number.NaN);
  const hour = Number.isNaN(half) ? number('hour', 0) : (half % 12) + (/^p/i.test(groups.half ?? '') ? 12 : 0);
  const time = { year, month, day: number('day', 1), hour, minute: number('minute', 0), second: number('second', 0) };
  const isReal =
    month > 0 &&
    time.day > 0 &&
    time.day <= new Date(Date.UTC(year, month, 0)).getUTCDate() &&
    hour < 24 &&
    time.minute < 60 &&
    time.second < 60;
  return isReal
    ? { ...time, nanosecond: Number((groups.fraction ?? '').slice(1).padEnd(9, '0').slice(0, 9)), offset: offsetOf(groups.offset) }
    : undefined;
}

const GROUPS: Readonly<Record<string, string>> = {
  January: `(?<monthName>${MONTHS.join('|')})`,
  Jan: `(?<monthName>${MONTHS.map((name) => name.slice(0, 3)).join('|')})`,
  Monday: `(?:${DAYS.join('|')})`,
  Mon: `(?:${DAYS.map((name) => name.slice(0, 3)).join('|')})`,
  MST: '(?:[A-Z]{3,5}|[+-]\\d{2})',
  '2006': '(?<year>\\d{4})',
  '06': '(?<shortYear>\\d{2})',
  '01': '(?<month>\\d{2})',
  '1': '(?<month>\\d{1,2})',
  '02': '(?<day>\\d{2})',
  _2: '(?<day>[ \\d]\\d)',
  '2': '(?<day>\\d{1,2})',
  '15': '(?<hour>\\d{2})',
  '03': '(?<hour12>\\d{2})',
  '3': '(?<hour12>\\d{1,2})',
  '04': '(?<minute>\\d{2})',
  '4': '(?<minute>\\d{1,2})',
  '05': '(?<second>\\d{2})(?<fraction>[.,]\\d+)?',
  '5': '(?<second>\\d{1,2})(?<fraction>[.,]\\d+)?',
  PM: '(?<half>[AP]M)',
  pm: '(?<half>[ap]m)',
};

/** Each part once; the second time it is only passed over. */
function group(part: string, found: Record<string, string>): string {
  const own = GROUPS[part] ?? (/^[.,]/.test(part) ? '(?:[.,]\\d+)?' : '(?<offset>Z|[+-]\\d{2}:?(?:\\d{2})?(?::?\\d{2})?)');
  const named = own.replace(/\(\?<(\w+)>/g, (whole, name: string) => {
    if (found[name] !== undefined) return '(?:';
    found[name] = part;
    return whole;
  });
  return named;
}

function offsetOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
