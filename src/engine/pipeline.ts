// The path from a tree to verdicts in one place: discover → render → normalise → compare → decide.
import { compareApp, liveObjectsOf, type CompareOptions } from './compare/compare';
import { healthOf } from './decide/health';
import { filesIn, inBranch, relocatedFailures } from './discover/branch/tree';
import { createDiscoveryCache, discover, type DiscoveredWhole, discoverWhole, type Surroundings } from './discover/discover';
import { onBranch } from './discover/head';
import { type Tree, walkTree } from './discover/tree';
import {
  type App,
  type AppComparison,
  type BranchTree,
  type Discovery,
  type Environment,
  type Failure,
  nothingRendered,
  type Rendered,
  type Unplaced,
} from './model';
import type { Cluster, Files, RenderTarget } from './ports';
import {
  type AppliedByApps,
  appliedByApps,
  type AppliedCache,
  createAppliedCache,
  cutShort,
  isSameApplied,
} from './render/applied/applied';
import { renderArgoApplication } from './render/argo/application';
import { createGoTemplates } from './render/argo/go-templates';
import { renderFleetBundle } from './render/fleet/bundle';
import { renderFluxKustomization } from './render/flux/build';
import { renderHelmRelease } from './render/flux/helm-release/release';
import type { Restraint } from './render/helm/release/budget';
import { createTemplateCache } from './render/helm/release/template-cache';
import { type BuildCache, buildKustomization, createBuildCache, KUSTOMIZE_CLI, tidy } from './render/kustomize/build';
import { renderManifests } from './render/manifests/manifests';
import { withHelm } from './render/kustomize/helm-charts/with-helm';

/** What discovery evaluates Go templates with: it comes before rendering, and calls nothing of it. */
export const TEMPLATES = createGoTemplates(createTemplateCache());

/** Folders and YAML files of the working tree, but for what Git ignores. */
export function walkFleet(files: Files): Tree {
  return walkTree(files);
}

/**
 * Environments and apps of the tree; `cache` keeps parsed files from one discovery to the next.
 * @param restraint what the render of an app may cost that may apply others: whoever waits for a discovery cannot go on.
 * @param shared the cache of renders over the same files: what discovery parses for renders of its own, they need not parse again.
 */
export function discoverFleet(
  files: Files,
  cache: ReturnType<typeof createDiscoveryCache>,
  tree: Tree,
  surroundings?: Surroundings,
  restraint?: Restraint,
  shared?: BuildCache,
): Discovery {
  const around: Surroundings = { templates: TEMPLATES, ...surroundings };
  const kept = APPLIED.get(cache) ?? createAppliedCache(createBuildCache(restraint, shared));
  APPLIED.set(cache, kept);
  return inRounds((applied) => discover(files, cache, tree, { ...around, applied }), files, kept);
}

interface Found {
  readonly environments: readonly Unplaced[];
  readonly failures: readonly Failure[];
}

/** What an app renders may apply more, and each round finds what the one before could not. */
function inRounds<T extends Found>(discoverWith: (applied: AppliedByApps['applied']) => T, files: Files, kept: AppliedCache): T {
  tidy(kept.builds, files);
  let found = discoverWith([]);
  let known: AppliedByApps = { applied: [], unknown: new Map() };
  for (let round = 1; known.isEndless === undefined; round++) {
    const now = appliedByApps(found, files, kept);
    const isSame = now.isEndless === undefined && isSameApplied(known.applied, now.applied);
    known = !isSame && round === MOST_ROUNDS ? cutShort(found, known.applied, now) : now;
    if (isSame) break;
    found = discoverWith(known.applied);
  }
  return withUnknown(found, known.unknown);
}

function withUnknown<T extends Found>(found: T, unknown: AppliedByApps['unknown']): T {
  if (unknown.size === 0) return found;
  const environments = found.environments.map((environment) => {
    const more = unknown.get(environment.name);
    return more === undefined ? environment : { ...environment, unread: [...(environment.unread ?? []), ...more] };
  });
  return { ...found, environments, failures: [...found.failures, ...[...unknown.values()].flat()] };
}

