// What apps render of controllers' objects: the Applications, Kustomizations, HelmReleases and GitRepos that no file holds as they are applied. The pipeline hands them to the next round of discovery.
import { type Applied, placeOf } from '../../discover/applied';
import { isFetched, join } from '../../discover/paths';
import type { App, Failure, MapNode, Need, Rendered, Unplaced } from '../../model';
import type { Files } from '../../ports';
import { child, text } from '../../yaml/access';
import { renderArgoApplication } from '../argo/application';
import { KUSTOMIZATIONS } from '../argo/source-type';
import { findApplied, ownBuild } from '../flux/owner';
import { renderHelmRelease } from '../flux/helm-release/release';
import { sourceFiles } from '../flux/source-files';
import { type Kept, keptUntilChanged } from '../../discover/kept';
import { type BuildCache, buildKustomization, KUSTOMIZE_CLI } from '../kustomize/build';
import { withHelm } from '../kustomize/helm-charts/with-helm';
import { applicationCharts } from './application-charts';
import { elsewhereOf } from './elsewhere';
import { type ChartHints, hintsOfChart, isNamedForApps, mayApply } from './hints';
import { shownRemote } from '../kustomize/remote/link';
import { releaseChart } from './release-chart';
import { isSecretlyNamed } from './secret-names';
import type { UsedChart } from './used-chart';

/** What is kept from one discovery to the next. */
export interface AppliedCache {
  readonly builds: BuildCache;
  /** What apps apply, by the app as it is. */
  readonly kept: Map<string, Kept>;
  readonly charts: ChartHints;
}

export function createAppliedCache(builds: BuildCache): AppliedCache {
  return { builds, kept: new Map(), charts: { kept: new Map(), fetched: new Map() } };
}

export interface AppliedByApps {
  readonly applied: readonly Applied[];
  /** By environment: the apps that may apply more than is known, each with the reason. */
  readonly unknown: ReadonlyMap<string, readonly Failure[]>;
  /** Set where there is no end of it. */
  readonly isEndless?: true;
}

/** Renders only what may apply such objects. One that costs more than the cache's restraint allows is unknown, and so is one whose chart was not fetched. */
export function appliedByApps(
  { environments }: { readonly environments: readonly Unplaced[] },
  files: Files,
  cache: AppliedCache,
): AppliedByApps {
  const applied: Applied[] = [];
  const unknown = new Map<string, readonly Failure[]>();
  const used = new Set<string>();
  let count = 0;
  for (const { name, apps } of environments) {
    for (const app of apps) {
      if (count > MOST_OBJECTS) {
        // Nobody asks the apps that come after it.
        const left = environments.slice(environments.findIndex((environment) => environment.name === name));
        return {
          applied,
          unknown: left.reduce<AppliedByApps['unknown']>((all, each) => withFailure(all, each.name, endless(app)), unknown),
          isEndless: true,
        };
      }
      const found = objectsOf(app, files, cache, used);
      count += found.objects.length;
      const { key, appliesOthers, path } = app;
      if (key !== undefined && (appliesOthers === true || found.objects.length > 0)) {
        const folder = appliesOthers === true ? { folder: path } : {};
        const { objects, isAll, asTheyStand } = found;
        applied.push({ by: key, ...placed(app), ...folder, ...(asTheyStand === undefined ? {} : { asTheyStand }), objects, isAll });
      }
      if (found.failure !== undefined) unknown.set(name, [...(unknown.get(name) ?? []), found.failure]);
    }
  }
  for (const key of cache.kept.keys()) if (!used.has(key)) cache.kept.delete(key);
  return { applied, unknown };
}

function placed(app: App): Pick<Applied, 'file' | 'within' | 'root'> {
  const chain = [app];
  for (let above = app.appliedBy; above !== undefined; above = above.appliedBy) chain.push(above);
  return { file: app.source.file, within: chain.flatMap(({ key }) => key ?? []), root: (chain.at(-1) ?? app).source.file };
}

/** More than apps apply of such objects in any fleet: a chart that applies itself twice doubles them each round. */
const MOST_OBJECTS = 5000;

/** After the last round there is: the first app of each environment that applied nothing in the one before may apply more. */
export function cutShort(
  { environments }: { readonly environments: readonly Unplaced[] },
  before: readonly Applied[],
  now: AppliedByApps,
): AppliedByApps {
  const known = new Set(before.map(({ by }) => by));
  const added = new Set(now.applied.flatMap(({ by, objects }) => (known.has(by) || objects.length === 0 ? [] : [by])));
  const unknown = environments.reduce((all, { name, apps }) => {
    const app = apps.find(({ key = '' }) => added.has(key));
    return app === undefined ? all : withFailure(all, name, endless(app));
  }, now.unknown);
  return { ...now, unknown, isEndless: true };
}

