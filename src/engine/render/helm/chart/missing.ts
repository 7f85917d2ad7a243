// Declared dependencies that do not lie in charts/: taken from where charts are fetched to, or from the tree, where that is asked for.
import { join } from '../../../discover/paths';
import type { Failure, Finding, Need } from '../../../model';
import type { ChartReference, Files } from '../../../ports';
import type { Budget } from '../go/values';
import type { Chart } from './chart';
import { type ChartCache, type LoadedChart, loadChart } from './load';
import { lockedAs, type OutOfSync, outOfSync } from './lock';
import type { Dependency } from './metadata';
import type { Reads } from './reads';
import { isCompatible } from './versions';

/** The folder of a chart from a repository, as the Files port has it; a chart that is not fetched yet is a failure. */
export type FindChart = (
  reference: ChartReference,
) => { readonly kind: 'path'; readonly path: string } | { readonly kind: 'failed'; readonly failure: Failure };

/** How dependencies that do not lie in charts/ are fetched. */
export interface Fetching {
  readonly find: FindChart;
  /** `refused`: a lock file that does not belong to what is declared, as `helm dependency build` does. `decides`: what it locks is fetched, as source-controller does. */
  readonly lock: 'refused' | 'decides';
}

/** Where the dependencies that are missing may be found. */
export interface Surroundings {
  readonly files: Files;
  readonly cache: ChartCache;
  readonly reads: Reads;
  readonly helm: 3 | 4;
  readonly pass: Budget['pass'];
  /** Without it, what is missing is a failure, as it is to Helm. */
  readonly fetching?: Fetching | undefined;
}

export interface Completed {
  readonly chart: Chart;
  readonly failures: readonly Failure[];
  readonly warnings: readonly Finding[];
  /** Charts that are not fetched yet. */
  readonly needs: readonly Need[];
}

/** Source of what counts as missing: `CheckDependencies` of Helm. What `helm dependency build` would fetch is looked for here. */
export function completeDependencies(chart: Chart, surroundings: Surroundings): Completed {
  const declared = chart.metadata.dependencies ?? [];
  const missing = missingOf(chart, declared);
  const wrong = missing.length === 0 || chart.lock === undefined ? undefined : outOfSync(chart.metadata, chart.lock);
  const how = surroundings.fetching?.lock;
  if (wrong !== undefined && how === 'refused') return { chart, failures: [{ ...outOfSyncOf(chart, wrong) }], warnings: [], needs: [] };
  const warnings: Finding[] = wrong !== undefined && how === 'decides' ? [{ ...outOfSyncOf(chart, wrong), severity: 'warning' }] : [];
  const found: Chart[] = [];
  const failures: Failure[] = [];
  const needs: Need[] = [];
  for (const dependency of how === 'decides' ? allLocked(chart) : missing) {
    const { chart: loaded, failures: own, need } = look(chart, dependency, surroundings);
    if (loaded !== undefined) found.push(loaded);
    failures.push(...own);
    if (need !== undefined) needs.push(need);
  }
  const complete = found.length === 0 ? chart : { ...chart, dependencies: [...chart.dependencies, ...found] };
  return { chart: complete, failures, warnings, needs };
}

function missingOf(chart: Chart, dependencies: readonly Dependency[]): readonly Dependency[] {
  return dependencies.filter(({ name }) => !chart.dependencies.some((found) => found.metadata.name === name));
}

/** As many as there are charts are taken for all. Source: source-controller v1.9.5, `DependencyManager.Build` and `collectMissing`. */
function allLocked(chart: Chart): readonly Dependency[] {
  const wanted = chart.lock === undefined ? chart.metadata.dependencies : chart.lock.dependencies;
  if (wanted === undefined || wanted.length === chart.dependencies.length) return [];
  return [...new Map(missingOf(chart, wanted).map((dependency) => [dependency.alias || dependency.name, dependency])).values()];
}

function lockedOf(dependency: Dependency, { metadata, lock }: Chart): Dependency | undefined {
  return lock?.dependencies?.includes(dependency) ? dependency : lockedAs(dependency, metadata.dependencies, lock);
}

function outOfSyncOf({ path }: Pick<Chart, 'path'>, { detail, node: { origin } }: OutOfSync) {
  const { file, line, column } = origin;
  return { code: 'lockOutOfSync', file, line, column, subject: path, detail } as const;
}

interface Look extends LoadedChart {
  readonly need?: Need;
}

function look(chart: Chart, dependency: Dependency, { files, cache, reads, helm, pass, fetching }: Surroundings): Look {
  const { name, repository } = dependency;
  const reference = { repository, name, version: lockedOf(dependency, chart)?.version ?? dependency.version };
  const isRemote = /^(?:https?|oci):\/\//.test(repository);
  if (fetching === undefined) {
    const need: Need = { kind: 'chart', path: `${repository}/${name}`, chart: reference };
    return { failures: [notThere(dependency)], ...(isRemote ? { need } : {}) };
  }
  if (repository.startsWith('file://')) {
    const path = join(chart.path, repository.slice('file://'.length));
    return ofVersion(loadChart(path, files, helm, cache, reads, pass), dependency, reference.version, chart);
  }
  if (!isRemote) return { failures: [notThere(dependency)] };
  const found = fetching.find(reference);
  if (found.kind === 'failed') return { failures: [{ ...placeOf(dependency), ...found.failure }] };
  return loadChart(found.path, files, helm, cache, reads, pass, true);
}

/** A folder has the one version that it has. */
function ofVersion(loaded: LoadedChart, dependency: Dependency, wanted: string, chart: Chart): LoadedChart {
  const { path } = chart;
  const { metadata, path: folder } = loaded.chart ?? {};
  if (metadata === undefined || isCompatible(wanted, metadata.version)) return loaded;
  const locked = lockedOf(dependency, chart);
  if (locked !== undefined) {
    const detail = `it locks ${dependency.name} at ${wanted}, and ${folder} has the version ${metadata.version}`;
    return { failures: [outOfSyncOf({ path }, { detail, node: locked.node })] };
  }
  const detail = `it needs ${dependency.name} ${wanted}, and ${folder} has the version ${metadata.version}`;
  return { failures: [{ code: 'chartInvalid', ...placeOf(dependency), subject: path, detail }] };
}

function notThere(dependency: Dependency): Failure {
  return { code: 'dependencyMissing', ...placeOf(dependency), subject: dependency.name };
}

function placeOf({ node: { origin } }: Dependency): Pick<Failure, 'file' | 'line' | 'column'> {
  return { file: origin.file, line: origin.line, column: origin.column };
}
