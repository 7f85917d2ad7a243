// The Flux Kustomization object as it is in the cluster: as its file has it, after what its parent does to it.
import type { App, Failure, MapNode, Node } from '../../model';
import type { Files } from '../../ports';
import { at, child, items, text } from '../../yaml/access';
import { readDocuments } from '../../yaml/read';
import { type BuildCache, buildKustomization, FLUX } from '../kustomize/build';
import { wrapperOf } from './kustomization';
import { isSubstituted, substituteObject } from './substitution';
import { readVariables } from './variables';

export interface Owner {
  readonly object: MapNode;
  /** What the object depends on besides its own file. */
  readonly reads: readonly string[];
  readonly failures: readonly Failure[];
}

/** Undefined when the file does not hold the object any more. */
export function findOwner(app: App, files: Files, cache: BuildCache): Owner | undefined {
  const own = ownObject(app, files);
  const parent = app.appliedBy;
  if (own === undefined || parent?.kind !== 'fluxKustomization')
    return own === undefined ? undefined : { object: own, reads: [], failures: [] };
  const above = findOwner(parent, files, cache);
  if (above === undefined) return { object: own, reads: [], failures: [] };
  const built = buildKustomization(parent.path, files, FLUX, cache, wrapperOf(above.object, parent.path, files));
  const reads = [...above.reads, parent.source.file, ...built.reads];
  const applied = built.objects.find(({ node }) => isOwner(node, app) && node.origin.file === app.source.file);
  if (applied === undefined) return { object: own, reads, failures: [] };
  const variables = readVariables(above.object, parent, files);
  if (!isSubstituted(above.object, variables)) return { object: applied.node, reads, failures: [] };
  const { object, failures } = substituteObject(applied.node, variables);
  return { object, reads, failures };
}

function ownObject(app: App, files: Files): MapNode | undefined {
  const answer = files.read(app.source.file);
  if (answer.kind !== 'file') return undefined;
  const objects = readDocuments(answer.text, app.source.file).documents.flatMap(itemsOf);
  const found = objects.find((node) => node.origin.line === app.source.line && isOwner(node, app));
  return found?.kind === 'map' ? found : undefined;
}

function isOwner(node: Node, { owner }: App): boolean {
  return text(child(node, 'kind')) === 'Kustomization' && text(at(node, ['metadata', 'name'])) === owner?.name;
}

/** A `List` holds the objects that it lists. */
function itemsOf(document: Node): readonly Node[] {
  return text(child(document, 'kind'))?.endsWith('List') ? items(child(document, 'items')) : [document];
}
