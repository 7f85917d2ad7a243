// The options of a generator: its own, completed by the kustomization's `generatorOptions`.
import type { Entry, MapNode, Node, Origin } from '../../../model';
import { child } from '../../../yaml/access';
import { isTrue } from '../kustomization';
import { byCodePoint, scalarOrigins } from '../values';

export interface GeneratorOptions {
  /** By key. */
  readonly labels: readonly Entry[];
  readonly annotations: readonly Entry[];
  readonly disableNameSuffixHash: boolean;
  /** The field that says so. */
  readonly immutable?: Node;
  /** What says whether the name gets a hash. */
  readonly hashing: readonly Origin[];
}

/** An entry's own labels and annotations win; a `true` of either side holds. */
export function generatorOptions(entry: MapNode, fields: MapNode): GeneratorOptions {
  const own = child(entry, 'options');
  const global = child(fields, 'generatorOptions');
  const immutable = [own, global].find((options) => isTrue(options, 'immutable'));
  const field = child(immutable, 'immutable');
  return {
    labels: mergeEntries(child(own, 'labels'), child(global, 'labels')),
    annotations: mergeEntries(child(own, 'annotations'), child(global, 'annotations')),
    disableNameSuffixHash: isTrue(own, 'disableNameSuffixHash') || isTrue(global, 'disableNameSuffixHash'),
    ...(field === undefined ? {} : { immutable: field }),
    hashing: scalarOrigins(child(own, 'disableNameSuffixHash'), child(global, 'disableNameSuffixHash')),
  };
}

function mergeEntries(own: Node | undefined, global: Node | undefined): Entry[] {
  const merged = new Map<string, Entry>();
  for (const node of [global, own]) {
    if (node?.kind === 'map') for (const entry of node.entries) merged.set(entry.key, entry);
  }
  return [...merged.values()].sort((a, b) => byCodePoint(a.key, b.key));
}
