// Knows the kinds that an app defines for itself: their objects cannot be in the cluster before their definition is.
import type { ObjectRef, RenderedObject } from '../model';
import { at, child, items, text } from '../yaml/access';

export interface OwnKinds {
  readonly definesKind: (ref: ObjectRef) => boolean;
  readonly definedScope: (ref: ObjectRef) => 'namespaced' | 'cluster' | undefined;
}

export function ownKinds(objects: readonly RenderedObject[]): OwnKinds {
  const scopes = new Map<string, 'namespaced' | 'cluster'>();
  for (const { ref, node } of objects) {
    if (ref.kind !== 'CustomResourceDefinition') continue;
    const group = text(at(node, ['spec', 'group'])) ?? '';
    const kind = text(at(node, ['spec', 'names', 'kind'])) ?? '';
    const scope = text(at(node, ['spec', 'scope'])) === 'Cluster' ? 'cluster' : 'namespaced';
    for (const version of items(at(node, ['spec', 'versions']))) {
      scopes.set(`${group}/${text(child(version, 'name')) ?? ''}|${kind}`, scope);
    }
  }
  const definedScope = (ref: ObjectRef) => scopes.get(`${ref.apiVersion}|${ref.kind}`);
  return { definesKind: (ref) => definedScope(ref) !== undefined, definedScope };
}
