// Objects that no file holds as they are: what an app renders of other controllers' objects, and so what discovery is told of.
import type { App, MapNode, ReferencedObject } from '../model';
import { at, child, text } from '../yaml/access';
import type { Draft } from './draft';
import { once } from './once';
import { isKind, type SourceFile, type SourceObject } from './sources';

/** Objects of controllers that one app applies, and of the sources that these take what they apply from. */
export interface Applied {
  /** The app, by `App.key`. */
  readonly by: string;
  readonly objects: readonly MapNode[];
  /** Whether it applies nothing else: an object of its folder that is not among them is one that it takes out. */
  readonly isAll: boolean;
  /** Where the objects stand that it applies as they stand, as other apps follow them from there: Flux's Kustomizations below an Application. */
  readonly asTheyStand?: readonly string[];
  /** The folder that holds them; absent where a chart makes them. */
  readonly folder?: string;
  /** The file of the app's own object. */
  readonly file: string;
  /** The keys of the app and of those that apply it, the nearest first. */
  readonly within: readonly string[];
  /** The file of the outermost of these. */
  readonly root: string;
}

/** What is known of an object that an app applies. */
export type AppliedBy = Omit<Applied, 'objects'>;

export type AppliedObjects = ReadonlyMap<SourceObject, AppliedBy>;

const ARGO = 'argoproj.io';

/** Tells an app of a controller apart from all others of a discovery, and is the same in the next one. */
export function keyOf(object: SourceObject, { kind, namespace, name }: Required<Draft>['owner'], above: string | undefined): string {
  return `${kind} ${namespace}/${name} ${object.file}:${object.line}${above === undefined ? '' : ` < ${above}`}`;
}

/** Each as if a file held it: at the line that wrote it, as a rule one of a template or of a patched file. */
export function appliedObjects(applied: readonly Applied[]): AppliedObjects {
  return new Map(applied.flatMap(({ objects, ...by }) => objects.map((node) => [objectOf(node), by] as const)));
}

/** Of an object that another one applies in another form, what its file holds does not count. */
export function notAmong(applied: Iterable<SourceObject>): (object: SourceObject) => boolean {
  const places = new Set([...applied].map(placeOf));
  return (object) => !places.has(placeOf(object));
}

/** What an app applies: undefined where only files tell. */
export function appliedOf(applied: AppliedObjects, by: string | undefined): readonly SourceObject[] | undefined {
  return by === undefined ? undefined : byApp(applied).get(by);
}

const byApp = once((applied: AppliedObjects): ReadonlyMap<string, readonly SourceObject[]> => {
  const found = new Map<string, SourceObject[]>();
  for (const [object, { by }] of applied) found.set(by, [...(found.get(by) ?? []), object]);
  return found;
});

/** What stands for an object besides its place: the object itself where no file of the tree holds one of its kind and name there. */
export function definitionOf(
  object: SourceObject,
  { appliedBy, sources }: { readonly appliedBy: AppliedObjects; readonly sources: { readonly files: ReadonlyMap<string, SourceFile> } },
): Pick<App, 'definition'> {
  if (!appliedBy.has(object)) return {};
  const held = sources.files.get(object.file)?.objects ?? [];
  const isHeld = held.some(({ line, kind, name }) => line === object.line && kind === object.kind && name === object.name);
  return isHeld ? {} : { definition: object.node };
}

/** As it is applied, where that may be another form than a file has. */
export function formOf(object: SourceObject, { appliedBy }: { readonly appliedBy: AppliedObjects }): Pick<ReferencedObject, 'definition'> {
  return appliedBy.has(object) ? { definition: object.node } : {};
}

export function placeOf({ file, line }: Pick<SourceObject, 'file' | 'line'>): string {
  return `${file}:${line}`;
}

export function isApplication(object: SourceObject): boolean {
  return isKind(object, ARGO, 'Application');
}

export function isApplicationSet(object: SourceObject): boolean {
  return isKind(object, ARGO, 'ApplicationSet');
}

export function isAppProject(object: SourceObject): boolean {
  return isKind(object, ARGO, 'AppProject');
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
