// Integers and floats as Go reads and prints them.

const PLAIN_INTEGER = /^-?(?:0|[1-9][0-9]{0,14})$/;
const GO_INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
/** go-yaml parses what follows `0b` and `0o` once more, sign included. */
const SIGN_AFTER_PREFIX = /^0(?:b([-+]?)([01]+)|o([-+]?)([0-7]+))$/;
const YAML_FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/** The integer that `text` is to go-yaml v3 (`0777` is 511, `1_000` is 1000), within int64 and uint64; else undefined. */
export function parseInteger(text: string): bigint | number | undefined {
  if (PLAIN_INTEGER.test(text)) return Number(text) + 0;
  const plain = text.replaceAll('_', '');
  const match = GO_INTEGER.exec(plain);
  if (match !== null) {
    const [, sign, hex, binary, octal, decimal] = match;
    return inRange(sign as string, BigInt(prefixed(hex, binary, octal, decimal)));
  }
  const signed = SIGN_AFTER_PREFIX.exec(plain);
  if (signed === null) return undefined;
  return inRange(signed[1] ?? signed[3] ?? '', BigInt(prefixed(undefined, signed[2], signed[4], undefined)));
}

/** The finite float that `text` is to go-yaml v3; undefined where it is none. */
export function parseFloat64(text: string): number | undefined {
  // A leading dot goes to Go's own parser, which takes no underscores.
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '');
  if (!YAML_FLOAT.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** `.inf`, `-.inf` and `.nan` in their spellings. */
export function specialFloat(text: string): number | undefined {
  switch (text.toLowerCase()) {
    case '.inf':
    case '+.inf':
      return Number.POSITIVE_INFINITY;
    case '-.inf':
      return Number.NEGATIVE_INFINITY;
    case '.nan':
      return Number.NaN;
    default:
      return undefined;
  }
}

/**
 * A float after its way through Go's JSON and go-yaml v2: an integer where JSON writes it as one that fits 64 bits,
 * else as `formatGeneral` has it.
 */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Number.isSafeInteger(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e21) {
    const digits = BigInt(String(value));
    if (digits >= INT64_MIN && digits <= UINT64_MAX) return String(digits);
  }
  return formatGeneral(value);
}

/** A finite float as `strconv.FormatFloat(value, 'g', -1, 64)` prints it: an exponent from 1e+06 and below 1e-04. */
export function formatGeneral(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const [mantissa, power] = value.toExponential().split('e') as [string, string];
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function prefixed(hex?: string, binary?: string, octal?: string, decimal?: string): string {
  if (hex !== undefined) return `0x${hex}`;
  if (binary !== undefined) return `0b${binary}`;
  if (octal !== undefined) return `0o${octal}`;
  return decimal ?? '0';
}

function inRange(sign: string, magnitude: bigint): bigint | number | undefined {
  const value = sign === '-' ? -magnitude : magnitude;
  // A sign makes it a signed integer: only unsigned texts reach beyond int64.
  if (value < INT64_MIN || value > (sign === '' ? UINT64_MAX : INT64_MAX)) return undefined;
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}
