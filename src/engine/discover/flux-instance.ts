// What a FluxInstance of the Flux operator syncs: the source and the Kustomization that it makes, read from the object or from the values of its chart's HelmRelease.
import type { MapNode, Node } from '../model';
import { at, child, text } from '../yaml/access';
import { once } from './once';
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

/** The Kustomization that the operator makes beside it; undefined where no path is synced. No file holds it. */
export const instanceKustomization = once((object: SourceObject): SourceObject | undefined => {
  const sync = syncOf(object);
  const path = child(sync, 'path');
  if (sync?.kind !== 'map' || instanceSource(object) === undefined || text(path) === undefined) return undefined;
  const { origin } = sync;
  const word = (value: string): Node => ({ kind: 'scalar', tag: 'str', text: value, origin });
  const map = (fields: Readonly<Record<string, Node | undefined>>): MapNode => ({
    kind: 'map',
    origin,
    entries: Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
  });
  const name = child(sync, 'name') ?? word(NAME);
  const namespace = object.namespace ?? NAME;
  const apiVersion = 'kustomize.toolkit.fluxcd.io/v1';
  const sourceRef = map({ kind: child(sync, 'kind') ?? word('GitRepository'), name });
  const spec = map({
    path,
    interval: child(sync, 'interval'),
    prune: { kind: 'scalar', tag: 'bool', text: 'true', origin },
    sourceRef,
  });
  const metadata = map({ name, namespace: word(namespace) });
  const node = map({ apiVersion: word(apiVersion), kind: word('Kustomization'), metadata, spec });
  return { apiVersion, kind: 'Kustomization', name: text(name) ?? NAME, namespace, node, ...positionOf(sync, object) };
});

function syncOf(object: SourceObject): Node | undefined {
  if (isKind(object, 'fluxcd.controlplane.io', 'FluxInstance')) return at(object.node, ['spec', 'sync']);
  if (isKind(object, 'helm.toolkit.fluxcd.io', 'HelmRelease')) return at(object.node, ['spec', 'values', 'instance', 'sync']);
  return undefined;
}
