// Which dependencies of a chart take part, under which names, and what it imports from their values.
// Source: `dependencies.go` of Helm 3 and 4, whose difference is what two aliases of one chart share.
import type { Origin } from '../../../model';
import { child, items } from '../../../yaml/access';
import { isCompatible } from '../chart/versions';
import type { Dependency } from '../chart/metadata';
import { GoMap, type Value } from '../go/values';
import { coalesceValues } from './coalesce';
import { adopt, type ChartInstance } from './instance';
import type { ValueOrigins } from './origins';
import { coalesceTables, deepCopy, isTable, type Merging, sizeOf } from './tables';

/** Works the dependencies of `chart` out, all the way down. Changes it. */
export function processDependencies(chart: ChartInstance, values: GoMap, merging: Merging): void {
  enable(chart, values, '', merging);
  importValues(chart, merging);
}

function enable(chart: ChartInstance, values: GoMap, path: string, merging: Merging): void {
  const { declared } = chart;
  if (declared === undefined) return;
  adopt(chart, namedDependencies(chart, declared, merging));
  for (const dependency of declared) dependency.enabled = true;
  const all = coalesceValues(chart, values, false, merging);
  const tags = all.entries.get('tags');
  for (const dependency of declared) {
    if (isTable(tags)) dependency.enabled = enabledByTags(dependency, tags, merging);
    dependency.enabled = enabledByCondition(dependency, all, path, merging) ?? dependency.enabled;
  }
  const disabled = new Set(declared.filter(({ enabled }) => !enabled).map(({ name }) => name));
  const left = chart.dependencies.filter(({ name }) => !disabled.has(name));
  for (const dependency of left) enable(dependency, all, `${path}${dependency.name}.`, merging);
  const declaredLeft = declared.filter(({ name }) => !disabled.has(name));
  chart.declared = declaredLeft.length === 0 ? undefined : declaredLeft;
  adopt(chart, left);
}

/** Names and versions that are compared in the time that a step of a template takes. */
const NAMES_A_STEP = 16;
/** What a chart takes up under one more name. */
const BYTES_OF_A_CHART = 4096;

/** The charts of charts/ that nothing declares, and then those that are declared, one for each alias. */
function namedDependencies(chart: ChartInstance, declared: readonly Dependency[], { helm, budget }: Merging): ChartInstance[] {
  const vendored = chart.dependencies;
  const named = vendored.filter((existing) => !declared.some((dependency) => fits(existing, dependency)));
  for (const dependency of declared) {
    const found = vendored.find((existing) => fits(existing, dependency));
    budget?.spend((vendored.length + declared.length) / NAMES_A_STEP);
    if (found !== undefined) {
      budget?.hold(BYTES_OF_A_CHART * (1 + found.dependencies.length));
      named.push(aliased(found, dependency.alias, helm));
    }
    // From here on it goes by its alias.
    if (dependency.alias !== '') dependency.name = dependency.alias;
  }
  return named;
}

function fits({ name, chart }: ChartInstance, dependency: Dependency): boolean {
  return name === dependency.name && isCompatible(dependency.version, chart.metadata.version);
}

/** With Helm 3, two aliases of a chart share its declarations and its own dependencies. */
function aliased(found: ChartInstance, alias: string, helm: 3 | 4): ChartInstance {
  const copy: ChartInstance = { ...found, name: alias === '' ? found.name : alias };
  if (helm === 3) return copy;
  copy.declared = found.declared?.map((dependency) => ({ ...dependency }));
  adopt(
    copy,
    found.dependencies.map((dependency) => ({ ...dependency })),
  );
  return copy;
}

function enabledByTags({ tags, name, node }: Dependency, given: GoMap, { warn, origins }: Merging): boolean {
  const known = tags.filter((tag) => given.entries.has(tag));
  const other = known.find((tag) => typeof given.entries.get(tag) !== 'boolean');
  if (other !== undefined) warn(`a tag of the dependency ${name} is neither true nor false`, origins.of(given, other) ?? node.origin);
  const answers = known.map((tag) => given.entries.get(tag));
  return answers.includes(true) || !answers.includes(false);
}

/** The first path of the condition that has a boolean decides. */
function enabledByCondition(
  { condition, name, node }: Dependency,
  values: GoMap,
  path: string,
  { warn, origins }: Merging,
): boolean | undefined {
  for (const part of condition.trim().split(',')) {
    if (part === '') continue;
    const found = lookUp(values, `${path}${part}`.split('.'), origins);
    if (typeof found.value === 'boolean') return found.value;
    if (found.exists) warn(`the condition ${part} of the dependency ${name} is neither true nor false`, found.origin ?? node.origin);
  }
  return undefined;
}

interface Found {
  readonly exists: boolean;
  readonly value?: Value;
  readonly origin?: Origin | undefined;
}

/** A value that is no map, at a path. */
function lookUp(values: GoMap, path: readonly string[], origins: ValueOrigins): Found {
  const holder = tableAt(values, path.slice(0, -1));
  const key = path[path.length - 1] as string;
  const value = holder?.entries.get(key);
  return holder?.entries.has(key) === true && !isTable(value)
    ? { exists: true, value, origin: origins.of(holder, key) }
    : { exists: false };
}

function tableAt(values: GoMap, path: readonly string[]): GoMap | undefined {
  let here: GoMap | undefined = values;
  for (const key of path) {
    const next: Value = here.entries.get(key);
    if (!isTable(next)) return undefined;
    here = next;
  }
  return here;
}

function importValues(chart: ChartInstance, merging: Merging): void {
  for (const dependency of chart.dependencies) importValues(dependency, merging);
  if (chart.declared === undefined) return;
  const all = coalesceValues(chart, new GoMap(), true, merging);
  const imported = new GoMap();
  for (const { name, importValues: imports, node } of chart.declared) {
    const entries = items(child(node, 'import-values'));
    for (const [at, entry] of imports.entries()) {
      const { child: path, parent } = typeof entry === 'string' ? { child: `exports.${entry}`, parent: '.' } : entry;
      const table = tableAt(all, [name, ...path.split('.')]);
      if (table === undefined) merging.warn(`the dependency ${name} has no map at ${path} to import`, (entries[at] ?? node).origin);
      else {
        merging.budget?.spend(STEPS_OF_AN_IMPORT + sizeOf(table) / VALUES_A_STEP);
        coalesceTables(imported, below(parent, table), '', true, merging);
      }
    }
  }
  // The chart's own values are stronger than what it imports.
  chart.values = coalesceTables(deepCopy(all, merging.origins), imported, '', true, merging);
}

const STEPS_OF_AN_IMPORT = 4;
const VALUES_A_STEP = 2;

function below(parent: string, table: GoMap): GoMap {
  if (parent === '.') return table;
  return parent.split('.').reduceRight((inner, key) => new GoMap(new Map([[key, inner]])), table);
}
