// Reads a text into nodes as go-yaml keeps them.
import { isMap, isScalar, isSeq, type ParsedNode, parseDocument, type Scalar } from 'yaml';
import { scanBlockScalar } from '../../../yaml/block-scalar';
import { createPositions, type Positions } from '../../../yaml/positions';
import { PARSE_OPTIONS } from '../../../yaml/read';
import { resolvePlain } from '../../../yaml/tags';
import { type GoNode, STYLE } from './go-node';

/**
 * The node of a text that kustomize writes: without comments, anchors and tags.
 * @returns undefined for a text that has any of them.
 */
export function goNodeOf(text: string): GoNode | undefined {
  const document = parseDocument(text, PARSE_OPTIONS);
  if (document.errors.length > 0 || document.contents === null) return undefined;
  if (document.commentBefore || document.comment) return undefined;
  return nodeOf(document.contents as ParsedNode, { text, positions: createPositions(text) }, -1);
}

interface Source {
  readonly text: string;
  readonly positions: Positions;
}

/** @param indent the column, from 0, of the block collection around; -1 outside of all. */
function nodeOf(node: ParsedNode | null, source: Source, indent: number): GoNode | undefined {
  if (node === null || node.tag !== undefined || node.comment || node.commentBefore || ('anchor' in node && node.anchor !== undefined))
    return undefined;
  if (isScalar(node)) return scalarOf(node, source, indent);
  if (!isMap(node) && !isSeq(node)) return undefined;
  const children = isMap(node)
    ? node.items.flatMap(({ key, value }) => [key as ParsedNode, value as ParsedNode | null])
    : (node.items as readonly ParsedNode[]);
  const place = placeOf(node.range[0], source);
  const content: GoNode[] = [];
  for (const child of children) {
    const made = nodeOf(child, source, node.flow ? indent : place.column - 1);
    if (made === undefined) return undefined;
    content.push(made);
  }
  const [kind, tag] = isMap(node) ? (['map', '!!map'] as const) : (['list', '!!seq'] as const);
  return { kind, tag, style: node.flow ? STYLE.flow : 0, value: '', content, ...place };
}

function scalarOf(node: Scalar.Parsed, source: Source, indent: number): GoNode {
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  const block = isBlock ? scanBlockScalar(source.text, node.range[0], indent) : undefined;
  const value = block?.text ?? (node.value as string);
  const tag = node.type === 'PLAIN' ? `!!${resolvePlain(value)}` : '!!str';
  return { kind: 'scalar', tag, style: STYLES[node.type ?? 'PLAIN'], value, content: [], ...placeOf(node.range[0], source) };
}

const STYLES: Readonly<Record<Scalar.Type, number>> = {
  PLAIN: 0,
  QUOTE_DOUBLE: STYLE.double,
  QUOTE_SINGLE: STYLE.single,
  BLOCK_LITERAL: STYLE.literal,
  BLOCK_FOLDED: STYLE.folded,
};

/** Columns count characters, and not the units of a string. */
function placeOf(offset: number, { text, positions }: Source): { readonly line: number; readonly column: number } {
  const { line, column } = positions.at(offset);
  return { line, column: [...text.slice(offset - column + 1, offset)].length + 1 };
}
