// The ConfigMaps and Secrets that a Flux Kustomization takes its variables from.
import type { ControllerRef, Position, VariableSource } from '../model';
import { at, child, items, text } from '../yaml/access';
import type { Inventory } from './inventory';
import { sharedDepth } from './paths';
import { positionOf, type SourceObject } from './sources';

export function variableSources(object: SourceObject, { namespace }: ControllerRef, inventory: Inventory): readonly VariableSource[] {
  return items(at(object.node, ['spec', 'postBuild', 'substituteFrom'])).flatMap((item) => {
    const [kind, name] = [text(child(item, 'kind')), text(child(item, 'name'))];
    if ((kind !== 'ConfigMap' && kind !== 'Secret') || name === undefined) return [];
    const position = find(`${kind} ${name}`, object, namespace, inventory);
    const optional = text(child(item, 'optional')) === 'true';
    return [{ kind, name, optional, reference: positionOf(child(item, 'name'), object), ...(position === undefined ? {} : { position }) }];
  });
}

/** Every cluster has settings of the same name: those closest to the Kustomization are meant. */
function find(key: string, owner: SourceObject, namespace: string, inventory: Inventory): Position | undefined {
  const candidates = (inventory.settings.get(key) ?? []).filter(
    (object) => object.namespace === undefined || object.namespace === namespace,
  );
  const [closest] = [...candidates].sort((a, b) => sharedDepth(b.file, owner.file) - sharedDepth(a.file, owner.file));
  return closest === undefined ? undefined : { file: closest.file, line: closest.line, column: closest.column };
}
