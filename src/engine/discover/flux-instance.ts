// What a FluxInstance of the Flux operator syncs: the source that it makes, read from the object or from the values of its chart's HelmRelease.
import type { MapNode, Node } from '../model';
import { at, child, text } from '../yaml/access';
import { isKind, positionOf, type SourceObject } from './sources';

const NAME = 'flux-system';

/** The source that the operator makes; undefined where the object is no FluxInstance, or syncs nothing. Source: the operator's API, `spec.sync`. */
export function instanceSource(object: SourceObject): SourceObject | undefined {
  const sync = syncOf(object);
  if (sync?.kind !== 'map' || text(child(sync, 'url')) === undefined) return undefined;
  const spec: MapNode = { kind: 'map', origin: sync.origin, entries: [{ key: 'spec', value: sync }] };
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: text(child(sync, 'kind')) ?? 'GitRepository',
    name: text(child(sync, 'name')) ?? NAME,
    node: spec,
    ...positionOf(sync, object),
  };
}

function syncOf(object: SourceObject): Node | undefined {
  if (isKind(object, 'fluxcd.controlplane.io', 'FluxInstance')) return at(object.node, ['spec', 'sync']);
  if (isKind(object, 'helm.toolkit.fluxcd.io', 'HelmRelease')) return at(object.node, ['spec', 'values', 'instance', 'sync']);
  return undefined;
}
