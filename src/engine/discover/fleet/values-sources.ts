// The ConfigMaps and Secrets that a bundle's chart takes values from, where the repository has them.
import type { Node, Position, ReferencedObject } from '../../model';
import { child, items, text } from '../../yaml/access';
import type { Inventory } from '../inventory';
import { nearest } from '../nearest';
import { positionOf } from '../sources';
import type { FleetOptions } from './options';

/** One of `helm.valuesFrom`: the map that names the object, and what kind that is. */
export interface ValuesReference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly node: Node;
  readonly name: string;
  readonly namespace: string;
}

/** Those of fleet.yaml, and then those of the target. Of an item that names both, the Secret comes last. */
export function valuesReferences({ helm }: FleetOptions, namespace: string): readonly ValuesReference[] {
  return helm
    .flatMap((layer) => items(child(layer, 'valuesFrom')))
    .flatMap((item) => FIELDS.flatMap((field) => read(item, field, namespace)));
}

/** @param namespace that of the bundle's objects: of objects that name none. */
export function valuesSources(
  options: FleetOptions,
  namespace: string,
  place: Position,
  { settings, secretMakers }: Inventory,
): { readonly references?: readonly ReferencedObject[] } {
  const found = valuesReferences(options, namespace).flatMap((reference): ReferencedObject[] => {
    const { kind, name } = reference;
    const near = <T extends Position & { readonly namespace?: string }>(objects: readonly T[]): T | undefined =>
      nearest(
        place,
        objects.filter((object) => object.namespace === undefined || object.namespace === reference.namespace),
      );
    const declared = near(settings.get(`${kind} ${name}`) ?? []);
    if (declared !== undefined) return [{ kind, name, namespace: reference.namespace, position: positionOf(undefined, declared) }];
    const maker = kind === 'Secret' ? near(secretMakers.get(name) ?? []) : undefined;
    if (maker === undefined) return [];
    return [{ kind, name, namespace: reference.namespace, maker: { kind: maker.kind, name: maker.name, ...positionOf(undefined, maker) } }];
  });
  return found.length === 0 ? {} : { references: found };
}

const FIELDS = [
  { field: 'configMapKeyRef', kind: 'ConfigMap' },
  { field: 'secretKeyRef', kind: 'Secret' },
] as const;

function read(item: Node, { field, kind }: (typeof FIELDS)[number], own: string): readonly ValuesReference[] {
  const node = child(item, field);
  const name = text(child(node, 'name'));
  if (node === undefined || name === undefined) return [];
  return [{ kind, node, name, namespace: text(child(node, 'namespace')) || own }];
}
