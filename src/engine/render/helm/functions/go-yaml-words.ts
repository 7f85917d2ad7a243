// What go-yaml says of a text that it cannot read: charts show it where `fromYaml` fails.
import type { Failure } from '../../../model';
import { syntaxFault } from './go-yaml/parser';

interface Row {
  readonly said: RegExp;
  readonly words: string | ((source: string, detail: string) => string);
}

/** What go-yaml sees before it looks at the syntax, as it takes the text in. It tells no line of it. */
const CONTROL: Row = { said: /^the control character/, words: 'control characters are not allowed' };

/** What it sees in a text whose syntax it knows. It tells no line of these either. */
const ROWS: readonly Row[] = [
  { said: /^only maps can be merged/, words: 'map merge requires map or sequence of maps as the value' },
  { said: /^cannot be read as !!binary/, words: '!!binary value contains invalid base64 data' },
  { said: /^cannot be read as !!/, words: decoded },
];

/** `? ` with nothing behind it is a key for go-yaml, and for JSON none. */
const NIL_KEY = 'unsupported map key of type: %!s(<nil>), key: <nil>, value: <nil>';

/**
 * Of a text that our reader refuses, or looks further into than go-yaml does.
 * @param failure why it is refused, if it is
 * @returns what stands behind `error converting YAML to JSON: `; undefined where go-yaml reads the text.
 */
export function goYamlWords(failure: Failure | undefined, text: string): string | undefined {
  if (failure !== undefined && CONTROL.said.test(failure.detail ?? '')) return `yaml: ${CONTROL.words}`;
  const fault = syntaxFault(text);
  if (fault !== undefined) return `yaml: ${fault}`;
  return failure && wordsOf(failure, text);
}

function wordsOf({ line = 1, column = 1, detail = '', code }: Failure, text: string): string {
  const own = text.split('\n')[line - 1] ?? '';
  if (/^the key is not a string: quote it/.test(detail) && /^\s*\?\s*$/.test(own)) return NIL_KEY;
  const row = ROWS.find(({ said }) => said.test(detail));
  if (row === undefined) return `yaml: ${line === 1 ? '' : `line ${line}: `}${detail === '' ? code : detail}`;
  return `yaml: ${typeof row.words === 'string' ? row.words : row.words(own.slice(column - 1), detail)}`;
}

/** The first line that is neither empty nor a comment. An expression over all lines at once would try every way to divide them. */
export function firstLine(text: string): string {
  return text.split('\n').find((line) => !/^\s*(?:#|$)/.test(line)) ?? '';
}

/** Of a text that begins with something else than a document, which our reader takes for nothing. */
export function noDocumentWords(text: string): string | undefined {
  return /^(?:\.\.\.(?:\s|$)|%)/.test(text) ? syntaxFault(text) : undefined;
}

function decoded(source: string, detail: string): string {
  const [value = ''] = source.replace(/^!\S+\s+/, '').split('#', 1);
  return `cannot decode !!str \`${value.trimEnd()}\` as a ${detail.slice(detail.indexOf('!!'))}`;
}
