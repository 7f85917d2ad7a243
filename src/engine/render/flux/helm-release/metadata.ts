// What the objects of a release are given on their way to the cluster: namespaces, labels and annotations of Flux and of Helm.
import type { MapNode, Node, Origin } from '../../../model';
import { at, child, text, withChild } from '../../../yaml/access';
import { createdNamespace } from '../../created-namespace';
import { isNamespaced, type Scopes } from '../../kustomize/schema/scope';
import { scalar } from '../../kustomize/values';
import { labelled, type MetadataEntry, pairsOf } from '../metadata';
import type { ReleaseId } from './release-name';

const GROUP = 'helm.toolkit.fluxcd.io';

/** The labels by which Flux finds what a release applies: the only ones of its own that CRDs get. */
export function withOwner(object: MapNode, release: MapNode, owner: ReleaseId): MapNode {
  return labelled(object, 'labels', [
    [`${GROUP}/name`, scalar(owner.name, 'str', originOf(release, 'name'))],
    [`${GROUP}/namespace`, scalar(owner.namespace, 'str', originOf(release, 'namespace'))],
  ]);
}

/** spec.commonMetadata over what the chart says. */
export function withCommonMetadata(object: MapNode, release: MapNode): MapNode {
  const common = at(release, ['spec', 'commonMetadata']);
  return labelled(labelled(object, 'labels', pairsOf(child(common, 'labels'))), 'annotations', pairsOf(child(common, 'annotations')));
}

/** Source: `setMetadataVisitor` of Helm 4's action package. */
export function withHelm(object: MapNode, release: MapNode, { name, namespace }: ReleaseId): MapNode {
  const at = (value: string): Node => scalar(value, 'str', originOf(release, 'name'));
  const annotations: MetadataEntry[] = [
    ['meta.helm.sh/release-name', at(name)],
    ['meta.helm.sh/release-namespace', at(namespace)],
  ];
  return labelled(labelled(object, 'labels', [['app.kubernetes.io/managed-by', at('Helm')]]), 'annotations', annotations);
}

/** Helm's client puts objects that name no namespace into the release's. A kind that nothing tells of is taken for namespaced. */
export function withNamespace(object: MapNode, release: MapNode, namespace: string, scopes: Scopes): MapNode {
  const metadata = child(object, 'metadata');
  if (metadata?.kind !== 'map' || (text(child(metadata, 'namespace')) ?? '') !== '') return object;
  const [apiVersion, kind] = [text(child(object, 'apiVersion')) ?? '', text(child(object, 'kind')) ?? ''];
  if (isNamespaced(apiVersion, kind, scopes) === false) return object;
  const target = at(release, ['spec', 'targetNamespace']) ?? at(release, ['metadata', 'namespace']) ?? release;
  const value = scalar(namespace, 'str', { ...target.origin, step: 'namespace' });
  return withChild(object, 'metadata', withChild(metadata, 'namespace', value));
}

/**
 * `install.createNamespace`: Helm makes the namespace when it installs the release, which does not own it, so that only its own label is on it.
 * Source: `RunWithContext` of Helm 4's action package, and helm-controller v1.6.4, which asks for that only where `targetNamespace` is set.
 */
export function namespaceOf(release: MapNode, objects: readonly MapNode[]): readonly MapNode[] {
  const option = at(release, ['spec', 'install', 'createNamespace']);
  const target = at(release, ['spec', 'targetNamespace']);
  if (option === undefined || text(option) !== 'true' || target?.kind !== 'scalar') return [];
  const created = createdNamespace(target, option.origin, objects);
  return created === undefined
    ? []
    : [labelled(created, 'labels', [['name', scalar(target.text, 'str', { ...target.origin, step: 'generator' })]])];
}

/** The scopes of the kinds that CRDs of the release define. */
export function scopesIn(objects: readonly MapNode[]): Scopes {
  const scopes = new Map<string, boolean>();
  for (const object of objects) {
    const spec = child(object, 'spec');
    const versions = child(spec, 'versions');
    if (text(child(object, 'kind')) !== 'CustomResourceDefinition' || versions?.kind !== 'list') continue;
    const [group, kind] = [text(child(spec, 'group')), text(at(spec, ['names', 'kind']))];
    for (const version of versions.items)
      scopes.set(`${group}/${text(child(version, 'name'))} ${kind}`, text(child(spec, 'scope')) !== 'Cluster');
  }
  return scopes;
}

function originOf(release: MapNode, field: 'name' | 'namespace'): Origin {
  return { ...(at(release, ['metadata', field]) ?? release).origin, step: 'commonMetadata' };
}
