// Where an Argo CD Application takes its objects from, and which Application applies which.
import type { Node } from '../model';
import { at, child, items, text } from '../yaml/access';
import { isOpen } from './application-set/template';
import { factsAt } from './clone-trees';
import { cloneOf } from './clones';
import { groupBy } from './group';
import type { Inventory } from './inventory';
import { join } from './paths';
import type { SourceObject } from './sources';

/** The folder that an Application renders: of its first source that has one, and is this repository. None where a template leaves it open. */
export function sourcePath(object: SourceObject, inventory: Inventory): string | undefined {
  const paths = sourcesOf(object).flatMap((source) => {
    const path = text(child(source, 'path'));
    const isOther = text(child(source, 'chart')) !== undefined || text(child(source, 'repoURL'))?.startsWith('oci://');
    return path === undefined || path === '' || isOpen(path) || isOther ? [] : [sourceFolder(source, path, inventory)];
  });
  return paths.find((path) => isFolder(path, inventory)) ?? paths[0];
}

/** A path of a source as the tree has it: in the clone of another repository, where the user has named one. */
export function sourceFolder(source: Node, path: string, { clones }: Pick<Inventory, 'clones'>): string {
  const clone = cloneOf(text(child(source, 'repoURL')) ?? '', clones);
  return clone === undefined ? join('.', path) : join(clone.folder, path);
}

export function isFolder(path: string, inventory: Inventory): boolean {
  return factsAt(path, inventory).tree.folders.has(path);
}

/** `source` counts for nothing where `sources` has any. */
export function sourcesOf(object: SourceObject): readonly Node[] {
  const several = items(at(object.node, ['spec', 'sources']));
  const single = at(object.node, ['spec', 'source']);
  return several.length > 0 ? several : single === undefined ? [] : [single];
}

/** App of apps: the Application whose folder holds another one's file. */
export function parentsOf(
  applications: readonly SourceObject[],
  children: readonly SourceObject[],
  inventory: Inventory,
): ReadonlyMap<SourceObject, SourceObject> {
  const parents = new Map<SourceObject, SourceObject>();
  const byFile = groupBy(children, ({ file }) => file);
  for (const parent of applications) {
    const path = sourcePath(parent, inventory);
    if (path === undefined || !isFolder(path, inventory)) continue;
    for (const file of factsAt(path, inventory).reachOf(path).files.keys()) {
      for (const object of byFile.get(file) ?? []) if (object !== parent && !parents.has(object)) parents.set(object, parent);
    }
  }
  return parents;
}
