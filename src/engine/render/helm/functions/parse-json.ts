// Reads JSON, and says of a mistake what Go's encoding/json says. Every number is a float64.
import { quoteRune } from '../go/quote';
import { GoError, GoMap, GoSlice, type Value } from '../go/values';

/**
 * @param wanted what it has to be; of anything else only what it is matters: what is in it is not looked at
 * @throws GoError
 */
export function parseJson(text: string, wanted: 'any' | 'map' | 'slice' = 'any'): Value {
  try {
    const plain: unknown = JSON.parse(text);
    return wanted === 'any' || wanted === kindOf(plain) ? fromPlain(plain, text) : emptied(plain);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new GoError(mistakeIn(text));
  }
}

function kindOf(plain: unknown): 'map' | 'slice' | 'scalar' {
  return typeof plain !== 'object' || plain === null ? 'scalar' : Array.isArray(plain) ? 'slice' : 'map';
}

function emptied(plain: unknown): Value {
  if (Array.isArray(plain)) return new GoSlice([]);
  return typeof plain === 'object' && plain !== null ? new GoMap() : ((plain ?? undefined) as Value);
}

function fromPlain(value: unknown, text: string): Value {
  if (value === null) return undefined;
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) throw outOfRange(text);
  if (Array.isArray(value)) return new GoSlice(value.map((item) => fromPlain(item, text)));
  if (typeof value !== 'object') return value as Value;
  return new GoMap(new Map(Object.entries(value).map(([key, item]) => [key, fromPlain(item, text)])));
}

/** Names the first number of the text that no float64 holds. */
function outOfRange(text: string): GoError {
  const numbers = text.match(/"(?:\\.|[^"\\])*"|-?\d[\d.eE+-]*/g) ?? [];
  const first = numbers.find((one) => !one.startsWith('"') && !Number.isFinite(Number(one)));
  return new GoError(`json: cannot unmarshal number ${first} into Go value of type float64`);
}

interface Scanner {
  readonly text: string;
  at: number;
}

/** What stands in the way, in the words of Go's scanner, which stops at the first character that cannot go on. */
function mistakeIn(text: string): string {
  const scanner: Scanner = { text, at: 0 };
  try {
    value(scanner);
    spaces(scanner);
    if (scanner.at < text.length) wrong(scanner, 'after top-level value');
  } catch (error) {
    if (error instanceof GoError) return error.message;
    throw error;
  }
  return 'invalid JSON';
}

function wrong(scanner: Scanner, where: string): never {
  const character = scanner.text.codePointAt(scanner.at);
  if (character === undefined) {
    // At the end Go's scanner goes on with a space, which is allowed in most places.
    throw new GoError(
      /literal|escape/.test(where) && !/string literal/.test(where) ? `invalid character ' ' ${where}` : 'unexpected end of JSON input',
    );
  }
  const shown = character === 0x27 ? `'\\''` : character === 0x22 ? `'"'` : quoteRune(character < 0x80 ? character : firstByte(character));
  throw new GoError(`invalid character ${shown} ${where}`);
}

/** Go's scanner goes by bytes, and shows the first one of a character. */
function firstByte(character: number): number {
  return new TextEncoder().encode(String.fromCodePoint(character))[0] ?? 0;
}

function spaces(scanner: Scanner): void {
  while (/^[ \t\r\n]$/.test(scanner.text.charAt(scanner.at))) scanner.at++;
}

function value(scanner: Scanner): void {
  spaces(scanner);
  const character = scanner.text.charAt(scanner.at);
  const read = READERS[/^[-\d]$/.test(character) ? '0' : character];
  if (read !== undefined) {
    read(scanner);
    return;
  }
  const word = { t: 'true', f: 'false', n: 'null' }[character];
  if (word === undefined) wrong(scanner, 'looking for beginning of value');
  for (let at = 1; at < word.length; at++) {
    scanner.at++;
    if (scanner.text.charAt(scanner.at) !== word.charAt(at))
      wrong(scanner, `in literal ${word} (expecting ${quoteRune(word.charCodeAt(at))})`);
  }
  scanner.at++;
}

const READERS: Readonly<Record<string, (scanner: Scanner) => void>> = { '{': object, '[': array, '"': text, '0': number };

function object(scanner: Scanner): void {
  scanner.at++;
  spaces(scanner);
  if (scanner.text.charAt(scanner.at) === '}') return void scanner.at++;
  for (;;) {
    spaces(scanner);
    if (scanner.text.charAt(scanner.at) !== '"') wrong(scanner, 'looking for beginning of object key string');
    text(scanner);
    spaces(scanner);
    if (scanner.text.charAt(scanner.at) !== ':') wrong(scanner, 'after object key');
    scanner.at++;
    value(scanner);
    spaces(scanner);
    const next = scanner.text.charAt(scanner.at);
    if (next !== '}' && next !== ',') wrong(scanner, 'after object key:value pair');
    scanner.at++;
    if (next === '}') return;
  }
}

function array(scanner: Scanner): void {
  scanner.at++;
  spaces(scanner);
  if (scanner.text.charAt(scanner.at) === ']') return void scanner.at++;
  for (;;) {
    value(scanner);
    spaces(scanner);
    const next = scanner.text.charAt(scanner.at);
    if (next !== ']' && next !== ',') wrong(scanner, 'after array element');
    scanner.at++;
    if (next === ']') return;
  }
}

function text(scanner: Scanner): void {
  for (scanner.at++; ; scanner.at++) {
    const character = scanner.text.charAt(scanner.at);
    if (character === '"') return void scanner.at++;
    if (character === '' || character < ' ') wrong(scanner, 'in string literal');
    if (character !== '\\') continue;
    scanner.at++;
    const escaped = scanner.text.charAt(scanner.at);
    if (escaped === 'u') hexadecimal(scanner);
    else if (!/^["\\/bfnrt]$/.test(escaped)) wrong(scanner, 'in string escape code');
  }
}

function hexadecimal(scanner: Scanner): void {
  for (let digit = 0; digit < 4; digit++) {
    scanner.at++;
    if (!/^[\da-fA-F]$/.test(scanner.text.charAt(scanner.at))) wrong(scanner, 'in \\u hexadecimal character escape');
  }
}

function number(scanner: Scanner): void {
  const isDigit = () => /^\d$/.test(scanner.text.charAt(scanner.at));
  const digits = (where: string) => {
    if (!isDigit()) wrong(scanner, where);
    while (isDigit()) scanner.at++;
  };
  if (scanner.text.charAt(scanner.at) === '-') scanner.at++;
  if (scanner.text.charAt(scanner.at) === '0') scanner.at++;
  else digits('in numeric literal');
  if (scanner.text.charAt(scanner.at) === '.') {
    scanner.at++;
    digits('after decimal point in numeric literal');
  }
  if (!/^[eE]$/.test(scanner.text.charAt(scanner.at))) return;
  scanner.at++;
  if (/^[+-]$/.test(scanner.text.charAt(scanner.at))) scanner.at++;
  digits('in exponent of numeric literal');
}
