// Labels that are one value in several places: kustomize puts the very same node there, so that a later change of one place changes all.
import type { MapNode, Node, Path, ScalarNode } from '../../model';
import { at } from '../../yaml/access';
import type { Resource } from './resource';

/** Every occurrence of a key of `changes`, by identity, replaced by its value. */
export function replaceNodes<T extends Node>(node: T, changes: ReadonlyMap<Node, Node>): T {
  return (changes.size === 0 ? node : replaceIn(node, changes)) as T;
}

/**
 * What a patch made of a resource, with the changed ones of its aliases changed in all of their places.
 * Source: kyaml `yaml.FieldSetter`, which writes into the node that is there.
 */
export function syncAliases(before: Resource, after: MapNode): { readonly node: MapNode; readonly aliases: readonly ScalarNode[] } {
  const aliases = before.aliases ?? [];
  if (aliases.length === 0 || after === before.node) return { node: after, aliases };
  const places = new Map<Node, Path[]>(aliases.map((alias) => [alias, []]));
  collect(before.node, [], places);
  const changes = new Map<Node, Node>();
  for (const [alias, paths] of places) {
    const values = paths.map((path) => at(after, path)).filter((value) => value?.kind === 'scalar' && value !== alias) as ScalarNode[];
    const last = values[values.length - 1];
    if (last === undefined || last.tag === 'null') continue;
    changes.set(alias, last);
    for (const value of values) changes.set(value, last);
  }
  return {
    node: replaceNodes(after, changes),
    aliases: aliases.map((alias) => (changes.get(alias) as ScalarNode | undefined) ?? alias),
  };
}

function collect(node: Node, path: Path, places: ReadonlyMap<Node, Path[]>): void {
  if (node.kind === 'scalar') places.get(node)?.push(path);
  else if (node.kind === 'list') for (const [i, item] of node.items.entries()) collect(item, [...path, i], places);
  else for (const { key, value } of node.entries) collect(value, [...path, key], places);
}

function replaceIn(node: Node, changes: ReadonlyMap<Node, Node>): Node {
  if (node.kind === 'scalar') return changes.get(node) ?? node;
  if (node.kind === 'list') {
    const items = node.items.map((item) => replaceIn(item, changes));
    return items.every((item, i) => item === node.items[i]) ? node : { ...node, items };
  }
  const entries = node.entries.map((entry) => {
    const value = replaceIn(entry.value, changes);
    return value === entry.value ? entry : { key: entry.key, value };
  });
  return entries.every((entry, i) => entry === node.entries[i]) ? node : { ...node, entries };
}
