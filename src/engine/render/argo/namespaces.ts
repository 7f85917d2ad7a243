// Where the objects of an Application go: the destination's namespace for those that name none, and none for cluster-scoped ones.
// Source: argo-cd v3.2.6, `normalizeClusterScopeTracking` and `DeduplicateTargetObjects`.
import type { MapNode, Position } from '../../model';
import { at, child, items, text, withChild, withoutChild } from '../../yaml/access';
import { createdNamespace } from '../created-namespace';
import { scopesIn } from '../flux/helm-release/metadata';
import { isNamespaced, type Scopes } from '../kustomize/schema/scope';
import { positionOf } from '../kustomize/scope';
import { scalar } from '../kustomize/values';
import { labelled, pairsOf } from '../flux/metadata';
import { tracked } from './tracking';
import type { World } from './world';

/** A kind that nothing tells of is taken for namespaced. */
export function withNamespaces(world: World, objects: readonly MapNode[]): readonly MapNode[] {
  const scopes = scopesIn(objects);
  return [...namespaceOf(world, objects), ...objects.map((object) => withNamespace(world, object, scopes))];
}

/** The last of several with the same group, kind, namespace and name counts. Each of the others is a warning. */
export function distinct(world: World, objects: readonly MapNode[]): readonly MapNode[] {
  const byKey = new Map<string, MapNode>();
  for (const [index, object] of objects.entries()) {
    const key = keyOf(object, index);
    const before = byKey.get(key);
    if (before !== undefined) world.notes.warnings.push(repeated(before, object));
    byKey.delete(key);
    byKey.set(key, object);
  }
  return [...byKey.values()];
}

function withNamespace(world: World, object: MapNode, scopes: Scopes): MapNode {
  const metadata = child(object, 'metadata');
  const named = text(child(metadata, 'namespace')) ?? '';
  if (metadata?.kind !== 'map') return object;
  if (isNamespaced(text(child(object, 'apiVersion')) ?? '', text(child(object, 'kind')) ?? '', scopes) === false) {
    if (child(metadata, 'namespace') === undefined) return object;
    const without = withChild(object, 'metadata', withoutChild(metadata, 'namespace'));
    return named === '' ? without : tracked(world, without);
  }
  const target = at(world.application, ['spec', 'destination', 'namespace']);
  if (named !== '' || target === undefined || (text(target) ?? '') === '') return object;
  const value = scalar(text(target) as string, 'str', { ...target.origin, step: 'namespace' });
  return withChild(object, 'metadata', withChild(metadata, 'namespace', value));
}

/** `CreateNamespace=true`: Argo CD makes the destination's namespace before it applies anything, unless it is among the objects. */
function namespaceOf({ application }: World, objects: readonly MapNode[]): readonly MapNode[] {
  const option = items(at(application, ['spec', 'syncPolicy', 'syncOptions'])).find((item) => text(item) === 'CreateNamespace=true');
  const target = at(application, ['spec', 'destination', 'namespace']);
  const created = option && target?.kind === 'scalar' ? createdNamespace(target, option.origin, objects) : undefined;
  if (created === undefined) return [];
  const managed = at(application, ['spec', 'syncPolicy', 'managedNamespaceMetadata']);
  const namespace = labelled(created, 'labels', pairsOf(child(managed, 'labels')));
  return [labelled(namespace, 'annotations', pairsOf(child(managed, 'annotations')))];
}

function keyOf(object: MapNode, index: number): string {
  const apiVersion = text(child(object, 'apiVersion')) ?? '';
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const metadata = child(object, 'metadata');
  const name = text(child(metadata, 'name')) || `${text(child(metadata, 'generateName')) ?? ''} ${index}`;
  return [group, text(child(object, 'kind')), text(child(metadata, 'namespace')) ?? '', name].join('\0');
}

function repeated(before: MapNode, object: MapNode) {
  const place = (node: MapNode): Position => positionOf((at(node, ['metadata', 'name']) ?? node).origin);
  const subject = `${text(child(object, 'kind')) ?? ''} ${text(at(object, ['metadata', 'name'])) ?? ''}`;
  return { code: 'objectRepeated', severity: 'warning', ...place(before), subject, related: [place(object)] } as const;
}
