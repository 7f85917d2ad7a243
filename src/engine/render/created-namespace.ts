// The namespace that a controller makes by itself before it applies what is to go there.
import type { MapNode, Node, Origin, ScalarNode } from '../model';
import { at, child, text } from '../yaml/access';
import { mapOf, scalar } from './kustomize/values';

/**
 * None where it is among what is applied anyway.
 *
 * @param name what names it: the name leads there.
 * @param by the option that asks for it: the rest of the object leads there.
 */
export function createdNamespace(name: ScalarNode, by: Origin, objects: readonly MapNode[]): MapNode | undefined {
  if (name.text === '' || objects.some((object) => isNamespace(object, name.text))) return undefined;
  const made = (value: string): Node => scalar(value, 'str', { ...by, step: 'generator' });
  const metadata = mapOf([{ key: 'name', value: scalar(name.text, 'str', { ...name.origin, step: 'generator' }) }], by);
  const entries = [
    { key: 'apiVersion', value: made('v1') },
    { key: 'kind', value: made('Namespace') },
    { key: 'metadata', value: metadata },
  ];
  return mapOf(entries, by);
}

function isNamespace(object: MapNode, name: string): boolean {
  return text(child(object, 'kind')) === 'Namespace' && text(at(object, ['metadata', 'name'])) === name;
}
