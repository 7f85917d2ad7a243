// Edits values of the YAML that a text in block style is: a patch that is written inside of a kustomization.
import type { Scalar } from 'yaml';
import type { Failure, LineEdit } from '../model';
import { createPositions } from './positions';

export type EditResult = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'failed'; readonly reason: Failure };

/**
 * No line comes or goes, so the positions of all other values stay as they are.
 * @param scalars those of the file. @param edit makes the edits of one text, at positions in it.
 */
export function editInnerTexts(
  source: string,
  edits: readonly LineEdit[],
  scalars: readonly Scalar.Parsed[],
  edit: (text: string, edits: readonly LineEdit[]) => EditResult,
): EditResult {
  const positions = createPositions(source);
  let text = source;
  for (const one of edits) {
    const offset = positions.offset(one.line, one.column) ?? -1;
    const block = scalars.find(({ type, range }) => type === 'BLOCK_LITERAL' && range[0] < offset && offset < range[1]);
    const edited = block === undefined ? undefined : editBlock(text, one, blockIn(source, block, one.line), edit);
    if (edited === undefined) return failed(one);
    if (edited.kind === 'failed') return edited;
    text = edited.text;
  }
  return { kind: 'text', text };
}

interface Block {
  /** Index of its first and behind its last line in the file. */
  readonly first: number;
  readonly end: number;
  readonly indent: number;
}

/** @param line in it, from 1. */
function blockIn(source: string, { range }: Scalar.Parsed, line: number): Block | undefined {
  const first = source.slice(0, range[0]).split('\n').length;
  const lines = source.slice(0, range[1]).split('\n');
  const end = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const header = source.split('\n')[first - 1] ?? '';
  // With an indicator, the first line may begin with more spaces than the text is indented by.
  if (/[|][+-]?\d/.test(header.slice(header.lastIndexOf('|')))) return undefined;
  const indent = /^ */.exec(lines.slice(first, end).find((one) => one.trim() !== '') ?? '')?.[0].length ?? 0;
  return line - 1 < first || line - 1 >= end ? undefined : { first, end, indent };
}

function editBlock(
  text: string,
  { line, column, ...rest }: LineEdit,
  block: Block | undefined,
  edit: (text: string, edits: readonly LineEdit[]) => EditResult,
): EditResult | undefined {
  if (block === undefined) return undefined;
  const { first, end, indent } = block;
  const lines = text.split('\n');
  const inner = lines.slice(first, end);
  const edited = edit(inner.map((one) => one.slice(indent)).join('\n'), [{ ...rest, line: line - first, column: column - indent }]);
  // Positions in the text are none of the file.
  if (edited.kind === 'failed') return { ...edited, reason: { ...edited.reason, line, column } };
  const indented = edited.text
    .split('\n')
    .map((one, index) => (inner[index]?.trim() === '' ? (inner[index] as string) : ' '.repeat(indent) + one));
  if (indented.length !== inner.length) return undefined;
  return { kind: 'text', text: [...lines.slice(0, first), ...indented, ...lines.slice(end)].join('\n') };
}

function failed({ file, line, column, after }: LineEdit): EditResult {
  return {
    kind: 'failed',
    reason: { code: 'notPromotable', file, line, column, subject: after, detail: 'there is no value at this place' },
  };
}
