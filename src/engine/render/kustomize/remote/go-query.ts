// Query strings, numbers and durations as Go's standard library reads them. Source: `net/url`, `strconv`, `time`.

/** The first value of each name; undefined for a query that Go refuses as a whole. */
export function parseQuery(query: string): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  for (const pair of query.split('&')) {
    if (pair.includes(';')) return undefined;
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = unescaped(equals === -1 ? pair : pair.slice(0, equals));
    const value = unescaped(equals === -1 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    if (!values.has(name)) values.set(name, value);
  }
  return values;
}

export function parseBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text) ? false : undefined;
}

/** A whole number of at most 64 bits. */
export function parseInteger(text: string): number | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, value) === value ? Number(value) : undefined;
}

const UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6 };

/** `1h30m` in milliseconds. */
export function parseDuration(text: string): number | undefined {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') return 0;
  let total = 0;
  let end = 0;
  for (const { 0: part, 1: number = '', 2: unit = '', index } of rest.matchAll(/(\d+\.?\d*|\.\d+)([a-zµμ]+)/g)) {
    const size = UNITS[unit];
    if (index !== end || size === undefined) return undefined;
    total += Number(number) * size;
    end += part.length;
  }
  if (end === 0 || end !== rest.length || total > LONGEST) return undefined;
  return sign === '-' ? -total : total;
}

/** Go counts nanoseconds in 64 bits. */
const LONGEST = 2 ** 63 / 1e6;

function unescaped(text: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined;
  const bytes = [...new TextEncoder().encode(text.replaceAll('+', ' '))];
  const plain: number[] = [];
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    if (byte !== PERCENT) plain.push(byte);
    else {
      plain.push(Number.parseInt(String.fromCharCode(bytes[index + 1] as number, bytes[index + 2] as number), 16));
      index += 2;
    }
  }
  return new TextDecoder().decode(new Uint8Array(plain));
}

const PERCENT = 0x25;
