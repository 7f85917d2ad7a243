// A controller's object as it is in the cluster: as its file has it, after what its parent does to it.
import { groupBy } from '../../discover/group';
import { once } from '../../discover/once';
import {
  type App,
  callSites,
  type Failure,
  type MapNode,
  type Need,
  type Node,
  type Origin,
  type Position,
  type RenderedObject,
} from '../../model';
import type { Files } from '../../ports';
import { at, child, items, text } from '../../yaml/access';
import type { BuildCache } from '../kustomize/build';
import { parse } from '../kustomize/load';
import { keptUntilChanged } from '../../discover/kept';
import { type Built, buildOwned, decryptBuilt } from './built';
import { type Asking, createAsking } from './decryption/ask';
import { isSubstituted, substituteObject } from './substitution';
import { readVariables, type Variables } from './variables';

export interface Owner {
  readonly object: MapNode;
  /** What the object depends on besides its own file. */
  readonly reads: readonly string[];
  readonly failures: readonly Failure[];
  /** What is not known yet of what makes it. */
  readonly needs: readonly Need[];
}

/** Undefined when the file does not hold the object any more. */
export function findOwner(app: App, files: Files, cache: BuildCache): Owner | undefined {
  if (app.definition !== undefined) return made(app, app.definition);
  const own = objectAt(app.source, (node) => isOwner(node, app), files, cache);
  const parent = app.appliedBy;
  // Of files that an artifact merges, none may hold the whole object.
  const isHeld = own !== undefined || parent?.artifact !== undefined;
  if (!isHeld || parent?.kind !== 'fluxKustomization')
    return own === undefined ? undefined : { object: own, reads: [], failures: [], needs: [] };
  const isThis = (node: Node) => node.origin.file === app.source.file && isOwner(node, app);
  const { objects, reads, failures, needs } = findApplied(parent, app.owner?.kind ?? '', isThis, files, cache);
  const object = objects[0] ?? own;
  return object && { object, reads, failures, needs };
}

/** An object that no file holds. It comes from all that its values come from. */
function made({ source }: App, definition: MapNode): Owner {
  return { object: definition, reads: [...new Set([source.file, ...filesBehind(definition)])], failures: [], needs: [] };
}

/** All files that an object's values come from. */
export const filesBehind = once((node: Node): readonly string[] => {
  const files = new Set<string>();
  const seen = new Set<Origin>();
  const add = (origin: Origin): void => {
    if (seen.has(origin)) return;
    seen.add(origin);
    files.add(origin.file);
    for (const one of [...(origin.from ?? []), ...(origin.by ?? []), ...(origin.overrode === undefined ? [] : [origin.overrode])]) add(one);
    for (const { file } of callSites(origin)) files.add(file);
  };
  const visit = (one: Node): void => {
    add(one.origin);
    if (one.kind === 'list') for (const item of one.items) visit(item);
    if (one.kind === 'map') for (const { value } of one.entries) visit(value);
  };
  visit(node);
  return [...files];
});

export interface Applied {
  /** As the controller applies them; its labels are left out. */
  readonly objects: readonly MapNode[];
  readonly reads: readonly string[];
  readonly failures: readonly Failure[];
  readonly needs: readonly Need[];
}

/** What a Flux Kustomization's folder builds to, and what was asked to decrypt files of it. */
export interface OwnBuild extends Omit<Asking, 'files'> {
  readonly owner: Owner;
  readonly built: Built;
}

/** Asked for the Kustomization itself and for whatever it applies, so it is kept until a file of it has changed. Undefined as for `findOwner`. */
export function ownBuild(app: App, files: Files, cache: BuildCache): OwnBuild | undefined {
  return keptUntilChanged(cache.owned, app, files, (noted) => {
    const owner = findOwner(app, noted, cache);
    if (owner === undefined) return undefined;
    const asking = createAsking(noted);
    const built = buildOwned(owner.object, app, noted, cache, asking);
    const reads = [...new Set([...owner.reads, app.source.file, ...built.reads, ...built.rules, ...asking.reads])];
    return { owner, built, reads, needs: asking.needs, failures: asking.failures };
  });
}

/** Those objects of a kind in a Flux Kustomization's build that `matches` says yes to before variables are substituted in them. */
export function findApplied(parent: App, kind: string, matches: (node: MapNode) => boolean, files: Files, cache: BuildCache): Applied {
  const own = ownBuild(parent, files, cache);
  if (own === undefined) return { objects: [], reads: [], failures: [], needs: [] };
  const { owner, built } = own;
  const matching = (byKind(built.objects).get(kind) ?? []).flatMap(({ node }) => (matches(node) ? [node] : []));
  const asking = createAsking(files);
  const found = matching.map((node) => decryptBuilt(node, owner.object, asking));
  // What the build lacks, and what the controller refuses, is said where the parent is rendered.
  const undecrypted = asking.failures.filter(({ code }) => code === 'decryptionFailed');
  const reads = asking.reads.length === 0 ? own.reads : [...own.reads, ...asking.reads];
  const needs = [...own.needs, ...asking.needs];
  if (found.length === 0) return { objects: [], reads, failures: [], needs };
  const variables = variablesOf(owner.object, parent, files, cache);
  if (!isSubstituted(owner.object, variables)) return { objects: found, reads, failures: undecrypted, needs };
  const substituted = found.map((node) => substituteObject(node, variables));
  return {
    objects: substituted.map(({ object }) => object),
    reads: [...reads, ...variables.reads],
    failures: [...undecrypted, ...substituted.flatMap(({ failures }) => failures)],
    needs: [...needs, ...variables.needs],
  };
}

/** The variables of a Kustomization: of what its parents apply, before what stands in files. */
export function variablesOf(owner: MapNode, app: App, files: Files, cache: BuildCache): Variables {
  return readVariables(owner, app, files, ({ kind, name }) => {
    const reads: string[] = [];
    const needs: Need[] = [];
    for (let parent = app.appliedBy; parent !== undefined; parent = parent.appliedBy) {
      if (parent.kind !== 'fluxKustomization') continue;
      const found = findApplied(parent, kind, (node) => isNamed(node, name, app.owner?.namespace), files, cache);
      reads.push(...found.reads);
      needs.push(...found.needs);
      if (found.objects[0] !== undefined) return { object: found.objects[0], reads, needs };
    }
    return { object: undefined, reads, needs };
  });
}

function isNamed(node: MapNode, name: string, namespace: string | undefined): boolean {
  const metadata = child(node, 'metadata');
  return text(child(metadata, 'name')) === name && (text(child(metadata, 'namespace')) ?? namespace) === namespace;
}

/** A parent's build is looked through for each of its children. */
const byKind = once((objects: readonly RenderedObject[]) => groupBy(objects, ({ ref }) => ref.kind));

/** The object of a file that begins at a position. Builds have parsed the file before. */
export function objectAt({ file, line }: Position, matches: (node: Node) => boolean, files: Files, cache: BuildCache): MapNode | undefined {
  const answer = files.read(file);
  if (answer.kind !== 'file') return undefined;
  const objects = parse({ cache }, { path: file, ...answer }).documents.flatMap(itemsOf);
  const found = objects.find((node) => node.origin.line === line && matches(node));
  return found?.kind === 'map' ? found : undefined;
}

function isOwner(node: Node, { owner }: App): boolean {
  return text(child(node, 'kind')) === owner?.kind && text(at(node, ['metadata', 'name'])) === owner?.name;
}

/** A `List` holds the objects that it lists. */
function itemsOf(document: Node): readonly Node[] {
  return text(child(document, 'kind'))?.endsWith('List') ? items(child(document, 'items')) : [document];
}
