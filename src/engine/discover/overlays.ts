// Overlay folders that no controller object of the repository owns, as environments and apps.
import { type Draft, type EnvironmentDrafts, environmentDraft, rendersItsFolder } from './draft';
import { type Graph, type KustomizationFolder, namespaceOf } from './graph';
import type { Inventory } from './inventory';
import { once } from './once';
import { isInCluster, type NamedBy, overlayName } from './order';
import { parentOf, segments } from './paths';

export function addOverlayApps(drafts: EnvironmentDrafts, inventory: Inventory): void {
  const owned = ownedFolders(drafts, inventory);
  for (const { environment: name, reason, draft } of overlaysIn(inventory.graph)) {
    if (owned.has(draft.path)) continue;
    const environment = environmentDraft(drafts, name);
    environment.reasons.add(reason);
    environment.apps.push(draft);
  }
}

/** Every overlay folder, whoever owns it. */
const overlaysIn = once((graph: Graph) =>
  [...graph.values()].flatMap((folder) => {
    const folders = segments(folder.path);
    const named = overlayName(folders);
    if (named === undefined || folder.isComponent || isPart(folder, graph)) return [];
    // `clusters/staging/flux-system` holds a controller's own parts: staging is a cluster there, and no overlay.
    if (named.rule === 'name' && isInCluster(folders)) return [];
    return [{ environment: named.name, reason: reasonFor(folders, named), draft: draftOf(folder, appName(folders, named), graph) }];
  }),
);

/** Everything that a Flux Kustomization or an Argo CD Application takes in. */
function ownedFolders(drafts: EnvironmentDrafts, inventory: Inventory): ReadonlySet<string> {
  const owned = new Set<string>();
  for (const { apps } of drafts.values()) {
    for (const app of apps) {
      const { kind, path } = app;
      const owns = kind === 'fluxKustomization' || (kind === 'argoApplication' && rendersItsFolder(app));
      if (owns && inventory.tree.folders.has(path)) for (const folder of inventory.reachOf(path).folders) owned.add(folder);
    }
  }
  return owned;
}

/** A folder inside an overlay that the overlay itself builds on is a part of it, and no app. */
function isPart(folder: KustomizationFolder, graph: Graph): boolean {
  for (let above = parentOf(folder.path); above !== '.'; above = parentOf(above)) {
    if (graph.get(above)?.bases.includes(folder.path)) return true;
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

function draftOf(folder: KustomizationFolder, name: string, graph: Graph): Draft {
  const { line, column } = folder.node.origin;
  const namespace = namespaceOf(folder.path, graph);
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
