// Where an Argo CD Application takes its objects from, and which Application applies which.
import type { Node } from '../model';
import { at, child, items, text } from '../yaml/access';
import { isOpen } from './application-set/template';
import { type Around, placeOf, type SourcePlace } from './argo-repository';
import { factsAt } from './clone-trees';
import { bootstrapAddresses } from './flux-source';
import { groupBy } from './group';
import type { Inventory } from './inventory';
import { once } from './once';
import type { SourceObject } from './sources';

/** The folder that an Application renders: of its first source that has one, and is here. None where a template leaves it open. */
export function sourcePath(object: SourceObject, inventory: Inventory): string | undefined {
  const places = sourcesOf(object).flatMap((source) => sourcePlace(source, inventory) ?? []);
  return (places.find(({ kind }) => kind === 'here') ?? places[0])?.path;
}

/** Where a source with a folder is. Undefined for a chart, for one that is there for its files alone, and where a template leaves it open. */
export function sourcePlace(source: Node, inventory: Inventory): SourcePlace | undefined {
  const [path, url] = [text(child(source, 'path')), text(child(source, 'repoURL')) ?? ''];
  if (path === undefined || path === '' || isOpen(path) || text(child(source, 'chart')) !== undefined || url.startsWith('oci://'))
    return undefined;
  return placeOf({ url, path, revision: text(child(source, 'targetRevision')) }, aroundOf(inventory));
}

export const aroundOf = once((inventory: Inventory): Around => {
  const { remotes, prefix, head, clones, onFollowed } = inventory;
  const has = (folder: string): boolean => isFolder(folder, inventory);
  return { remotes, prefix, head, clones, onFollowed, addresses: bootstrapAddresses(inventory), has };
});

export function isFolder(path: string, inventory: Inventory): boolean {
  return factsAt(path, inventory).tree.folders.has(path);
}

/** `source` counts for nothing where `sources` has any. */
export function sourcesOf(object: SourceObject): readonly Node[] {
  const several = items(at(object.node, ['spec', 'sources']));
  const single = at(object.node, ['spec', 'source']);
  return several.length > 0 ? several : single === undefined ? [] : [single];
}

export interface Held {
  /** App of apps: the Application whose folder holds another one's file; the first, where several do. */
  readonly parents: ReadonlyMap<SourceObject, SourceObject>;
  /** Those whose folder holds any. */
  readonly holders: ReadonlySet<SourceObject>;
}

export function heldBy(applications: readonly SourceObject[], children: readonly SourceObject[], inventory: Inventory): Held {
  const parents = new Map<SourceObject, SourceObject>();
  const holders = new Set<SourceObject>();
  const byFile = groupBy(children, ({ file }) => file);
  for (const parent of applications) {
    const path = sourcePath(parent, inventory);
    if (path === undefined || !isFolder(path, inventory)) continue;
    const held = [...factsAt(path, inventory).reachOf(path).files.keys()].flatMap((file) => byFile.get(file) ?? []);
    for (const object of held) {
      if (object === parent) continue;
      holders.add(parent);
      if (!parents.has(object)) parents.set(object, parent);
    }
  }
  return { parents, holders };
}
