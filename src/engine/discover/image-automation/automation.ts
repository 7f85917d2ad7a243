// Which lines of the tree image automation sets, by which policy, and which ImageUpdateAutomations write them.
import type { ImageAutomation, ImageAutomationObject, ImagePolicy } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { fluxSource } from '../flux-source';
import type { Inventory } from '../inventory';
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
    isWithin(marker.file, path) &&
    fluxSource(object, { kind: 'GitRepository', name: source }, path, inventory).isTree &&
    isSelected(object, policy)
  );
}

/** `spec.policySelector`, a label selector; without one all policies are selected. */
function isSelected(object: SourceObject, policy: SourceObject | undefined): boolean {
  const selector = at(object.node, ['spec', 'policySelector']);
  const labels = at(policy?.node, ['metadata', 'labels']);
  const exact = child(selector, 'matchLabels');
  const equal = exact?.kind !== 'map' || exact.entries.every(({ key, value }) => text(child(labels, key)) === text(value));
  return (
    equal &&
    items(child(selector, 'matchExpressions')).every((expression) => {
      const [value, operator] = [text(child(labels, text(child(expression, 'key')) ?? '')), text(child(expression, 'operator'))];
      const values = items(child(expression, 'values')).map(text);
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      return operator === 'In' ? value !== undefined && values.includes(value) : value === undefined || !values.includes(value);
    })
  );
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
