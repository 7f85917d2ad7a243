// Abbreviations of time zones as the time zone database has them, where the browser's or Node's own data has other ones, or none.

/** Each name with its offset in minutes, and the zones that use it. */
const NAMES: readonly (readonly [name: string, minutes: number, zones: string])[] = [
  ['HST', -600, 'America/Adak'],
  ['HDT', -540, 'America/Adak'],
  ['MST', -420, 'America/Dawson America/Hermosillo America/Mazatlan America/Whitehorse'],
  ['CST', -300, 'America/Havana'],
  ['CDT', -240, 'America/Havana'],
  ['NST', -210, 'America/St_Johns'],
  ['NDT', -150, 'America/St_Johns'],
  ['BST', 60, 'Europe/Guernsey Europe/Isle_of_Man Europe/Jersey'],
  ['IST', 60, 'Europe/Dublin'],
  ['IST', 120, 'Asia/Jerusalem'],
  ['IDT', 180, 'Asia/Jerusalem'],
  ['MSK', 180, 'Europe/Kirov Europe/Moscow Europe/Simferopol Europe/Volgograd'],
  ['PKT', 300, 'Asia/Karachi'],
  ['WIB', 420, 'Asia/Jakarta Asia/Pontianak'],
  ['CST', 480, 'Asia/Macau Asia/Shanghai Asia/Taipei'],
  ['HKT', 480, 'Asia/Hong_Kong'],
  ['PST', 480, 'Asia/Manila'],
  ['WITA', 480, 'Asia/Makassar'],
  ['JST', 540, 'Asia/Tokyo'],
  ['KST', 540, 'Asia/Pyongyang Asia/Seoul'],
  ['WIT', 540, 'Asia/Jayapura'],
  ['ChST', 600, 'Pacific/Guam Pacific/Saipan'],
  ['SST', -660, 'Pacific/Midway Pacific/Pago_Pago'],
];

/** Zones for which the database has numbers, whatever people call them. */
const NAMELESS: ReadonlySet<string> = new Set(
  ('Antarctica/Casey Antarctica/Troll Asia/Colombo Asia/Dubai Asia/Muscat ' + 'Australia/Eucla Australia/Lord_Howe Pacific/Chatham').split(
    ' ',
  ),
);

const byZone = new Map(NAMES.flatMap(([name, minutes, zones]) => zones.split(' ').map((zone) => [`${zone} ${minutes * 60}`, name])));

/** Each knows the names of the zones of its own part of the world. */
const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-NZ', 'en-IN', 'en-ZA'];

/** @param offset in seconds, at the moment that is asked about; undefined where the zone has no name then */
export function zoneName(zone: string, offset: number, milliseconds: number): string | undefined {
  const known = byZone.get(`${zone} ${offset}`);
  if (known !== undefined || NAMELESS.has(zone)) return known;
  return LOCALES.map((locale) => partOf(zone, milliseconds, 'short', locale)).find(
    (name) => /^[A-Z]{3,5}$/.test(name) && (name !== 'GMT' || offset === 0) && !/^HA[SD]T$/.test(name),
  );
}

/** Seconds east of Greenwich. */
export function zoneOffset(zone: string, milliseconds: number): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] =
    /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(partOf(zone, milliseconds, 'longOffset', 'en-US')) ?? [];
  return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds));
}

function partOf(zone: string, milliseconds: number, timeZoneName: 'longOffset' | 'short', locale: string): string {
  const parts = formatOf(zone, timeZoneName, locale).formatToParts(milliseconds);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** One takes a hundred times as long to make as to ask. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Charts use few zones; each of the hundreds that there are would take room for as long as the program runs. */
const MOST_FORMATS = 50;

function formatOf(timeZone: string, timeZoneName: 'longOffset' | 'short', locale: string): Intl.DateTimeFormat {
  const name = `${locale} ${timeZoneName} ${timeZone}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  if (formats.size >= MOST_FORMATS) formats.clear();
  const format = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName });
  formats.set(name, format);
  return format;
}