function withFailure(unknown: AppliedByApps['unknown'], environment: string, failure: Failure): AppliedByApps['unknown'] {
  return new Map([...unknown, [environment, [...(unknown.get(environment) ?? []), failure]]]);
}

function endless(app: App): Failure {
  return { code: 'applicationsEndless', subject: app.app, ...app.source };
}

/** Whether a further round of discovery would be told the same. What is kept gives the same nodes again. */
export function isSameApplied(before: readonly Applied[], now: readonly Applied[]): boolean {
  return before.length === now.length && before.every((one, index) => isSame(one, now[index] as Applied));
}

function isSame(one: Applied, other: Applied): boolean {
  if (one.by !== other.by || one.isAll !== other.isAll || one.objects.length !== other.objects.length) return false;
  if (String(one.asTheyStand) !== String(other.asTheyStand)) return false;
  return one.objects.every((node, index) => node === other.objects[index] || JSON.stringify(node) === JSON.stringify(other.objects[index]));
}

interface Found extends Pick<Applied, 'objects' | 'isAll' | 'asTheyStand'> {
  readonly failure?: Failure;
}

const NOTHING: Found = { objects: [], isAll: false };

function objectsOf(app: App, files: Files, cache: AppliedCache, used: Set<string>): Found {
  // The apps of other branches are found in their own trees.
  if (app.tree !== undefined) return NOTHING;
  const kept = (work: (files: Files) => Found): Found => {
    const key = JSON.stringify(app);
    used.add(key);
    return keptUntilChanged(cache.kept, key, files, work);
  };
  switch (app.kind) {
    case 'fluxKustomization':
      return isToBuild(app, files, cache) ? kept((noted) => ofKustomization(app, noted, cache)) : NOTHING;
    case 'argoApplication':
      return ofApplication(app, files, cache, kept);
    case 'kustomization':
      return isToBuild(app, files, cache)
        ? kept((noted) => foundIn(app, ofFolder(app, noted, cache), isOfArgo))
        : withMissing(app, files, cache);
    case 'helmRelease':
      return ofRelease(app, files, cache, kept);
    default:
      return NOTHING;
  }
}

/** Only what is here already counts of what is taken from elsewhere. */
function isToBuild(app: App, files: Files, { builds, charts }: AppliedCache): boolean {
  return app.appliesOthers === true || elsewhereOf(app, files, builds, charts).mayApply;
}

function withMissing(app: App, files: Files, { builds, charts }: AppliedCache): Found {
  const { missing } = elsewhereOf(app, files, builds, charts);
  return missing === undefined ? NOTHING : { ...NOTHING, failure: unfetched(app, missing) };
}

type Keep = (work: (files: Files) => Found) => Found;

function ofKustomization(app: App, files: Files, { builds }: AppliedCache): Found {
  const own = ownBuild(app, files, builds);
  if (own === undefined) return NOTHING;
  const objects = KINDS.flatMap((kind) => findApplied(app, kind, isOfAnyController, files, builds).objects);
  return shown(app, { objects, isAll: own.built.failures.length === 0 && own.built.needs.length === 0 });
}

/** As it is shown: nobody says how it will be applied. */
function ofFolder({ path }: App, files: Files, { builds }: AppliedCache): Rendered {
  return buildKustomization(path, files, withHelm(KUSTOMIZE_CLI, builds), builds);
}

function ofApplication(app: App, files: Files, cache: AppliedCache, kept: Keep): Found {
  // What one would apply that its project refuses counts all the same: the project may be among it.
  const unresolved = app.unresolved.filter(({ code }) => code !== 'projectRefuses');
  if (app.owner === undefined || unresolved.length > 0) return NOTHING;
  const render = (noted: Files): Rendered => renderArgoApplication({ ...app, unresolved }, noted, cache.builds);
  const isKustomization = KUSTOMIZATIONS.some((name) => files.read(join(app.path, name)).kind === 'file');
  if (isKustomization && isToBuild(app, files, cache)) return kept((noted) => ofArgoKustomization(app, render(noted)));
  const found = ofCharts(app, applicationCharts(app, files, cache.builds), { files, cache, kept, render });
  return found === NOTHING && isKustomization ? withMissing(app, files, cache) : found;
}

