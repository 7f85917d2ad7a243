// The line breaks that YAML 1.1 has besides line feeds (U+0085, U+2028, U+2029), as go-yaml reads them; the library takes them for text.
import { CST } from 'yaml';

/** The text with a line feed for each of them, at the same offsets. */
export function withPlainBreaks(source: string): string {
  return /[\u0085\u2028\u2029]/.test(source) ? source.replaceAll(/[\u0085\u2028\u2029]/g, '\n') : source;
}

/**
 * The value of a plain or quoted scalar in whose source separators stand: they are kept where lines are joined, and line feeds are not.
 * Source: go-yaml `scannerc.go`, yaml_parser_scan_flow_scalar and yaml_parser_scan_plain_scalar.
 *
 * @returns undefined where none stands there: the library's value is then right.
 */
export function separatedText(source: string): string | undefined {
  if (!/[\u2028\u2029]/.test(source)) return undefined;
  const isDouble = source.startsWith('"');
  const [first = '', ...rest] = source.split(/(\r\n|[\n\u0085\u2028\u2029])/);
  const written: Record<string, string> = isDouble ? { '\u2028': '\\L', '\u2029': '\\P', '\n': '\\n' } : {};
  let joined = first;
  let breaks: string[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    breaks.push(/[\u2028\u2029]/.test(rest[at] ?? '') ? (rest[at] as string) : '\n');
    const line = withoutBlanksBefore(rest[at + 1] ?? '');
    if (line === '' && at + 2 < rest.length) continue;
    const isEscaped = isDouble && endsInBackslash(joined, joined.length);
    const [leading = '', ...trailing] = isEscaped ? ['', ...breaks.slice(1)] : breaks;
    const kept = leading === '\n' ? trailing : [leading, ...trailing];
    const between = kept.map((one) => written[one] ?? one).join('');
    joined =
      (isEscaped ? joined.slice(0, -1) : withoutBlanksBehind(joined, isDouble)) +
      (leading === '\n' && kept.length === 0 ? ' ' : between) +
      line;
    breaks = [];
  }
  if (isDouble) return unquoted(joined);
  return source.startsWith("'") ? joined.slice(1, -1).replaceAll("''", "'") : joined;
}

/** What is wrong with it was told when the whole text was parsed. */
function unquoted(source: string): string {
  return CST.resolveAsScalar({ type: 'double-quoted-scalar', offset: 0, indent: 0, source }, false, () => undefined).value;
}

function withoutBlanksBefore(line: string): string {
  let from = 0;
  while (isBlank(line, from)) from++;
  return line.slice(from);
}

/** A blank behind a backslash is an escape. */
function withoutBlanksBehind(line: string, isDouble: boolean): string {
  let to = line.length;
  while (isBlank(line, to - 1)) to--;
  return line.slice(0, isDouble && to < line.length && endsInBackslash(line, to) ? to + 1 : to);
}

/** Whether a backslash stands before `end` that is no escape of another one. */
function endsInBackslash(line: string, end: number): boolean {
  let from = end;
  while (line[from - 1] === '\\') from--;
  return (end - from) % 2 === 1;
}

function isBlank(line: string, at: number): boolean {
  return line[at] === ' ' || line[at] === '\t';
}
