// Scalars with the comments behind them: what tools that work by comments go by, and the reader of manifests leaves out.
import { isAlias, isScalar, parseAllDocuments, visit } from 'yaml';
import { createPositions } from './positions';
import { PARSE_OPTIONS } from './read';

export interface CommentedScalar {
  readonly text: string;
  /** What stands behind `#`. */
  readonly comment: string;
  /** Of the scalar, from 1. */
  readonly line: number;
  readonly column: number;
}

/** Values, not keys. Where the text is no YAML, those that could be read. Never throws. */
export function commentedScalars(source: string): readonly CommentedScalar[] {
  const positions = createPositions(source);
  const found: CommentedScalar[] = [];
  for (const document of parseAllDocuments(source, PARSE_OPTIONS)) {
    if (!('contents' in document)) continue;
    visit(document, {
      Scalar(key, node) {
        if (key === 'key' || !isScalar(node) || isAlias(node) || node.range == null || node.comment == null) return;
        found.push({ text: String(node.value ?? ''), comment: node.comment, ...positions.at(node.range[0]) });
      },
    });
  }
  return found;
}
