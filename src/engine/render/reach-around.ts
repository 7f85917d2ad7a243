// The maps and lists of a source file that a line lies in: whoever takes one of them whole takes what stands in the line.
import { once } from '../discover/once';
import type { Files } from '../ports';
import type { Node, Position, SourcePlace } from '../model';
import { readDocuments } from '../yaml/read';

/** What a place of a file lies in. */
export interface Around {
  /** The value that begins in the line; of several, the last one at or before the place's column. */
  readonly value: Position;
  /** The maps and lists that hold it, as `line:column` of where each begins. */
  readonly holders: ReadonlySet<string>;
}

/** Undefined for a line in which no value of a YAML document begins, and for a file that is not at hand. */
export function aroundPlace(files: Files, place: SourcePlace): Around | undefined {
  const answer = files.read(place.file);
  if (answer.kind !== 'file') return undefined;
  const { documents } = readDocuments(answer.text, place.file);
  const holders = new Set<string>();
  for (const document of documents) {
    const value = descend(document, place, holders);
    if (value !== undefined) return { value: { file: place.file, line: value.line, column: value.column }, holders };
    holders.clear();
  }
  return undefined;
}

/** How a holder is named. */
export function holderOf({ line, column }: Position): string {
  return `${line}:${column}`;
}

/** What stands in a map or list; nothing in a scalar. */
export function childrenOf(node: Node): readonly Node[] {
  if (node.kind === 'scalar') return [];
  return node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
}

/** The same, each with its key or index. */
export function stepsIn(node: Node): readonly (readonly [string | number, Node])[] {
  if (node.kind === 'scalar') return [];
  return node.kind === 'list' ? [...node.items.entries()] : node.entries.map(({ key, value }) => [key, value] as const);
}

type At = Pick<Position, 'line' | 'column'>;

function descend(node: Node, place: SourcePlace, holders: Set<string>): At | undefined {
  if (node.kind === 'scalar') return node.origin;
  const holding = childrenOf(node).filter((child) => child.origin.line <= place.line && place.line <= lastLine(child));
  const { column = Number.POSITIVE_INFINITY } = place;
  const child = holding.findLast(({ origin }) => origin.line < place.line || origin.column <= column) ?? holding[0];
  const alias = node.aliases?.findLast((at) => at.line === place.line && at.column <= column);
  if (alias !== undefined && (child === undefined || child.origin.line < alias.line || child.origin.column < alias.column)) return alias;
  if (child !== undefined) {
    // The document as a whole begins where its first key does, and is nobody's value.
    if (child.kind !== 'scalar') holders.add(holderOf(child.origin));
    return descend(child, place, holders);
  }
  // The line of the key of a map or list.
  return node.origin.line === place.line ? node.origin : undefined;
}

/** The line in which the last of it ends; what an anchor gave stands further up. */
const lastLine = once((node: Node): number => {
  const { line, endLine = line } = node.origin;
  if (node.kind === 'scalar') return endLine;
  const last = childrenOf(node).reduce((latest, child) => Math.max(latest, lastLine(child)), line);
  return (node.aliases ?? []).reduce((latest, alias) => Math.max(latest, alias.line), last);
});
