// Finds environments and their apps in a working tree, with no set-up file.
import { at, text } from '../yaml/access';
import {
  type App,
  type BranchesRead,
  type Discovery,
  type Failure,
  type FollowedBranch,
  isUntraced,
  type Part,
  type Unplaced,
  type Version,
} from '../model';
import type { Files } from '../ports';
import type { GoTemplates } from './application-set/evaluation';
import type { Applied } from './applied';
import { addArgoApps } from './argo';
import { arrange, declaredBranches } from './arrange';
import { wholeEnvironment } from './branch/whole';
import { moveDeclared, unmatched } from './declared/places';
import { DECLARATIONS, type Declarations, NO_DECLARATIONS, readDeclarations } from './declared/read';
import { type Draft, type EnvironmentDraft, type EnvironmentDrafts, ownerKey, reasonText } from './draft';
import { addFleetApps } from './fleet/fleet';
import { addFluxApps } from './flux';
import { readImageAutomation } from './image-automation/automation';
import { type Inventory, takeInventory } from './inventory';
import { appNames } from './names';
import { allParts, findParts } from './parts/parts';
import { addLoneReleases } from './lone-releases';
import { addOverlayApps, copiedFolders } from './overlays';
import { rolloutsOf } from './rollouts';
import { createSourceCache, type SourceCache } from './sources';
import { type Tree, walkTree } from './tree';
import { unreadBeside } from './unread';
import { findVersions } from './versions';

/** Parsed files, kept from one discovery to the next: a file is read again when its version has changed. */
export { createSourceCache as createDiscoveryCache };

/**
 * Never throws: what could not be read is in `failures`.
 * @param tree what `walkTree` gave, as long as no listing and no `.gitignore` has changed since.
 */
export function discover(
  files: Files,
  cache: SourceCache = createSourceCache(),
  tree: Tree = walkTree(files),
  { setting, branches = [], current, templates, applied }: Surroundings = {},
): Discovery {
  const inventory = takeInventory(tree, files, cache, templates, applied);
  const declarations = readDeclarations(inventory.sources.files.get(DECLARATIONS), setting);
  const found = draftsIn(inventory, declarations);
  // A tree that has a folder of that name holds other environments as well.
  const drafts = current === undefined || found.has(current.environment) ? found : whole(current, found, inventory);
  const others = branches.filter(({ name }) => !drafts.has(name));
  const names = [...drafts.keys(), ...others.map(({ name }) => name)];
  const arranged = arrange(names, declarations, inventory);
  const parts = findParts(names, drafts, inventory);
  const built = new Map([...environmentsOf(drafts, inventory), ...others].map((environment) => [environment.name, environment]));
  return {
    environments: arranged.shown.map(({ name, ...why }, order) => ({
      ...withParts(built.get(name) as Unplaced, parts.byEnvironment.get(name)),
      order,
      ...why,
    })),
    hidden: arranged.hidden,
    imageAutomation: readImageAutomation(inventory),
    otherParts: parts.others,
    branches: { declared: declaredBranches(declarations), taken: new Set(found.keys()), followed: inventory.followed },
    kustomizations: kustomizationsIn(drafts, inventory),
    failures: [
      ...inventory.tree.failures,
      ...inventory.sources.failures,
      ...inventory.cloned.flatMap(({ tree: cloned }) => cloned.failures),
      ...declarations.failures,
      ...unmatched(declarations, drafts, names),
      ...arranged.failures,
    ],
  };
}

function kustomizationsIn(drafts: EnvironmentDrafts, inventory: Inventory): Discovery['kustomizations'] {
  const copied = copiedFolders(drafts, inventory);
  return [...inventory.graph.values()].map(({ path, file, bases, isComponent }) => ({
    path,
    file,
    bases,
    isComponent,
    ...(copied.has(path) ? { isCopied: true } : {}),
  }));
}

/** A tree that is one environment as a whole, and what could not be read of it. */
export function discoverWhole(
  name: string,
  files: Files,
  cache: SourceCache = createSourceCache(),
  { templates, applied }: Pick<Surroundings, 'templates' | 'applied'> = {},
): DiscoveredWhole {
  const inventory = takeInventory(walkTree(files), files, cache, templates, applied);
  const draft = wholeEnvironment(name, draftsIn(inventory, NO_DECLARATIONS), inventory);
  const [environment] = environmentsOf(new Map([[name, { ...draft, name }]]), inventory);
  return {
    environment: withParts(environment as Unplaced, allParts({ ...draft, name }, inventory)),
    failures: [...inventory.tree.failures, ...inventory.sources.failures],
    followed: inventory.followed,
  };
}

export interface DiscoveredWhole {
  readonly environment: Unplaced;
  readonly failures: readonly Failure[];
  /** Other branches that its sources follow. */
  readonly followed: readonly FollowedBranch[];
}

