// `.Chart`: a struct with Helm 3, a map with Helm 4.
import type { Dependency, Maintainer, Metadata } from '../chart/metadata';
import { GoMap, GoSlice, GoStruct, type Value } from '../go/values';
import type { ChartInstance } from '../values/instance';

/** The value of `.Chart` in a chart's own templates. */
export function chartValue(instance: ChartInstance, helm: 3 | 4): Value {
  const isRoot = instance.parent === undefined;
  const { metadata } = instance.chart;
  const fields = metadataFields({ ...metadata, name: instance.name }, instance.declared, helm);
  if (helm === 4) return new GoMap(new Map([...fields.map(({ name, value }) => [name, value] as const), ['IsRoot', isRoot]]));
  const own = new Map<string, Value>(fields.map(({ name, value }) => [name, value]));
  const embedded = new GoStruct('chart.Metadata', own);
  const struct = new Map<string, Value>([...own, ['Metadata', embedded], ['IsRoot', isRoot]]);
  const layout = new Map<string, Value>([
    ['Metadata', embedded],
    ['IsRoot', isRoot],
  ]);
  const json = (): Value => inOrder([...jsonEntries(fields), ['IsRoot', isRoot]]);
  return new GoStruct('struct { chart.Metadata; IsRoot bool }', struct, new Map(), undefined, undefined, json, layout);
}

interface Field {
  readonly name: string;
  readonly json: string;
  readonly value: Value;
  /** Left out of JSON where it is empty. */
  readonly omit: boolean;
}

function field(name: string, json: string, value: Value, omit = true): Field {
  return { name, json, value, omit };
}

/** In the order of their declaration in Helm's `Metadata`. */
function metadataFields(metadata: Metadata, declared: readonly Dependency[] | undefined, helm: 3 | 4): readonly Field[] {
  return [
    field('Name', 'name', metadata.name),
    field('Home', 'home', metadata.home),
    field('Sources', 'sources', strings(metadata.sources, helm)),
    field('Version', 'version', metadata.version),
    field('Description', 'description', metadata.description),
    field('Keywords', 'keywords', strings(metadata.keywords, helm)),
    field('Maintainers', 'maintainers', structs(metadata.maintainers?.map(maintainerFields), '*chart.Maintainer', helm)),
    field('Icon', 'icon', metadata.icon),
    field('APIVersion', 'apiVersion', metadata.apiVersion),
    field('Condition', 'condition', metadata.condition),
    field('Tags', 'tags', metadata.tags),
    field('AppVersion', 'appVersion', metadata.appVersion),
    field('Deprecated', 'deprecated', metadata.deprecated),
    field('Annotations', 'annotations', annotations(metadata.annotations)),
    field('KubeVersion', 'kubeVersion', metadata.kubeVersion),
    field(
      'Dependencies',
      'dependencies',
      structs(
        declared?.map((one) => dependencyFields(one, helm)),
        '*chart.Dependency',
        helm,
      ),
    ),
    field('Type', 'type', metadata.type),
  ];
}

function maintainerFields({ name, email, url }: Maintainer): readonly Field[] {
  return [field('Name', 'name', name), field('Email', 'email', email), field('URL', 'url', url)];
}

function dependencyFields(dependency: Dependency, helm: 3 | 4): readonly Field[] {
  const imports = dependency.importValues.map((entry) =>
    typeof entry === 'string' ? importMap(`exports.${entry}`, '.') : importMap(entry.child, entry.parent),
  );
  return [
    field('Name', 'name', dependency.name, false),
    field('Version', 'version', dependency.version),
    field('Repository', 'repository', dependency.repository, false),
    field('Condition', 'condition', dependency.condition),
    field('Tags', 'tags', strings(dependency.tags.length === 0 ? undefined : dependency.tags, helm)),
    field('Enabled', 'enabled', dependency.enabled),
    field('ImportValues', 'import-values', new GoSlice(imports, 'interface {}', helm === 3 && imports.length === 0)),
    field('Alias', 'alias', dependency.alias),
  ];
}

/** Helm has replaced the short form by the long one when templates see it. */
function importMap(child: string, parent: string): GoMap {
  return new GoMap(
    new Map([
      ['child', child],
      ['parent', parent],
    ]),
    'map[string]string',
  );
}

function strings(items: readonly string[] | undefined, helm: 3 | 4): GoSlice {
  // Helm 4 copies lists into new ones of any type, so that none is nil.
  return helm === 4 ? new GoSlice([...(items ?? [])]) : new GoSlice([...(items ?? [])], 'string', items === undefined);
}

function structs(items: readonly (readonly Field[])[] | undefined, type: string, helm: 3 | 4): GoSlice {
  if (helm === 4) return new GoSlice((items ?? []).map((fields) => new GoMap(new Map(fields.map(({ name, value }) => [name, value])))));
  const made = (items ?? []).map((fields) => {
    const json = (): Value => inOrder(jsonEntries(fields));
    return new GoStruct(type, new Map(fields.map(({ name, value }) => [name, value])), new Map(), undefined, undefined, json);
  });
  return new GoSlice(made, type, items === undefined);
}

function annotations(given: ReadonlyMap<string, string> | undefined): GoMap {
  return new GoMap(new Map(given), 'map[string]string', given === undefined);
}

/** Fields are written in the order of their declaration, and keys of maps sorted. */
function inOrder(entries: readonly (readonly [string, Value])[]): GoStruct {
  return new GoStruct('', new Map(entries));
}

function jsonEntries(fields: readonly Field[]): [string, Value][] {
  return fields.filter(({ omit, value }) => !omit || !isEmpty(value)).map(({ json, value }) => [json, value]);
}

function isEmpty(value: Value): boolean {
  if (value instanceof GoSlice) return value.items.length === 0;
  if (value instanceof GoMap) return value.entries.size === 0;
  return value === undefined || value === '' || value === false;
}
