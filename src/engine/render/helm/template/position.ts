// Offsets in a template's source as lines and columns, worked out when somebody asks.
import { bytesOf } from '../go/values';
import type { Source } from './nodes';

/** Whatever holds a text that stays as it is. */
interface Holder {
  readonly text: string;
}

const starts = new WeakMap<Holder, number[]>();

/** @returns line and column, both from 1, the column in UTF-16 units */
export function positionAt(source: Holder, offset: number): { readonly line: number; readonly column: number } {
  const lines = lineStarts(source);
  let low = 0;
  for (let high = lines.length - 1; low < high; ) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lines[low] ?? 0) + 1 };
}

/** `name:line:column` as Go's errors have it: the column counts bytes from 0. */
export function goLocation(source: Source, offset: number): string {
  const { line, column } = positionAt(source, offset);
  const before = source.text.slice(offset - column + 1, offset);
  return `${source.name}:${line}:${bytesOf(before).length}`;
}

function lineStarts(source: Holder): number[] {
  const known = starts.get(source);
  if (known !== undefined) return known;
  const found = [0];
  for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1)) found.push(at + 1);
  starts.set(source, found);
  return found;
}
