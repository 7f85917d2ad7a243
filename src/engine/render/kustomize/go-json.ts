// JSON as Go's encoding/json writes it: keys in byte order, `<`, `>`, `&` and the two line separators escaped.
import type { Json } from '../../model';
import { formatFloat } from '../../yaml/numbers';
import { byCodePoint } from './values';

export interface GoJsonOptions {
  /** Two columns a level, as `MarshalIndent` is called; in one line without it. */
  readonly pretty?: boolean;
  /** How a whole number beyond 2^53 is written; digit by digit where nothing else is said. */
  readonly big?: (value: bigint) => string;
}

export function goJson(value: Json, options: GoJsonOptions = {}, indent = ''): string {
  if (typeof value === 'string') return goString(value);
  if (typeof value === 'bigint') return options.big?.(value) ?? String(value);
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : formatFloat(value);
  if (value === null || typeof value === 'boolean') return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value))
    return bracketed(
      '[]',
      value.map((item) => goJson(item, options, inner)),
      options,
      indent,
    );
  const entries = Object.entries(value as Readonly<Record<string, Json>>).sort(([a], [b]) => byCodePoint(a, b));
  const colon = options.pretty ? ': ' : ':';
  return bracketed(
    '{}',
    entries.map(([key, item]) => `${goString(key)}${colon}${goJson(item, options, inner)}`),
    options,
    indent,
  );
}

function bracketed(brackets: '[]' | '{}', parts: readonly string[], { pretty }: GoJsonOptions, indent: string): string {
  const [open, close] = brackets;
  if (pretty !== true || parts.length === 0) return `${open}${parts.join(',')}${close}`;
  return `${open}\n${indent}  ${parts.join(`,\n${indent}  `)}\n${indent}${close}`;
}

function goString(text: string): string {
  return JSON.stringify(text.replace(/\p{Cs}/gu, '\ufffd')).replace(
    /[<>&\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
