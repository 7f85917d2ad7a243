// The text of a block scalar (`|`, `>`), as go-yaml scans it: how it is indented, how it folds, and how it ends where the file does.

export interface BlockScalar {
  readonly text: string;
  /** Where the first line begins that is not part of it. */
  readonly end: number;
  /** A tab where an indentation is looked for, which go-yaml refuses. */
  readonly tabAt?: number;
}

/**
 * Whether only comments come between a block and the end of its document. kustomize writes an empty line before them, which a block that keeps
 * its line breaks then takes for one of its own.
 */
export function isBeforeLastComments(source: string, end: number): boolean {
  const [lines = ''] = /^(?:[ \t]*(?:#[^\n]*)?(?:\n|$))*/.exec(source.slice(end)) ?? [];
  const rest = source.slice(end + lines.length);
  return lines.includes('#') && (rest === '' || /^(?:---|\.\.\.)(?:\s|$)/.test(rest));
}

interface Scanner {
  readonly source: string;
  at: number;
  lineStart: number;
  /** Columns that every line is indented by; 0 until it is known. */
  indent: number;
  /** The column of the collection that holds the scalar; -1 where none does. */
  readonly parent: number;
  tabAt?: number;
}

const BREAK = /\r\n|[\n\r\u0085\u2028\u2029]/y;

/**
 * @param start of the `|` or `>`.
 * @param parent the column, from 0, of the block collection that holds it; -1 for a document that is nothing else.
 * @returns undefined where no block scalar begins, or its first line is none.
 * Source: go-yaml v3 `scannerc.go`, yaml_parser_scan_block_scalar.
 */
export function scanBlockScalar(source: string, start: number, parent: number): BlockScalar | undefined {
  HEADER.lastIndex = start;
  const header = HEADER.exec(source);
  if (header === null) return undefined;
  const [line = '', style, before = '', digit = '', after = ''] = header;
  const increment = Number(digit);
  const scanner: Scanner = {
    source,
    at: start + line.length,
    lineStart: start + line.length,
    indent: increment === 0 ? 0 : Math.max(parent, 0) + increment,
    parent,
  };
  const { content, lastBreak, breaks } = scanLines(scanner, style === '|');
  const chomping = before || after;
  const text = `${content}${chomping === '-' ? '' : lastBreak}${chomping === '+' ? breaks : ''}`;
  const end = scanner.at === source.length ? scanner.at : scanner.lineStart;
  return { text, end, ...(scanner.tabAt === undefined ? {} : { tabAt: scanner.tabAt }) };
}

/** The rest of the line may be blanks and a comment. */
const HEADER = /([|>])([+-]?)([1-9]?)([+-]?)[ \t]*(?:#[^\n\r]*)?(?:\r\n|[\n\r]|$)/y;

function scanLines(scanner: Scanner, literal: boolean): { content: string; lastBreak: string; breaks: string } {
  const { source } = scanner;
  let content = '';
  let lastBreak = '';
  let breaks = leadingBreaks(scanner);
  let afterBlank = false;
  while (scanner.at - scanner.lineStart === scanner.indent && scanner.at < source.length && scanner.tabAt === undefined) {
    const isBlank = isBlankAt(source, scanner.at);
    const folds = !literal && !afterBlank && !isBlank && lastBreak === '\n';
    content += folds ? (breaks === '' ? ' ' : breaks) : lastBreak + breaks;
    afterBlank = isBlank;
    const from = scanner.at;
    while (scanner.at < source.length && breakAt(source, scanner.at) === undefined) scanner.at++;
    content += source.slice(from, scanner.at);
    lastBreak = takeBreak(scanner);
    breaks = leadingBreaks(scanner);
  }
  return { content, lastBreak, breaks };
}

/** The breaks of lines that hold nothing; leaves the scanner where the next line's text begins, and the indentation known. */
function leadingBreaks(scanner: Scanner): string {
  const { source } = scanner;
  let breaks = '';
  let deepest = 0;
  for (;;) {
    const looks = () => scanner.indent === 0 || scanner.at - scanner.lineStart < scanner.indent;
    while (looks() && source[scanner.at] === ' ') scanner.at++;
    deepest = Math.max(deepest, scanner.at - scanner.lineStart);
    if (looks() && source[scanner.at] === '\t') scanner.tabAt ??= scanner.at;
    const taken = scanner.tabAt === undefined ? takeBreak(scanner) : '';
    if (taken === '') break;
    breaks += taken;
  }
  if (scanner.indent === 0) scanner.indent = Math.max(deepest, scanner.parent + 1, 1);
  return breaks;
}

/** The break at the scanner, as it stands in the text; empty where there is none. */
function takeBreak(scanner: Scanner): string {
  const found = breakAt(scanner.source, scanner.at);
  if (found === undefined) return '';
  scanner.at += found.length;
  scanner.lineStart = scanner.at;
  return found === '\u2028' || found === '\u2029' ? found : '\n';
}

function breakAt(source: string, at: number): string | undefined {
  BREAK.lastIndex = at;
  return BREAK.exec(source)?.[0];
}

function isBlankAt(source: string, at: number): boolean {
  return source[at] === ' ' || source[at] === '\t';
}
