// Finds environments and their apps in a working tree, with no set-up file.
import type { App, Discovery, Environment, Version } from '../model';
import type { Files } from '../ports';
import { addArgoApps } from './argo';
import { type Arranged, arrange } from './arrange';
import { moveDeclared, unmatched } from './declared/places';
import { DECLARATIONS, readDeclarations } from './declared/read';
import { type Draft, type EnvironmentDraft, type EnvironmentDrafts, ownerKey, reasonText } from './draft';
import { addFluxApps } from './flux';
import { type Inventory, takeInventory } from './inventory';
import { appNames } from './names';
import { addOverlayApps } from './overlays';
import type { SourceCache } from './sources';
import { type Tree, walkTree } from './tree';
import { unreadBeside } from './unread';
import { findVersions } from './versions';

/** Parsed files, kept from one discovery to the next: a file is read again when its version has changed. */
export function createDiscoveryCache(): SourceCache {
  return Object.assign(new Map(), { parameters: new Map() });
}

/**
 * Never throws: what could not be read is in `failures`.
 * @param tree what `walkTree` gave, as long as no listing and no `.gitignore` has changed since.
 * @param setting the user's setting `plumbline.environments`, as JSON.
 */
export function discover(
  files: Files,
  cache: SourceCache = createDiscoveryCache(),
  tree: Tree = walkTree(files),
  setting?: string,
): Discovery {
  const inventory = takeInventory(tree, files, cache);
  const drafts: EnvironmentDrafts = new Map();
  addFluxApps(drafts, inventory);
  addArgoApps(drafts, inventory);
  const declarations = readDeclarations(inventory.sources.files.get(DECLARATIONS), setting);
  moveDeclared(drafts, declarations);
  addOverlayApps(drafts, inventory, declarations);
  const arranged = arrange(drafts, declarations, inventory);
  return {
    environments: environmentsOf(drafts, arranged, inventory),
    hidden: arranged.hidden,
    kustomizations: [...inventory.graph.values()].map(({ path, file, bases, isComponent }) => ({ path, file, bases, isComponent })),
    failures: [
      ...inventory.tree.failures,
      ...inventory.sources.failures,
      ...declarations.failures,
      ...unmatched(declarations, drafts),
      ...arranged.failures,
    ],
  };
}

function environmentsOf(drafts: EnvironmentDrafts, { shown }: Arranged, inventory: Inventory): readonly Environment[] {
  const versions = findVersions(drafts, inventory);
  return shown.map(({ draft, ...arranged }, order) => {
    const unread = unreadBeside(draft, inventory);
    return {
      name: draft.name,
      order,
      reason: reasonText(draft),
      ...arranged,
      apps: appsOf(draft, versions),
      ...(unread.length === 0 ? {} : { unread }),
    };
  });
}

function appsOf({ apps }: EnvironmentDraft, versions: ReadonlyMap<Draft, readonly Version[]>): readonly App[] {
  const names = appNames(apps);
  const byOwner = new Map(apps.flatMap((app) => (app.owner === undefined ? [] : [[ownerKey(app.owner), names.get(app)] as const])));
  const finished = new Map<Draft, App>();
  const finish = (draft: Draft): App => {
    const app =
      finished.get(draft) ?? appOf(draft, names, byOwner, versions, draft.parent === undefined ? undefined : finish(draft.parent));
    finished.set(draft, app);
    return app;
  };
  return apps.map(finish).sort((a, b) => (a.app < b.app ? -1 : a.app > b.app ? 1 : 0));
}

function appOf(
  draft: Draft,
  names: ReadonlyMap<Draft, string>,
  byOwner: ReadonlyMap<string, string | undefined>,
  versions: ReadonlyMap<Draft, readonly Version[]>,
  parent: App | undefined,
): App {
  const { kind, path, source, namespace, owner, unresolved, otherCluster, substituteFrom, references } = draft;
  return {
    app: names.get(draft) ?? draft.name,
    ...(namespace === undefined ? {} : { namespace }),
    path,
    kind,
    ...(owner === undefined ? {} : { owner }),
    source,
    ...(parent === undefined ? {} : { parent: parent.app, appliedBy: parent }),
    dependsOn: draft.dependsOn.map((key) => byOwner.get(key) ?? key.slice(key.indexOf(' ') + 1)),
    versions: versions.get(draft) ?? [],
    unresolved,
    ...(otherCluster === undefined ? {} : { otherCluster }),
    ...(substituteFrom === undefined || substituteFrom.length === 0 ? {} : { substituteFrom }),
    ...(references === undefined || references.length === 0 ? {} : { references }),
  };
}
