// Objects that no file holds as they are: what another app renders, and so what discovery is told of.
import type { ControllerRef, MapNode } from '../model';
import { at, child, text } from '../yaml/access';
import { isKind, type SourceObject } from './sources';

/** Applications and ApplicationSets that one app applies. */
export interface Applied {
  /** The Application that applies them. */
  readonly owner: ControllerRef;
  readonly objects: readonly MapNode[];
}

const ARGO = 'argoproj.io';

/** Each as if a file held it: at the line that wrote it, as a rule one of a template. */
export function appliedObjects(applied: readonly Applied[]): ReadonlyMap<SourceObject, ControllerRef> {
  return new Map(applied.flatMap(({ owner, objects }) => objects.map((node) => [objectOf(node), owner] as const)));
}

/** Of an object that another one applies in another form, what its file holds does not count. */
export function notAmong(applied: Iterable<SourceObject>): (object: SourceObject) => boolean {
  const places = new Set([...applied].map(({ file, line }) => `${file}:${line}`));
  return ({ file, line }) => !places.has(`${file}:${line}`);
}

export function isApplication(object: SourceObject): boolean {
  return isKind(object, ARGO, 'Application');
}

export function isApplicationSet(object: SourceObject): boolean {
  return isKind(object, ARGO, 'ApplicationSet');
}

function objectOf(node: MapNode): SourceObject {
  const namespace = text(at(node, ['metadata', 'namespace']));
  const { file, line, column } = node.origin;
  return {
    apiVersion: text(child(node, 'apiVersion')) ?? '',
    kind: text(child(node, 'kind')) ?? '',
    name: text(at(node, ['metadata', 'name'])) ?? '',
    ...(namespace === undefined ? {} : { namespace }),
    node,
    ...{ file, line, column },
  };
}