/** What discovery is told of what does not stand in the tree. */
export interface Surroundings {
  /** The user's setting `plumbline.environments`, as JSON. */
  readonly setting?: string | undefined;
  /** Environments that are other branches of the repository. */
  readonly branches?: readonly Unplaced[];
  /** Set where the tree is an environment branch, checked out. */
  readonly current?: BranchesRead['current'];
  /** What evaluates the Go templates of ApplicationSets: without it, they are not expanded. */
  readonly templates?: GoTemplates;
  /** What apps render of controllers' objects. */
  readonly applied?: readonly Applied[];
}

function draftsIn(inventory: Inventory, declarations: Declarations): EnvironmentDrafts {
  const drafts: EnvironmentDrafts = new Map();
  const out = addFluxApps(drafts, inventory);
  addArgoApps(drafts, inventory);
  addFleetApps(drafts, inventory);
  moveDeclared(drafts, declarations);
  addOverlayApps(drafts, inventory, declarations);
  addLoneReleases(drafts, inventory, out);
  return drafts;
}

function whole(
  { environment, branch }: NonNullable<BranchesRead['current']>,
  found: EnvironmentDrafts,
  inventory: Inventory,
): EnvironmentDrafts {
  const draft = wholeEnvironment(environment, found, inventory);
  const reasons = new Set([`branch ${branch}, which is checked out`, ...draft.reasons]);
  return draft.apps.length === 0 ? found : new Map([[environment, { ...draft, name: environment, reasons }]]);
}

function environmentsOf(drafts: EnvironmentDrafts, inventory: Inventory): readonly Unplaced[] {
  const versions = findVersions(drafts, inventory);
  return [...drafts.values()].map((draft) => {
    const unread = unreadBeside(draft, inventory);
    return {
      name: draft.name,
      reason: reasonText(draft),
      apps: appsOf(draft, versions, inventory),
      ...(unread.length === 0 ? {} : { unread }),
    };
  });
}

/** A branch has parts of its own tree, and those of this one that name it. */
function withParts(environment: Unplaced, more: readonly Part[] = []): Unplaced {
  const parts = [...(environment.parts ?? []), ...more];
  return parts.length === 0 ? environment : { ...environment, parts };
}

function appsOf({ apps }: EnvironmentDraft, versions: ReadonlyMap<Draft, readonly Version[]>, inventory: Inventory): readonly App[] {
  const names = appNames(apps);
  const byOwner = new Map(apps.flatMap((app) => (app.owner === undefined ? [] : [[ownerKey(app.owner), names.get(app)] as const])));
  const finished = new Map<Draft, App>();
  const finish = (draft: Draft): App => {
    const known = finished.get(draft);
    if (known !== undefined) return known;
    const parent = draft.parent === undefined ? undefined : finish(draft.parent);
    const rollouts = rolloutsOf(draft, inventory);
    const app = { ...appOf(draft, names, byOwner, versions, parent), ...(rollouts.length === 0 ? {} : { rollouts }) };
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
  const {
    kind,
    path,
    source,
    namespace,
    owner,
    unresolved,
    otherCluster,
    substituteFrom,
    references,
    clusterQuestion,
    sourceReason,
    sourceIgnore,
    sourceRules,
    clone,
    artifact,
    definition,
    controlNamespace,
    project,
    syncTurn,
    fleet,
    addresses,
    key,
    appliesOthers,
    takesFromElsewhere,
  } = draft;
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
    unresolved: toldOnce(unresolved),
    ...(isSuspended(draft) ? { suspended: true } : {}),
    ...(otherCluster === undefined ? {} : { otherCluster }),
    ...(substituteFrom === undefined || substituteFrom.length === 0 ? {} : { substituteFrom }),
    ...(references === undefined || references.length === 0 ? {} : { references }),
    ...(definition === undefined ? {} : { definition }),
    ...(controlNamespace === undefined ? {} : { controlNamespace }),
    ...(project === undefined ? {} : { project }),
    ...(syncTurn === undefined ? {} : { syncTurn }),
    ...(fleet === undefined ? {} : { fleet }),
    ...(clusterQuestion === undefined ? {} : { clusterQuestion }),
    ...(sourceReason === undefined ? {} : { sourceReason }),
    ...(sourceIgnore === undefined ? {} : { sourceIgnore }),
    ...(sourceRules === undefined || sourceRules.length === 0 ? {} : { sourceRules }),
    ...(clone === undefined ? {} : { clone }),
    ...(artifact === undefined ? {} : { artifact }),
    ...(addresses === undefined ? {} : { addresses }),
    ...(key === undefined ? {} : { key }),
    ...(appliesOthers === undefined ? {} : { appliesOthers }),
    ...(takesFromElsewhere === undefined ? {} : { takesFromElsewhere }),
  };
}

function isSuspended({ kind, object }: Draft): boolean {
  return (kind === 'fluxKustomization' || kind === 'helmRelease') && text(at(object?.node, ['spec', 'suspend'])) === 'true';
}

/** A source that cannot be traced because a template failed at it is told by that failure alone. */
function toldOnce(unresolved: readonly Failure[]): readonly Failure[] {
  const isTold = (one: Failure): boolean =>
    isUntraced(one) &&
    unresolved.some(({ code, file, line, column }) => code !== one.code && file === one.file && line === one.line && column === one.column);
  return unresolved.filter((one) => !isTold(one));
}