function ofArgoKustomization(app: App, rendered: Rendered): Found {
  const kustomizations = rendered.objects.filter(({ node }) => kindOf(node) === 'Kustomization' && isOfController(node));
  return { ...foundIn(app, rendered, isOfArgoOrFetched), asTheyStand: kustomizations.map(({ node }) => placeOf(node.origin)) };
}

function ofRelease(app: App, files: Files, cache: AppliedCache, kept: Keep): Found {
  if (app.owner === undefined || app.unresolved.length > 0) return NOTHING;
  const chart = releaseChart(app, files, cache.builds);
  const render = (noted: Files): Rendered => renderHelmRelease(app, noted, cache.builds);
  return ofCharts(app, chart === undefined ? [] : [chart], { files, cache, kept, render });
}

interface Charting {
  readonly files: Files;
  readonly cache: AppliedCache;
  readonly kept: Keep;
  readonly render: (files: Files) => Rendered;
}

function ofCharts(app: App, charts: readonly UsedChart[], { files, cache, kept, render }: Charting): Found {
  const source = app.artifact === undefined ? files : sourceFiles(app, files);
  const isHere = ({ path, given }: UsedChart): boolean => path !== undefined && mayApply([hintsOfChart(path, source, cache.charts), given]);
  if (charts.some(isHere)) return kept((noted) => foundIn(app, render(noted), isOfAnyController));
  const missing = charts.find(({ path, name, given }) => path === undefined && (isNamedForApps(name) || mayApply([given])));
  return missing === undefined ? NOTHING : { ...NOTHING, failure: unfetched(app, missing.name) };
}

function foundIn(app: App, { objects, needs, failures }: Rendered, matches: (node: MapNode) => boolean): Found {
  const found = objects.flatMap(({ node }) => (matches(node) ? [node] : []));
  const failure = whyUnknown(app, needs);
  const isAll = failures.length === 0 && needs.length === 0;
  return shown(app, { objects: found, isAll, ...(failure === undefined ? {} : { failure }) });
}

/** A chart may lack others that it depends on. */
function whyUnknown(app: App, needs: readonly Need[]): Failure | undefined {
  if (needs.some(({ kind }) => kind === 'longRender')) return { code: 'applicationsUnknown', subject: app.app, ...app.source };
  const [lacking] = needs.flatMap((need) => (need.kind === 'remoteBase' ? [need.remote] : []));
  return lacking && unfetched(app, lacking.kind === 'chart' ? lacking.name : shownRemote(lacking));
}

function unfetched(app: App, chart: string): Failure {
  return { code: 'applicationsUnfetched', subject: app.app, detail: chart, ...app.source };
}

/** Without those whose names would tell a Secret: their files tell of them, or else a failure. */
function shown(app: App, found: Found): Found {
  const objects = found.objects.filter((object) => !isSecretlyNamed(object));
  // Of a source nothing is missing but its address, which its file writes as a variable.
  const isWhole = found.objects.every((object) => groupOf(object) === SOURCE_GROUP || objects.includes(object));
  if (isWhole) return { ...found, objects };
  return { objects, isAll: false, failure: found.failure ?? { code: 'applicationsSecret', subject: app.app, ...app.source } };
}

function isOfArgo(node: MapNode): boolean {
  return groupOf(node) === 'argoproj.io' && ['Application', 'ApplicationSet', 'AppProject'].includes(kindOf(node));
}

/** Flux's objects in files are followed from its Kustomizations. */
function isOfArgoOrFetched(node: MapNode): boolean {
  return isOfArgo(node) || (isOfAnyController(node) && isFetched(node.origin.file));
}

const GROUPS: Readonly<Record<string, string>> = {
  Application: 'argoproj.io',
  ApplicationSet: 'argoproj.io',
  AppProject: 'argoproj.io',
  Kustomization: 'kustomize.toolkit.fluxcd.io',
  HelmRelease: 'helm.toolkit.fluxcd.io',
  GitRepo: 'fleet.cattle.io',
};
const SOURCE_GROUP = 'source.toolkit.fluxcd.io';
const SOURCES = ['GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'Bucket'];
const KINDS = [...Object.keys(GROUPS), ...SOURCES];

function isOfController(node: MapNode): boolean {
  return GROUPS[kindOf(node)] === groupOf(node);
}

/** With the sources that Flux's objects beside them name. */
function isOfAnyController(node: MapNode): boolean {
  return isOfController(node) || groupOf(node) === SOURCE_GROUP;
}

function groupOf(node: MapNode): string {
  return (text(child(node, 'apiVersion')) ?? '').replace(/\/.*$/s, '');
}

function kindOf(node: MapNode): string {
  return text(child(node, 'kind')) ?? '';
}
