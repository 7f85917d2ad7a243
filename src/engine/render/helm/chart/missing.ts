// Declared dependencies that do not lie in charts/: taken from where charts are fetched to, or from the tree, where that is asked for.
import { join } from '../../../discover/paths';
import type { Failure, Need } from '../../../model';
import type { ChartReference, Files } from '../../../ports';
import type { Budget } from '../go/values';
import type { Chart } from './chart';
import { type ChartCache, type LoadedChart, loadChart } from './load';
import type { Dependency } from './metadata';
import type { Reads } from './reads';

/** The folder of a chart from a repository, as the Files port has it; a chart that is not fetched yet is a failure. */
export type FindChart = (
  reference: ChartReference,
) => { readonly kind: 'path'; readonly path: string } | { readonly kind: 'failed'; readonly failure: Failure };

/** Where the dependencies that are missing may be found. */
export interface Surroundings {
  readonly files: Files;
  readonly cache: ChartCache;
  readonly reads: Reads;
  readonly helm: 3 | 4;
  readonly pass: Budget['pass'];
  /** Without it, what is missing is a failure, as it is to Helm. */
  readonly find?: FindChart | undefined;
}

export interface Completed {
  readonly chart: Chart;
  readonly failures: readonly Failure[];
  /** Charts that are not fetched yet. */
  readonly needs: readonly Need[];
}

/** Source of what counts as missing: `CheckDependencies` of Helm. What `helm dependency build` would fetch is looked for here. */
export function completeDependencies(chart: Chart, surroundings: Surroundings): Completed {
  const missing = (chart.metadata.dependencies ?? []).filter(
    ({ name }) => !chart.dependencies.some((found) => found.metadata.name === name),
  );
  const found: Chart[] = [];
  const failures: Failure[] = [];
  const needs: Need[] = [];
  for (const dependency of missing) {
    const { chart: loaded, failures: own, need } = look(chart, dependency, surroundings);
    if (loaded !== undefined) found.push(loaded);
    failures.push(...own);
    if (need !== undefined) needs.push(need);
  }
  return { chart: found.length === 0 ? chart : { ...chart, dependencies: [...chart.dependencies, ...found] }, failures, needs };
}

interface Look extends LoadedChart {
  readonly need?: Need;
}

function look(chart: Chart, dependency: Dependency, { files, cache, reads, helm, pass, find }: Surroundings): Look {
  const { name, repository } = dependency;
  const reference = { repository, name, version: chart.locked.get(name) ?? dependency.version };
  const isRemote = /^(?:https?|oci):\/\//.test(repository);
  if (find === undefined) {
    const need: Need = { kind: 'chart', path: `${repository}/${name}`, chart: reference };
    return { failures: [notThere(dependency)], ...(isRemote ? { need } : {}) };
  }
  if (repository.startsWith('file://'))
    return loadChart(join(chart.path, repository.slice('file://'.length)), files, helm, cache, reads, pass);
  if (!isRemote) return { failures: [notThere(dependency)] };
  const found = find(reference);
  if (found.kind === 'failed') return { failures: [{ ...placeOf(dependency), ...found.failure }] };
  return loadChart(found.path, files, helm, cache, reads, pass);
}

function notThere(dependency: Dependency): Failure {
  return { code: 'dependencyMissing', ...placeOf(dependency), subject: dependency.name };
}

function placeOf({ node: { origin } }: Dependency): Pick<Failure, 'file' | 'line' | 'column'> {
  return { file: origin.file, line: origin.line, column: origin.column };
}
