// What BurntSushi/toml says of a text that is no TOML, as far as the line at fault tells it.
import type { TomlError } from 'smol-toml';

/** @returns the message with its line, and the key where it says one. */
export function tomlWords(text: string, { line, message }: TomlError): string {
  const source = (text.split('\n')[line - 1] ?? '').trimStart();
  const isLast = line === text.split('\n').length;
  const control = [...source].find((character) => character < ' ' && character !== '\t' && character !== '\r');
  const [, key = '', value = ''] = /^([\w-]+)[ \t]*=[ \t]*(.*)$/su.exec(source) ?? [];
  const said = message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? '';
  const of = (words: string): string => `toml: line ${line} (last key "${key}"): ${words}`;
  const plain = (words: string): string => `toml: line ${line}: ${words}`;
  if (control !== undefined) {
    const words = `TOML files cannot contain control characters: '0x${(control.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}'`;
    return key === '' ? plain(words) : of(words);
  }
  const end = isLast ? '\\x00' : '\\n';
  if (source.startsWith('[')) return header(source, plain, line, end);
  if (source.startsWith('=')) return plain("unexpected '=': key name appears blank");
  if (key === '') return separator(source, isLast, plain);
  if (value.trim() === '') return of(isLast ? 'unexpected EOF; expected value' : "expected value but found '\\n' instead");
  if (/^trying to redefine/.test(said)) return of(`Key '${key}' has already been defined.`);
  if (/^each key-value declaration/.test(said)) {
    const [, rest = ''] = /^(?:"[^"]*"|'[^']*'|\[[^\]]*\]|\{[^}]*\}|\S+)[ \t]+(\S)/u.exec(value) ?? [];
    return plain(`expected a top-level item to end with a newline, comment, or EOF, but got '${rest}' instead`);
  }
  if (/^control characters/.test(said) && !isLast) return of('strings cannot contain newlines');
  return of(valueWords(value, said, end));
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

function header(source: string, plain: (words: string) => string, line: number, end: string): string {
  const [, name = '', close = '', next = ''] = /^\[+([^\]]*)(\]*)[ \t]*(.?)/su.exec(source) ?? [];
  if (name === '' || name.endsWith('.')) return plain('unexpected end of table name (table names cannot be empty)');
  if (name.startsWith('.')) return plain('unexpected table separator (table names cannot be empty)');
  if (close === '') return plain(`expected '.' or ']' to end table name, but got '${end}' instead`);
  return `toml: line ${line} (last key "${name}"): expected a top-level item to end with a newline, comment, or EOF, but got '${next}' instead`;
}

/** What is wrong with a value. @param said what the reader says of it @param end what follows the line */
function valueWords(value: string, said: string, end: string): string {
  const word = /^[^\s,\]}#]+/u.exec(value)?.[0] ?? '';
  const quote = /^(?:"""|'''|"|')/.exec(value)?.[0];
  if (said === 'unfinished string' && quote !== undefined)
    return `unexpected EOF; expected ${quote.startsWith("'") ? `"${quote}"` : `'${quote}'`}`;
  if (/^unrecogni[sz]ed escape/.test(said)) return `invalid escape in string '${/\\[^btnfre"\\uUx]/u.exec(value)?.[0] ?? '\\'}'`;
  const hexadecimal = /\\([xuU]).*$/su.exec(value);
  if (/unicode escape$/.test(said) && hexadecimal !== null) return hexadecimalWords(hexadecimal[0], hexadecimal[1] ?? '');
  if (said === 'illegal leading zero') return `Invalid integer "${word}": cannot have leading zeroes`;
  if (/_/.test(word) && /^[+-]?[\d_]+$/.test(word)) return `Invalid integer "${word}": underscores must be surrounded by digits`;
  if (/^0x/.test(word)) return `not a hexadecimal number: '0x${word.charAt(2) || ' '}'`;
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
