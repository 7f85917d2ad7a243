// Sprig's string functions about letters and words. Sources of the rules: Masterminds/goutils 1.1.1, Go's strings and unicode.
import { bytesOf, stringOf } from '../go/values';
import { type Family, fn, int, text } from './define';

export const LETTER_CASE: Family = {
  upper: fn('string', ([value]) => eachCharacter(text(value), upper)),
  lower: fn('string', ([value]) => eachCharacter(text(value), lower)),
  title: fn('string', ([value]) => title(text(value))),
  untitle: fn('string', ([value]) => untitle(text(value))),
  swapcase: fn('string', ([value]) => swapCase(text(value))),
  initials: fn('string', ([value]) => initials(text(value))),
  nospace: fn('string', ([value]) => withoutSpaces(text(value))),
  abbrev: fn('int, string', ([width, value]) => (int(width) < 4 ? value : abbreviate(text(value), 0, int(width)))),
  abbrevboth: fn('int, int, string', ([left, right, value]) =>
    int(right) < 4 || (int(left) > 0 && int(right) < 7) ? value : abbreviate(text(value), int(left), int(right)),
  ),
  wrap: fn('int, string', ([width, value]) => wrap(text(value), int(width), '\n', false)),
  wrapWith: fn('int, string, string', ([width, separator, value]) => wrap(text(value), int(width), text(separator) || '\n', true)),
};

/** Go changes each character by itself: one that has no single counterpart, such as ß, stays. */
const upper = (character: string): string => single(character.toUpperCase(), character);
const lower = (character: string): string => single(character.toLowerCase(), character);

function single(changed: string, character: string): string {
  return [...changed].length === 1 ? changed : character;
}

function eachCharacter(value: string, change: (character: string) => string): string {
  let result = '';
  for (const character of value) result += change(character);
  return result;
}

const isSpace = (character: string): boolean =>
  /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/.test(character);

/** Go's `strings.Title`: words begin after what is neither letter, digit nor underscore, and beyond ASCII only after white space. */
function title(value: string): string {
  let before = ' ';
  return eachCharacter(value, (character) => {
    const begins = separates(before);
    before = character;
    return begins ? upper(character) : character;
  });
}

function separates(character: string): boolean {
  if (character <= '\x7f') return !/^\w$/.test(character);
  return !/^[\p{L}\p{Nd}]$/u.test(character) && isSpace(character);
}

function untitle(value: string): string {
  let begins = true;
  return eachCharacter(value, (character) => {
    if (isSpace(character)) begins = true;
    else if (begins) {
      begins = false;
      return lower(character);
    }
    return character;
  });
}

function swapCase(value: string): string {
  return eachCharacter(value, (character) => {
    if (/^[\p{Lu}\p{Lt}]$/u.test(character)) return lower(character);
    return /^\p{Ll}$/u.test(character) ? upper(character) : character;
  });
}

/** The library goes through bytes, and takes each for a character. */
function initials(value: string): string {
  let result = '';
  let begins = true;
  for (const character of latin1(value)) {
    if (isSpace(character)) begins = true;
    else if (begins) {
      result += character;
      begins = false;
    }
  }
  return result;
}

/** As with initials; a text without white space comes back as it was. */
function withoutSpaces(value: string): string {
  const bytes = latin1(value);
  const kept = [...bytes].filter((character) => !isSpace(character)).join('');
  return kept.length === bytes.length ? value : kept;
}

function latin1(value: string): string {
  return Array.from(bytesOf(value), (byte) => String.fromCharCode(byte)).join('');
}

function abbreviate(value: string, offset: number, width: number): string {
  const bytes = bytesOf(value);
  const { length } = bytes;
  if (length <= width) return value;
  let start = Math.min(offset, length);
  if (length - start < width - 3) start = length - (width - 3);
  if (start <= 4) return `${stringOf(bytes.subarray(0, width - 3))}...`;
  if (width < 7) return '';
  if (start + width - 3 < length) return `...${shortened(bytes.subarray(start), width - 3)}`;
  return `...${stringOf(bytes.subarray(length - (width - 3)))}`;
}

function shortened(bytes: Uint8Array, width: number): string {
  return width < 4 ? '' : abbreviate(stringOf(bytes), 0, width);
}

/** @param splitsWords whether words longer than the line are cut. */
function wrap(value: string, width: number, separator: string, splitsWords: boolean): string {
  const bytes = latin1(value);
  const limit = Math.max(1, width);
  let result = '';
  let at = 0;
  while (bytes.length - at > limit) {
    if (bytes[at] === ' ') {
      at++;
      continue;
    }
    const space = bytes.lastIndexOf(' ', at + limit);
    const next = splitsWords ? -1 : bytes.indexOf(' ', at + limit);
    if (space >= at) [result, at] = [result + bytes.slice(at, space) + separator, space + 1];
    else if (splitsWords) [result, at] = [result + bytes.slice(at, at + limit) + separator, at + limit];
    else if (next === -1) [result, at] = [result + bytes.slice(at), bytes.length];
    else [result, at] = [result + bytes.slice(at, next) + separator, next + 1];
  }
  return stringOf(unLatin1(result + bytes.slice(at), separator));
}

/** The separator may have characters beyond a byte; the rest was taken apart into bytes. */
function unLatin1(value: string, separator: string): Uint8Array {
  if (/^[\0-\x7f]*$/.test(separator)) return Uint8Array.from(value, (character) => character.charCodeAt(0));
  const parts = value.split(separator).map((part) => Uint8Array.from(part, (character) => character.charCodeAt(0)));
  const between = bytesOf(separator);
  const all = parts.flatMap((part, index) => (index === 0 ? [...part] : [...between, ...part]));
  return Uint8Array.from(all);
}
