// The objects of a render, parsed from its text, each value with the template line that wrote it.
import { FailureError, type Failure, type MapNode, type Node, type Origin, type RenderedObject } from '../../../model';
import { child, text } from '../../../yaml/access';
import { readDocuments } from '../../../yaml/read';
import { objectsOf } from '../../kustomize/objects';
import type { Manifest } from './manifests';
import type { Crd } from './print';

/** The origin of a place in the text of a rendered file. */
export type OriginAt = (file: string, offset: number) => Origin;

export interface Objects {
  readonly objects: readonly RenderedObject[];
  readonly failures: readonly Failure[];
}

/** The objects of manifests; a list counts as its items. */
export function objectsOfManifests(manifests: readonly Manifest[], originAt: OriginAt): Objects {
  return collect(manifests.map(({ node, ...piece }) => (node === undefined ? undefined : relocated(node, piece, originAt))));
}

/** The objects of files below crds/, which are no templates. */
export function objectsOfCrds(crds: readonly Crd[]): Objects {
  const read = crds.map(({ file }) => readDocuments(file.text, file.path, { typing: 'v2' }));
  const { objects, failures } = collect(read.flatMap(({ documents }) => documents));
  return { objects, failures: [...read.flatMap((result) => result.failures), ...failures] };
}

function collect(nodes: readonly (Node | undefined)[]): Objects {
  const objects: RenderedObject[] = [];
  const failures: Failure[] = [];
  for (const node of nodes) {
    if (node === undefined) continue;
    try {
      objects.push(...objectsOf([node]).map(rendered));
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      failures.push(error.failure);
    }
  }
  return { objects, failures };
}

function rendered(node: MapNode): RenderedObject {
  const metadata = child(node, 'metadata');
  const namespace = text(child(metadata, 'namespace')) ?? '';
  const ref = {
    apiVersion: text(child(node, 'apiVersion')) ?? '',
    kind: text(child(node, 'kind')) ?? '',
    name: text(child(metadata, 'name')) ?? '',
    ...(namespace === '' ? {} : { namespace }),
  };
  return { ref, node };
}

/** The node with positions in templates instead of those in the manifest. */
function relocated(node: MapNode, { file, start, text: content }: Pick<Manifest, 'file' | 'start' | 'text'>, originAt: OriginAt): Node {
  const starts = lineStarts(content);
  const move = ({ line, column }: Origin): Origin => originAt(file, start + (starts[line - 1] ?? 0) + column - 1);
  const walk = (inner: Node): Node => {
    const origin = move(inner.origin);
    if (inner.kind === 'scalar') return { ...inner, origin };
    if (inner.kind === 'list') return { ...inner, origin, items: inner.items.map(walk) };
    return { ...inner, origin, entries: inner.entries.map((entry) => ({ ...entry, value: walk(entry.value) })) };
  };
  return walk(node);
}

function lineStarts(content: string): readonly number[] {
  const starts = [0];
  for (let at = content.indexOf('\n'); at !== -1; at = content.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
