// Floating-point numbers as text, digit for digit as Go writes them (strconv.FormatFloat).

/** A number's decimal digits: 0.DIGITS × 10^point. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/**
 * The text of a float64.
 * @param verb one of `e E f g G b x X`
 * @param precision -1 for the fewest digits that read back as the same number
 */
export function formatFloat(value: number, verb: string, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (precision < 0 && verb === 'g' && Math.abs(value) < 1e6 && Number.isInteger(value) && !Object.is(value, -0)) return String(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (verb === 'b') return sign + binaryExponent(size);
  if (verb === 'x' || verb === 'X') return sign + hexadecimal(size, verb, precision);
  const decimal = precision < 0 ? shortest(size) : rounded(size, verb, precision);
  return sign + layOut(decimal, verb, precision);
}

function layOut(decimal: Decimal, verb: string, precision: number): string {
  const count = decimal.digits.length;
  if (verb === 'e' || verb === 'E') return exponential(decimal, verb, precision < 0 ? Math.max(count - 1, 0) : precision);
  if (verb === 'f') return plain(decimal, precision < 0 ? Math.max(count - decimal.point, 0) : precision);
  const wanted = precision < 0 ? count : Math.max(precision, 1);
  const limit = precision < 0 ? 6 : wanted > count && count >= decimal.point ? count : wanted;
  const exponent = decimal.point - 1;
  if (exponent < -4 || exponent >= limit) return exponential(decimal, verb === 'g' ? 'e' : 'E', Math.max(Math.min(wanted, count) - 1, 0));
  return plain(decimal, Math.max(count - decimal.point, 0));
}

function exponential(decimal: Decimal, letter: string, precision: number): string {
  const digits = decimal.digits.padEnd(precision + 1, '0');
  const exponent = decimal.digits === '' ? 0 : decimal.point - 1;
  const fraction = precision > 0 ? `.${digits.slice(1, precision + 1)}` : '';
  return `${digits[0] ?? '0'}${fraction}${letter}${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function plain(decimal: Decimal, precision: number): string {
  const { digits, point } = decimal;
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (precision <= 0) return whole;
  const fraction = point >= 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  return `${whole}.${fraction.slice(0, precision).padEnd(precision, '0')}`;
}

function shortest(size: number): Decimal {
  if (size === 0) return { digits: '', point: 0 };
  const [mantissa = '', exponent = '0'] = size.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

/** Exact digits, rounded half to even at the wanted place: JavaScript's own methods stop at 100 digits and 1e21. */
function rounded(size: number, verb: string, precision: number): Decimal {
  const exact = exactDecimal(size);
  if (exact.digits === '') return exact;
  const keep = verb === 'f' ? exact.point + precision : verb === 'e' || verb === 'E' ? precision + 1 : Math.max(precision, 1);
  return trimmed(roundTo(exact, keep));
}

function roundTo(decimal: Decimal, keep: number): Decimal {
  const { digits, point } = decimal;
  if (keep >= digits.length) return decimal;
  if (keep < 0) return { digits: '', point: 0 };
  const head = digits.slice(0, keep);
  const tail = digits.slice(keep);
  const half = tail[0] === '5' && /^0*$/.test(tail.slice(1));
  const odd = Number(head[head.length - 1] ?? '0') % 2 === 1;
  const up = half ? odd : (tail[0] ?? '0') >= '5';
  if (!up) return { digits: head, point };
  const next = (BigInt(head === '' ? '0' : head) + 1n).toString().padStart(head.length, '0');
  return { digits: next, point: point + (next.length - head.length) };
}

function trimmed(decimal: Decimal): Decimal {
  const digits = decimal.digits.replace(/0+$/, '');
  return digits === '' ? { digits, point: 0 } : { digits, point: decimal.point };
}

function exactDecimal(size: number): Decimal {
  const { mantissa, exponent } = binaryParts(size);
  if (mantissa === 0n) return { digits: '', point: 0 };
  if (exponent >= 0) {
    const text = (mantissa << BigInt(exponent)).toString();
    return trimmed({ digits: text, point: text.length });
  }
  const text = (mantissa * 5n ** BigInt(-exponent)).toString();
  return trimmed({ digits: text, point: text.length + exponent });
}

function binaryParts(size: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0 ? { mantissa: fraction, exponent: -1074 } : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

function binaryExponent(size: number): string {
  const { mantissa, exponent } = binaryParts(size);
  return `${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`;
}

function hexadecimal(size: number, letter: string, precision: number): string {
  const parts = binaryParts(size);
  let { mantissa } = parts;
  let exponent = mantissa === 0n ? 0 : parts.exponent + 52;
  while (mantissa !== 0n && mantissa < 1n << 52n) {
    mantissa <<= 1n;
    exponent -= 1;
  }
  mantissa <<= 8n;
  if (precision >= 0 && precision < 15) mantissa = roundBits(mantissa, BigInt(60 - precision * 4));
  if (mantissa >= 1n << 61n) {
    mantissa >>= 1n;
    exponent += 1;
  }
  const all = (mantissa & ((1n << 60n) - 1n)).toString(16).padStart(15, '0');
  const fraction = precision < 0 ? all.replace(/0+$/, '') : all.padEnd(precision, '0').slice(0, precision);
  const text = `0x${mantissa >> 60n}${fraction === '' ? '' : `.${fraction}`}p${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  return letter === 'X' ? text.toUpperCase() : text;
}

function roundBits(mantissa: bigint, drop: bigint): bigint {
  const rest = mantissa & ((1n << drop) - 1n);
  const half = 1n << (drop - 1n);
  const kept = mantissa >> drop;
  return (rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept) << drop;
}
