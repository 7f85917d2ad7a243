// Chart.yaml: what it says, read as Helm reads it, and what Helm refuses in it.
import { type Failure, FailureError, type Node, type Origin, type ScalarNode } from '../../../model';
import { child, items } from '../../../yaml/access';
import { scalarToJson } from '../../../yaml/json';
import { formatGeneral } from '../../../yaml/numbers';
import { wrongKind } from './metadata-kinds';
import { isVersion } from './versions';

export interface Maintainer {
  readonly name: string;
  readonly email: string;
  readonly url: string;
}

/** A declared dependency. `name` and `enabled` change while the dependencies of a render are worked out. */
export interface Dependency {
  name: string;
  readonly version: string;
  readonly repository: string;
  readonly condition: string;
  readonly tags: readonly string[];
  enabled: boolean;
  readonly importValues: readonly (string | { readonly child: string; readonly parent: string })[];
  readonly alias: string;
  /** Its entry in Chart.yaml or requirements.yaml. */
  readonly node: Node;
}

export interface Metadata {
  readonly name: string;
  readonly home: string;
  readonly sources: readonly string[] | undefined;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[] | undefined;
  readonly maintainers: readonly Maintainer[] | undefined;
  readonly icon: string;
  readonly apiVersion: string;
  readonly apiVersionAt: Origin | undefined;
  readonly condition: string;
  readonly tags: string;
  readonly appVersion: string;
  readonly deprecated: boolean;
  readonly annotations: ReadonlyMap<string, string> | undefined;
  readonly kubeVersion: string;
  readonly dependencies: readonly Dependency[] | undefined;
  readonly type: string;
}

/** What a chart says of itself. `requirements`, where charts of the first version declare their dependencies, is laid over it. */
export function readMetadata(chart: Node, requirements: Node | undefined): Metadata {
  const of = (key: string): Node | undefined => field(requirements, key) ?? field(chart, key);
  const text = (key: string): string => clean(textOf(of(key)));
  return {
    name: text('name'),
    home: text('home'),
    sources: texts(of('sources'))?.map(clean),
    version: textOf(of('version')),
    description: text('description'),
    keywords: texts(of('keywords'))?.map(clean),
    maintainers: list(of('maintainers'))?.map(maintainer),
    icon: text('icon'),
    apiVersion: textOf(of('apiVersion')) || 'v1',
    apiVersionAt: of('apiVersion')?.origin,
    condition: text('condition'),
    tags: text('tags'),
    appVersion: text('appVersion'),
    deprecated: textOf(of('deprecated')) === 'true',
    annotations: annotations(of('annotations')),
    kubeVersion: text('kubeVersion'),
    dependencies: readDependencies(of('dependencies')),
    type: textOf(of('type')),
  };
}

/** Undefined for what is no list. */
export function readDependencies(node: Node | undefined): readonly Dependency[] | undefined {
  return list(node)?.map(dependency);
}

/** @throws FailureError with `chartInvalid` for what Helm refuses. Source: `Metadata.Validate` of Helm. */
export function validateMetadata(metadata: Metadata, chart: Node): void {
  const { name, version, type } = metadata;
  const wrong = wrongKind(chart);
  if (wrong !== undefined) throw new FailureError(invalid(wrong.node, wrong.detail));
  const refuse = (key: string, detail: string): never => {
    throw new FailureError(invalid(field(chart, key) ?? chart, detail));
  };
  if (name === '') refuse('name', 'it has no name');
  if (name === '.' || name === '..' || name.includes('/')) refuse('name', `its name “${name}” is not a plain name`);
  if (version === '') refuse('version', 'it has no version');
  if (!isVersion(version)) refuse('version', `its version “${version}” is not a semantic version`);
  if (!['', 'application', 'library'].includes(type)) refuse('type', 'its type is neither application nor library');
  for (const item of list(field(chart, 'maintainers')) ?? []) {
    if (item.kind !== 'map') throw new FailureError(invalid(item, 'an entry of maintainers is empty'));
  }
  validateDependencies(metadata.dependencies ?? []);
}

function validateDependencies(dependencies: readonly Dependency[]): void {
  const seen = new Set<string>();
  for (const { node, name, alias } of dependencies) {
    if (node.kind !== 'map') throw new FailureError(invalid(node, 'an entry of dependencies is empty'));
    if (alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(alias)) throw new FailureError(invalid(node, `the alias “${alias}” has other characters`));
    const key = alias === '' ? name : alias;
    if (seen.has(key)) throw new FailureError(invalid(node, `two dependencies are called “${key}”`));
    seen.add(key);
  }
}

function invalid({ origin }: Node, detail: string): Failure {
  return { code: 'chartInvalid', file: origin.file, line: origin.line, column: origin.column, subject: origin.file, detail };
}

function maintainer(node: Node): Maintainer {
  const text = (key: string): string => clean(textOf(field(node, key)));
  return { name: text('name'), email: text('email'), url: text('url') };
}

function dependency(node: Node): Dependency {
  const text = (key: string): string => textOf(field(node, key));
  return {
    name: clean(text('name')),
    version: clean(text('version')),
    repository: clean(text('repository')),
    condition: clean(text('condition')),
    tags: (texts(field(node, 'tags')) ?? []).map(clean),
    enabled: text('enabled') === 'true',
    importValues: items(field(node, 'import-values')).map(importValue),
    alias: text('alias'),
    node,
  };
}

function importValue(node: Node): string | { readonly child: string; readonly parent: string } {
  if (node.kind === 'scalar') return node.text;
  // What is not there is printed as Go prints nothing.
  const text = (key: string): string => (child(node, key) === undefined ? '<nil>' : textOf(child(node, key)));
  return { child: text('child'), parent: text('parent') };
}

/** A field by its name; Go's JSON takes other capitals as well where there is no exact match. */
function field(node: Node | undefined, key: string): Node | undefined {
  if (node?.kind !== 'map') return undefined;
  const lower = key.toLowerCase();
  return child(node, key) ?? node.entries.find((entry) => entry.key.toLowerCase() === lower)?.value;
}

function list(node: Node | undefined): readonly Node[] | undefined {
  return node?.kind === 'list' ? node.items : undefined;
}

function texts(node: Node | undefined): readonly string[] | undefined {
  return list(node)?.map(textOf);
}

function annotations(node: Node | undefined): ReadonlyMap<string, string> | undefined {
  return node?.kind === 'map' ? new Map(node.entries.map(({ key, value }) => [key, textOf(value)])) : undefined;
}

/** A scalar where a string is wanted: numbers lose their form, so that `1.10` is `1.1`. Source: `convertToJSONableObject` of sigs.k8s.io/yaml. */
function textOf(node: Node | undefined): string {
  if (node?.kind !== 'scalar' || node.tag === 'null') return '';
  return node.tag === 'str' ? node.text : printed(node);
}

function printed(node: ScalarNode): string {
  const value = scalarToJson(node);
  return typeof value === 'number' && node.tag === 'float' ? formatGeneral(value) : String(value);
}

/** White space becomes blanks, and what cannot be printed goes. Source: `sanitizeString` of Helm. */
function clean(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : text.replace(/\s/g, ' ').replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '');
}
