// Sprig's string functions about letters and words. Sources of the rules: Masterminds/goutils 1.1.1, Go's strings and unicode.
import { type CallContext, bytesOf, stringOf } from '../go/values';
import { eachCharacter, lowerOf, titleOf, upperOf } from '../go/letters';
import { type Family, fn, int, text } from './define';

export const LETTER_CASE: Family = {
  upper: fn('string', ([value]) => eachCharacter(text(value), upperOf)),
  lower: fn('string', ([value]) => eachCharacter(text(value), lowerOf)),
  title: fn('string', ([value]) => title(text(value))),
  untitle: fn('string', ([value]) => untitle(text(value))),
  swapcase: fn('string', ([value]) => swapCase(text(value))),
  initials: fn('string', ([value]) => initials(text(value))),
  nospace: fn('string', ([value]) => withoutSpaces(text(value))),
  abbrev: fn('int, string', ([width, value]) => (int(width) < 4 ? value : abbreviate(text(value), 0, int(width)))),
  abbrevboth: fn('int, int, string', ([left, right, value]) =>
    int(right) < 4 || (int(left) > 0 && int(right) < 7) ? value : abbreviate(text(value), int(left), int(right)),
  ),
  wrap: fn('int, string', ([width, value], context) => wrap(text(value), int(width), '\n', false, context)),
  wrapWith: fn('int, string, string', ([width, separator, value], context) =>
    wrap(text(value), int(width), text(separator) || '\n', true, context),
  ),
};

const isSpace = (character: string): boolean =>
  /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/.test(character);

/** Go's `strings.Title`: words begin after what is neither letter, digit nor underscore, and beyond ASCII only after white space. */
function title(value: string): string {
  let before = ' ';
  return eachCharacter(value, (character) => {
    const begins = separates(before);
    before = character;
    return begins ? titleOf(character) : character;
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
      return lowerOf(character);
    }
    return character;
  });
}

function swapCase(value: string): string {
  let begins = true;
  return eachCharacter(value, (character) => {
    const isFirst = begins;
    begins = isSpace(character);
    if (/^[\p{Lu}\p{Lt}]$/u.test(character)) return lowerOf(character);
    if (!/^\p{Ll}$/u.test(character)) return character;
    return isFirst ? titleOf(character) : upperOf(character);
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
  // Go's integers wrap around, as those of the least offset do.
  if (BigInt.asIntN(64, BigInt(length) - BigInt(start)) < width - 3) start = length - (width - 3);
  if (start <= 4) return `${stringOf(bytes.subarray(0, width - 3))}...`;
  if (width < 7) return '';
  if (start + width - 3 < length) return `...${shortened(bytes.subarray(start), width - 3)}`;
  return `...${stringOf(bytes.subarray(length - (width - 3)))}`;
}

function shortened(bytes: Uint8Array, width: number): string {
  return width < 4 ? '' : abbreviate(stringOf(bytes), 0, width);
}

/** @param splitsWords whether words longer than the line are cut. */
function wrap(value: string, width: number, separator: string, splitsWords: boolean, { budget }: CallContext): string {
  const bytes = latin1(value);
  const limit = Math.max(1, width);
  const lines: string[] = [];
  let at = 0;
  const take = (end: number, next: number): void => {
    budget.grow(end - at + separator.length);
    lines.push(bytes.slice(at, end));
    at = next;
  };
  while (bytes.length - at > limit) {
    if (bytes[at] === ' ') {
      at++;
      continue;
    }
    const space = bytes.slice(at, at + limit + 1).lastIndexOf(' ');
    const next = splitsWords || space !== -1 ? -1 : bytes.indexOf(' ', at + limit);
    if (space !== -1) take(at + space, at + space + 1);
    else if (splitsWords) take(at + limit, at + limit);
    else if (next !== -1) take(next, next + 1);
    // No line ends after the last long word.
    else return joined([...lines, bytes.slice(at)], separator);
  }
  return joined([...lines, bytes.slice(at)], separator);
}

/** The lines are of bytes, one a character. */
function joined(lines: readonly string[], separator: string): string {
  const between = bytesOf(separator);
  const parts = lines.map((line) => Uint8Array.from(line, (character) => character.charCodeAt(0)));
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, between.length * (lines.length - 1)));
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (index > 0) all.set(between, at);
    if (index > 0) at += between.length;
    all.set(part, at);
    at += part.length;
  }
  return stringOf(all);
}
