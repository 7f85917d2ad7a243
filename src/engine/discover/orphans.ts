// Applications, and sets of them, that stand only in the folders of Applications which patches take out: nothing applies them either.
import { isApplication, isApplicationSet } from './applied';
import { heldBy } from './argo-source';
import type { Inventory } from './inventory';
import type { SourceObject } from './sources';

interface Around {
  /** What nothing applies, to begin with. */
  readonly gone: readonly SourceObject[];
  /** All that are listed otherwise, with what sets generate. */
  readonly applications: readonly SourceObject[];
  /** What a set generates. */
  readonly generatedBy: (set: SourceObject) => readonly SourceObject[];
  readonly isOfFlux: (object: SourceObject) => boolean;
}

export function orphansOf(inventory: Inventory, { gone: first, applications, generatedBy, isOfFlux }: Around): ReadonlySet<SourceObject> {
  const { appliedBy, applicationSets } = inventory;
  const orphans = new Set<SourceObject>();
  const rendered = (object: SourceObject): readonly SourceObject[] =>
    isApplicationSet(object) ? generatedBy(object) : isApplication(object) ? [object] : [];
  for (let gone = first.flatMap(rendered); gone.length > 0; ) {
    const left = [...applications, ...applicationSets].filter((object) => !orphans.has(object) && !gone.includes(object));
    const below = [...heldBy(gone, left, inventory).parents.keys()].filter((object) => !appliedBy.has(object) && !isOfFlux(object));
    const above = applications.filter((object) => !orphans.has(object) && !gone.includes(object) && !below.includes(object));
    const { parents } = heldBy(above, below, inventory);
    const found = below.filter((object) => !parents.has(object));
    for (const object of found) orphans.add(object);
    gone = found.flatMap(rendered);
    for (const object of gone) orphans.add(object);
  }
  return orphans;
}
