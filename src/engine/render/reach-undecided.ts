// What the reverse index does not know: fields that a chart makes of more values than their origins name.
import { once } from '../discover/once';
import type { FieldPlace, Node, Origin, Rendered, SourcePlace } from '../model';
import { childrenOf, stepsIn } from './reach-around';

/**
 * Fields that the place may bear on, and of which nobody can tell: the line gives a value to a chart of the render, and the field's origin
 * names only some of the values that it is made of.
 * @param reached fields that the place is known to bear on
 */
export function undecidedBy(rendered: Rendered, place: SourcePlace, reached: readonly FieldPlace[]): readonly FieldPlace[] {
  if (!rendered.reads.includes(place.file) || !givesValue(rendered, place)) return [];
  const known = new Set(reached.map(keyOf));
  return namingSome(rendered).filter((field) => !known.has(keyOf(field)));
}

function keyOf({ object, path }: FieldPlace): string {
  return JSON.stringify([object, ...path]);
}

function givesValue({ releases = [] }: Rendered, { file, line }: SourcePlace): boolean {
  return releases.some(({ values }) => linesOf(values).has(`${file}:${line}`));
}

/** The lines of files in which merged values stand, and what they went over. */
const linesOf = once((values: Node): ReadonlySet<string> => {
  const lines = new Set<string>();
  const seen = new Set<Origin>();
  const note = (origin: Origin | undefined): void => {
    if (origin === undefined || seen.has(origin)) return;
    seen.add(origin);
    const { file, line, endLine = line, overrode, from = [] } = origin;
    for (let at = line; at <= endLine; at++) lines.add(`${file}:${at}`);
    note(overrode);
    from.forEach(note);
  };
  const visit = (node: Node): void => {
    note(node.origin);
    childrenOf(node).forEach(visit);
  };
  visit(values);
  return lines;
});

/** Of maps and lists, what stands in them. */
const namingSome = once(({ objects }: Rendered): readonly FieldPlace[] => {
  const found: FieldPlace[] = [];
  objects.forEach(({ node }, object) => {
    const visit = (value: Node, path: FieldPlace['path']): void => {
      const inner = stepsIn(value);
      for (const [step, one] of inner) visit(one, [...path, step]);
      if (inner.length === 0 && namesSome(value.origin)) found.push({ object, path });
    };
    visit(node, []);
  });
  return found;
});

const namesSome = once(
  ({ namesSome: own, overrode, from = [], by = [] }: Origin): boolean =>
    own === true || (overrode !== undefined && namesSome(overrode)) || from.some(namesSome) || by.some(namesSome),
);
