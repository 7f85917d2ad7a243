// Overlay folders that no controller object of the repository owns, as environments and apps.
import { isAppProject, isApplication, isApplicationSet } from './applied';
import { factsAt, inOpenTree, sourceFolders } from './clone-trees';
import { placeOf, placeReason } from './declared/places';
import type { Declarations } from './declared/read';
import { type Draft, type EnvironmentDrafts, environmentDraft, rendersItsFolder } from './draft';
import { elsewhere } from './flux-draft';
import { type Graph, type KustomizationFolder, namespaceOf } from './graph';
import type { Inventory } from './inventory';
import { once } from './once';
import { isInCluster, type NamedBy, overlayName } from './order';
import { parentOf, segments } from './paths';
import type { SourceFile } from './sources';

export function addOverlayApps(drafts: EnvironmentDrafts, inventory: Inventory, declarations: Declarations): void {
  const owned = ownedFolders(drafts, inventory);
  const declared = declaredOverlays(inventory.graph, declarations);
  const others = overlaysIn(inventory.graph).filter(({ draft }) => placeOf(draft.path, declarations) === undefined);
  for (const { environment: name, reason, draft } of [...others, ...declared]) {
    if (owned.has(draft.path)) continue;
    owned.add(draft.path);
    const environment = environmentDraft(drafts, name);
    environment.reasons.add(reason);
    const others = {
      ...elsewhere(draft.path, true, inventory),
      ...(holdsArgo(draft.path, inventory) ? { appliesOthers: true as const } : {}),
    };
    environment.apps.push(Object.keys(others).length === 0 ? draft : { ...draft, key: `kustomization ${draft.path}`, ...others });
  }
}

/** Applications that somebody applies with the folder, by hand or as part of an installation, are as its patches make them. */
function holdsArgo(path: string, inventory: Inventory): boolean {
  const { reachOf, sources } = factsAt(path, inventory);
  return [...reachOf(path).files.keys()].some((file) => {
    const source = sources.files.get(file);
    return source !== undefined && argoIn(source);
  });
}

const argoIn = once(({ objects }: SourceFile) =>
  objects.some((object) => isApplication(object) || isApplicationSet(object) || isAppProject(object)),
);

interface Overlay {
  readonly environment: string;
  readonly reason: string;
  readonly draft: Draft;
}

/** Folders that a declaration names: those that no other kustomization builds on, or that lie at the place itself. */
function declaredOverlays(graph: Graph, declarations: Declarations): readonly Overlay[] {
  if (declarations.environments.every(({ paths }) => paths.length === 0)) return [];
  const built = new Set([...graph.values()].flatMap(({ bases }) => bases));
  return [...graph.values()].flatMap((folder) => {
    const place = folder.isComponent ? undefined : placeOf(folder.path, declarations);
    if (place === undefined) return [];
    const folders = segments(folder.path);
    if (built.has(folder.path) && folders.length > place.index + 1) return [];
    const natural = overlayName(folders);
    const rule = natural?.index === place.index ? natural.rule : 'name';
    const named: NamedBy = { name: place.environment.name, index: place.index, rule };
    return [{ environment: named.name, reason: placeReason(folder.path, place), draft: draftOf(folder, appName(folders, named), graph) }];
  });
}

/** Every overlay folder, whoever owns it. */
const overlaysIn = once((graph: Graph): readonly Overlay[] =>
  [...graph.values()].flatMap((folder) => {
    const folders = segments(folder.path);
    const named = overlayName(folders);
    if (named === undefined || folder.isComponent || isPart(folder, graph)) return [];
    // `clusters/staging/flux-system` holds a controller's own parts: staging is a cluster there, and no overlay.
    if (named.rule === 'name' && isInCluster(folders)) return [];
    return [{ environment: named.name, reason: reasonFor(folders, named), draft: draftOf(folder, appName(folders, named), graph) }];
  }),
);

/** Everything that a Flux Kustomization or an Argo CD Application takes in, here or as another branch has it. */
function ownedFolders(drafts: EnvironmentDrafts, inventory: Inventory): Set<string> {
  const owned = new Set<string>();
  const own = (path: string): void => {
    const { tree, reachOf } = factsAt(path, inventory);
    if (tree.folders.has(path)) for (const folder of sourceFolders(reachOf(path).folders, inventory)) owned.add(folder);
  };
  for (const { apps } of drafts.values()) {
    for (const app of apps) {
      const { kind, path, unresolved } = app;
      const isFollowed = kind === 'argoApplication' && (rendersItsFolder(app) || unresolved.some(({ code }) => code === 'otherBranch'));
      if (kind === 'fluxKustomization' || kind === 'fleetBundle' || isFollowed) own(inOpenTree(path, inventory) ?? path);
    }
  }
  return owned;
}

/** Folders of which apps are built from copies in artifacts. */
export function copiedFolders(drafts: EnvironmentDrafts, inventory: Inventory): ReadonlySet<string> {
  if (inventory.artifacts.size === 0) return NONE;
  const apps = [...drafts.values()].flatMap((environment) => environment.apps.filter(({ artifact }) => artifact !== undefined));
  return new Set(apps.flatMap(({ path }) => sourceFolders(factsAt(path, inventory).reachOf(path).folders, inventory)));
}

const NONE: ReadonlySet<string> = new Set();

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
