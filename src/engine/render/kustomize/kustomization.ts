// Finds and reads the kustomization file of a folder.
import type { Failure, Finding, ListNode, MapNode, Node, ScalarNode } from '../../model';
import type { FileAnswer } from '../../ports';
import { child, items, text } from '../../yaml/access';
import { readDocuments } from '../../yaml/read';
import { DEPRECATED_FIELDS, KUSTOMIZATION } from './fields';
import { type LoadedFile, remember } from './load';
import { folderOf, isIn, resolvePath } from './paths';
import { read, type Scope, topOf } from './scope';
import { decode } from './shape';

/** The names that kustomize looks for. Source: kustomize `api/konfig/general.go`. */
export const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

export interface KustomizationFile {
  readonly file: string;
  readonly kind: 'Kustomization' | 'Component';
  /** Fields as kustomize spells them, without nulls, unknown ones and those of a wrong type. */
  readonly fields: MapNode;
  readonly failures: readonly Failure[];
  readonly warnings: readonly Finding[];
}

/** The kustomization of `scope.folder`, or why there is none. */
export function readKustomization(scope: Omit<Scope, 'file'>): KustomizationFile | Failure {
  const found: LoadedFile[] = [];
  let trouble: Failure | undefined;
  for (const name of KUSTOMIZATION_FILES) {
    const path = resolvePath(scope.folder, name);
    const answer = read(scope, path);
    if (answer.kind === 'file' && leaves(scope, answer)) trouble ??= outside(scope, path, answer);
    else if (answer.kind === 'file') found.push({ path, ...answer });
    else trouble ??= obstacle(path, answer);
  }
  const [file, second] = found;
  if (second !== undefined) {
    return {
      code: 'severalKustomizations',
      file: second.path,
      line: 1,
      column: 1,
      subject: scope.folder,
      detail: found.map(({ path }) => path).join(', '),
    };
  }
  if (file === undefined) return trouble ?? { code: 'noKustomization', subject: scope.folder };
  return remember(scope, 'kustomization', file, () => parseKustomization(file));
}

/** The list that a field holds; empty where the field is absent. */
export function listField(fields: MapNode, name: string): readonly Node[] {
  return items(child(fields, name));
}

/** The strings of a list field. */
export function stringsField(fields: MapNode, name: string): readonly ScalarNode[] {
  return listField(fields, name).filter((node) => node.kind === 'scalar');
}

/** The maps of a list field. */
export function mapsField(fields: MapNode, name: string): readonly MapNode[] {
  return listField(fields, name).filter((node) => node.kind === 'map');
}

/** A string field that is not empty. */
export function stringField(fields: Node | undefined, name: string): ScalarNode | undefined {
  const node = child(fields, name);
  return node?.kind === 'scalar' && node.text !== '' ? node : undefined;
}

export function isTrue(fields: Node | undefined, name: string): boolean {
  return text(child(fields, name))?.toLowerCase() === 'true';
}

/** Whether the file is a link to one that may not be read from here. */
function leaves(scope: Omit<Scope, 'file'>, { real }: FileAnswer & { readonly kind: 'file' }): boolean {
  if (real === undefined) return false;
  const isRestricted = scope.profile.restrictToRoot || scope.clone !== undefined;
  return !isIn(folderOf(real), isRestricted ? scope.folder : (topOf(scope) ?? '.'));
}

function outside({ folder }: Omit<Scope, 'file'>, path: string, { real = path }: FileAnswer & { readonly kind: 'file' }): Failure {
  return { code: 'outsideRoot', file: path, line: 1, column: 1, subject: real, detail: folder === '.' ? 'the repository' : folder };
}

function obstacle(path: string, answer: FileAnswer): Failure | undefined {
  if (answer.kind === 'unread') return { code: 'unread', subject: path };
  return answer.kind === 'failed' ? { ...answer.reason, subject: answer.reason.subject ?? path } : undefined;
}

function parseKustomization(file: LoadedFile): KustomizationFile {
  const failures: Failure[] = [];
  const { documents, failures: unreadable } = readDocuments(file.text, file.path, { typing: 'v2', bytes: file.bytes });
  failures.push(...unreadable);
  // kustomize decodes the first document and never looks at the rest.
  const root = documents[0] ?? emptyMap(file.path);
  const decoded = decode(root, KUSTOMIZATION, '', (failure) => {
    // What could be read of a file that is broken is no measure of its fields.
    if (unreadable.length > 0) return;
    failures.push(failure.subject === '' ? { ...failure, code: 'notAKustomization', detail: 'it has to be a map of fields' } : failure);
  });
  const fields = foldDeprecated(decoded?.kind === 'map' ? decoded : emptyMap(file.path));
  const kind = text(child(fields, 'kind')) === 'Component' ? 'Component' : 'Kustomization';
  if (failures.length === 0) failures.push(...checkHeader(fields, kind), ...checkEmpty(fields));
  return { file: file.path, kind, fields, failures, warnings: deprecations(decoded) };
}

/** `bases` are resources and `imageTags` images, after what those fields hold. */
function foldDeprecated(fields: MapNode): MapNode {
  let folded = fields;
  for (const [old, field] of [
    ['bases', 'resources'],
    ['imageTags', 'images'],
  ] as const) {
    const added = child(fields, old);
    if (added?.kind !== 'list') continue;
    const present = child(folded, field);
    const list: ListNode = present?.kind === 'list' ? { ...present, items: [...present.items, ...added.items] } : added;
    const others = folded.entries.filter(({ key }) => key !== old && key !== field);
    folded = { ...folded, entries: [...others, { key: field, value: list }] };
  }
  return folded;
}

function deprecations(decoded: Node | undefined): Finding[] {
  if (decoded?.kind !== 'map') return [];
  return Object.entries(DEPRECATED_FIELDS).flatMap(([field, successor]) => {
    const node = child(decoded, field);
    if (node === undefined) return [];
    const { file, line, column } = node.origin;
    return [{ code: 'deprecatedField', severity: 'warning', subject: field, detail: successor, file, line, column }];
  });
}

function checkHeader(fields: MapNode, kind: KustomizationFile['kind']): Failure[] {
  const failures: Failure[] = [];
  const named = child(fields, 'kind');
  if (named !== undefined && !['', 'Kustomization', 'Component'].includes(text(named) ?? '')) {
    failures.push(at(named, { code: 'notAKustomization', subject: 'kind', detail: 'the kind has to be Kustomization or Component' }));
  }
  const version = child(fields, 'apiVersion');
  const wanted = kind === 'Component' ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1';
  if (version !== undefined && !['', wanted].includes(text(version) ?? '')) {
    failures.push(
      at(version, { code: 'notAKustomization', subject: 'apiVersion', detail: `the apiVersion of a ${kind} has to be ${wanted}` }),
    );
  }
  return failures;
}

function checkEmpty(fields: MapNode): Failure[] {
  const filled = fields.entries.some(({ key, value }) => {
    if (key === 'apiVersion' || key === 'kind') return false;
    return value.kind !== 'scalar' || value.text !== '';
  });
  return filled ? [] : [at(fields, { code: 'notAKustomization', detail: 'the file is empty' })];
}

function at(node: Node, failure: Failure): Failure {
  const { file, line, column } = node.origin;
  return { ...failure, file, line, column };
}

function emptyMap(file: string): MapNode {
  return { kind: 'map', entries: [], origin: { file, line: 1, column: 1, step: 'resource' } };
}
