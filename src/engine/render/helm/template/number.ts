// Go's numeric constants: which kinds can hold one, and as what.
import { quote } from '../go/quote';
import { unquoteChar } from '../go/unquote';
import type { NumberNode } from './nodes';

type Parts = Pick<NumberNode, 'int' | 'uint' | 'float' | 'complex'>;

const NONE: Parts = { int: undefined, uint: undefined, float: undefined, complex: undefined };
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;

/**
 * @param kind as the lexer told them apart
 * @returns what is wrong, as text, where Go refuses it
 */
export function numberParts(text: string, kind: 'number' | 'complex' | 'charConstant'): Parts | string {
  if (kind === 'charConstant') return characterConstant(text);
  if (kind === 'complex') return complexConstant(text);
  if (text.endsWith('i')) {
    const imaginary = parseFloat64(text.slice(0, -1));
    if (imaginary !== undefined) return simplified(0, imaginary);
  }
  const whole = parseInteger(text);
  if (whole !== undefined && whole >= -MAX_INT - 1n && whole <= MAX_UINT && !(whole < 0n && !text.startsWith('-'))) {
    const int = whole <= MAX_INT ? whole : undefined;
    const uint = whole >= 0n && (whole === 0n || !/^[+-]/.test(text)) ? whole : undefined;
    if (int !== undefined || uint !== undefined) return { int, uint, float: Number(whole), complex: undefined };
  }
  return floatConstant(text);
}

function floatConstant(text: string): Parts | string {
  const float = parseFloat64(text);
  if (float === undefined) return `illegal number syntax: ${quote(text)}`;
  if (!/[.eEpP]/.test(text)) return `integer overflow: ${quote(text)}`;
  return { ...integral(float), float, complex: undefined };
}

function characterConstant(text: string): Parts | string {
  const one = unquoteChar(text.slice(1), "'");
  if (one === undefined) return 'invalid syntax';
  if (one.rest !== "'") return `malformed character constant: ${text}`;
  return { int: BigInt(one.code), uint: BigInt(one.code), float: one.code, complex: undefined };
}

function complexConstant(text: string): Parts | string {
  const cut = text.slice(1).search(/(?<![eEpP])[+-]/) + 1;
  const real = parseFloat64(text.slice(0, cut));
  const imaginary = parseFloat64(text.slice(cut, -1));
  return real === undefined || imaginary === undefined ? 'syntax error scanning complex number' : simplified(real, imaginary);
}

/** A complex constant without an imaginary part can also be a plain number. */
function simplified(real: number, imaginary: number): Parts {
  const complex = { real, imaginary };
  return imaginary === 0 ? { ...integral(real), float: real, complex } : { ...NONE, complex };
}

function integral(float: number): { int: bigint | undefined; uint: bigint | undefined } {
  if (!Number.isInteger(float)) return { int: undefined, uint: undefined };
  const whole = BigInt(float);
  return {
    int: whole >= -MAX_INT - 1n && whole <= MAX_INT ? whole : undefined,
    uint: whole >= 0n && whole <= MAX_UINT ? whole : undefined,
  };
}

/** `strconv.ParseInt(text, 0, …)` without its limits; undefined where the syntax is wrong. */
function parseInteger(text: string): bigint | undefined {
  const shape = /^([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/.exec(text);
  if (shape === null) return undefined;
  const digits = (shape[2] ?? '').replaceAll('_', '').replace(/^0(?=[0-9])/, '0o');
  const size = BigInt(digits);
  return shape[1] === '-' ? -size : size;
}

/** `strconv.ParseFloat`: decimal, or hexadecimal with a binary exponent. */
function parseFloat64(text: string): number | undefined {
  if (!underscoresFit(text)) return undefined;
  const plain = text.replaceAll('_', '');
  const hexadecimal = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?[0-9]+)$/.exec(plain);
  if (hexadecimal !== null) {
    const [, sign, whole = '', fraction = '', exponent] = hexadecimal;
    if (whole + fraction === '') return undefined;
    const size = Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - fraction.length * 4);
    return finite(sign === '-' ? -size : size);
  }
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(plain)) return undefined;
  return finite(Number(plain));
}

/** Underscores stand between digits, or between a base prefix and a digit. */
function underscoresFit(text: string): boolean {
  return !text.includes('_') || !/(?:^|[^0-9a-fA-FxXoObB])_|_(?:[^0-9a-fA-F]|$)/.test(text);
}

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);