/** Deeper than any real app of apps; ends one that applies itself under ever new names. */
const MOST_ROUNDS = 8;

/** What discovery renders is kept as long as what it has read. */
const APPLIED = new WeakMap<object, AppliedCache>();

/** The environment that a branch's tree is, and what could not be read of it; `restraint` as for `discoverFleet`. */
export function discoverBranch(tree: BranchTree, files: Files, restraint?: Restraint): DiscoveredWhole {
  const own = onBranch(filesIn(tree.folder, files), tree.branch);
  const cache = createDiscoveryCache();
  const find = (applied: AppliedByApps['applied']): Found & Pick<DiscoveredWhole, 'followed'> => {
    const { environment, ...found } = discoverWhole(tree.environment, own, cache, { templates: TEMPLATES, applied });
    return { environments: [environment], ...found };
  };
  const { environments, failures, followed } = inRounds(find, own, createAppliedCache(createBuildCache(restraint)));
  return { environment: inBranch(environments[0] as Unplaced, tree), failures: relocatedFailures(failures, tree.folder), followed };
}

/** @throws CancelledError where the cache's restraint says so. */
export function renderTarget(target: RenderTarget, files: Files, cache: BuildCache): Rendered {
  if (target.kind === 'app') return renderApp(target.app, files, cache);
  const { reorder, restrictToRoot, helm } = target.ways ?? { ...KUSTOMIZE_CLI, helm: true };
  const profile = { ...KUSTOMIZE_CLI, reorder, restrictToRoot };
  return buildKustomization(target.path, files, helm ? withHelm(profile, cache) : profile, cache);
}

/** What the app's controller would apply. What cannot be rendered yet says so in `failures`, and is never shown as empty. */
export function renderApp(app: App, tree: Files, cache: BuildCache): Rendered {
  // What an app of a branch names from the top of its repository lies in the branch's tree.
  const files = app.tree === undefined ? tree : inItsTree(app.tree, app.branch, tree);
  switch (app.kind) {
    case 'fluxKustomization':
      return renderFluxKustomization(app, files, cache);
    case 'kustomization':
      // Nobody says how it will be applied: with Helm its charts are seen, without it they would be refused.
      return buildKustomization(app.path, files, withHelm(KUSTOMIZE_CLI, cache), cache);
    case 'manifests':
      return renderManifests(app.path, files);
    case 'fleetBundle':
      return renderFleetBundle(app, files, cache);
    case 'argoApplication':
      return renderArgoApplication(app, files, cache);
    case 'helmRelease':
      return renderHelmRelease(app, files, cache);
    case 'argoApplicationSet':
      return nothingRendered(whyIncomplete(app), [app.source.file]);
  }
}

function inItsTree(folder: string, branch: string | undefined, files: Files): Files {
  const own = filesIn(folder, files);
  return branch === undefined ? own : onBranch(own, branch);
}

/**
 * Compares apps of one environment with a cluster, a few at a time; `render` gives what each should be.
 * @throws CancelledError when the signal aborts.
 */
export async function compareEnvironment(
  environment: Environment,
  apps: readonly App[],
  cluster: Cluster,
  render: (app: App) => Rendered,
  optionsFor: (app: App) => Omit<CompareOptions, 'healthOf'>,
  onApp: (comparison: AppComparison, app: App, rendered: Rendered) => void,
): Promise<readonly AppComparison[]> {
  const results: AppComparison[] = [];
  const queue = apps.map((app, index) => ({ app, index, rendered: render(app) }));
  const live = liveObjectsOf(
    queue.map(({ rendered }) => rendered),
    cluster,
  );
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { app, index, rendered } = next;
      const comparison = await compareApp(environment.name, app, rendered, cluster, { ...optionsFor(app), healthOf, live });
      results[index] = comparison;
      onApp(comparison, app, rendered);
    }
  };
  await Promise.all(Array.from({ length: APPS_AT_ONCE }, work));
  return results;
}

const APPS_AT_ONCE = 4;

function whyIncomplete(app: App): readonly Failure[] {
  return app.unresolved.length > 0 ? app.unresolved : [{ code: 'unsupported', subject: app.owner?.kind ?? app.kind, ...app.source }];
}
