// What kustomize remembers of an object, as the annotations in which it keeps that: a JSON patch finds them there, and may copy them elsewhere.
import type { MapNode, Node } from '../../model';
import { child, withChild } from '../../yaml/access';
import { INTERNAL, type Resource } from './resource';
import { mapOf, scalar } from './values';

/** The manifest with those annotations, and the keys that were added. Source: kustomize `api/resource/resource.go`. */
export function withRemembered(resource: Resource): { readonly node: MapNode; readonly added: readonly string[] } {
  const { node } = resource;
  const metadata = child(node, 'metadata');
  const before = child(metadata, 'annotations');
  const facts = factsOf(resource).filter(([, text]) => text !== '');
  if (facts.length === 0 || metadata?.kind !== 'map' || (before !== undefined && !isMapOrNull(before))) return { node, added: [] };
  let annotations = before?.kind === 'map' ? before : mapOf([], metadata.origin);
  const added: string[] = [];
  for (const [name, text] of facts) {
    const key = `${INTERNAL}${name}`;
    if (child(annotations, key) === undefined) added.push(key);
    annotations = withChild(annotations, key, scalar(text, 'str', { ...metadata.origin, step: 'jsonPatch' }));
  }
  return { node: withChild(node, 'metadata', withChild(metadata, 'annotations', annotations)), added };
}

function factsOf({ previous, prefixes, suffixes, hash, node, generator, allowed = [] }: Resource): [name: string, text: string][] {
  const isGenerated = node.origin.step === 'generator';
  return [
    ...allowed.map((name): [string, string] => [name, 'enabled']),
    ['generatorBehavior', isGenerated ? (generator ?? 'unspecified') : ''],
    ['needsHashSuffix', hash === undefined ? '' : 'enabled'],
    ['prefixes', prefixes.join(',')],
    ['previousKinds', previous.map(({ kind }) => kind).join(',')],
    ['previousNames', previous.map(({ name }) => name).join(',')],
    ['previousNamespaces', previous.map(({ namespace }) => namespace).join(',')],
    ['suffixes', suffixes.join(',')],
  ];
}

function isMapOrNull(node: Node): boolean {
  return node.kind === 'map' || (node.kind === 'scalar' && node.tag === 'null');
}
