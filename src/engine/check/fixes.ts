// The one obvious edit that a finding asks for, as text. Whether it changes anything that is rendered is for the caller to see.
import type { FindingCode } from '../model';

/** Lines that take the place of others; lines are counted from 0. */
export interface LinesEdit {
  readonly from: number;
  /** The first line that stays. */
  readonly to: number;
  readonly lines: readonly string[];
}

/**
 * @param line of the finding, from 0.
 * @returns undefined where there is no such edit, or it is not certain what it would have to be.
 */
export function fixOf(code: FindingCode, text: string, line: number): LinesEdit | undefined {
  const lines = text.split(/\r?\n/);
  if (code === 'deprecatedField') return successorOf(lines, line);
  return code === 'repeated' ? withoutEntry(lines, line) : undefined;
}

/** Fields whose content their successors take as it is, one item a line, or below another key: as `kustomize edit fix` writes them. */
const SUCCESSORS: Readonly<Record<string, (content: readonly string[]) => readonly string[] | undefined>> = {
  bases: (content) => ['resources:', ...content],
  imageTags: (content) => ['images:', ...content],
  patchesJson6902: (content) => ['patches:', ...content],
  patchesStrategicMerge(content) {
    const items = content.map((line) => (/^\s*(#.*)?$/.test(line) ? line : line.replace(PATH_ITEM, '$1path: $2')));
    return items.every((line, index) => line !== content[index] || /^\s*(#.*)?$/.test(line)) ? ['patches:', ...items] : undefined;
  },
  commonLabels: (content) => [
    'labels:',
    '- includeSelectors: true',
    '  pairs:',
    ...content.map((line) => (line === '' ? '' : `  ${line}`)),
  ],
};

/** An item that is the path of a patch, and no text of one. */
const PATH_ITEM = /^(\s*- +)([^\s|>"'&*{[#-][^:#]*)$/;

function successorOf(lines: readonly string[], line: number): LinesEdit | undefined {
  const [, field = ''] = /^(\w+):\s*(?:#.*)?$/.exec(lines[line] ?? '') ?? [];
  const write = SUCCESSORS[field];
  if (write === undefined) return undefined;
  let to = line + 1;
  while (to < lines.length && /^(\s|-|#|$)/.test(lines[to] ?? '') && lines[to] !== '---') to++;
  // Comments and blank lines before the next field are about that.
  while (to > line + 1 && /^(#.*)?$/.test(lines[to - 1] ?? '')) to--;
  const written = write(lines.slice(line + 1, to));
  const [successor = ''] = written ?? [];
  if (written === undefined || lines.some((each) => each.startsWith(successor))) return undefined;
  return { from: line, to, lines: written };
}

/** Without an entry of one line, and without the maps that would be empty. */
function withoutEntry(lines: readonly string[], line: number): LinesEdit | undefined {
  if (!/^ *[^\s#-][^:]*: +[^\s|>&*{[#]/.test(lines[line] ?? '') || indent(lines[line + 1]) > indent(lines[line])) return undefined;
  let from = line;
  while (from > 0 && indent(lines[from - 1]) < indent(lines[from]) && indent(lines[line + 1]) <= indent(lines[from - 1])) {
    if (!/^ *[^\s#-][^:]*:$/.test(lines[from - 1] ?? '')) return undefined;
    from--;
  }
  return { from, to: line + 1, lines: [] };
}

/** Of the end of a text: less than of any line. */
function indent(line: string | undefined): number {
  return line === undefined || line.trim() === '' ? -1 : line.length - line.trimStart().length;
}
