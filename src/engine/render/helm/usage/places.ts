// The places in the values of a release that its charts can reach: each chart its own section, and all of them `global`.
import type { Chart } from '../chart/chart';
import type { Dependency } from '../chart/metadata';
import { isCompatible } from '../chart/versions';
import { readSchema } from './schema-reads';
import { type Progress, readWhole, Shape, under } from './shape';

/** What `.` is in the templates of each chart: a chart may go by several names. */
export type ChartScopes = ReadonlyMap<Chart, ReadonlySet<Shape>>;

export interface Places {
  /** `.Values` of the chart itself. */
  readonly root: Shape;
  readonly scopes: ChartScopes;
}

/** Marks what Helm itself reads: conditions, tags, what is imported, what schemas check. Disabled dependencies count as well. */
export function placesOf(chart: Chart, progress: Progress): Places {
  const root = new Shape(progress, true);
  const scopes = new Map<Chart, Set<Shape>>();
  enter({ chart, values: root, path: [] }, { progress, scopes, root, global: root.child('global') });
  return { root, scopes };
}

interface Entering {
  readonly progress: Progress;
  readonly scopes: Map<Chart, Set<Shape>>;
  readonly root: Shape;
  readonly global: Shape;
}

interface Placed {
  readonly chart: Chart;
  readonly values: Shape;
  /** Its section, from the root of the values. */
  readonly path: readonly string[];
}

/** Charts do not hold themselves; aliases of aliases could still be many. */
const DEEPEST = 8;

function enter({ chart, values, path }: Placed, shared: Entering): Shape {
  const { progress, scopes, global } = shared;
  values.adopt('global', global);
  const scope = new Shape(progress, false);
  const subcharts = new Shape(progress, false);
  scope.store('Values', new Set([values]));
  scope.store('Subcharts', new Set([subcharts]));
  const known = scopes.get(chart) ?? new Set();
  scopes.set(chart, known.add(scope));
  if (chart.schema !== undefined) readSchema(chart.schema.text, values);
  for (const dependency of chart.metadata.dependencies ?? []) readDeclared(dependency, values, path, shared);
  if (path.length >= DEEPEST) readWhole(new Set([values]));
  else
    for (const below of chart.dependencies) {
      for (const name of namesOf(below, chart)) {
        const inner = enter({ chart: below, values: values.child(name), path: [...path, name] }, shared);
        subcharts.store(name, new Set([inner]));
      }
    }
  return scope;
}

/** Those that the chart above it gives it; its own only where that chart declares it without an alias, or not at all. */
function namesOf({ metadata: { name, version } }: Chart, { metadata }: Chart): ReadonlySet<string> {
  const declared = (metadata.dependencies ?? []).filter(
    (dependency) => dependency.name === name && isCompatible(dependency.version, version),
  );
  return new Set(declared.length === 0 ? [name] : declared.map(({ alias }) => alias || name));
}

/** Paths of conditions lead from the root, below the names of the charts in between; tags stand at the root. */
function readDeclared(
  { name, alias, condition, tags, importValues }: Dependency,
  values: Shape,
  path: readonly string[],
  { root }: Entering,
) {
  for (const part of condition.split(',').map((each) => each.trim())) if (part !== '') reach(root, [...path, ...part.split('.')]);
  for (const tag of tags) reach(root, ['tags', tag]);
  for (const entry of importValues) {
    const child = typeof entry === 'string' ? `exports.${entry}` : entry.child;
    readWhole(new Set([reach(values, [alias || name, ...child.split('.')])]));
  }
}

function reach(from: Shape, path: readonly string[]): Shape {
  let here = from;
  for (const key of path) [here = here] = under(new Set([here]), key);
  return here;
}
