// What the controller adds to the metadata of every object: its own labels, then spec.commonMetadata.
import type { ControllerRef, MapNode, Node, Origin } from '../../model';
import { at, child, withChild } from '../../yaml/access';

const GROUP = 'kustomize.toolkit.fluxcd.io';

/** Source: kustomize-controller, Reconcile (owner labels) and apply (common metadata, which therefore wins). */
export function addMetadata(object: MapNode, owner: MapNode, { name, namespace }: ControllerRef): MapNode {
  const identity = (field: 'name' | 'namespace'): Origin => {
    const { origin } = at(owner, ['metadata', field]) ?? owner;
    return { ...origin, step: 'commonMetadata' };
  };
  const common = at(owner, ['spec', 'commonMetadata']);
  const labels = [
    [`${GROUP}/name`, scalar(name, identity('name'))],
    [`${GROUP}/namespace`, scalar(namespace, identity('namespace'))],
    ...pairsOf(child(common, 'labels')),
  ] as const;
  return labelled(labelled(object, 'labels', labels), 'annotations', pairsOf(child(common, 'annotations')));
}

/** A key of labels or annotations, and its value. */
export type MetadataEntry = readonly [string, Node];

/** The object with labels or annotations set, over those that it has. */
export function labelled(object: MapNode, field: 'labels' | 'annotations', additions: readonly MetadataEntry[]): MapNode {
  if (additions.length === 0) return object;
  const metadata = child(object, 'metadata');
  if (metadata?.kind !== 'map') return object;
  const present = child(metadata, field);
  const start: MapNode =
    present?.kind === 'map' ? present : { kind: 'map', entries: [], origin: (additions[0] as MetadataEntry)[1].origin };
  const merged = additions.reduce((map, [key, value]) => withChild(map, key, over(child(map, key), value)), start);
  return withChild(object, 'metadata', withChild(metadata, field, merged));
}

function over(before: Node | undefined, value: Node): Node {
  return before === undefined ? value : { ...value, origin: { ...value.origin, overrode: before.origin } };
}

/** Labels and annotations are texts in the API, whatever YAML would make of them. */
export function pairsOf(node: Node | undefined): MetadataEntry[] {
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap(({ key, value }) =>
    value.kind === 'scalar' ? [[key, scalar(value.text, { ...value.origin, step: 'commonMetadata' })] as const] : [],
  );
}

function scalar(text: string, origin: Origin): Node {
  return { kind: 'scalar', text, tag: 'str', origin };
}
