// What BurntSushi/toml says of a text that is no TOML, as far as the line at fault tells it.
import { parse, TomlError } from 'smol-toml';

/** A text as far as its mistake tells it: its line, and what stands around it. */
interface Place {
  readonly text: string;
  readonly line: number;
  /** The line, without what it is indented by. */
  readonly source: string;
  readonly isLast: boolean;
  /** The table that the line is in, from its head. */
  readonly table: string;
}

/** @returns the message with its line, and the key where it says one. */
export function tomlWords(text: string, error: TomlError): string {
  const place = placeOf(text, outOfRange(text, error.line) ?? error.line);
  const said = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? '';
  return inOpenBrackets(place) ?? ofLine(place, said);
}

/** A line that begins a table. */
const HEAD = /^\s*\[\[?([^[\]]+)\]\]?\s*(?:#.*)?$/;

function placeOf(text: string, line: number): Place {
  const lines = text.split('\n');
  const heads = lines.slice(0, line - 1).flatMap((each) => HEAD.exec(each)?.[1]?.trim() ?? []);
  return { text, line, source: (lines[line - 1] ?? '').trimStart(), isLast: line === lines.length, table: heads.at(-1) ?? '' };
}

/** An integer of more than 64 bits is told when it is read, whatever stands behind it. */
const LARGE = /^\s*[\w-]+[ \t]*=[ \t]*[+-]?(\d{19,})[ \t]*(?:#.*)?$/;
const LARGEST = 2n ** 63n - 1n;

/** The first line with such an integer. */
function outOfRange(text: string, before: number): number | undefined {
  const at = text.split('\n').slice(0, before).findIndex(isOutOfRange);
  return at < 0 ? undefined : at + 1;
}

function isOutOfRange(line: string): boolean {
  return BigInt(LARGE.exec(line)?.[1] ?? '0') > LARGEST;
}

/** Of a text that is TOML but for integers that Go has no room for. */
export function rangeWords(text: string): string {
  const line = outOfRange(text, Number.POSITIVE_INFINITY);
  return line === undefined ? 'toml: an integer is out of range for int64' : ofLine(placeOf(text, line), '');
}

function ofLine(place: Place, said: string): string {
  const { text, line, source, isLast, table } = place;
  const control = [...source].find((character) => character < ' ' && character !== '\t' && character !== '\r');
  const [, key = '', value = ''] = /^([\w-]+)[ \t]*=[ \t]*(.*)$/su.exec(source) ?? [];
  const at = (words: string, own = line): string => `toml: line ${own} (last key "${table === '' ? key : `${table}.${key}`}"): ${words}`;
  const plain = (words: string, own = line): string => `toml: line ${own}${table === '' ? '' : ` (last key "${table}")`}: ${words}`;
  if (control !== undefined) {
    const words = `TOML files cannot contain control characters: '0x${(control.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}'`;
    return key === '' ? plain(words) : at(words);
  }
  const end = isLast ? '\\x00' : '\\n';
  if (source.startsWith('[')) return takenHead(place) ?? header(source, plain, line, end);
  if (source.startsWith('=')) return plain("unexpected '=': key name appears blank");
  if (key === '') return separator(source, isLast, plain);
  if (value.trim() === '') return at(isLast ? 'unexpected EOF; expected value' : "expected value but found '\\n' instead");
  if (isOutOfRange(source)) return at(`${/^[+-]?\d+/.exec(value)?.[0] ?? ''} is out of range for int64`);
  if (/^trying to redefine/.test(said))
    return ofValue(place) ?? at(`Key '${table === '' ? key : `${table}.${key}`}' has already been defined.`);
  if (/^each key-value declaration/.test(said)) {
    const [, rest = ''] = /^(?:"[^"]*"|'[^']*'|\[[^\]]*\]|\{[^}]*\}|\S+)[ \t]+(\S)/u.exec(value) ?? [];
    return plain(`expected a top-level item to end with a newline, comment, or EOF, but got '${rest}' instead`);
  }
  if (/^control characters/.test(said) && !isLast) return at('strings cannot contain newlines');
  // What is not closed ends with the text, and a sign with the line behind it.
  const isUnclosed = said === 'unfinished string' && /^(?:"""|''')/.test(value);
  const isSign = /^[+-]$/.test(value) && !isLast;
  return at(valueWords(value, said, end, isLast), isUnclosed ? text.replace(/\n$/, '').split('\n').length : isSign ? line + 1 : line);
}

/** What is wrong with the value of a key that is there already, which is told first: the text is read without what stands before it. */
function ofValue({ text, line }: Place): string | undefined {
  const without = (isKept: (each: string) => boolean): string =>
    text
      .split('\n')
      .map((each, at) => (at < line - 1 && !isKept(each) ? '' : each))
      .join('\n');
  try {
    parse(
      without(() => false),
      { integersAsBigInt: true },
    );
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const isOfValue = error.line === line && !error.message.includes('trying to redefine');
    if (isOfValue)
      return tomlWords(
        without((each) => HEAD.test(each)),
        error,
      );
  }
  return undefined;
}

/** An array or inline table that goes on in another line, or ends with the text. */
function inOpenBrackets({ text, line, table }: Place): string | undefined {
  const lines = text.split('\n');
  for (let at = line; at >= Math.max(1, line - 1); at--) {
    const [, key = '', bracket = '', inside = ''] =
      /^\s*([\w-]+)[ \t]*=[ \t]*([[{])([^\][{}"'#]*[^\][{}"'#\s,])[ \t]*$/u.exec(lines[at - 1] ?? '') ?? [];
    if (bracket === '') continue;
    const behind = lines.slice(at).findIndex((each) => each.trim() !== '');
    const own = behind < 0 ? at : at + 1 + behind;
    const next = behind < 0 ? 'end of file' : `'${(lines[own - 1] ?? '').trim().charAt(0)}'`;
    if (behind >= 0 && (own !== line || /^[\]},]/.test(next.slice(1)))) return undefined;
    const name = table === '' ? key : `${table}.${key}`;
    if (bracket === '[') return `toml: line ${own} (last key "${name}"): expected a comma (',') or array terminator (']'), but got ${next}`;
    const sign = inside.lastIndexOf('=');
    const last =
      sign < 0
        ? ''
        : (inside
            .slice(0, sign)
            .trimEnd()
            .split(/[^\w-]/)
            .at(-1) ?? '');
    return `toml: line ${own} (last key "${name}.${last}"): expected a comma or an inline table terminator '}', but got ${next} instead`;
  }
  return undefined;
}

/** A line that is no table and has no value. */
function separator(source: string, isLast: boolean, plain: (words: string) => string): string {
  const next = /^[\w-]*[ \t]*(.?)/su.exec(source)?.[1] ?? '';
  if (/^"[^"]*$/.test(source)) return plain(isLast ? `unexpected EOF; expected '"'` : 'strings cannot contain newlines');
  if (/^[\w-]+\.[ \t]*[.=]/.test(source)) return plain(`unexpected '${/^[\w-]+\.[ \t]*([.=])/.exec(source)?.[1]}'`);
  if (/^[\w.-]*$/.test(source.trimEnd()) && isLast) return plain("unexpected EOF; expected key separator '='");
  const wrong = next === '.' ? (/^[\w.-]*[ \t]*(.?)/su.exec(source)?.[1] ?? '') : next;
  return plain(`expected '.' or '=', but got '${wrong === '' ? '\\n' : wrong}' instead`);
}

/** The name of a table that something has already, which is told before what else is wrong with the line. */
function takenHead({ text, line, source }: Place): string | undefined {
  const [, open = '', name = ''] = /^(\[\[?)([\w-]+(?:\.[\w-]+)*)\]/.exec(source) ?? [];
  if (name === '') return undefined;
  const before = text.split('\n').slice(0, line - 1);
  const keys = new Set(before.flatMap((each) => /^\s*([\w-]+)[ \t]*=/.exec(each)?.[1] ?? []));
  const heads = before.flatMap((each) => (/^\s*\[[^[]/.test(each) ? (HEAD.exec(each)?.[1] ?? []) : []));
  const [first = '', ...more] = name.split('.');
  const isKey = heads.length === 0 && keys.has(first);
  const isTable = heads.some((head) => head === name || head.startsWith(`${name}.`));
  if (open === '[[' && (isKey || isTable)) return `toml: line ${line}: Key '${name}' was already created and cannot be used as an array.`;
  if (isKey)
    return `toml: line ${line}: Key '${first}' ${more.length === 0 ? 'has already been defined' : 'was already created as a hash'}.`;
  if (open !== '[' || !heads.includes(name)) return undefined;
  const last = more.length === 0 ? '' : ` (last key "${name.slice(0, name.lastIndexOf('.'))}")`;
  return `toml: line ${line}${last}: Key '${name}' has already been defined.`;
}

function header(source: string, plain: (words: string, line?: number) => string, line: number, end: string): string {
  const [, open = '', name = '', close = '', next = ''] = /^(\[+)([^\]]*)(\]*)[ \t]*(.?)/su.exec(source) ?? [];
  if (name === '' || name.endsWith('.')) return plain('unexpected end of table name (table names cannot be empty)');
  if (name.startsWith('.')) return plain('unexpected table separator (table names cannot be empty)');
  // The line has ended when its end is read.
  if (close === '') return plain(`expected '.' or ']' to end table name, but got '${end}' instead`, end === '\\n' ? line + 1 : line);
  const surplus = close.charAt(open.length) || next;
  return `toml: line ${line} (last key "${name}"): expected a top-level item to end with a newline, comment, or EOF, but got '${surplus}' instead`;
}

/** What is wrong with a value. @param said what the reader says of it @param end what follows the line */
function valueWords(value: string, said: string, end: string, isLast: boolean): string {
  const word = /^[^\s,\]}#]+/u.exec(value)?.[0] ?? '';
  const quote = /^(?:"""|'''|"|')/.exec(value)?.[0];
  if (said === 'unfinished string' && quote !== undefined)
    return `unexpected EOF; expected ${quote.startsWith("'") ? `"${quote}"` : `'${quote}'`}`;
  if (/^unrecogni[sz]ed escape/.test(said)) return `invalid escape in string '${/\\[^btnfre"\\uUx]/u.exec(value)?.[0] ?? '\\'}'`;
  const hexadecimal = /\\([xuU]).*$/su.exec(value);
  if (/unicode escape$/.test(said) && hexadecimal !== null) return hexadecimalWords(hexadecimal[0], hexadecimal[1] ?? '');
  if (said === 'illegal leading zero') return `Invalid integer "${word}": cannot have leading zeroes`;
  if (/_/.test(word) && /^[+-]?[\d_]+$/.test(word)) return `Invalid integer "${word}": underscores must be surrounded by digits`;
  if (/^0x/.test(word)) return `not a hexadecimal number: '0x${word.charAt(2) || (isLast ? '\0' : '\n')}'`;
  if (said === 'invalid date') return `invalid datetime: "${word}"`;
  if (/^[+-]$/.test(value)) return `expected a digit but got '${end}'`;
  if (/^[+-]?\d+\.$/.test(word)) return `Invalid float "${word}": '.' must be followed by one or more digits`;
  if (/^[+-]?\d+(?:e|\.\d+\.\d+)$/.test(word)) return `Invalid float value: "${word}"`;
  if (/^\d+-\d+$/.test(word)) return `invalid datetime: "${word}"`;
  if (value.startsWith('.')) return "floats must start with a digit, not '.'";
  if (/^\[\s*,|^\[[^\]]*,\s*,/.test(value)) return 'unexpected comma';
  if (value.startsWith('[')) return arrayWords(value);
  if (/^[\p{L}]/u.test(value)) return `expected value but found "${word}" instead`;
  return said === 'invalid value' ? `expected value but found '${value.charAt(0)}' instead` : said;
}

const DIGITS: Readonly<Record<string, readonly [string, number]>> = { x: ['two', 2], u: ['four', 4], U: ['eight', 8] };

function hexadecimalWords(escaped: string, letter: string): string {
  const [count = '', digits = 0] = DIGITS[letter] ?? [];
  return `expected ${count} hexadecimal digits after '\\${letter}', but got ${JSON.stringify(escaped.slice(0, 2 + digits))} instead`;
}

function arrayWords(value: string): string {
  const next = /^\[\s*[^\s,\]]+\s+([^\s,\]])/u.exec(value)?.[1];
  return `expected a comma (',') or array terminator (']'), but got ${next === undefined ? 'end of file' : `'${next}'`}`;
}
