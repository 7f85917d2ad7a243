// Findings on values stand at the key, which is what has to be corrected; the origin of a value is the place of the value itself.
import type { Finding } from '../model';
import type { Files } from '../ports';

/** The findings, those on a value of a file at its key: on the same line, or on the one before where the value stands alone. */
export function atKeys(findings: readonly Finding[], files: Files): readonly Finding[] {
  const lines = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    const known = lines.get(file);
    if (known !== undefined) return known;
    const answer = files.read(file);
    const read = answer.kind === 'file' ? answer.text.split(/\r?\n/) : [];
    lines.set(file, read);
    return read;
  };
  return findings.map((finding) => (finding.code === 'valueUnread' ? atKey(finding, linesOf(finding.file)) : finding));
}

function atKey(finding: Finding, lines: readonly string[]): Finding {
  const { line, column } = finding;
  const before = (lines[line - 1] ?? '').slice(0, column - 1);
  const own = keyColumn(before);
  if (own !== undefined) return { ...finding, column: own };
  if (before.trim() !== '') return finding;
  const above = lines.slice(0, line - 1).findLastIndex((one) => !/^\s*(#.*)?$/.test(one));
  const column2 = above === -1 ? undefined : keyColumn(lines[above] as string);
  return column2 === undefined ? finding : { ...finding, line: above + 1, column: column2 };
}

/** A key and its colon at the end of a text, with what may stand between them and the value: an anchor, a tag. */
const KEY = /(^\s*(?:[-?] +)*|[{,[]\s*)("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'{[,#][^{[,]*?)\s*:(?:\s+[&!][^\s,]*)*\s*$/;

/** Longer ones are made by machines, and not looked at. */
const LONGEST = 1000;

/** From 1. */
function keyColumn(text: string): number | undefined {
  const match = text.length > LONGEST ? null : KEY.exec(text);
  return match === null ? undefined : match.index + (match[1] as string).length + 1;
}
