// The options of a bundle in fleet.yaml, and what a target customization changes in them.
import type { MapNode, Node, ScalarNode } from '../../model';
import { at, child, items, text } from '../../yaml/access';

/** Where both are there, the first one counts. */
const FLEET_FILES = ['fleet.yaml', 'fleet.yml'];

/** Whether the options of a bundle stand in a file of this name. */
export function isFleetFile(name: string): boolean {
  return FLEET_FILES.includes(name);
}

export interface FleetOptions {
  /** Every object is put there; one that lives in no namespace is refused. */
  readonly namespace?: ScalarNode;
  /** For objects that name none. */
  readonly defaultNamespace?: ScalarNode;
  /** From the bundle's folder. */
  readonly kustomizeDir?: ScalarNode;
  /** Folders below overlays/, for plain manifests. */
  readonly overlays: readonly ScalarNode[];
  /** The maps under `helm`, the strongest last. */
  readonly helm: readonly MapNode[];
}

/** @param file the content of fleet.yaml. Source: the reference of fleet.yaml in Fleet's documentation. */
export function optionsOf(file: Node | undefined, customization: number | undefined): FleetOptions {
  const target = customization === undefined ? undefined : customizationsOf(file)[customization];
  const layers = [file, target];
  const last = (...path: string[]): ScalarNode | undefined =>
    layers
      .map((layer) => at(layer, path))
      .filter(isSet)
      .at(-1);
  const [namespace, defaultNamespace, kustomizeDir] = [last('namespace'), last('defaultNamespace'), last('kustomize', 'dir')];
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(defaultNamespace === undefined ? {} : { defaultNamespace }),
    ...(kustomizeDir === undefined ? {} : { kustomizeDir }),
    overlays: layers.flatMap((layer) => items(at(layer, ['yaml', 'overlays']))).filter(isSet),
    helm: layers.map((layer) => child(layer, 'helm')).filter((node): node is MapNode => node?.kind === 'map'),
  };
}

/** The older name is `targets`, which come first. Source: Fleet's own code, bundlereader. */
export function customizationsOf(file: Node | undefined): readonly Node[] {
  return [...items(child(file, 'targets')), ...items(child(file, 'targetCustomizations'))];
}

/** The strongest value of a field under `helm`. */
export function helmField({ helm }: FleetOptions, field: string): Node | undefined {
  return helm
    .map((layer) => child(layer, field))
    .filter((node) => node !== undefined)
    .at(-1);
}

function isSet(node: Node | undefined): node is ScalarNode {
  return (text(node) ?? '') !== '' && node?.kind === 'scalar';
}
