// Real random texts, numbers and hashes, as sprig draws them.
import { encodeBase64 as saltText, hashSync } from 'bcryptjs';
import { toBase64 } from '../functions/digests';
import type { Draw } from './draw';

/** All characters are equally likely. */
export function drawnText(draw: Draw, count: number, alphabet: string): string {
  const characters: string[] = [];
  for (let at = 0; at < count; at++) characters.push(alphabet.charAt(below(draw, alphabet.length)));
  return characters.join('');
}

/** Of `least` and above, and below `most`. */
export function drawnInteger(draw: Draw, least: number, most: number): number {
  return least + below(draw, most - least);
}

export function drawnBytes(draw: Draw, count: number): string {
  return toBase64(draw.bytes(count));
}

export function shuffled(draw: Draw, text: string): string {
  const characters = [...text];
  for (let at = characters.length - 1; at > 0; at--) {
    const other = below(draw, at + 1);
    [characters[at], characters[other]] = [characters[other] as string, characters[at] as string];
  }
  return characters.join('');
}

/** Version 4. */
export function drawnUuid(draw: Draw): string {
  const bytes = draw.bytes(16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** At bcrypt's default cost, which is sprig's. */
export function bcryptHash(draw: Draw, password: string): string {
  return hashSync(password, `$2a$10$${saltText(draw.bytes(16), 16)}`);
}

/** Rejects what would make the first numbers likelier. */
function below(draw: Draw, limit: number): number {
  const ceiling = 2 ** 48 - (2 ** 48 % limit);
  for (;;) {
    const value = draw.bytes(6).reduce((sum, byte) => sum * 256 + byte, 0);
    if (value < ceiling) return value % limit;
  }
}
