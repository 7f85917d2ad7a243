// Numbers, text and bytes under the verbs of Go's fmt. Each answers undefined to a verb that does not fit.
import { formatFloat } from './float';
import type { Flags } from './format-flags';
import { canBackquote, isPrintable, quote, quoteRune, runeText } from './quote';
import { bytesOf, type IntKind, stringOf } from './values';

/** Pads to the width, counted in characters; zeros go to the left only. */
export function pad(text: string, flags: Flags): string {
  if (flags.width === undefined || flags.width === 0) return text;
  const missing = flags.width - [...text].length;
  if (missing <= 0) return text;
  if (flags.minus) return text + ' '.repeat(missing);
  return (flags.zero ? '0' : ' ').repeat(missing) + text;
}

export function formatText(text: string, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 'v':
      return flags.sharpV ? quoted(text, flags) : pad(truncated(text, flags), flags);
    case 's':
      return pad(truncated(text, flags), flags);
    case 'x':
    case 'X':
      return hexBytes(bytesOf(text), verb, flags);
    case 'q':
      return quoted(text, flags);
    default:
      return undefined;
  }
}

export function formatBytes(bytes: Uint8Array, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 'v':
    case 'd':
      if (flags.sharpV) return `[]byte{${[...bytes].map((byte) => `0x${byte.toString(16)}`).join(', ')}}`;
      return `[${[...bytes].map((byte) => formatInteger(BigInt(byte), 'uint8', 'd', flags) ?? '').join(' ')}]`;
    case 's':
    case 'q':
      return formatText(stringOf(bytes), verb, flags);
    case 'x':
    case 'X':
      return hexBytes(bytes, verb, flags);
    default:
      return undefined;
  }
}

const BASES: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

export function formatInteger(value: bigint, kind: IntKind, verb: string, flags: Flags): string | undefined {
  if (verb === 'c') return pad(runeText(value < 0n || value > 0x10ffffn ? -1 : Number(value)), flags);
  if (verb === 'q') return pad(quoteRune(value < 0n || value > 0x10ffffn ? 0xfffd : Number(value), flags.plus), flags);
  if (verb === 'U') return unicode(value, flags);
  const hexadecimal = verb === 'v' && flags.sharpV && kind.startsWith('u');
  const base = hexadecimal ? 16 : BASES[verb];
  if (base === undefined) return undefined;
  return inBase(value, base, verb, hexadecimal ? { ...flags, sharp: true } : flags);
}

export function formatFloating(value: number, verb: string, flags: Flags): string | undefined {
  if (verb === 'v') return floating(value, 'g', -1, flags);
  if ('bgGxX'.includes(verb)) return floating(value, verb, -1, flags);
  if ('feE'.includes(verb)) return floating(value, verb, 6, flags);
  return verb === 'F' ? floating(value, 'f', 6, flags) : undefined;
}

export function formatComplex(real: number, imaginary: number, verb: string, flags: Flags): string | undefined {
  const first = formatFloating(real, verb, flags);
  return first === undefined ? undefined : `(${first}${formatFloating(imaginary, verb, { ...flags, plus: true }) ?? ''}i)`;
}

function truncated(text: string, flags: Flags): string {
  if (flags.precision === undefined || text.length <= flags.precision) return text;
  return [...text].slice(0, flags.precision).join('');
}

function quoted(text: string, flags: Flags): string {
  const shown = truncated(text, flags);
  if (flags.sharp && canBackquote(shown)) return pad(`\`${shown}\``, flags);
  return pad(quote(shown, flags.plus), flags);
}

function hexBytes(bytes: Uint8Array, verb: string, flags: Flags): string {
  const shown = flags.precision === undefined ? bytes : bytes.subarray(0, flags.precision);
  const prefix = flags.sharp ? `0${verb}` : '';
  const pairs = [...shown].map((byte) => byte.toString(16).padStart(2, '0'));
  const digits = verb === 'X' ? pairs.map((pair) => pair.toUpperCase()) : pairs;
  if (digits.length === 0) return pad('', flags);
  return pad(flags.space ? digits.map((pair) => prefix + pair).join(' ') : prefix + digits.join(''), flags);
}

function inBase(value: bigint, base: number, verb: string, flags: Flags): string {
  const spaces = { ...flags, zero: false };
  const negative = value < 0n;
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  if (flags.precision === 0 && value === 0n) return pad('', spaces);
  const digits = (negative ? -value : value).toString(base);
  const full = digits.padStart(wantedDigits(flags, sign), '0');
  return pad(sign + basePrefix(full, base, verb, flags) + (verb === 'X' ? full.toUpperCase() : full), spaces);
}

function wantedDigits(flags: Flags, sign: string): number {
  if (flags.precision !== undefined) return flags.precision;
  return flags.zero && !flags.minus && flags.width !== undefined ? flags.width - sign.length : 0;
}

function basePrefix(digits: string, base: number, verb: string, flags: Flags): string {
  const octal = verb === 'O' ? '0o' : '';
  if (!flags.sharp) return octal;
  if (base === 2) return '0b';
  if (base === 8) return octal + (digits.startsWith('0') ? '' : '0');
  return base === 16 ? `0${verb === 'X' ? 'X' : 'x'}` : '';
}

function unicode(value: bigint, flags: Flags): string {
  const unsigned = BigInt.asUintN(64, value);
  const digits = unsigned
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(flags.precision ?? 4, 4), '0');
  const character = unsigned <= 0x10ffffn ? runeText(Number(unsigned)) : '';
  const shown = flags.sharp && character !== '' && isPrintable(character) ? ` '${character}'` : '';
  return pad(`U+${digits}${shown}`, { ...flags, zero: false });
}

function floating(value: number, verb: string, precision: number, flags: Flags): string {
  const wanted = flags.precision ?? precision;
  const text = formatFloat(value, verb, wanted);
  const signed = /^[+-]/.test(text);
  const sign = signed ? (text[0] ?? '') : '+';
  const digits = signed ? text.slice(1) : text;
  const shownSign = sign === '-' ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  if (!Number.isFinite(value)) return pad((shownSign === '' && !Number.isNaN(value) ? '+' : shownSign) + digits, { ...flags, zero: false });
  const full = flags.sharp && verb !== 'b' ? withPoint(digits, verb, wanted) : digits;
  if (shownSign !== '' && flags.zero && !flags.minus && flags.width !== undefined) return shownSign + full.padStart(flags.width - 1, '0');
  return pad(shownSign + full, flags);
}

/** `#` keeps the point and the zeros after it. */
function withPoint(digits: string, verb: string, precision: number): string {
  const tailAt = digits.search(verb === 'x' || verb === 'X' ? /[pP]/ : /[eEpP]/);
  const number = tailAt < 0 ? digits : digits.slice(0, tailAt);
  const tail = tailAt < 0 ? '' : digits.slice(tailAt);
  let missing = 'gGx'.includes(verb) ? (precision < 0 ? 6 : precision) : 0;
  missing -= number.replace(/^[0.]+/, '').replace('.', '').length;
  const pointed = number.includes('.');
  if (!pointed && number === '0') missing -= 1;
  return number + (pointed ? '' : '.') + '0'.repeat(Math.max(missing, 0)) + tail;
}
