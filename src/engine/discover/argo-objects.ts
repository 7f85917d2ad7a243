// All Applications, and sets of them, that may be listed: those of the tree, and what Applications find of others in clones and in other branches.
import { notAmong } from './applied';
import { type Expansion, expandApplicationSet, type GeneratedApplication } from './application-set/expand';
import type { Known } from './application-set/parameters';
import { heldBy, isFolder, sourcePath } from './argo-source';
import { factsAt, inOpenTree } from './clone-trees';
import { groupBy } from './group';
import { type Inventory, isWholeApplication, isWholeApplicationSet } from './inventory';
import { once } from './once';
import { isFetched, isOutsideTree } from './paths';
import type { SourceFile, SourceObject } from './sources';

export interface ArgoObjects {
  readonly applications: readonly SourceObject[];
  readonly expansions: readonly Expansion[];
  readonly generated: ReadonlyMap<SourceObject, GeneratedApplication>;
  /** Of the tree that is open: what Applications apply as another branch has it, if it has it at all. */
  readonly superseded: readonly SourceObject[];
}

export function argoObjects(inventory: Inventory, known: Known): ArgoObjects {
  const expansions = inventory.applicationSets.map((set) => expandApplicationSet(set, known));
  const found = new Set(inventory.applications);
  const add = ({ applications }: Expansion): void => {
    for (const { object } of applications) found.add(object);
  };
  for (const expansion of expansions) add(expansion);
  const isAsItStands = notAmong(inventory.appliedBy.keys());
  const sets = new Set(inventory.applicationSets);
  // What is found on the way is looked at in its turn.
  for (const application of inventory.cloned.length === 0 ? [] : found) {
    for (const object of heldElsewhere(application, inventory).filter(isAsItStands)) {
      if (isWholeApplication(object)) found.add(object);
      else if (!sets.has(object)) {
        const expansion = expandApplicationSet(object, known);
        sets.add(object);
        expansions.push(expansion);
        add(expansion);
      }
    }
  }
  const generated = new Map(expansions.flatMap(({ applications }) => applications.map((application) => [application.object, application])));
  const all = [...found];
  const superseded = inOtherForm(all, inventory);
  const gone = new Set([...superseded, ...all.filter((object) => holdsItself(object, inventory))]);
  return {
    applications: all.filter((object) => !gone.has(generated.get(object)?.set ?? object)),
    expansions: expansions.filter(({ set }) => !gone.has(set)),
    generated,
    superseded,
  };
}

/** What stands in the folder of an Application that is not in the tree that is open. */
function heldElsewhere(application: SourceObject, inventory: Inventory): readonly SourceObject[] {
  const path = sourcePath(application, inventory);
  if (path === undefined || !(isOutsideTree(path) || isFetched(path))) return [];
  const { reachOf, sources } = factsAt(path, inventory);
  return [...reachOf(path).files.keys()].flatMap((file) => {
    const source = sources.files.get(file);
    return source === undefined ? [] : argoIn(source);
  });
}

const argoIn = once(({ objects }: SourceFile): readonly SourceObject[] =>
  objects.filter((object) => isWholeApplication(object) || isWholeApplicationSet(object)),
);

/** Objects of the tree that is open, in folders that Applications follow on another branch, and that nothing takes from here. */
function inOtherForm(applications: readonly SourceObject[], inventory: Inventory): readonly SourceObject[] {
  const byFile = groupBy([...inventory.applications, ...inventory.applicationSets], ({ file }) => file);
  const hidden = new Set<SourceObject>();
  for (const application of applications) {
    const path = inOpenTree(sourcePath(application, inventory) ?? '.', inventory);
    if (path === undefined || !isFolder(path, inventory)) continue;
    for (const file of inventory.reachOf(path).files.keys())
      for (const object of byFile.get(file) ?? []) if (object !== application && !inventory.appliedBy.has(object)) hidden.add(object);
  }
  if (hidden.size === 0) return [];
  const others = applications.filter((object) => !hidden.has(object));
  const { parents } = heldBy(others, [...hidden], inventory);
  return [...hidden].filter((object) => !parents.has(object));
}

/** Whether an Application applies itself as another branch has it: that is the one to show. */
function holdsItself(object: SourceObject, inventory: Inventory): boolean {
  if (inventory.cloned.length === 0 || isFetched(object.file)) return false;
  return heldElsewhere(object, inventory).some(
    ({ kind, name, namespace }) => kind === object.kind && name === object.name && namespace === object.namespace,
  );
}
