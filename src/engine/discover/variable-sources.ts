// The ConfigMaps and Secrets that a Flux Kustomization takes its variables from.
import type { ControllerRef, Position, SecretMaker, VariableSource } from '../model';
import { at, child, items, text } from '../yaml/access';
import type { Inventory } from './inventory';
import { nearest, type Seeker } from './nearest';
import { positionOf, type SourceObject } from './sources';

export function variableSources(object: Seeker, { namespace }: ControllerRef, inventory: Inventory): readonly VariableSource[] {
  return items(at(object.node, ['spec', 'postBuild', 'substituteFrom'])).flatMap((item) => {
    const [kind, name] = [text(child(item, 'kind')), text(child(item, 'name'))];
    if ((kind !== 'ConfigMap' && kind !== 'Secret') || name === undefined) return [];
    const position = find(`${kind} ${name}`, object, namespace, inventory);
    const optional = text(child(item, 'optional')) === 'true';
    const maker = position === undefined ? makerOf(kind, name, object, namespace, inventory) : undefined;
    const reference = positionOf(child(item, 'name'), object);
    return [{ kind, name, optional, reference, ...(position && { position }), ...(maker && { maker }) }];
  });
}

/** What makes a Secret in the cluster that no file has; of a namespace, closest to who wants it. */
export function makerOf(
  kind: string,
  name: string,
  owner: Seeker,
  namespace: string,
  { secretMakers }: Inventory,
): SecretMaker | undefined {
  const maker = kind === 'Secret' ? closest(owner, namespace, secretMakers.get(name) ?? []) : undefined;
  return maker && { kind: maker.kind, name: maker.name, ...positionOf(undefined, maker) };
}

function find(key: string, owner: Seeker, namespace: string, inventory: Inventory): Position | undefined {
  const found = closest(owner, namespace, inventory.settings.get(key) ?? []);
  return found && positionOf(undefined, found);
}

/** Every cluster has settings of the same name: those closest to the Kustomization are meant. */
function closest(owner: Seeker, namespace: string, objects: readonly SourceObject[]): SourceObject | undefined {
  const candidates = objects.filter((object) => object.namespace === undefined || object.namespace === namespace);
  return nearest(owner, candidates);
}
