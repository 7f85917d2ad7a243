// Which lines of the tree image automation sets, by which policy, and which ImageUpdateAutomations write them.
import type { ImageAutomation, ImageAutomationObject, ImagePolicy } from '../../model';
import { at, child, text } from '../../yaml/access';
import { fluxSource } from '../flux-source';
import type { Inventory } from '../inventory';
import { selectsLabels } from '../label-selector';
import { isWithin, join } from '../paths';
import { positionOf, type SourceObject } from '../sources';
import { namespaceOfObject, readPolicies } from './policies';

export function readImageAutomation(inventory: Inventory): ImageAutomation {
  const policies = readPolicies(inventory);
  const objects = inventory.imageObjects.filter(({ kind }) => kind === 'ImageUpdateAutomation');
  const automations = objects.map((object) => ({ object, automation: automationOf(object, inventory) }));
  const labels = new Map<string, SourceObject>();
  for (const object of inventory.imageObjects)
    if (object.kind === 'ImagePolicy') labels.set(`${namespaceOfObject(object, inventory)}:${object.name}`, object);
  const markers = [...inventory.sources.files.values()].flatMap((file) => file.markers ?? []);
  return {
    policies,
    automations: automations.map(({ automation }) => automation),
    markers: markers.map((marker) => ({
      ...marker,
      automations: automations
        .filter(({ object, automation }) => writes(object, automation, marker, policies, labels.get(marker.policy), inventory))
        .map(({ automation }) => automation.name),
    })),
  };
}

/** Source: image-automation-controller's documentation: policies of its own namespace that its selector selects, files below its path. */
function writes(
  object: SourceObject,
  { path, suspended }: ImageAutomationObject,
  marker: { readonly policy: string; readonly file: string },
  policies: readonly ImagePolicy[],
  policy: SourceObject | undefined,
  inventory: Inventory,
): boolean {
  const namespace = namespaceOfObject(object, inventory);
  const known = policies.some(({ name }) => name === marker.policy) && marker.policy.startsWith(`${namespace}:`);
  const source = text(at(object.node, ['spec', 'sourceRef', 'name'])) ?? '';
  return (
    known &&
    !suspended &&
    [marker.file, join(inventory.prefix, marker.file)].some((file) => isWithin(file, path)) &&
    fluxSource(object, { kind: 'GitRepository', name: source }, path, inventory).isTree &&
    isSelected(object, policy)
  );
}

/** `spec.policySelector`; without one all policies are selected. */
function isSelected(object: SourceObject, policy: SourceObject | undefined): boolean {
  return selectsLabels(at(object.node, ['spec', 'policySelector']), at(policy?.node, ['metadata', 'labels']));
}

function automationOf(object: SourceObject, inventory: Inventory): ImageAutomationObject {
  const spec = child(object.node, 'spec');
  const namespace = namespaceOfObject(object, inventory);
  const source = child(spec, 'sourceRef');
  const branch = text(at(spec, ['git', 'checkout', 'ref', 'branch']));
  const pushBranch = text(at(spec, ['git', 'push', 'branch']));
  return {
    name: `${namespace}/${object.name}`,
    position: positionOf(undefined, object),
    source: `${text(child(source, 'kind')) ?? 'GitRepository'} ${text(child(source, 'namespace')) ?? namespace}/${text(child(source, 'name')) ?? ''}`,
    path: join('.', text(at(spec, ['update', 'path'])) ?? '.'),
    ...(branch === undefined ? {} : { branch }),
    ...(pushBranch === undefined || pushBranch === branch ? {} : { pushBranch }),
    suspended: text(child(spec, 'suspend')) === 'true',
  };
}
