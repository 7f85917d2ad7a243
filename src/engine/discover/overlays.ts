// Overlay folders that no controller object of the repository owns, as environments and apps.
import { type Draft, type EnvironmentDrafts, environmentDraft } from './draft';
import { type KustomizationFolder, namespaceOf } from './graph';
import type { Inventory } from './inventory';
import { isInCluster, type NamedBy, overlayName } from './order';
import { segments } from './paths';

export function addOverlayApps(drafts: EnvironmentDrafts, inventory: Inventory): void {
  const owned = ownedFolders(drafts, inventory);
  for (const folder of inventory.graph.values()) {
    const folders = segments(folder.path);
    const named = overlayName(folders);
    if (named === undefined || folder.isComponent || owned.has(folder.path) || isPart(folder, inventory)) continue;
    // `clusters/staging/flux-system` holds a controller's own parts: staging is a cluster there, and no overlay.
    if (named.rule === 'name' && isInCluster(folders)) continue;
    const environment = environmentDraft(drafts, named.name);
    environment.reasons.add(reasonFor(folders, named));
    environment.apps.push(draftOf(folder, appName(folders, named), inventory));
  }
}

/** Everything that a Flux Kustomization or an Argo CD Application takes in. */
function ownedFolders(drafts: EnvironmentDrafts, inventory: Inventory): ReadonlySet<string> {
  const owned = new Set<string>();
  for (const { apps } of drafts.values()) {
    for (const { kind, path, object } of apps) {
      const owns = kind === 'fluxKustomization' || (kind === 'argoApplication' && object !== undefined);
      if (owns && inventory.tree.folders.has(path)) for (const folder of inventory.reachOf(path).folders) owned.add(folder);
    }
  }
  return owned;
}

/** A folder inside an overlay that the overlay itself builds on is a part of it, and no app. */
function isPart(folder: KustomizationFolder, inventory: Inventory): boolean {
  const folders = segments(folder.path);
  for (let depth = folders.length - 1; depth > 0; depth--) {
    const above = inventory.graph.get(folders.slice(0, depth).join('/'));
    if (above?.bases.includes(folder.path)) return true;
  }
  return false;
}

/** `cart/overlays/dev` and `apps/cart/dev` are the app cart; `environments/dev/cart` too; `overlays/dev` is the whole. */
function appName(folders: readonly string[], named: NamedBy): string {
  const below = folders.slice(named.index + 1);
  if (below.length > 0) return below.join('-');
  const above = named.rule === 'marker' ? named.index - 2 : named.index - 1;
  return folders[above] ?? named.name;
}

function reasonFor(folders: readonly string[], named: NamedBy): string {
  const folder = folders.slice(0, named.index + 1).join('/');
  return named.rule === 'marker' ? `overlay folder ${folder}` : `folder ${folder}, by its name`;
}

function draftOf(folder: KustomizationFolder, name: string, inventory: Inventory): Draft {
  const { line, column } = folder.node.origin;
  const namespace = namespaceOf(folder.path, inventory.graph);
  return {
    kind: 'kustomization',
    name,
    ...(namespace === undefined ? {} : { namespace }),
    path: folder.path,
    source: { file: folder.file, line, column },
    dependsOn: [],
    unresolved: [],
  };
}
