// Sprig's checksums and encodings.
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { bytesOf, stringOf } from '../go/values';
import { type Family, fn, text } from './define';

export const DIGESTS: Family = {
  sha1sum: fn('string', ([value]) => bytesToHex(sha1(bytesOf(text(value))))),
  sha256sum: fn('string', ([value]) => bytesToHex(sha256(bytesOf(text(value))))),
  sha512sum: fn('string', ([value]) => bytesToHex(sha512(bytesOf(text(value))))),
  adler32sum: fn('string', ([value]) => String(adler32(bytesOf(text(value))))),
  b64enc: fn('string', ([value]) => toBase64(bytesOf(text(value)))),
  b64dec: fn('string', ([value]) => decodedText(base64Bytes(text(value)))),
  b32enc: fn('string', ([value]) => encodeBase32(bytesOf(text(value)))),
  b32dec: fn('string', ([value]) => decodedText(decoded(text(value), BASE32))),
};

/** What base64 stands for, or Go's words for what is wrong with it. */
export function base64Bytes(value: string): Uint8Array | string {
  return decoded(value, BASE64);
}

/** The base64 of some bytes. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function decodedText(result: Uint8Array | string): string {
  return typeof result === 'string' ? result : stringOf(result);
}

/** Source: RFC 1950. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}

interface Encoding {
  readonly name: string;
  readonly alphabet: string;
  /** Characters and bits of a group. */
  readonly group: number;
  readonly bits: number;
  /** How many characters of a last group can stand before its padding. */
  readonly partial: readonly number[];
}

const BASE64: Encoding = {
  name: 'base64',
  alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  group: 4,
  bits: 6,
  partial: [2, 3],
};
const BASE32: Encoding = { name: 'base32', alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', group: 8, bits: 5, partial: [2, 4, 5, 7] };

function encodeBase32(bytes: Uint8Array): string {
  let result = '';
  let [buffer, held] = [0, 0];
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    for (held += 8; held >= 5; held -= 5) result += BASE32.alphabet.charAt((buffer >> (held - 5)) & 31);
  }
  if (held > 0) result += BASE32.alphabet.charAt((buffer << (5 - held)) & 31);
  return result.padEnd(Math.ceil(result.length / 8) * 8, '=');
}

/** The bytes, or Go's words for the first character that is wrong. Line breaks are passed over. */
function decoded(value: string, encoding: Encoding): Uint8Array | string {
  const source = bytesOf(value);
  const bytes: number[] = [];
  let [buffer, held, inGroup] = [0, 0, 0];
  for (let at = 0; at < source.length; at++) {
    const character = String.fromCharCode(source[at] ?? 0);
    if (character === '\n' || character === '\r') continue;
    const digit = encoding.alphabet.indexOf(character);
    if (digit === -1) return character === '=' ? padded(source, at, inGroup, bytes, encoding) : corrupt(encoding, at);
    buffer = ((buffer << encoding.bits) | digit) & 0xffff;
    held += encoding.bits;
    inGroup = (inGroup + 1) % encoding.group;
    if (held >= 8) {
      held -= 8;
      bytes.push((buffer >> held) & 0xff);
    }
  }
  return inGroup === 0 ? Uint8Array.from(bytes) : corrupt(encoding, source.length - inGroup);
}

/** From the first `=` on there may be nothing but the padding that fills the group. */
function padded(source: Uint8Array, start: number, inGroup: number, bytes: readonly number[], encoding: Encoding): Uint8Array | string {
  if (!encoding.partial.includes(inGroup)) return corrupt(encoding, start);
  let missing = encoding.group - inGroup;
  for (let at = start; at < source.length; at++) {
    const character = source[at];
    if (character === 0x0a || character === 0x0d) continue;
    if (character !== 0x3d || missing === 0) return corrupt(encoding, at);
    missing--;
  }
  return missing === 0 ? Uint8Array.from(bytes) : corrupt(encoding, source.length);
}

function corrupt({ name }: Encoding, at: number): string {
  return `illegal ${name} data at input byte ${at}`;
}
