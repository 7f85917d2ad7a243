// The scalar values of a YAML file, where each stands, and the file with one of them replaced by a fresh value of the same type.
import { isScalar, LineCounter, parseAllDocuments, type Scalar, visit } from 'yaml';

export interface SourceScalar {
  readonly line: number;
  readonly column: number;
  /** The keys that lead to it, list indices left out. */
  readonly keys: readonly string[];
  readonly text: string;
  /** Offset and length of how it is written. */
  readonly offset: number;
  readonly length: number;
  readonly quote: '' | '"' | "'";
}

/** Values in one line; those of inline patches are not among them. */
export function sourceScalars(text: string): readonly SourceScalar[] {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: counter, schema: 'failsafe', logLevel: 'silent' });
  const found: SourceScalar[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    visit(document, {
      Scalar(key, node, path) {
        if (key === 'key' || !node.range || node.anchor !== undefined || node.tag !== undefined) return;
        const written = text.slice(node.range[0], node.range[1]);
        if (written.includes('\n') || !/^(PLAIN|QUOTE_)/.test(node.type ?? '') || written === '') return;
        const { line, col } = counter.linePos(node.range[0]);
        const keys = path.flatMap((one) => ('key' in one && isScalar(one.key) ? [String((one.key as Scalar).value)] : []));
        const quote = node.type === 'QUOTE_DOUBLE' ? '"' : node.type === 'QUOTE_SINGLE' ? "'" : '';
        found.push({ line, column: col, keys, text: String(node.value), offset: node.range[0], length: written.length, quote });
      },
    });
  }
  return found;
}

/** Undefined where there is no other value of the type that nothing else could name. */
export function withFreshValue(text: string, scalar: SourceScalar): string | undefined {
  const fresh = freshText(scalar);
  return fresh === undefined
    ? undefined
    : `${text.slice(0, scalar.offset)}${scalar.quote}${fresh}${scalar.quote}${text.slice(scalar.offset + scalar.length)}`;
}

function freshText({ text, quote, keys }: SourceScalar): string | undefined {
  if (keys.at(-1) === 'literals') return /^[\w.-]+=/.test(text) ? `${text.slice(0, text.indexOf('=') + 1)}fresh` : undefined;
  if (quote !== '') return 'fresh-value';
  if (/^-?\d+$/.test(text)) return text === '7919' ? '7907' : '7919';
  if (/^(true|false)$/.test(text)) return text === 'true' ? 'false' : 'true';
  // Nulls have no other value; what other plain words mean depends on who reads them.
  return /^[A-Za-z][\w./:@-]*$/.test(text) && !/^(null|yes|no|on|off|y|n|True|False)$/i.test(text) ? 'fresh-value' : undefined;
}
