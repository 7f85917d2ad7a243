// Dates and times as go-yaml recognises them, and as Go's JSON writes them.

const DATE = /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$/;
const DATE_TIME =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,}))?(Z|[-+][0-9]{2}:[0-9]{2})| ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,}))?)$/;

/**
 * The time in RFC 3339 with the fraction's trailing zeros cut, as Go marshals a `time.Time`.
 * @returns undefined for texts that go-yaml takes for strings: other forms, or a day that does not exist.
 */
export function parseTimestamp(text: string): string | undefined {
  if (text.length < 8 || text.charCodeAt(4) !== 45) return undefined;
  const date = DATE.exec(text);
  if (date !== null) return render(date[1], date[2], date[3], '0', '0', '0', '', 'Z');
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone, hour2, minute2, second2, fraction2] = match;
  if (zone !== undefined && !validZone(zone)) return undefined;
  return render(year, month, day, hour ?? hour2, minute ?? minute2, second ?? second2, fraction ?? fraction2 ?? '', zone ?? 'Z');
}

function render(year = '0', month = '0', day = '0', hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'): string | undefined {
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > daysIn(Number(year), Number(month))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const nanoseconds = fraction.slice(0, 9).replace(/0+$/, '');
  const time = `${two(hour)}:${two(minute)}:${two(second)}${nanoseconds === '' ? '' : `.${nanoseconds}`}`;
  return `${year}-${two(month)}-${two(day)}T${time}${zone === '+00:00' || zone === '-00:00' ? 'Z' : zone}`;
}

function two(digits: string): string {
  return digits.padStart(2, '0');
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function validZone(zone: string): boolean {
  return zone === 'Z' || (Number(zone.slice(1, 3)) <= 24 && Number(zone.slice(4, 6)) < 60);
}
