// A chart within one render: under the name that its parent gives it, with the dependencies that its values leave in.
import type { Chart } from '../chart/chart';
import type { Dependency } from '../chart/metadata';
import { GoMap } from '../go/values';
import { mapOf } from './from-node';
import type { ValueOrigins } from './origins';
import { layOver } from './tables';

/** Changed while dependencies are worked out; the loaded chart behind it never is. */
export interface ChartInstance {
  readonly chart: Chart;
  /** The alias, where it has one. */
  name: string;
  parent: ChartInstance | undefined;
  dependencies: ChartInstance[];
  /** As Chart.yaml declares them, without those that are disabled. Undefined where it declares none. */
  declared: Dependency[] | undefined;
  values: GoMap;
}

export function instantiate(chart: Chart, origins: ValueOrigins): ChartInstance {
  const instance: ChartInstance = {
    chart,
    name: chart.metadata.name,
    parent: undefined,
    dependencies: [],
    declared: chart.metadata.dependencies?.map((dependency) => ({ ...dependency })),
    values: defaultsOf(chart, origins),
  };
  adopt(
    instance,
    chart.dependencies.map((subchart) => instantiate(subchart, origins)),
  );
  return instance;
}

/** Gives a chart its dependencies; each then knows its parent. */
export function adopt(parent: ChartInstance, dependencies: ChartInstance[]): void {
  parent.dependencies = dependencies;
  for (const dependency of dependencies) dependency.parent = parent;
}

/** `parent/charts/name`, from the topmost chart: what its templates' names begin with. */
export function fullPath({ parent, name }: ChartInstance): string {
  return parent === undefined ? name : `${fullPath(parent)}/charts/${name}`;
}

function defaultsOf(chart: Chart, origins: ValueOrigins): GoMap {
  return chart.values.map((document) => mapOf(document, origins)).reduce((below, above) => layOver(below, above, { origins }), new GoMap());
}
