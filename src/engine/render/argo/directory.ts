// A folder of plain manifests. Source: argo-cd v3.2.6, `findManifests`.
import { join } from '../../discover/paths';
import type { MapNode, Node } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { readDocuments } from '../../yaml/read';
import { compileGlob } from '../../discover/glob';
import { read } from '../kustomize/scope';
import { listed } from './folder';
import type { LocatedSource } from './sources';
import { refuse, type World } from './world';

/** A file with this in it is left out. */
const SKIPPED = '+argocd:skip-file-rendering';

export function directoryObjects(world: World, source: MapNode, { path }: LocatedSource): readonly MapNode[] {
  const options = child(source, 'directory');
  const isWanted = wanted(text(child(options, 'include')) ?? '', text(child(options, 'exclude')) ?? '');
  const recurse = text(child(options, 'recurse')) === 'true';
  return manifestFiles(world, path, '', recurse)
    .filter(isWanted)
    .flatMap((file) => objectsIn(world, source, join(path, file)));
}

function wanted(include: string, exclude: string): (file: string) => boolean {
  const [included, excluded] = [include, exclude].map((pattern) => compileGlob(pattern, { separator: '', malformed: false }));
  return (file) => !(exclude !== '' && excluded?.(file)) && (include === '' || included?.(file) === true);
}

/** Paths from the source's folder. A link to a folder is not followed. */
function manifestFiles(world: World, folder: string, below: string, recurse: boolean): readonly string[] {
  return listed(world, folder).flatMap(({ name, kind }) => {
    const path = below === '' ? name : `${below}/${name}`;
    if (kind === 'file') return /\.(?:yaml|yml|json|jsonnet)$/.test(name) ? [path] : [];
    const inner = join(folder, name);
    const isLink = (answer: ReturnType<World['files']['read']>) => answer.kind === 'directory' && answer.real !== undefined;
    return recurse && !isLink(world.files.read(inner)) ? manifestFiles(world, inner, path, recurse) : [];
  });
}

function objectsIn(world: World, source: MapNode, file: string): readonly MapNode[] {
  const answer = read(world, file);
  if (answer.kind === 'failed') return refuse(world, source, { ...answer.reason, subject: file }) ?? [];
  if (answer.kind !== 'file' || answer.text.includes(SKIPPED)) return [];
  if (file.endsWith('.jsonnet')) {
    const detail = 'Jsonnet is a program, which Argo CD runs';
    world.notes.failures.push({ code: 'controllerOnly', file, line: 1, column: 1, subject: `What ${file} renders`, detail });
    return [];
  }
  const { documents, failures } = readDocuments(answer.text, file, { typing: 'v2', bytes: answer.bytes });
  const objects = documents.filter((document) => document.kind !== 'scalar' || document.tag !== 'null');
  const isJson = file.endsWith('.json');
  const wrong = failures[0] ?? objects.map(notAnObject).find((failure) => failure !== undefined) ?? tooMany(objects, isJson);
  if (wrong === undefined) return objects.flatMap((object) => (object.kind === 'map' ? unlisted(object) : []));
  // A file that does not look like a manifest is none.
  const isManifest = ['apiVersion:', 'kind:', 'metadata:'].every((field) => answer.text.includes(field));
  if (isJson || isManifest || (failures.length === 0 && notAnObject(objects[0] as Node) === undefined)) world.notes.failures.push(wrong);
  return [];
}

function notAnObject(node: Node) {
  if (node.kind === 'map' && (text(child(node, 'kind')) ?? '') !== '') return undefined;
  const { file, line, column } = node.origin;
  return { code: 'objectInvalid', file, line, column, subject: 'kind', detail: 'the object has no kind' } as const;
}

function tooMany(objects: readonly Node[], isJson: boolean) {
  const second = isJson ? objects[1] : undefined;
  if (second === undefined) return undefined;
  const { file, line, column } = second.origin;
  return { code: 'objectInvalid', file, line, column, subject: file, detail: 'a JSON file holds one object' } as const;
}

/** A list counts as its items, whatever its kind. */
export function unlisted(object: MapNode): readonly MapNode[] {
  const list = child(object, 'items');
  if (list?.kind === 'list') return items(list).filter((item): item is MapNode => item.kind === 'map');
  const isEmptyList = list !== undefined && text(list) === undefined && list.kind === 'scalar';
  return isEmptyList && child(object, 'spec') === undefined && at(object, ['status']) === undefined ? [] : [object];
}
