// Branches behind a key that would write it into the same map a second time: of those, YAML's reader takes the last one.
import type { Span } from '../../template/trace/span';
import { isOffLine } from '../branches';
import { keyIndent } from '../text-places';

/** Answers which branches behind the value of a key, which begins at `start`, hold that key of the same map too. */
export type Rivals = (key: string, start: number) => readonly Span[];

/** @param text an output, with what wrote each part of it. Undefined where no branch holds a key. */
export function rivalsIn(text: string, spans: readonly Span[]): Rivals | undefined {
  const byKey = new Map<string, Span[]>();
  const first = text.search(/\S/);
  for (const span of spans) {
    // Before the first text stands no key: as with a condition around all of a file.
    if (span.start <= first || !isOffLine(span.origin)) continue;
    for (const key of span.origin.keys) {
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, [span]);
      else known.push(span);
    }
  }
  if (byKey.size === 0) return undefined;
  return (key, start) => {
    const known = byKey.get(key) ?? [];
    const first = known.findIndex((span) => span.start >= start);
    if (first === -1) return NONE;
    const indent = keyIndent(text, start);
    const end = endOfMap(text, indent, start);
    const last = known.findIndex((span, at) => at >= first && span.start > end);
    return known.slice(first, last === -1 ? undefined : last).filter(({ origin }) => isOffLine(origin) && origin.indent === indent);
  };
}

const NONE: readonly Span[] = [];

/** Where the line ends behind which one begins further left than the keys of a map. */
function endOfMap(text: string, indent: number, start: number): number {
  let end = text.indexOf('\n', start);
  while (end !== -1) {
    const next = text.indexOf('\n', end + 1);
    const line = text.slice(end + 1, next === -1 ? text.length : next);
    if (line.trim() !== '' && line.search(/\S/) < indent) return end;
    end = next;
  }
  return text.length;
}
