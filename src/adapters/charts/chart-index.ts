// index.yaml of a chart repository, read as strictly as Helm reads it.
import { FailureError, type MapNode, type Node } from '../../engine/model';
import { child, items, text } from '../../engine/yaml/access';
import { readDocuments } from '../../engine/yaml/read';
import { readMetadata, validateMetadata } from '../../engine/render/helm/chart/metadata';
import type { Available } from './versions';

export interface Listed extends Available {
  readonly created: number;
  /** As it stands in the index: relative to the repository, or an address of its own. */
  readonly url: string | undefined;
  readonly digest: string | undefined;
}

/**
 * The versions of a chart in the order of the index, without those that Helm passes over; or in words, why the index is none.
 * Source: `loadIndex` of Helm's `pkg/repo`.
 */
export function versionsIn(index: Uint8Array, name: string): readonly Listed[] | string {
  const content = Buffer.from(index).toString('utf8');
  const { documents, failures } = readDocuments(content, 'index.yaml');
  const [root] = documents;
  if (failures[0] !== undefined) return failures[0].detail ?? 'index.yaml is no YAML';
  if (root?.kind !== 'map') return 'index.yaml does not list charts';
  const entries = child(root, 'entries');
  const unknown = isJson(content) ? undefined : (unknownField(root, INDEX) ?? everyEntry(entries, (entry) => unknownField(entry, ENTRY)));
  const wrong = everyEntry(entries, wrongText);
  if (wrong !== undefined) return `index.yaml has a ${wrong} that is no text`;
  if (unknown !== undefined) return `index.yaml has a field that Helm does not know, “${unknown}”`;
  if ((text(child(root, 'apiVersion')) ?? '') === '') return 'index.yaml has no apiVersion';
  const charts = items(child(entries, name)).filter((entry) => entry.kind === 'map');
  return charts.filter(isValid).map(listed);
}

/** What is written as JSON may have any field. */
function isJson(content: string): boolean {
  if (!/^\s*\{/.test(content)) return false;
  try {
    return JSON.parse(content) !== null;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const INDEX = fields('serverInfo apiVersion generated entries publicKeys annotations');
const ENTRY = fields(
  'name home sources version description keywords maintainers icon apiVersion condition tags appVersion deprecated annotations kubeVersion ' +
    'dependencies type urls created removed digest checksum engine tillerVersion url',
);

function fields(names: string): ReadonlySet<string> {
  return new Set(names.toLowerCase().split(' '));
}

function unknownField(node: Node, known: ReadonlySet<string>): string | undefined {
  return node.kind === 'map' ? node.entries.find(({ key }) => !known.has(key.toLowerCase()))?.key : undefined;
}

/** The first answer of any entry of any chart: one alone spoils the whole index. */
function everyEntry(entries: Node | undefined, look: (entry: Node) => string | undefined): string | undefined {
  if (entries?.kind !== 'map') return undefined;
  for (const { value } of entries.entries)
    for (const entry of items(value)) {
      const found = look(entry);
      if (found !== undefined) return found;
    }
  return undefined;
}

const TEXTS = ['name', 'version', 'appVersion', 'description', 'type', 'apiVersion', 'kubeVersion', 'home', 'icon', 'condition', 'tags'];
const DEPENDENCY_TEXTS = ['name', 'version', 'repository', 'condition', 'alias'];

/** A date is one to whoever reads it only where it asks for dates. */
const TEXT_TAGS: ReadonlySet<string> = new Set(['str', 'null', 'timestamp']);

/** What Chart.yaml may have as a number has to be quoted here. */
function wrongText(entry: Node): string | undefined {
  const own = TEXTS.find((key) => isNoText(child(entry, key)));
  if (own !== undefined) return own;
  const of = items(child(entry, 'dependencies')).map((dependency) => DEPENDENCY_TEXTS.find((key) => isNoText(child(dependency, key))));
  return of.find((key) => key !== undefined);
}

function isNoText(node: Node | undefined): boolean {
  return node !== undefined && !(node.kind === 'scalar' && TEXT_TAGS.has(node.tag));
}

/** Two dependencies of one name are let pass here. */
function isValid(entry: MapNode): boolean {
  try {
    validateMetadata({ ...readMetadata(entry, undefined), dependencies: [] }, entry);
    return true;
  } catch (error) {
    if (error instanceof FailureError) return false;
    throw error;
  }
}

function listed(entry: MapNode): Listed {
  const created = Date.parse(text(child(entry, 'created')) ?? '');
  return {
    version: readMetadata(entry, undefined).version,
    created: Number.isNaN(created) ? 0 : created,
    url: text(items(child(entry, 'urls'))[0]),
    digest: text(child(entry, 'digest')),
  };
}
