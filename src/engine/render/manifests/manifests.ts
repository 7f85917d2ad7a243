// A folder of plain manifests, as whoever applies it without any tool around sees it: each object of each file.
import { join } from '../../discover/paths';
import { isYaml } from '../../discover/tree';
import { type Failure, FailureError, type MapNode, nothingRendered, type Rendered, type RenderedObject } from '../../model';
import type { Files } from '../../ports';
import { at, child, text } from '../../yaml/access';
import { readDocuments } from '../../yaml/read';
import { objectsOf } from '../kustomize/objects';

/** Charts are left out: what is in one is no manifest. Never throws. */
export function renderManifests(path: string, files: Files): Rendered {
  const reads: string[] = [];
  const objects: RenderedObject[] = [];
  const failures: Failure[] = [];
  const visit = (folder: string): void => {
    reads.push(`${folder}/`);
    const listed = files.list(folder);
    if (listed.kind !== 'directory') {
      failures.push(listed.kind === 'failed' ? listed.reason : { code: listed.kind === 'unread' ? 'unread' : 'notFound', subject: folder });
      return;
    }
    if (listed.entries.some(({ name }) => name === 'Chart.yaml')) return;
    for (const { name, kind } of [...listed.entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (kind === 'directory' && !name.startsWith('.')) visit(join(folder, name));
      else if (kind === 'file' && isYaml(name) && !name.startsWith('.')) add(readManifests(join(folder, name), files));
    }
  };
  const add = (read: FileObjects): void => {
    reads.push(read.file);
    objects.push(...read.objects);
    failures.push(...read.failures);
  };
  visit(path);
  return { ...nothingRendered(failures, reads), objects };
}

export interface FileObjects {
  readonly file: string;
  readonly objects: readonly RenderedObject[];
  readonly failures: readonly Failure[];
}

/** The objects of one file; a list counts as its items. */
export function readManifests(file: string, files: Files): FileObjects {
  const answer = files.read(file);
  if (answer.kind !== 'file') {
    const reason: Failure =
      answer.kind === 'failed' ? answer.reason : { code: answer.kind === 'unread' ? 'unread' : 'notFound', file, subject: file };
    return { file, objects: [], failures: [reason] };
  }
  const { documents, failures } = readDocuments(answer.text, file, { bytes: answer.bytes });
  const found: RenderedObject[] = [];
  const broken: Failure[] = [...failures];
  for (const document of documents) {
    try {
      found.push(...objectsOf([document]).map(renderedObject));
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      broken.push(error.failure);
    }
  }
  return { file, objects: found, failures: broken };
}

/** An object with how it is referred to; one that the server names, by the name's beginning. */
export function renderedObject(node: MapNode): RenderedObject {
  const namespace = text(at(node, ['metadata', 'namespace'])) ?? '';
  return {
    ref: {
      apiVersion: text(child(node, 'apiVersion')) ?? '',
      kind: text(child(node, 'kind')) ?? '',
      ...(namespace === '' ? {} : { namespace }),
      name: text(at(node, ['metadata', 'name'])) ?? text(at(node, ['metadata', 'generateName'])) ?? '',
    },
    node,
  };
}
