// Decimal fractions without rounding, for sprig's functions that end in `f`. Source of the rules: shopspring/decimal 1.4.
import { GoError } from '../go/values';

/** `digits` × 10^`exponent`. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** The shortest decimal that reads as this number. @throws GoError for infinities and NaN. */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value))
    throw new GoError(`Cannot create a Decimal from ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

export function addDecimals(one: Decimal, other: Decimal): Decimal {
  const exponent = Math.min(one.exponent, other.exponent);
  return { digits: scaled(one, exponent) + scaled(other, exponent), exponent };
}

export function subtractDecimals(one: Decimal, other: Decimal): Decimal {
  return addDecimals(one, { ...other, digits: -other.digits });
}

export function multiplyDecimals(one: Decimal, other: Decimal): Decimal {
  return { digits: one.digits * other.digits, exponent: one.exponent + other.exponent };
}

/** To 16 places after the point, half away from zero. */
export function divideDecimals(one: Decimal, other: Decimal): Decimal {
  if (other.digits === 0n) throw new GoError('decimal division by 0');
  const shift = one.exponent - other.exponent + 16;
  const numerator = shift >= 0 ? one.digits * 10n ** BigInt(shift) : one.digits;
  const denominator = shift >= 0 ? other.digits : other.digits * 10n ** BigInt(-shift);
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  const away = abs(rest) * 2n >= abs(denominator);
  const sign = numerator < 0n === denominator < 0n ? 1n : -1n;
  return { digits: away ? quotient + sign : quotient, exponent: -16 };
}

/** The nearest float64. */
export function toNumber({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`);
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
