// What differs between two renders of a tree before and after one scalar of it was changed, and how that stands to what the reverse index said.
import type { FieldReach, Node, Path, Rendered } from '../../src/engine/model';
import { formatPath } from '../../src/engine/model/field-path';

/** Where the index and the truth disagree; undefined where they agree. */
export interface Disagreement {
  readonly what: 'exact' | 'unforeseen' | 'unmoved';
  readonly changed: readonly string[];
  readonly said: readonly string[];
}

/**
 * Exact where the scalar is a value: what it sets changes, and nothing else. Where it steers, all that changes is named, and what it sets changes.
 */
export function disagreement(reached: readonly FieldReach[], before: Rendered, after: Rendered): Disagreement | undefined {
  const changed = changes(before, after);
  const sets = reached.filter(({ how }) => how === 'sets');
  if (!steers(reached)) {
    const [is, said] = [[...changed.fields].sort(), named(sets, before)];
    return is.join('\n') === said.join('\n') ? undefined : { what: 'exact', changed: is, said };
  }
  const said = reached.filter(({ how }) => how !== 'overridden');
  const isNamed = ({ object, path }: Place) => said.some((one) => one.object === object && isAround(one.path, path));
  const unforeseen = changed.places.filter((place) => !isNamed(place));
  if (unforeseen.length > 0) return { what: 'unforeseen', changed: named(unforeseen, before), said: named(said, before) };
  const moved = ({ object, path }: Place) => changed.places.some((one) => one.object === object && isAround(one.path, path));
  const unmoved = sets.filter((field) => !moved(field));
  return unmoved.length > 0 ? { what: 'unmoved', changed: [], said: named(unmoved, before) } : undefined;
}

/** Whether a place does more than set values as they stand there. */
export function steers(reached: readonly FieldReach[]): boolean {
  return reached.some(({ how }) => how === 'controls' || how === 'contributes');
}

/** Whether objects can be told apart by where they come from. */
export function isIdentified({ objects }: Rendered): boolean {
  return new Set(objects.map(({ node }) => identity(node))).size === objects.length;
}

type Place = Pick<FieldReach, 'object' | 'path'>;

function isAround(a: Path, b: Path): boolean {
  const shorter = Math.min(a.length, b.length);
  return a.slice(0, shorter).every((step, depth) => step === b[depth]);
}

function named(places: readonly Place[], { objects }: Rendered): string[] {
  return places.map(({ object, path }) => `${identity((objects[object] as Rendered['objects'][number]).node)} ${formatPath(path)}`).sort();
}

/** Objects are the same where they come from the same place by the same way, whatever their names are now. */
function identity({ origin }: Node): string {
  return [origin, ...(origin.by ?? [])].map(({ file, line, column }) => `${file}:${line}:${column}`).join('<');
}

interface Changes {
  /** `object path` of each field that differs, comes or goes. */
  readonly fields: ReadonlySet<string>;
  /** Those of them that were there before. */
  readonly places: readonly Place[];
}

/** A list that gets longer or shorter counts as a whole. */
function changes(before: Rendered, after: Rendered): Changes {
  const places: Place[] = [];
  const fields = new Set<string>();
  const now = new Map(after.objects.map(({ node }) => [identity(node), node]));
  before.objects.forEach(({ node }, object) => {
    const id = identity(node);
    const note = (path: Path): void => {
      fields.add(`${id} ${formatPath(path)}`);
      places.push({ object, path });
    };
    compare(node, now.get(id), [], note, (path) => fields.add(`${id} ${formatPath(path)}`));
    now.delete(id);
  });
  for (const id of now.keys()) fields.add(`${id} new`);
  return { fields, places };
}

function compare(before: Node, after: Node | undefined, path: Path, onChange: (path: Path) => void, onNew: (path: Path) => void): void {
  if (after === undefined || before.kind !== after.kind) onChange(path);
  else if (before.kind === 'scalar') {
    if (after.kind !== 'scalar' || before.text !== after.text || before.tag !== after.tag) onChange(path);
  } else if (before.kind === 'list') {
    const others = after.kind === 'list' ? after.items : [];
    if (others.length !== before.items.length) onChange(path);
    else for (const [index, item] of before.items.entries()) compare(item, others[index], [...path, index], onChange, onNew);
  } else if (after.kind === 'map') {
    for (const { key, value } of before.entries)
      compare(value, after.entries.find((entry) => entry.key === key)?.value, [...path, key], onChange, onNew);
    for (const { key } of after.entries) if (!before.entries.some((entry) => entry.key === key)) onNew([...path, key]);
  }
}
