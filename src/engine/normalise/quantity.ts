// Compares Kubernetes quantities by amount: `1000m` is `1`, `1024Mi` is `1Gi`.
import type { Json } from '../model';

/** An exact decimal: `digits` times ten to the power of `exponent`. */
interface Amount {
  readonly digits: bigint;
  readonly exponent: number;
}

const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
/** The server allows far less; a longer exponent in a file must not make us compute with millions of digits. */
const LARGEST_EXPONENT = 100;

/** False where either is not a quantity. Source: k8s.io/apimachinery, resource.Quantity (the grammar in its documentation). */
export function sameQuantity(a: Json | undefined, b: Json | undefined): boolean {
  const left = amountOf(a);
  const right = amountOf(b);
  if (left === undefined || right === undefined) return false;
  const exponent = Math.min(left.exponent, right.exponent);
  return scaled(left, exponent) === scaled(right, exponent);
}

function scaled(amount: Amount, exponent: number): bigint {
  return amount.digits * 10n ** BigInt(amount.exponent - exponent);
}

function amountOf(value: Json | undefined): Amount | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d+)|([a-zA-Z]*))$/.exec(String(value));
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', power, suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const exponent = -fraction.length;
  if (power !== undefined)
    return Math.abs(Number(power.slice(1))) > LARGEST_EXPONENT ? undefined : { digits, exponent: exponent + Number(power.slice(1)) };
  const bits = Object.hasOwn(BINARY, suffix) ? BINARY[suffix] : undefined;
  if (bits !== undefined) return { digits: digits * 2n ** bits, exponent };
  const thousands = Object.hasOwn(DECIMAL, suffix) ? DECIMAL[suffix] : undefined;
  return thousands === undefined ? undefined : { digits, exponent: exponent + thousands };
}
