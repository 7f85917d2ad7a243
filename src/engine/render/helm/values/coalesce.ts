// Lays a release's values over those of its chart and of every chart below it. Source: `coalesce.go` of Helm 3 and 4.
import { FailureError } from '../../../model';
import { GoMap, type Value } from '../go/values';
import type { ChartInstance } from './instance';
import { coalesceTables, deepCopy, drop, dropNulls, isTable, type Merging, put, shallowCopy, sizeOf } from './tables';

/**
 * The values of a chart with those of its dependencies below their names and `global` passed down. `values` is not changed.
 * @param merge keeps null values, for what is imported from a dependency.
 * @throws FailureError with `valuesInvalid` where a dependency's values are no map.
 */
export function coalesceValues(chart: ChartInstance, values: GoMap, merge: boolean, merging: Merging): GoMap {
  return coalesce(chart, deepCopy(values, merging.origins), '', merge, merging);
}

const GLOBAL = 'global';

function coalesce(chart: ChartInstance, dest: GoMap, prefix: string, merge: boolean, merging: Merging): GoMap {
  merging.budget?.spend(STEPS_OF_A_CHART + stepsToCopy(chart.values));
  takeDefaults(chart, dest, joined(prefix, chart.name), merge, merging);
  for (const subchart of chart.dependencies) {
    const { name } = subchart;
    if (!dest.entries.has(name)) dest.entries.set(name, new GoMap());
    const own = dest.entries.get(name);
    if (!isTable(own)) throw notATable(chart, dest, name, merging);
    const inner = joined(prefix, chart.name);
    passGlobals(own, dest, inner, merging);
    dest.entries.set(name, coalesce(subchart, own, inner, merge, merging));
  }
  return dest;
}

const STEPS_OF_A_CHART = 4;
const STEPS_OF_A_VALUE = 2;
/** How often the defaults of a chart are copied that goes by one name. */
const ORDINARY_COPIES = 4;

const copied = new WeakMap<GoMap, { readonly size: number; times: number }>();

/** Aliases of a chart share its defaults, which are copied for each of them. */
function stepsToCopy(defaults: GoMap): number {
  const known = copied.get(defaults) ?? { size: sizeOf(defaults), times: 0 };
  known.times += 1;
  copied.set(defaults, known);
  return known.times > ORDINARY_COPIES ? known.size * STEPS_OF_A_VALUE : 0;
}

function joined(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}

/** What the chart's own values.yaml says, below what is there already. */
function takeDefaults(chart: ChartInstance, dest: GoMap, prefix: string, merge: boolean, merging: Merging): void {
  const { helm, origins } = merging;
  const defaults = deepCopy(chart.values, origins);
  for (const [key, value] of defaults.entries) {
    if (dest.entries.has(key)) lowerDefault(chart, dest, key, value, { prefix, merge, defaults, merging });
    // With Helm 4, a null in a chart's own values counts as not being there.
    else if (helm === 3 || merge) put(dest, key, value, defaults, merging);
    else if (value !== undefined) {
      if (isTable(value)) dropNulls(value, merging, origins.of(defaults, key));
      put(dest, key, value, defaults, merging);
    }
  }
}

interface Lowering {
  readonly prefix: string;
  readonly merge: boolean;
  readonly defaults: GoMap;
  readonly merging: Merging;
}

function lowerDefault(chart: ChartInstance, dest: GoMap, key: string, value: Value, { prefix, merge, defaults, merging }: Lowering): void {
  const { helm, origins, warn } = merging;
  const known = dest.entries.get(key);
  if (known === undefined && !merge) drop(dest, key, defaults, merging);
  else if (isTable(known)) {
    if (isTable(value)) {
      const keepNulls = merge || chart.dependencies.some((subchart) => subchart.name === key);
      if (helm === 4 && !keepNulls) dropNulls(value, merging);
      coalesceTables(known, value, joined(prefix, key), keepNulls, merging);
    } else if (value !== undefined) warn(`${prefix}.${key} is a map here, and no map in the chart`, origins.of(dest, key));
  } else origins.setOver(dest, key, origins.of(dest, key), origins.of(defaults, key));
}

/** Values below `global` go down to the dependency; what its own section of the values says there is weaker. */
function passGlobals(dest: GoMap, src: GoMap, prefix: string, merging: Merging): void {
  const { origins, warn } = merging;
  const below = dest.entries.has(GLOBAL) ? dest.entries.get(GLOBAL) : new GoMap();
  const above = src.entries.has(GLOBAL) ? src.entries.get(GLOBAL) : new GoMap();
  if (!isTable(below) || !isTable(above)) {
    warn(`“${GLOBAL}” is no map, and is not passed on from ${prefix}`, origins.of(src, GLOBAL));
    return;
  }
  for (const [key, value] of above.entries) passGlobal(below, above, key, value, joined(prefix, key), merging);
  dest.entries.set(GLOBAL, below);
  origins.set(dest, GLOBAL, origins.of(dest, GLOBAL) ?? origins.of(src, GLOBAL));
}

function passGlobal(below: GoMap, above: GoMap, key: string, value: Value, path: string, merging: Merging): void {
  const known = below.entries.get(key);
  if (!isTable(value)) {
    if (isTable(known)) merging.warn(`${path} is a map in one chart and none in another`, merging.origins.of(above, key));
    else put(below, key, value, above, merging);
    return;
  }
  const copy = shallowCopy(value, merging.origins);
  if (!below.entries.has(key)) put(below, key, copy, above, merging);
  else if (isTable(known)) put(below, key, coalesceTables(copy, known, path, true, merging), above, merging);
  else merging.warn(`${path} is a map in one chart and none in another`, merging.origins.of(above, key));
}

function notATable(chart: ChartInstance, dest: GoMap, name: string, { origins }: Merging): FailureError {
  const origin = origins.of(dest, name);
  const place = origin === undefined ? {} : { file: origin.file, line: origin.line, column: origin.column };
  return new FailureError({
    code: 'valuesInvalid',
    ...place,
    subject: chart.name,
    detail: `“${name}” has to be a map: it holds the values of a dependency`,
  });
}
