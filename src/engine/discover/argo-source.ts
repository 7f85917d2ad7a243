// Where an Argo CD Application takes its objects from, and which Application applies which.
import type { Node } from '../model';
import { at, child, items, text } from '../yaml/access';
import { isOpen } from './application-set/template';
import { groupBy } from './group';
import type { Inventory } from './inventory';
import { join } from './paths';
import type { SourceObject } from './sources';

/** The folder that an Application renders: of its first source that has one. None where a template leaves it open. */
export function sourcePath(object: SourceObject): string | undefined {
  const path = text(child(firstSource(object), 'path'));
  return path === undefined || isOpen(path) ? undefined : join('.', path);
}

export function firstSource(object: SourceObject): Node | undefined {
  const sources = items(at(object.node, ['spec', 'sources']));
  return at(object.node, ['spec', 'source']) ?? sources.find((source) => child(source, 'path') !== undefined) ?? sources[0];
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
    const path = sourcePath(parent);
    if (path === undefined || !inventory.tree.folders.has(path)) continue;
    for (const file of inventory.reachOf(path).files.keys()) {
      for (const object of byFile.get(file) ?? []) if (object !== parent && !parents.has(object)) parents.set(object, parent);
    }
  }
  return parents;
}
