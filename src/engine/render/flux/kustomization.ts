// The kustomization that Flux builds: the folder's own or a generated one, with the fields of the Flux object merged in.
import type { Failure, ListNode, MapNode, Node, Origin, ScalarNode } from '../../model';
import type { DirectoryEntry, Files } from '../../ports';
import { at, child, items, text, withChild } from '../../yaml/access';
import { emitDocuments } from '../../yaml/emit';
import type { Wrapper } from '../kustomize/accumulate';
import { KUSTOMIZATION_FILES, type KustomizationFile } from '../kustomize/kustomization';
import { resolvePath } from '../kustomize/paths';
import { fingerprintAt } from '../../discover/reads';
import { read, type Scope } from '../kustomize/scope';
import { mergeImages } from './images';
import { hasOlderPatches, withOlderPatches } from './older-patches';

/** The namespace that Flux gives where nothing is found, so that kustomize does not refuse an empty kustomization. */
const PLACEHOLDER = '_placeholder';

/** Source: github.com/fluxcd/pkg/kustomize v1.35.6, kustomize_generator.go. */
export function wrapperOf(owner: MapNode, path: string, files: Files): Wrapper {
  const folders = new Set<string>();
  const generated = generatedResources(path, files, folders);
  // Positions come from these files, also where another object has the same content, or this one's stays the same.
  const from = [...filesOf(owner)];
  return {
    key: `flux ${from.join(' ')} ${emitDocuments([owner]).text} ${generated.join(' ')}`,
    wrap(scope, found) {
      for (const file of from) read(scope, file);
      for (const folder of folders) noteFolder(scope, folder);
      const start = 'code' in found ? generate(found, owner, generated) : withOrigins(found);
      if ('code' in start) return start;
      return { ...start, fields: mergeSpec(start.fields, owner, (folder) => noteFolder(scope, resolvePath(path, folder))) };
    },
  };
}

/** A file that comes or goes in the folder changes what is generated. @returns whether it is there. */
function noteFolder({ files, notes }: Pick<Scope, 'files' | 'notes'>, folder: string): boolean {
  notes.reads.set(`${folder}/`, fingerprintAt(files, `${folder}/`));
  return files.list(folder).kind === 'directory';
}

/** The files that the object and what was patched into it come from. */
export function filesOf(node: Node, files = new Set<string>()): ReadonlySet<string> {
  files.add(node.origin.file);
  const inner = node.kind === 'map' ? node.entries.map(({ value }) => value) : node.kind === 'list' ? node.items : [];
  for (const value of inner) filesOf(value, files);
  return files;
}

/** Flux asks for annotations of origin where a kustomization names no resources: it takes such a one for empty otherwise. */
function withOrigins(found: KustomizationFile): KustomizationFile {
  const { fields } = found;
  if (items(child(fields, 'resources')).length > 0) return found;
  const asked: ListNode = { kind: 'list', origin: fields.origin, items: [scalar('originAnnotations', fields.origin)] };
  return { ...found, fields: withChild(fields, 'buildMetadata', asked) };
}

/** Flux takes every manifest of a folder without a kustomization; only a folder that is there at all can be without one. */
function generate(found: Failure, owner: MapNode, resources: readonly string[]): KustomizationFile | Failure {
  if (found.code !== 'noKustomization') return found;
  const origin: Origin = (at(owner, ['spec', 'path']) ?? owner).origin;
  const list: ListNode = { kind: 'list', origin, items: resources.map((name) => scalar(name, origin)) };
  const fields: MapNode = {
    kind: 'map',
    origin,
    entries: [resources.length === 0 ? { key: 'namespace', value: scalar(PLACEHOLDER, origin) } : { key: 'resources', value: list }],
  };
  return { file: origin.file, kind: 'Kustomization', fields, failures: [], warnings: [] };
}

/** The paths that Flux would write into a generated kustomization: manifests below, and folders that have one of their own. Notes the folders that it looks into. */
function generatedResources(path: string, files: Files, folders: Set<string>, below = ''): string[] {
  const folder = below === '' ? path : resolvePath(path, below);
  folders.add(folder);
  const answer = files.list(folder);
  if (answer.kind !== 'directory') return [];
  if (hasKustomization(answer.entries)) return below === '' ? [] : [below];
  const sorted = [...answer.entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.flatMap(({ name, kind }) => {
    const inner = `${below === '' ? '.' : below}/${name}`;
    if (kind === 'directory') return name === '.git' ? [] : generatedResources(path, files, folders, inner);
    return /\.ya?ml$/.test(name) ? [inner] : [];
  });
}

function hasKustomization(entries: readonly DirectoryEntry[]): boolean {
  return entries.some(({ name, kind }) => kind === 'file' && (KUSTOMIZATION_FILES as readonly string[]).includes(name));
}

function mergeSpec(fields: MapNode, owner: MapNode, exists: (folder: string) => boolean): MapNode {
  const spec = child(owner, 'spec');
  let merged = fields;
  for (const [field, name] of [
    ['targetNamespace', 'namespace'],
    ['namePrefix', 'namePrefix'],
    ['nameSuffix', 'nameSuffix'],
  ] as const) {
    const value = child(spec, field);
    if (value !== undefined) merged = withChild(merged, name, value);
  }
  const metadata = child(spec, 'buildMetadata');
  if (items(metadata).length > 0) merged = withChild(merged, 'buildMetadata', metadata as Node);
  merged = append(merged, 'patches', items(child(spec, 'patches')));
  const ignoreMissing = text(child(spec, 'ignoreMissingComponents')) === 'true';
  const components = items(child(spec, 'components')).filter((item) => !ignoreMissing || exists(text(item) ?? ''));
  merged = append(merged, 'components', components);
  if (hasOlderPatches(owner)) merged = withOlderPatches(merged, spec);
  return mergeImages(merged, child(spec, 'images'));
}

function append(fields: MapNode, field: string, added: readonly Node[]): MapNode {
  if (added.length === 0) return fields;
  const present = child(fields, field);
  const start: ListNode = present?.kind === 'list' ? present : { kind: 'list', items: [], origin: (added[0] as Node).origin };
  return withChild(fields, field, { ...start, items: [...start.items, ...added] });
}

function scalar(value: string, origin: Origin): ScalarNode {
  return { kind: 'scalar', text: value, tag: 'str', origin };
}
