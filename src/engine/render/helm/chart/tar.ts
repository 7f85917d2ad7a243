// Reads tar archives: the formats that Go's archive/tar, GNU tar and BSD tar write. No library found reads them synchronously with long names.
import { stringOf } from '../go/values';

export interface TarEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'other';
  readonly data: Uint8Array;
}

export interface Tar {
  readonly entries: readonly TarEntry[];
  /** Whether the two empty blocks are there that end an archive: nothing behind them is a part of it. */
  readonly hasEnd: boolean;
}

/** Why an archive cannot be read, in words for the end of a sentence. */
export class TarError extends Error {
  override readonly name = 'TarError';
}

const BLOCK = 512;
const SPARSE = 'it holds a file whose holes were left out (“sparse”)';

/**
 * The entries of an archive, extended headers applied. One without empty blocks at its end is whole.
 * @throws TarError where the archive is cut off or is none.
 */
export function readTar(archive: Uint8Array): Tar {
  const entries: TarEntry[] = [];
  let next: { path?: string; size?: number } = {};
  for (let at = 0; at < archive.length; ) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.length < BLOCK) throw new TarError('it is cut off');
    if (isEmpty(header)) return { entries, hasEnd: isEndAfter(archive, at + BLOCK) };
    checkSum(header);
    const type = String.fromCharCode(header[156] ?? 0);
    const isExtension = 'xgLK'.includes(type);
    const size = isExtension ? numberAt(header, 124, 12) : (next.size ?? numberAt(header, 124, 12));
    const data = archive.subarray(at + BLOCK, at + BLOCK + size);
    if (data.length < size) throw new TarError('it is cut off');
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (at > archive.length) throw new TarError('it is cut off');
    if (type === 'x') next = { ...next, ...extendedHeader(data) };
    else if (type === 'L') next = { ...next, path: stringOf(data).replace(/\0+$/, '') };
    // A header for all of them stands between one's own and its file: Go has forgotten that by then.
    else if (type === 'g') next = {};
    if (isExtension) continue;
    if (type === 'S') throw new TarError(SPARSE);
    const name = next.path ?? nameOf(header);
    entries.push({ name, kind: kindOf(type, name), data });
    next = {};
  }
  return { entries, hasEnd: false };
}

function isEmpty(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** Behind the first empty block there is a second one, or nothing. */
function isEndAfter(archive: Uint8Array, at: number): boolean {
  const block = archive.subarray(at, at + BLOCK);
  if (block.length === 0) return false;
  if (block.length < BLOCK) throw new TarError('it is cut off');
  if (!isEmpty(block)) throw new TarError('it is not a tar archive');
  return true;
}

function kindOf(type: string, name: string): TarEntry['kind'] {
  if (type === '5') return 'directory';
  if (type !== '0' && type !== '\0' && type !== '7') return 'other';
  // Only the oldest format tells folders by a slash.
  return type === '\0' && name.endsWith('/') ? 'directory' : 'file';
}

/** The name, with the prefix that the ustar format has for long ones. */
function nameOf(header: Uint8Array): string {
  const name = textAt(header, 0, 100);
  const magic = textAt(header, 257, 8);
  const hasPrefix = magic === 'ustar' || (magic === 'ustar  ' && isPrefixOfGo(header));
  const prefix = hasPrefix ? textAt(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Go before 1.8, and charts that Helm 2 packed with it, wrote a prefix into the format that has times there. Source: golang.org/issue/12594. */
function isPrefixOfGo(header: Uint8Array): boolean {
  const times = [textAt(header, 345, 12), textAt(header, 357, 12)];
  return times.some((time) => !/^ *[0-7]* *$/.test(time)) && /^\p{ASCII}+$/u.test(textAt(header, 345, 155));
}

function textAt(header: Uint8Array, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return stringOf(end === -1 ? field : field.subarray(0, end));
}

/** Octal digits, or base 256 where the first bit is set. */
function numberAt(header: Uint8Array, at: number, length: number): number {
  const first = header[at] ?? 0;
  if ((first & 0x80) !== 0) {
    let value = first & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + (header[at + i] ?? 0);
    return value;
  }
  const digits = textAt(header, at, length).trim();
  if (digits === '') return 0;
  if (!/^[0-7]+$/.test(digits)) throw new TarError('it is not a tar archive');
  return Number.parseInt(digits, 8);
}

/** The sum of a header's bytes, its own field counted as blanks. Old programs added them up with signs. */
function checkSum(header: Uint8Array): void {
  let sum = 8 * 32;
  let signed = sum;
  for (let i = 0; i < BLOCK; i++) {
    if (i >= 148 && i < 156) continue;
    const byte = header[i] ?? 0;
    sum += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  const written = numberAt(header, 148, 8);
  if (sum !== written && signed !== written) throw new TarError('it is not a tar archive');
}

/** `LENGTH KEY=VALUE\n` records, the length being that of the whole record. Source: POSIX, pax Extended Header. */
function extendedHeader(data: Uint8Array): { path?: string; size?: number } {
  const found: { path?: string; size?: number } = {};
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(32, at);
    const length = space === -1 ? Number.NaN : Number(stringOf(data.subarray(at, space)));
    if (!Number.isInteger(length) || length <= space - at || at + length > data.length) throw new TarError('it has a broken header');
    const [, key, value = ''] = /^([^=]*)=(.*)\n$/s.exec(stringOf(data.subarray(space + 1, at + length))) ?? [];
    if (key?.startsWith('GNU.sparse.') === true) throw new TarError(SPARSE);
    if (key === 'path') found.path = value;
    if (key === 'size' && /^\d+$/.test(value)) found.size = Number(value);
    at += length;
  }
  return found;
}
