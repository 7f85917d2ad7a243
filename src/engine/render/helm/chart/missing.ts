// Declared dependencies that do not lie in charts/: taken from where charts are fetched to, or from the tree, where that is asked for.
import { join } from '../../../discover/paths';
import type { Failure, Need } from '../../../model';
import type { Charts, Files } from '../../../ports';
import type { Budget } from '../go/values';
import type { Chart } from './chart';
import { type ChartCache, type LoadedChart, loadArchive, loadChart } from './load';
import type { Dependency } from './metadata';
import type { Reads } from './reads';

/** Where the dependencies that are missing may be found. */
export interface Surroundings {
  readonly files: Files;
  readonly cache: ChartCache;
  readonly reads: Reads;
  readonly helm: 3 | 4;
  readonly pass: Budget['pass'];
  /** Without it, what is missing is a failure, as it is to Helm. */
  readonly charts?: Pick<Charts, 'read'> | undefined;
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

function look(chart: Chart, dependency: Dependency, { files, cache, reads, helm, pass, charts }: Surroundings): Look {
  const { name, repository } = dependency;
  const reference = { repository, name, version: chart.locked.get(name) ?? dependency.version };
  const need: Need = { kind: 'chart', path: `${repository}/${name}`, chart: reference };
  const isRemote = /^(?:https?|oci):\/\//.test(repository);
  if (charts === undefined) return { failures: [notThere(dependency)], ...(isRemote ? { need } : {}) };
  if (repository.startsWith('file://'))
    return loadChart(join(chart.path, repository.slice('file://'.length)), files, helm, cache, reads, pass);
  if (!isRemote) return { failures: [notThere(dependency)] };
  const answer = charts.read(reference);
  switch (answer.kind) {
    case 'chart': {
      const { archive, version, digest } = answer.chart;
      return loadArchive(archive, `${repository}/${name}-${version}.tgz`, digest, helm, cache, pass);
    }
    case 'absent':
      return { failures: [], need };
    case 'failed':
      return { failures: [{ ...placeOf(dependency), ...answer.reason }] };
  }
}

function notThere(dependency: Dependency): Failure {
  return { code: 'dependencyMissing', ...placeOf(dependency), subject: dependency.name };
}

function placeOf({ node: { origin } }: Dependency): Pick<Failure, 'file' | 'line' | 'column'> {
  return { file: origin.file, line: origin.line, column: origin.column };
}
