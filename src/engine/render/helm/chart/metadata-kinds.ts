// Of what kind each field of Chart.yaml has to be. Source: `Metadata` and `Dependency` of Helm, which JSON is read into.
import type { Node } from '../../../model';

export interface WrongKind {
  readonly node: Node;
  readonly detail: string;
}

/** The first field that Helm cannot take. A null is as good as nothing. */
export function wrongKind(chart: Node): WrongKind | undefined {
  return ofFields(chart, FIELDS);
}

type Kind = (node: Node, name: string) => WrongKind | undefined;

const text: Kind = (node, name) => (node.kind === 'scalar' ? undefined : { node, detail: `${name} is no text` });

const flag: Kind = (node, name) =>
  node.kind === 'scalar' && node.tag === 'bool' ? undefined : { node, detail: `${name} is neither true nor false` };

const listOf =
  (kind: Kind): Kind =>
  (node, name) =>
    node.kind === 'list'
      ? first(node.items, (item) => (isNull(item) ? undefined : kind(item, `an entry of ${name}`)))
      : { node, detail: `${name} is no list` };

const mapWith =
  (inner: (node: Node) => WrongKind | undefined): Kind =>
  (node, name) =>
    node.kind === 'map' ? inner(node) : { node, detail: `${name} is no map` };

const anything: Kind = () => undefined;

function texts(node: Node): WrongKind | undefined {
  const entries = node.kind === 'map' ? node.entries : [];
  return first(entries, ({ key, value }) => (isNull(value) ? undefined : text(value, key)));
}

function ofFields(node: Node, fields: ReadonlyMap<string, Kind>): WrongKind | undefined {
  const entries = node.kind === 'map' ? node.entries : [];
  return first(entries, ({ key, value }) => (isNull(value) ? undefined : fields.get(key.toLowerCase())?.(value, key)));
}

function first<T>(items: readonly T[], find: (item: T) => WrongKind | undefined): WrongKind | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isNull = (node: Node): boolean => node.kind === 'scalar' && node.tag === 'null';

/** By their names in small letters: Go's JSON takes other capitals as well. */
const named = (kind: Kind, ...names: readonly string[]): (readonly [string, Kind])[] => names.map((name) => [name, kind] as const);

const MAINTAINER: ReadonlyMap<string, Kind> = new Map(named(text, 'name', 'email', 'url'));

const DEPENDENCY: ReadonlyMap<string, Kind> = new Map([
  ...named(text, 'name', 'version', 'repository', 'condition', 'alias'),
  ...named(listOf(text), 'tags'),
  ...named(listOf(anything), 'import-values'),
  ...named(flag, 'enabled'),
]);

const FIELDS: ReadonlyMap<string, Kind> = new Map([
  ...named(text, 'name', 'home', 'version', 'description', 'icon', 'apiversion', 'condition', 'tags', 'appversion', 'kubeversion', 'type'),
  ...named(listOf(text), 'sources', 'keywords'),
  ...named(listOf(mapWith((node) => ofFields(node, MAINTAINER))), 'maintainers'),
  ...named(listOf(mapWith((node) => ofFields(node, DEPENDENCY))), 'dependencies'),
  ...named(mapWith(texts), 'annotations'),
  ...named(flag, 'deprecated'),
]);
