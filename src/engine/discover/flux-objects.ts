// Flux's objects in the files of the tree: which ones a folder's build gives, and in which namespace.
import type { ControllerRef } from '../model';
import { at } from '../yaml/access';
import { factsAt } from './clone-trees';
import { FLUX_HELM, type Inventory, isWholeKustomization } from './inventory';
import { once } from './once';
import { parentOf } from './paths';
import { isKind, type SourceFile, type SourceObject } from './sources';

/** Where a Kustomization that names no namespace most likely lives: the one that Flux is installed into. */
const DEFAULT_NAMESPACE = 'flux-system';

export interface Inner {
  readonly object: SourceObject;
  /** What the kustomizations on the way set. */
  readonly namespace: string | undefined;
}

/** The controller objects that a folder's build gives. */
export function objectsIn(path: string, inventory: Inventory): readonly Inner[] {
  const found: Inner[] = [];
  const { sources, isLeftOut, reachOf } = factsAt(path, inventory);
  for (const [file, namespace] of reachOf(path).files) {
    const source = sources.files.get(file);
    if (source !== undefined && !isLeftOut(file)) for (const object of controllerObjects(source)) found.push({ object, namespace });
  }
  return found;
}

/** What Flux's controllers act on in a file. */
export const controllerObjects = once(({ objects }: SourceFile) => objects.filter(isFluxObject));

export function isFluxObject(object: SourceObject): boolean {
  return isWholeKustomization(object) || isHelmRelease(object);
}

/** A patch of a HelmRelease names no chart. */
export function isHelmRelease(object: SourceObject): boolean {
  if (!isKind(object, FLUX_HELM, 'HelmRelease')) return false;
  return at(object.node, ['spec', 'chart', 'spec', 'chart']) !== undefined || at(object.node, ['spec', 'chartRef']) !== undefined;
}

/** The namespace that the outermost kustomization around a file sets, for objects that no Flux Kustomization applies. */
export function namespaceIn(file: string, inventory: Inventory): string | undefined {
  const { graph, reachOf } = factsAt(file, inventory);
  let namespace: string | undefined;
  for (let folder = parentOf(file); ; folder = parentOf(folder)) {
    const kustomization = graph.get(folder);
    if (kustomization?.namespace !== undefined && reachOf(folder).files.has(file)) namespace = kustomization.namespace;
    if (folder === '.') return namespace;
  }
}

export function controllerRef(object: SourceObject, kind: ControllerRef['kind'], namespace: string | undefined): ControllerRef {
  return { kind, apiVersion: object.apiVersion, namespace: namespace ?? object.namespace ?? DEFAULT_NAMESPACE, name: object.name };
}
