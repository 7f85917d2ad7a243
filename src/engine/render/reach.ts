// The reverse index: which fields of a render a line of the sources sets, contributes to or controls, and which it would if nothing overrode it.
import { BEARINGS, type Bearing, type FieldReach, type Node, type Origin, type Position, type Rendered, type SourcePlace } from '../model';
import { type Around, holderOf, stepsIn } from './reach-around';

/**
 * Fields on which a place of the sources bears, each once, in the order of the objects and of the fields in them. Worked out from the origins
 * that the values carry; nothing is rendered. A map or list is named only where nothing in it is.
 *
 * With a column, only what stands at it: of the values that begin in the line, the last one that begins at or before the column.
 * @param renders the renders among which the place is looked up: the column means the same value in all of them.
 * @param around what the place lies in: what is made of values that a template takes whole is made of each of them.
 */
export function reachOf(renders: readonly Rendered[], place: SourcePlace, around?: Around): ReadonlyMap<Rendered, readonly FieldReach[]> {
  const found = renders.map((rendered) => [rendered, bearingsIn(rendered, { ...place, around })] as const);
  const begins = columnOf(
    found.flatMap(([, bearings]) => bearings.map(({ at }) => at)),
    place,
  );
  const reached = found.map(([rendered, all]) => {
    const bearings = begins === undefined ? all : all.filter(({ at }) => startsAt(at, place) === begins);
    return [rendered, innermost(strongest(bearings))] as const;
  });
  return new Map(reached.filter(([, fields]) => fields.length > 0));
}

/** The column at which the value begins that stands at the place's column; undefined where the whole line is meant. */
function columnOf(positions: readonly Position[], place: SourcePlace): number | undefined {
  const { column } = place;
  if (column === undefined) return undefined;
  const starts = positions.map((at) => startsAt(at, place)).filter((start) => start <= column);
  return starts.length === 0 ? undefined : Math.max(...starts);
}

/** A value of several lines begins before every column of those that follow. */
function startsAt(at: Position, { line }: SourcePlace): number {
  return at.line === line ? at.column : 0;
}

/** A place, with what it lies in. */
type Sought = SourcePlace & { readonly around: Around | undefined };

function bearingsIn(rendered: Rendered, place: Sought): FieldReach[] {
  if (!rendered.reads.includes(place.file)) return [];
  const found: FieldReach[] = [];
  const exactly = { ...place, around: undefined };
  rendered.objects.forEach(({ node }, object) => {
    const path: (string | number)[] = [];
    const visit = (value: Node): void => {
      // What is left of a map or list that was taken whole are its scalars, each with its own origin.
      bearings(value.origin, value.kind === 'scalar' ? place : exactly, 'sets', (how, at, step, won) => {
        found.push({ object, path: path.slice(), how, step, at, origin: how === 'overridden' ? won : value.origin });
      });
      for (const [step, inner] of stepsIn(value)) {
        path.push(step);
        visit(inner);
        path.pop();
      }
    };
    visit(node);
  });
  return found;
}

type OnBearing = (how: Bearing, at: Position, step: Origin['step'], won: Origin) => void;

/**
 * Tells of every position of the place among what an origin is made of. `as` is what the origin itself is to the field.
 * @param won over what is overridden: of a part of several, that part.
 */
function bearings(origin: Origin, place: Sought, as: Bearing, on: OnBearing, won = origin): void {
  if (covers(origin, place)) on(as, origin, origin.step, won);
  else if (as === 'contributes' && holds(origin, place)) on(as, positionOf(place.around.value), origin.step, won);
  const part = as === 'sets' ? 'contributes' : as;
  // What a call has written stands in another line, and would be nowhere without it.
  for (let site = origin.through; site !== undefined; site = site.through)
    if (covers(site, place)) on(part, positionOf(site), origin.step, won);
  const isLost = as === 'overridden';
  for (const one of origin.from ?? []) bearings(one, place, part, on, isLost ? won : one);
  for (const one of origin.by ?? [])
    bearings(one, place, isLost ? as : 'controls', (how, at, _, over) => on(how, at, origin.step, over), isLost ? won : one);
  if (origin.overrode !== undefined) bearings(origin.overrode, place, leftOf(origin, as), on, won);
}

/** What the value that an origin overrode still is to the field. */
function leftOf({ kept }: Origin, as: Bearing): Bearing {
  if (as === 'overridden' || (kept !== 'part' && kept !== 'key')) return 'overridden';
  return kept === 'key' || as === 'controls' ? 'controls' : 'contributes';
}

const positionOf = ({ file, line, column }: Position): Position => ({ file, line, column });

function covers({ file, line, endLine = line }: Position & Pick<Origin, 'endLine'>, place: SourcePlace): boolean {
  return line <= place.line && place.line <= endLine && file === place.file;
}

/** Whether it is a map or list of values, taken whole, that the place lies in. */
function holds(origin: Origin, place: Sought): place is Sought & { readonly around: Around } {
  return origin.step === 'values' && origin.file === place.file && place.around?.holders.has(holderOf(origin)) === true;
}

/** The strongest bearing on each field; they come in the order of the fields. */
function strongest(bearings: readonly FieldReach[]): FieldReach[] {
  const kept: FieldReach[] = [];
  for (const one of bearings) {
    const last = kept.at(-1);
    if (last === undefined || !sameField(last, one)) kept.push(one);
    else if (BEARINGS.indexOf(one.how) < BEARINGS.indexOf(last.how)) kept[kept.length - 1] = one;
  }
  return kept;
}

/** What follows a map or list in the order of the fields, if anything of it does, is in it. What controls it controls all in it, and is named. */
function innermost(fields: readonly FieldReach[]): FieldReach[] {
  return fields.filter((field, index) => {
    if (field.how === 'controls') return true;
    const next = fields[index + 1];
    const holdsNext = next !== undefined && next.object === field.object && field.path.every((step, depth) => next.path[depth] === step);
    return !holdsNext || next.path.length === field.path.length;
  });
}

function sameField(a: FieldReach, b: FieldReach): boolean {
  return a.object === b.object && a.path.length === b.path.length && a.path.every((step, index) => step === b.path[index]);
}
