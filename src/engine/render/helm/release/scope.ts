// What each template sees: `.Values`, `.Chart`, `.Release`, `.Capabilities`, `.Files`, `.Subcharts`. Source: `recAllTpls` of Helm's engine.
import { baseName } from '../../../discover/paths';
import type { Path } from '../../../model';
import type { ChartFile } from '../chart/chart-file';
import { GoError, GoFunction, GoInt, GoMap, GoSlice, type Value } from '../go/values';
import { type ChartInstance, fullPath } from '../values/instance';
import type { Container, ValueOrigins } from '../values/origins';
import { type Capabilities, capabilitiesValue } from './capabilities';
import { chartValue } from './chart-value';
import { filesValue, type ToYaml } from './files-value';

export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** 1 unless given. */
  readonly revision?: number;
  readonly isUpgrade?: boolean;
}

/** A template with what it is given. */
export interface Renderable {
  /** `chart/templates/service.yaml`, with `charts/…` in between for a dependency. */
  readonly name: string;
  readonly file: ChartFile;
  readonly data: GoMap;
  readonly basePath: string;
}

export interface ScopeOptions {
  readonly release: Release;
  readonly capabilities: Capabilities;
  readonly origins: ValueOrigins;
  readonly toYaml: ToYaml;
  /** Whether nobody asks where the text comes from. */
  readonly onlyText?: boolean | undefined;
}

/** Every template of a chart and of its dependencies. The values' maps learn their paths on the way, unless only the text is asked for. */
export function renderables(chart: ChartInstance, values: GoMap, options: ScopeOptions): readonly Renderable[] {
  const { capabilities, release, origins } = options;
  if (options.onlyText !== true) notePaths(values, [], origins);
  const shared: Shared = {
    ...options,
    values: capabilities.helm === 3 ? 'chartutil.Values' : 'common.Values',
    releaseValue: releaseValue(release),
    capabilitiesValue: capabilitiesValue(capabilities),
    found: new Map(),
  };
  scopeOf(chart, values, shared);
  return [...shared.found.values()];
}

interface Shared extends ScopeOptions {
  /** What the type of `.Values` is called. */
  readonly values: string;
  readonly releaseValue: GoMap;
  readonly capabilitiesValue: Value;
  /** By name: of two templates with the same, the later one counts. */
  readonly found: Map<string, Renderable>;
}

function scopeOf(chart: ChartInstance, values: Value, shared: Shared): GoMap {
  const { helm } = shared.capabilities;
  const own = values instanceof GoMap ? viewOf(values, shared) : new GoMap(new Map(), shared.values);
  const subcharts = new Map<string, Value>();
  const scope = new GoMap(
    new Map<string, Value>([
      ['Chart', chartValue(chart, helm)],
      ['Files', filesValue(chart.chart.files, shared.toYaml)],
      ['Release', shared.releaseValue],
      ['Capabilities', shared.capabilitiesValue],
      ['Values', own],
      ['Subcharts', new GoMap(subcharts)],
    ]),
  );
  for (const dependency of chart.dependencies) {
    subcharts.set(dependency.name, scopeOf(dependency, own.entries.get(dependency.name), shared));
  }
  // Templates are given the scope under the type of values; a parent sees it as a map.
  const data = new GoMap(scope.entries, shared.values, false, valuesMethods(scope, shared.toYaml));
  const path = fullPath(chart);
  const isLibrary = chart.chart.metadata.type.toLowerCase() === 'library';
  for (const file of chart.chart.templates) {
    if (isLibrary && !baseName(file.name).startsWith('_')) continue;
    const name = `${path}/${file.name}`;
    shared.found.set(name, { name, file, data, basePath: `${path}/templates` });
  }
  return scope;
}

/** The same entries under the type that Helm gives them; what a template sets in them, others see. */
function viewOf(values: GoMap, { values: type, origins, toYaml }: Shared): GoMap {
  const view = new GoMap(values.entries, type, false, valuesMethods(values, toYaml));
  origins.share(values, view);
  return view;
}

/** Source: the methods of `Values` in Helm's chartutil. */
function valuesMethods(values: GoMap, toYaml: ToYaml): ReadonlyMap<string, GoFunction> {
  const methods = [
    new GoFunction('AsMap', [], () => values),
    new GoFunction('YAML', [], () => `${toYaml(values)}\n`),
    new GoFunction('Table', ['string'], ([name]) => tableOf(values, name as string)),
    new GoFunction('PathValue', ['string'], ([path]) => pathValue(values, path as string)),
  ];
  return new Map(methods.map((method) => [method.name, method]));
}

function tableOf(values: GoMap, name: string): GoMap {
  let here: Value = values;
  for (const key of name.split('.')) {
    here = here instanceof GoMap ? here.entries.get(key) : undefined;
    if (!(here instanceof GoMap)) throw new GoError(`"${key}" is not a table`);
  }
  return here as GoMap;
}

/** What is no table; one that is, or is not there, is no value. */
function pathValue(values: GoMap, path: string): Value {
  if (path === '') throw new GoError('YAML path cannot be empty');
  const keys = path.split('.');
  const key = keys.pop() as string;
  let here: Value = values;
  for (const step of keys) here = here instanceof GoMap ? here.entries.get(step) : undefined;
  const found = here instanceof GoMap && here.entries.has(key);
  const value: Value = here instanceof GoMap ? here.entries.get(key) : undefined;
  if (!found || value instanceof GoMap) throw new GoError(`"${key}" is not a value`);
  return value;
}

function releaseValue({ name, namespace, revision = 1, isUpgrade = false }: Release): GoMap {
  return new GoMap(
    new Map<string, Value>([
      ['Name', name],
      ['Namespace', namespace],
      ['IsUpgrade', isUpgrade],
      ['IsInstall', !isUpgrade],
      ['Revision', new GoInt(BigInt(revision))],
      ['Service', 'Helm'],
    ]),
  );
}

/** Makes every member of a map or list a place that provenance can name. */
export function notePaths(container: Container, path: Path, origins: ValueOrigins): void {
  origins.setPath(container, path);
  const entries: Iterable<[string | number, Value]> = container instanceof GoSlice ? container.items.entries() : container.entries;
  for (const [key, value] of entries) if (value instanceof GoMap || value instanceof GoSlice) notePaths(value, [...path, key], origins);
}
