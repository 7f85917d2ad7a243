// How Argo CD marks what belongs to an Application: by an annotation, a label, or both. Source: argo-cd v3.2.6, `util/argo/resource_tracking.go`.
import type { MapNode, Node, Origin } from '../../model';
import { at, child, text, withChild, withoutChild } from '../../yaml/access';
import { labelled } from '../flux/metadata';
import { scalar, scalarOrigins } from '../kustomize/values';
import { instanceName } from './environment';
import type { World } from './world';

const TRACKING_ID = 'argocd.argoproj.io/tracking-id';
const INSTALLATION_ID = 'argocd.argoproj.io/installation-id';
const LONGEST_LABEL = 63;

/** CRDs are not marked: they would be taken for an Application's own when several bring the same. */
export function tracked(world: World, object: MapNode): MapNode {
  if (isCrd(object)) return object;
  const { tracking } = world.settings;
  const annotated = tracking === 'label' ? object : withAnnotation(world, object);
  return tracking === 'annotation' ? annotated : withLabel(world, annotated);
}

function withAnnotation(world: World, object: MapNode): MapNode {
  const { settings, application } = world;
  const id = valueAt(world, 'annotation', trackingId(world, object), scalarOrigins(...namingParts(world, object)));
  if (settings.installationId === '') return labelled(withoutInstallation(object), 'annotations', [[TRACKING_ID, id]]);
  const installation = scalar(settings.installationId, 'str', { ...application.origin, step: 'annotation' });
  return labelled(object, 'annotations', [
    [INSTALLATION_ID, installation],
    [TRACKING_ID, id],
  ]);
}

/** `application:group/Kind:namespace/name`; the destination's namespace stands for one that the object does not name, of whatever kind it is. */
function trackingId(world: World, object: MapNode): string {
  const apiVersion = text(child(object, 'apiVersion')) ?? '';
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const namespace =
    text(at(object, ['metadata', 'namespace'])) || (text(at(world.application, ['spec', 'destination', 'namespace'])) ?? '');
  const name = text(at(object, ['metadata', 'name'])) ?? '';
  return `${instanceName(world)}:${group}/${text(child(object, 'kind')) ?? ''}:${namespace}/${name}`;
}

/** What a tracking id is made of besides the Application's name. */
function namingParts({ application }: World, object: MapNode): readonly (Node | undefined)[] {
  const namespace = at(object, ['metadata', 'namespace']);
  const target = (text(namespace) ?? '') === '' ? at(application, ['spec', 'destination', 'namespace']) : namespace;
  return [child(object, 'apiVersion'), child(object, 'kind'), target, at(object, ['metadata', 'name'])];
}

function withLabel(world: World, object: MapNode): MapNode {
  const name = instanceName(world);
  const isCut = world.settings.tracking === 'annotation+label' && name.length > LONGEST_LABEL;
  const value = isCut ? name.slice(0, LONGEST_LABEL).replace(/[^a-zA-Z0-9]+$/, '') : name;
  return labelled(object, 'labels', [[world.settings.labelKey, valueAt(world, 'label', value)]]);
}

function valueAt({ application }: World, step: 'annotation' | 'label', value: string, parts: readonly Origin[] = []): Node {
  const { origin } = at(application, ['metadata', 'name']) ?? application;
  const from = [...(origin.from ?? []), ...parts];
  return scalar(value, 'str', { ...origin, step, ...(from.length === 0 ? {} : { from }) });
}

function withoutInstallation(object: MapNode): MapNode {
  const metadata = child(object, 'metadata');
  const annotations = child(metadata, 'annotations');
  if (metadata?.kind !== 'map' || annotations?.kind !== 'map' || child(annotations, INSTALLATION_ID) === undefined) return object;
  return withChild(object, 'metadata', withChild(metadata, 'annotations', withoutChild(annotations, INSTALLATION_ID)));
}

function isCrd(object: MapNode): boolean {
  const apiVersion = text(child(object, 'apiVersion')) ?? '';
  return text(child(object, 'kind')) === 'CustomResourceDefinition' && apiVersion.startsWith('apiextensions.k8s.io/');
}
