// What go-yaml says of a text that it cannot read, as far as it follows from what our reader says: charts show it where `fromYaml` fails.
import type { Failure } from '../../../model';

/**
 * go-yaml counts the lines of its scanner from 1 and those of its parser from 0, and tells neither of the first. What a key lacks it sees in the
 * line after it, and what brackets lack at the next token of another kind.
 */
type Counted = 'scanner' | 'parser' | 'afterKey' | 'inBrackets' | 'atEnd' | 'never';

interface Row {
  readonly said: RegExp;
  readonly words: string | ((source: string, detail: string, text: string) => string);
  readonly counted: Counted;
}

const CANNOT_START = 'found character that cannot start any token';
const CONTENT = 'did not find expected node content';
const BAD_CODE = 'found invalid Unicode character escape code';
const NAME = 'did not find expected alphabetic or numeric character';

const ROWS: readonly Row[] = [
  { said: /^the control character/, words: 'control characters are not allowed', counted: 'never' },
  { said: /^Unexpected block-seq-ind/, words: 'block sequence entries are not allowed in this context', counted: 'scanner' },
  { said: /^a (?:list or map begins here|key and its colon)/, words: 'mapping values are not allowed in this context', counted: 'scanner' },
  { said: /^Block scalar header/, words: blockHeader, counted: 'scanner' },
  { said: /^Missing closing/, words: 'found unexpected end of stream', counted: 'scanner' },
  { said: /^Invalid escape sequence/, words: badEscape, counted: 'scanner' },
  { said: /^Plain value cannot start with (?:reserved|directive)/, words: CANNOT_START, counted: 'scanner' },
  { said: /^Tabs are not allowed/, words: CANNOT_START, counted: 'scanner' },
  { said: /^(?:Alias|Anchor) cannot be an empty/, words: NAME, counted: 'scanner' },
  { said: /^Implicit map keys need/, words: "could not find expected ':'", counted: 'afterKey' },
  { said: /^Flow map in block|^Flow map must end/, words: "did not find expected ',' or '}'", counted: 'inBrackets' },
  { said: /^Flow sequence in block|^Flow sequence must end/, words: "did not find expected ',' or ']'", counted: 'inBrackets' },
  { said: /^Missing , between flow seq/, words: "did not find expected ',' or ']'", counted: 'parser' },
  { said: /^Unexpected flow-(?:map|seq)-end|^Plain value cannot start with flow/, words: strayBracket, counted: 'parser' },
  {
    said: /^Unexpected scalar (?:at node end|token)/,
    words: (_, __, text) => (/^-(?:\s|$)/.test(firstLine(text)) ? "did not find expected '-' indicator" : 'did not find expected key'),
    counted: 'parser',
  },
  { said: /^Sequence item without/, words: "did not find expected '-' indicator", counted: 'parser' },
  { said: /^only maps can be merged/, words: 'map merge requires map or sequence of maps as the value', counted: 'never' },
  {
    said: /^there is no anchor/,
    words: (source) => `unknown anchor '${/^\*?([^\s,\]}]*)/.exec(source)?.[1] ?? ''}' referenced`,
    counted: 'never',
  },
  { said: /^cannot be read as !!binary/, words: '!!binary value contains invalid base64 data', counted: 'never' },
  { said: /^cannot be read as !!/, words: decoded, counted: 'never' },
  { said: /^the escape stands for half/, words: BAD_CODE, counted: 'scanner' },
  { said: /^the directive asks for another YAML/, words: 'found incompatible YAML document', counted: 'parser' },
  { said: /^there is no such directive/, words: 'found unknown directive name', counted: 'scanner' },
  { said: /^a directive stands here/, words: 'did not find expected <document start>', counted: 'atEnd' },
  { said: /^Unsupported YAML version/, words: "did not find expected digit or '.' character", counted: 'scanner' },
];

