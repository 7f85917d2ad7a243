// Go's string and character constants: quoted for output, and read back (strconv.Quote, strconv.Unquote).

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Whether Go counts a character as printable (unicode.IsPrint). */
export const isPrintable = (character: string): boolean => PRINTABLE.test(character);

/** A byte that is not UTF-8, as our strings carry it; undefined for any other character. */
export function rawByte(character: string): number | undefined {
  const code = character.charCodeAt(0);
  return character.length === 1 && code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : undefined;
}

/** A double-quoted Go string constant; with `ascii`, other characters are escaped. */
export function quote(text: string, ascii = false): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  return `"${[...text].map((character) => escaped(character, '"', ascii)).join('')}"`;
}

/** A single-quoted Go character constant. */
export function quoteRune(code: number, ascii = false): string {
  return `'${escaped(runeText(code), "'", ascii)}'`;
}

/** The character with a code point; U+FFFD where there is none. */
export function runeText(code: number): string {
  return code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
}

/** Whether a raw string constant can hold the text (strconv.CanBackquote). */
export function canBackquote(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if ((code < 0x20 && character !== '\t') || character === '`' || code === 0x7f || code === 0xfeff || rawByte(character) !== undefined)
      return false;
  }
  return true;
}

function escaped(character: string, mark: string, ascii: boolean): string {
  if (character === mark || character === '\\') return `\\${character}`;
  const byte = rawByte(character);
  if (byte !== undefined) return `\\x${hex(byte, 2)}`;
  const code = character.codePointAt(0) ?? 0;
  if (isPrintable(character) && (!ascii || code < 0x80)) return character;
  const short = ESCAPES[character];
  if (short !== undefined) return short;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0');
