// What each template sees: `.Values`, `.Chart`, `.Release`, `.Capabilities`, `.Files`, `.Subcharts`. Source: `recAllTpls` of Helm's engine.
import { baseName } from '../../../discover/paths';
import type { Path } from '../../../model';
import type { ChartFile } from '../chart/chart-file';
import { GoInt, GoMap, GoSlice, type Value } from '../go/values';
import { type ChartInstance, fullPath } from '../values/instance';
import type { Container, ValueOrigins } from '../values/origins';
import { type Capabilities, capabilitiesValue } from './capabilities';
import { chartValue } from './chart-value';
import { filesValue, type ToYaml } from './files-value';
import { asValues, type ValuesOptions } from './values-type';

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
    ofValues: { helm: capabilities.helm, origins, toYaml: options.toYaml },
    releaseValue: releaseValue(release),
    capabilitiesValue: capabilitiesValue(capabilities),
    found: new Map(),
  };
  scopeOf(chart, values, shared);
  return [...shared.found.values()];
}

interface Shared extends ScopeOptions {
  readonly ofValues: ValuesOptions;
  readonly releaseValue: GoMap;
  readonly capabilitiesValue: Value;
  /** By name: of two templates with the same, the later one counts. */
  readonly found: Map<string, Renderable>;
}

function scopeOf(chart: ChartInstance, values: Value, shared: Shared): GoMap {
  const { helm } = shared.capabilities;
  const own = asValues(values instanceof GoMap ? values : new GoMap(), shared.ofValues);
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
  const data = asValues(scope, shared.ofValues);
  const path = fullPath(chart);
  const isLibrary = chart.chart.metadata.type.toLowerCase() === 'library';
  for (const file of chart.chart.templates) {
    if (isLibrary && !baseName(file.name).startsWith('_')) continue;
    const name = `${path}/${file.name}`;
    shared.found.set(name, { name, file, data, basePath: `${path}/templates` });
  }
  return scope;
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
