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
  const byScalar = new Map<Scalar.Parsed, LineEdit[]>();
  for (const one of edits) {
    const offset = positions.offset(one.line, one.column) ?? -1;
    const scalar = scalars.find(({ type, range }) => type === 'BLOCK_LITERAL' && range[0] < offset && offset < range[1]);
    if (scalar === undefined) return failed(one);
    byScalar.set(scalar, [...(byScalar.get(scalar) ?? []), one]);
  }
  let text = source;
  for (const [scalar, inner] of byScalar) {
    const edited = editBlock(text, inner, blockIn(source, scalar, inner), edit);
    if (edited === undefined) return failed(inner[0] as LineEdit);
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

/** Undefined where an edit is in none of its lines. */
function blockIn(source: string, { range }: Scalar.Parsed, edits: readonly LineEdit[]): Block | undefined {
  const first = source.slice(0, range[0]).split('\n').length;
  const lines = source.slice(0, range[1]).split('\n');
  const end = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const header = source.split('\n')[first - 1] ?? '';
  // With an indicator, the first line may begin with more spaces than the text is indented by.
  if (/[|][+-]?\d/.test(header.slice(header.lastIndexOf('|')))) return undefined;
  const indent = /^ */.exec(lines.slice(first, end).find((one) => one.trim() !== '') ?? '')?.[0].length ?? 0;
  return edits.some(({ line }) => line - 1 < first || line - 1 >= end) ? undefined : { first, end, indent };
}

function editBlock(
  text: string,
  edits: readonly LineEdit[],
  block: Block | undefined,
  edit: (text: string, edits: readonly LineEdit[]) => EditResult,
): EditResult | undefined {
  if (block === undefined) return undefined;
  const { first, end, indent } = block;
  const lines = text.split('\n');
  const inner = lines.slice(first, end);
  const moved = edits.map((one) => ({ ...one, line: one.line - first, column: one.column - indent }));
  const edited = edit(inner.map((one) => one.slice(indent)).join('\n'), moved);
  if (edited.kind === 'failed') return { ...edited, reason: inFile(edited.reason, first, indent) };
  const indented = edited.text
    .split('\n')
    .map((one, index) => (inner[index]?.trim() === '' ? (inner[index] as string) : ' '.repeat(indent) + one));
  if (indented.length !== inner.length) return undefined;
  return { kind: 'text', text: [...lines.slice(0, first), ...indented, ...lines.slice(end)].join('\n') };
}

/** Positions in the text are none of the file. */
function inFile({ line = 1, column = 1, ...rest }: Failure, first: number, indent: number): Failure {
  return { ...rest, line: line + first, column: column + indent };
}

function failed({ file, line, column, after }: LineEdit): EditResult {
  return {
    kind: 'failed',
    reason: { code: 'notPromotable', file, line, column, subject: after, detail: 'there is no value at this place' },
  };
}