/** @returns what stands behind `error converting YAML to JSON: `. */
export function goYamlWords(failure: Failure, text: string): string {
  const { line = 1, column = 1, detail = '', code } = failure;
  const own = text.split('\n')[line - 1] ?? '';
  const source = own.slice(column - 1);
  const row = isNoKey(detail) ? keyRow(own.trimStart()) : ROWS.find(({ said }) => said.test(detail));
  if (row === NIL_KEY) return NIL_KEY.words as string;
  if (row === undefined) return `yaml: ${line === 1 ? '' : `line ${line}: `}${detail === '' ? code : detail}`;
  const said = typeof row.words === 'string' ? row.words : row.words(source, detail, text);
  const end = lineCount(text);
  const shown = shownLine(row.counted, failure, text);
  const words = row.counted === 'inBrackets' && shown === end && /[[{]\s*$/.test(text) ? CONTENT : said;
  return `yaml: ${shown === undefined ? '' : `line ${shown}: `}${words}`;
}

/** Undefined where go-yaml tells none. */
function shownLine(counted: Counted, { line = 1, column = 1, detail = '' }: Failure, text: string): number | undefined {
  switch (counted) {
    case 'scanner': {
      const own = /^a (?:key and its colon|list or map begins)/.test(detail) ? lineOfColon(text, line, column) : line;
      return own === 1 ? undefined : own;
    }
    case 'parser':
      return line === 1 ? undefined : line - 1;
    case 'afterKey':
      return line + 1;
    case 'inBrackets':
      return lineInBrackets(text, line);
    case 'atEnd':
      return lineCount(text);
    case 'never':
      return undefined;
  }
}

function isNoKey(detail: string): boolean {
  return /^the key is not a string: quote it/.test(detail);
}

/** `? ` with nothing behind it is a key for go-yaml, and for JSON none; a colon with nothing before it is no key. */
const NIL_KEY: Row = { said: /^/, words: 'unsupported map key of type: %!s(<nil>), key: <nil>, value: <nil>', counted: 'never' };

function keyRow(source: string): Row | undefined {
  if (/^\?\s*$/.test(source)) return NIL_KEY;
  return /^:(?:\s|$)/.test(source) ? { said: /^/, words: 'did not find expected key', counted: 'parser' } : undefined;
}

function lineCount(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}

/** Lines that go on with a text are a part of it; then something is there that is no comma, or the end. */
function lineInBrackets(text: string, line: number): number {
  const lines = text.split('\n');
  const end = lineCount(text);
  if (line === end && /[[{]/.test(lines[line - 1] ?? '')) return end;
  for (let at = line; at <= end; at++) if (/:(?:\s|$)|[,[\]{}]|^\?\s/.test(lines[at - 1] ?? '')) return at - 1;
  return end;
}

/** The first line that is neither empty nor a comment. An expression over all lines at once would try every way to divide them. */
export function firstLine(text: string): string {
  return text.split('\n').find((line) => !/^\s*(?:#|$)/.test(line)) ?? '';
}

/** Of a text that begins with something else than a document, which our reader takes for nothing. */
export function noDocumentWords(text: string): string | undefined {
  if (/^\.\.\.(?:\s|$)/.test(text)) return CONTENT;
  if (/^%YAML\s+(?!\d+\.\d+(?:\s|$))/.test(text)) return "did not find expected digit or '.' character";
  return /^%TAG\s*(?!\s*!)/.test(text) ? "did not find expected '!'" : undefined;
}

/** Behind a map or list, another entry of it was due. */
function strayBracket(_: string, __: string, text: string): string {
  const [first = ''] = text.split('\n').filter((line) => line.trim() !== '' && !/^\s*#|^---/.test(line));
  if (/^[,\]}]/.test(first)) return CONTENT;
  return /^[^[{]*:(?:\s|$)/.test(first) ? 'did not find expected key' : CONTENT;
}

function blockHeader(source: string): string {
  return /^[|>]?[+-]?0/.test(source) ? 'found an indentation indicator equal to 0' : 'did not find expected comment or line break';
}

function badEscape(source: string): string {
  if (/^\\?U[0-9a-fA-F]{8}/.test(source)) return BAD_CODE;
  return /^\\?[xuU]/.test(source) ? 'did not find expected hexdecimal number' : 'found unknown escape character';
}

function decoded(source: string, detail: string): string {
  const [value = ''] = source.replace(/^!\S+\s+/, '').split('#', 1);
  return `cannot decode !!str \`${value.trimEnd()}\` as a ${detail.slice(detail.indexOf('!!'))}`;
}

/** Of a key that stands in another line than its colon, go-yaml names that of the colon. */
function lineOfColon(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  for (let at = line; at <= lines.length; at++) if (/:(?:\s|$)/.test((lines[at - 1] ?? '').slice(at === line ? column - 1 : 0))) return at;
  return line;
}
