// Capitals and small letters as Go has them: each character by itself, where JavaScript may give several for one, or look at what stands around it.

/** Source: Go's `unicode.ToUpper`. A character that has no single counterpart, such as ß, stays. */
export function upperOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return character.toUpperCase();
  const capital = iotaCapital(code);
  if (capital !== undefined) return String.fromCodePoint(capital);
  return NEWER.test(character) ? character : single(character.toUpperCase(), character);
}

/** Source: Go's `unicode.ToLower`. */
export function lowerOf(character: string): string {
  if (character === '\u0130') return 'i';
  return NEWER.test(character) ? character : single(character.toLowerCase(), character);
}

/** Source: Go's `unicode.ToTitle`: of the letters that are two, only the first is a capital, and Georgian ones stay. */
export function titleOf(character: string): string {
  if (/^[\u10d0-\u10ff]$/.test(character)) return character;
  return DIGRAPHS.find((forms) => forms.includes(character))?.charAt(1) ?? upperOf(character);
}

/** Every character of a text by itself. */
export function eachCharacter(text: string, change: (character: string) => string): string {
  let result = '';
  for (const character of text) result += change(character);
  return result;
}

const DIGRAPHS = ['Ǆǅǆ', 'Ǉǈǉ', 'Ǌǋǌ', 'Ǳǲǳ'] as const;

/** Greek small letters with an iota below: the capital has the iota beside it, and is one character all the same. */
function iotaCapital(code: number): number | undefined {
  if (code < 0x1f80 || code > 0x1ff3) return undefined;
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return code + 9;
  return code < 0x1fb0 && (code & 0x08) === 0 ? code + 8 : undefined;
}

/** Letters that have a counterpart only since Unicode 16, and Go knows 15. */
const NEWER = /[\u019b\u0264\u1c89\u1c8a\ua7cb-\ua7cf\ua7d2-\ua7d5\ua7da-\ua7dc\u{10d50}-\u{10d85}\u{16ea0}-\u{16ed3}]/u;

function single(changed: string, character: string): string {
  return [...changed].length === 1 ? changed : character;
}
