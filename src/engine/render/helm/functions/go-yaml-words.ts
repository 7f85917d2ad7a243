// What go-yaml says of a text that it cannot read, as far as it follows from what our reader says: charts show it where `fromYaml` fails.
import type { Failure } from '../../../model';

/** go-yaml counts the lines of its scanner from 1 and those of its parser from 0, and tells neither of the first. */
type Counted = 'scanner' | 'parser' | 'never';

interface Row {
  readonly said: RegExp;
  readonly words: string | ((source: string, detail: string) => string);
  readonly counted: Counted;
}

const CANNOT_START = 'found character that cannot start any token';
const CONTENT = 'did not find expected node content';
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
  { said: /^Implicit map keys need/, words: "could not find expected ':'", counted: 'scanner' },
  { said: /^Flow map in block|^Flow map must end/, words: "did not find expected ',' or '}'", counted: 'parser' },
  {
    said: /^Flow sequence in block|^Flow sequence must end|^Missing , between flow seq/,
    words: "did not find expected ',' or ']'",
    counted: 'parser',
  },
  { said: /^Unexpected flow-(?:map|seq)-end|^Plain value cannot start with flow/, words: CONTENT, counted: 'parser' },
  { said: /^Unexpected scalar (?:at node end|token)/, words: 'did not find expected key', counted: 'parser' },
  { said: /^Sequence item without/, words: "did not find expected '-' indicator", counted: 'parser' },
  { said: /^only maps can be merged/, words: 'map merge requires map or sequence of maps as the value', counted: 'never' },
  {
    said: /^there is no anchor/,
    words: (source) => `unknown anchor '${/^\*?([^\s,\]}]*)/.exec(source)?.[1] ?? ''}' referenced`,
    counted: 'never',
  },
  { said: /^cannot be read as !!binary/, words: '!!binary value contains invalid base64 data', counted: 'never' },
  { said: /^cannot be read as !!/, words: decoded, counted: 'never' },
  { said: /^Unsupported YAML version/, words: "did not find expected digit or '.' character", counted: 'scanner' },
];

export function goYamlWords({ line = 1, column = 1, detail = '', code }: Failure, text: string): string {
  const row = ROWS.find(({ said }) => said.test(detail));
  if (row === undefined) return `${line === 1 ? '' : `line ${line}: `}${detail === '' ? code : detail}`;
  const source = (text.split('\n')[line - 1] ?? '').slice(column - 1);
  const words = typeof row.words === 'string' ? row.words : row.words(source, detail);
  const own = /^a key and its colon/.test(detail) ? lineOfColon(text, line) : line;
  const shown = row.counted === 'scanner' ? own : row.counted === 'parser' ? line - 1 : 0;
  return shown < (row.counted === 'scanner' ? 2 : 1) ? words : `line ${shown}: ${words}`;
}

/** Of a text that begins with something else than a document, which our reader takes for nothing. */
export function noDocumentWords(text: string): string | undefined {
  if (/^\.\.\.(?:\s|$)/.test(text)) return CONTENT;
  if (/^%YAML\s+(?!\d+\.\d+\s)/.test(text)) return "did not find expected digit or '.' character";
  return /^%TAG\s*(?!\s*!)/.test(text) ? "did not find expected '!'" : undefined;
}

function blockHeader(source: string): string {
  return /^[|>]?[+-]?0/.test(source) ? 'found an indentation indicator equal to 0' : 'did not find expected comment or line break';
}

function badEscape(source: string): string {
  return /^\\?[xuU]/.test(source) ? 'did not find expected hexdecimal number' : 'found unknown escape character';
}

function decoded(source: string, detail: string): string {
  const value = /^(?:!\S+\s+)?(.*?)\s*(?:#.*)?$/.exec(source)?.[1] ?? '';
  return `cannot decode !!str \`${value}\` as a ${detail.slice(detail.indexOf('!!'))}`;
}

/** Of a key that stands in another line than its colon, go-yaml names that of the colon. */
function lineOfColon(text: string, line: number): number {
  const lines = text.split('\n');
  for (let at = line; at <= lines.length; at++) if (/:(?:\s|$)/.test(lines[at - 1] ?? '')) return at;
  return line;
}
