// ImagePolicies, each with what it needs of its ImageRepository.
import type { Failure, ImagePolicy, Node, PolicyRule } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { namespaceIn } from '../flux-objects';
import { failureAt, type Inventory } from '../inventory';
import { positionOf, type SourceObject } from '../sources';

/** Where an object that names no namespace most likely lives: where Flux is installed. */
const DEFAULT_NAMESPACE = 'flux-system';
/** Signatures of cosign stand beside the images. Source: ImageRepository's documentation, `.spec.exclusionList`. */
const EXCLUDED = ['^.*\\.sig$'];

export function namespaceOfObject(object: SourceObject, inventory: Inventory): string {
  return namespaceIn(object.file, inventory) ?? object.namespace ?? DEFAULT_NAMESPACE;
}

export function readPolicies(inventory: Inventory): readonly ImagePolicy[] {
  const repositories = new Map<string, SourceObject>();
  for (const object of inventory.imageObjects)
    if (object.kind === 'ImageRepository') repositories.set(`${namespaceOfObject(object, inventory)}/${object.name}`, object);
  return inventory.imageObjects.flatMap((object) => (object.kind === 'ImagePolicy' ? [policyOf(object, repositories, inventory)] : []));
}

function policyOf(object: SourceObject, repositories: ReadonlyMap<string, SourceObject>, inventory: Inventory): ImagePolicy {
  const namespace = namespaceOfObject(object, inventory);
  const spec = child(object.node, 'spec');
  const reference = child(spec, 'imageRepositoryRef');
  const key = `${text(child(reference, 'namespace')) ?? namespace}/${text(child(reference, 'name')) ?? ''}`;
  const repository = repositories.get(key);
  const rule = ruleOf(child(spec, 'policy'));
  const image = text(at(repository?.node, ['spec', 'image']));
  const failures: Failure[] = [];
  if (rule === undefined)
    failures.push(failureAt(positionOf(child(spec, 'policy'), object), { code: 'invalidField', subject: 'spec.policy' }));
  if (image === undefined) {
    const detail =
      repository === undefined ? `no file of the repository has the ImageRepository ${key}` : `the ImageRepository ${key} names no image`;
    const code = repository === undefined ? 'notDeclared' : 'unresolvedSource';
    failures.push(failureAt(positionOf(reference, object), { code, subject: key, detail }));
  }
  const filter = child(spec, 'filterTags');
  const pattern = text(child(filter, 'pattern'));
  const exclusions = child(child(repository?.node, 'spec'), 'exclusionList');
  return {
    name: `${namespace}:${object.name}`,
    position: positionOf(undefined, object),
    ...(rule === undefined ? {} : { rule }),
    ...(filter === undefined ? {} : { filter: { pattern: pattern ?? '', extract: text(child(filter, 'extract')) ?? '' } }),
    ...(image === undefined ? {} : { image }),
    exclusions: exclusions === undefined ? EXCLUDED : items(exclusions).flatMap((item) => text(item) ?? []),
    digests: ['IfNotPresent', 'Always'].includes(text(child(spec, 'digestReflectionPolicy')) ?? ''),
    suspended: [object, repository].some((one) => text(at(one?.node, ['spec', 'suspend'])) === 'true'),
    failures,
  };
}

function ruleOf(policy: Node | undefined): PolicyRule | undefined {
  const range = text(at(policy, ['semver', 'range']));
  if (range !== undefined) return { kind: 'semver', range };
  for (const kind of ['alphabetical', 'numerical'] as const) {
    const rule = child(policy, kind);
    if (rule === undefined) continue;
    const order = (text(child(rule, 'order')) ?? 'asc').toLowerCase();
    return order === 'asc' || order === 'desc' ? { kind, order } : undefined;
  }
  return undefined;
}
