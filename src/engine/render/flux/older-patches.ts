// Patches as older versions of Flux's objects have them, written for kustomize: `patchesStrategicMerge` and `patchesJson6902`.
import type { ListNode, MapNode, Node, ScalarNode } from '../../model';
import { child, items, text, withChild } from '../../yaml/access';
import { toJson } from '../../yaml/json';

export const OLDER_PATCHES = ['patchesStrategicMerge', 'patchesJson6902'] as const;

/**
 * Versions that still have the fields; the API server drops them from an object of a later one.
 * Source: kustomize-controller/api v1.9.5 and helm-controller/api v1.6.4.
 */
export function hasOlderPatches(object: MapNode): boolean {
  return /\/v\d+beta\d+$/.test(text(child(object, 'apiVersion')) ?? '');
}

/** The fields as a kustomization has them, in which a patch is a text. @param from the map that holds them. */
export function olderPatches(from: Node | undefined): readonly { readonly field: string; readonly patches: readonly Node[] }[] {
  const merges = items(child(from, 'patchesStrategicMerge')).map(asText);
  const operations = items(child(from, 'patchesJson6902')).flatMap((entry) => {
    const patch = child(entry, 'patch');
    return entry.kind === 'map' && patch !== undefined ? [withChild(entry, 'patch', asText(patch))] : [];
  });
  return [
    { field: 'patchesStrategicMerge', patches: merges },
    { field: 'patchesJson6902', patches: operations },
  ].filter(({ patches }) => patches.length > 0);
}

/** The fields with those patches behind their own. */
export function withOlderPatches(fields: MapNode, from: Node | undefined): MapNode {
  return olderPatches(from).reduce((result, { field, patches }) => {
    const present = child(result, field);
    const start: ListNode = present?.kind === 'list' ? present : { kind: 'list', items: [], origin: (patches[0] as Node).origin };
    return withChild(result, field, { ...start, items: [...start.items, ...patches] });
  }, fields);
}

/** As the controller hands it over. */
function asText(node: Node): ScalarNode {
  if (node.kind === 'scalar') return node;
  return {
    kind: 'scalar',
    tag: 'str',
    origin: node.origin,
    text: JSON.stringify(toJson(node), (_key, value) => (typeof value === 'bigint' ? Number(value) : value)),
  };
}
