// Positions in the files of an artifact as positions in the files that they were made of.
import type { Node, Origin, Position } from '../../model';

/** The position of a source that a position of the artifact stands for; the same one where it stands for none. */
export type Place = (position: Position) => Position & Pick<Origin, 'overrode' | 'approximate' | 'endLine' | 'lines'>;

/** A value, and all that went into it, by the positions of the sources. @param known shared origins stay shared. */
export function placed<T extends Node>(node: T, place: Place, known = new Map<Origin, Origin>()): T {
  const origin = placedOrigin(node.origin, place, known);
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, origin, items: node.items.map((item) => placed(item, place, known)) };
  return { ...node, origin, entries: node.entries.map((entry) => ({ ...entry, value: placed(entry.value, place, known) })) };
}

/** The places of a text that was put together line by line: `lines` with each, and `endLine` of the value that is there. */
export function placesOfLines(lines: readonly (Origin | undefined)[]): Place {
  return (position) => {
    const line = lines[position.line - 1];
    if (line === undefined) return position;
    const { file, line: at, column, overrode, endLine } = line;
    return {
      file,
      line: at,
      column,
      lines,
      ...(overrode === undefined ? {} : { overrode }),
      ...(endLine === undefined ? {} : { endLine }),
    };
  };
}

function placedOrigin(origin: Origin, place: Place, known: Map<Origin, Origin>): Origin {
  const before = known.get(origin);
  if (before !== undefined) return before;
  const { file, line, column, overrode: replaced, approximate, endLine: end = origin.endLine, lines } = place(origin);
  const all = (origins: readonly Origin[]) => origins.map((one) => placedOrigin(one, place, known));
  const { overrode = replaced, from, by, through, endLine, ...rest } = origin;
  const whole = endLine === undefined || lines === undefined ? undefined : ofSeveralLines(lines.slice(origin.line - 1, endLine));
  const isOwn = overrode !== undefined && overrode === origin.overrode;
  const now: Origin = {
    ...rest,
    file,
    line,
    column,
    ...(overrode === undefined ? {} : { overrode: isOwn ? placedOrigin(overrode, place, known) : overrode }),
    ...(from === undefined ? {} : { from: all(from) }),
    ...(by === undefined ? {} : { by: all(by) }),
    ...(endLine === undefined || end === undefined ? {} : { endLine: end }),
    ...whole,
    ...(through === undefined ? {} : { through: placedSite(through, place) }),
    ...(approximate === undefined ? {} : { approximate }),
  };
  known.set(origin, now);
  return now;
}

/** A text whose lines are values of several files, such as that of a generator: all of them went into it. */
function ofSeveralLines(all: readonly (Origin | undefined)[]): Pick<Origin, 'from' | 'lines' | 'endLine'> {
  const places = new Map(all.flatMap((line) => (line === undefined ? [] : [[`${line.file}:${line.line}:${line.column}`, line] as const])));
  const [first, ...others] = places.values();
  return first === undefined || others.length === 0 ? {} : { endLine: first.endLine ?? first.line, from: others, lines: all };
}

function placedSite(site: NonNullable<Origin['through']>, place: Place): NonNullable<Origin['through']> {
  const { file, line, column } = place(site);
  return { file, line, column, ...(site.through === undefined ? {} : { through: placedSite(site.through, place) }) };
}
