// Reads YAML text into nodes with origins, typing scalars as go-yaml v3 does.
import { Composer, type Document, type ErrorCode, Lexer, type Parser, type YAMLParseError } from 'yaml';
import type { Failure, Node } from '../model';
import { composeDocument, TOO_DEEP } from './compose';
import { type DirectiveFault, withDirectives } from './directives';
import { yamlText } from './encoding';
import { readPlainDocuments } from './plain-reader';
import { tokensWithAnyFlowIndentation } from './flow-indentation';
import { withPlainBreaks } from './line-separators';
import { createPositions, type Positions } from './positions';
import { mayHoldSchemaComment } from './schema-comment';
import type { Typing } from './tags';
import { TooDeepError, tokensOf } from './tokens';

export interface ReadResult {
  /** One per non-empty document. */
  readonly documents: readonly Node[];
  /** What could not be understood, each with its position; the documents before it are still returned. */
  readonly failures: readonly Failure[];
}

/**
 * Scalars stay text (`failsafe`): typing, duplicate keys, merge keys and tags follow go-yaml v3 instead of the library.
 */
export const PARSE_OPTIONS = {
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false,
  merge: false,
  keepSourceTokens: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

export interface ReadOptions {
  /**
   * `v3`, for objects, unless it says otherwise. `v2` for what kustomize decodes itself, its own files and JSON patches: there `yes`
   * is true, the last of several equal keys wins, and folded text is taken as it is.
   */
  readonly typing?: Typing;
  /** The content, where it is not UTF-8. */
  readonly bytes?: Uint8Array | undefined;
  /** Whether JSON too is read as YAML, which knows no character in two escapes (`\ud83d\ude00`). Otherwise only text that is no JSON is. */
  readonly isAlwaysYaml?: boolean;
  /** Whether the text is taken apart at `---` before it is read, as kustomize does with files of objects: it can have no directives then. */
  readonly isInPieces?: boolean;
}

/** Reads a YAML (or JSON) stream. Origins have the step `resource`. Never throws. */
export function readDocuments(text: string, file: string, options: ReadOptions = {}): ReadResult {
  const { typing = 'v3', bytes, isAlwaysYaml = false, isInPieces = false } = options;
  const read = yamlText(text, bytes, file);
  if (typeof read !== 'string') return { documents: [], failures: [read] };
  const source = withLineFeeds(read);
  const plain = mayHoldSchemaComment(source) ? undefined : readPlainDocuments(source, file, typing);
  return plain === undefined ? readAnyDocuments(source, file, typing, isAlwaysYaml, isInPieces) : { documents: plain, failures: [] };
}

/** A carriage return alone ends a line for go-yaml, and not for the library. */
function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r(?!\n)/g, '\n') : text;
}

/** What `readDocuments` gives, through the library in any case. */
export function readAnyDocuments(source: string, file: string, typing: Typing, isAlwaysYaml = false, isInPieces = false): ReadResult {
  const positions = createPositions(source);
  const failures: Failure[] = [];
  const documents: Node[] = [];
  const parsed = parse(withPlainBreaks(source), isInPieces);
  const takesPairs = !isAlwaysYaml && holdsPairs(source) && isJson(source);
  for (const { offset, detail } of parsed.directives) failures.push(parseFailure(offset, detail, file, positions));
  for (const document of parsed.documents) {
    const errors = document.errors.filter((error) => !isOfBlocks(error));
    for (const error of errors) failures.push(parseFailure(error.pos[0], wordsOf(error), file, positions));
    const node = composeDocument(document, { file, positions, failures, typing, source, takesPairs });
    if (node !== undefined) documents.push(node);
  }
  if (parsed.tooDeepAt !== undefined) failures.push(parseFailure(parsed.tooDeepAt, TOO_DEEP, file, positions));
  return { documents, failures: firstOfEachLine(failures) };
}

function holdsPairs(source: string): boolean {
  return /\\u[dD][89abAB]/.test(source);
}

function isJson(source: string): boolean {
  try {
    JSON.parse(source);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** How blocks are indented is looked at when they are composed, as go-yaml does it. */
const OF_BLOCKS = /^Block scalar(?:s with more-indented| lines must not be less)/;

function isOfBlocks({ message }: YAMLParseError): boolean {
  return OF_BLOCKS.test(message);
}

/**
 * The library's message without the piece of the text that some of them quote behind a colon (`Block scalar header includes extra
 * characters: |…`): it may be part of a secret. The position says where it stands.
 */
export function withoutSource(message: string): string {
  return message.replace(/(?<=\w): .*$/s, '').replace(/(?<=escape sequence) .*$/s, '');
}

interface Parsed {
  readonly documents: readonly Document.Parsed[];
  readonly directives: readonly DirectiveFault[];
  /** Where the text is nested so deeply that it was not read further. */
  readonly tooDeepAt?: number;
}

function parse(source: string, isInPieces: boolean): Parsed {
  const strict = composed(tokensOf(new Lexer(), source), isInPieces);
  if (strict.tooDeepAt !== undefined || strict.documents.every(({ errors }) => errors.length === 0)) return strict;
  const lenient = composed(tokensWithAnyFlowIndentation(source), isInPieces);
  // A bracket that nobody closes is told where its lines stand out.
  return lenient.tooDeepAt !== undefined || lenient.documents.every(({ errors }) => errors.every(isOfBlocks)) ? lenient : strict;
}

function composed(tokens: ReturnType<Parser['parse']>, isInPieces: boolean): Parsed {
  const documents: Document.Parsed[] = [];
  const directives: DirectiveFault[] = [];
  const told = withDirectives(tokens, (fault) => directives.push(fault), isInPieces);
  try {
    for (const document of new Composer(PARSE_OPTIONS).compose(told)) documents.push(document as Document.Parsed);
    return { documents, directives };
  } catch (error) {
    if (error instanceof TooDeepError) return { documents, directives, tooDeepAt: error.offset };
    throw error;
  }
}

/** More of them would tell nobody anything, and a file may hold as many as lines. */
const MOST_FAILURES = 20;

/** One fault makes the library stumble several times over a line. */
function firstOfEachLine(failures: readonly Failure[]): readonly Failure[] {
  const lines = new Set<number | undefined>();
  return failures.filter(({ line }) => !lines.has(line) && lines.add(line)).slice(0, MOST_FAILURES);
}

/** The library speaks of keys that the author did not mean as such. */
const PLAIN_WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  BLOCK_AS_IMPLICIT_KEY: 'a list or map begins here that the indentation, or a second colon on the line, does not allow',
  RESOURCE_EXHAUSTION: TOO_DEEP,
  MULTILINE_IMPLICIT_KEY: 'a key and its colon have to stand on one line; a colon, a quote or the indentation may be wrong',
};

function wordsOf({ code, message }: YAMLParseError): string {
  return PLAIN_WORDS[code] ?? withoutSource(message);
}

function parseFailure(offset: number, message: string, file: string, positions: Positions): Failure {
  return { code: 'notYaml', file, ...positions.at(offset), detail: message };
}
