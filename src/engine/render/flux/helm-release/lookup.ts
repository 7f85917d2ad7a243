// Finds an object that a HelmRelease refers to: among what its parents apply, or else in the repository's files.
import type { App, MapNode, Node } from '../../../model';
import type { Files } from '../../../ports';
import { at, child, text } from '../../../yaml/access';
import type { BuildCache } from '../../kustomize/build-cache';
import type { Clone } from '../../../discover/clones';
import { namedClones, type Notes, read } from '../../kustomize/scope';
import { filesBehind, findApplied, objectAt } from '../owner';

/** The render of one release: what it works on, and where it notes what it read and what failed. */
export interface World {
  readonly app: App;
  readonly files: Files;
  readonly cache: BuildCache;
  readonly notes: Notes;
}

export interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Where it is written: what failures point at. */
  readonly node: Node;
}

/** Undefined where neither has it. An object that names no namespace may be in any. */
export function findObject(world: World, reference: Reference): MapNode | undefined {
  return amongApplied(world, reference) ?? amongFiles(world, reference);
}

/** Which folder the tree is of a source that discovery knows to be this repository: `.` for all of it. Undefined for another source. */
export function folderOfSource({ app }: World, { kind, name, namespace }: Reference): string | undefined {
  const known = app.references?.find((each) => each.kind === kind && each.name === name && each.namespace === namespace);
  return known?.isTree === true ? (known.prefix ?? '.') : undefined;
}

/** The clone of another repository that stands for a source. */
export function cloneOfSource({ app, files, notes }: World, { kind, name, namespace }: Reference): Clone | undefined {
  const known = app.references?.find((each) => each.kind === kind && each.name === name && each.namespace === namespace);
  return known?.clone === undefined ? undefined : namedClones({ files, notes }).find(({ folder }) => folder === known.clone);
}

/** Why nothing is known of a source that is another branch of this repository. */
export function unknownBranchOf({ app }: World, { kind, name, namespace }: Reference): string | undefined {
  return app.references?.find((each) => each.kind === kind && each.name === name && each.namespace === namespace)?.otherBranch;
}

/** `node` is the map with `kind`, `name` and perhaps `namespace`. */
export function referenceOf(node: Node | undefined, ownNamespace: string): Reference | undefined {
  const [kind, name] = [text(child(node, 'kind')), child(node, 'name')];
  const named = text(name);
  if (kind === undefined || named === undefined || name === undefined) return undefined;
  return { kind, name: named, namespace: text(child(node, 'namespace')) ?? ownNamespace, node: name };
}

function amongApplied({ app, files, cache, notes }: World, reference: Reference): MapNode | undefined {
  for (let parent = app.appliedBy; parent !== undefined; parent = parent.appliedBy) {
    if (parent.kind !== 'fluxKustomization') continue;
    const { objects, reads, failures, needs } = findApplied(parent, reference.kind, (node) => mayBe(node, reference), files, cache);
    for (const path of reads) notes.reads.set(path, '');
    notes.needs.push(...needs);
    const found = objects.find((node) => isObject(node, reference));
    if (found === undefined) continue;
    notes.failures.push(...failures);
    return found;
  }
  return undefined;
}

function amongFiles({ app, files, cache, notes }: World, reference: Reference): MapNode | undefined {
  for (const { kind, name, namespace, position, definition } of app.references ?? []) {
    if (position === undefined || kind !== reference.kind || name !== reference.name || namespace !== reference.namespace) continue;
    for (const file of [position.file, ...(definition === undefined ? [] : filesBehind(definition))]) read({ files, notes }, file);
    const found = definition ?? objectAt(position, (node) => isObject(node, reference), files, cache);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A name may hold variables. */
function mayBe(node: MapNode, { name }: Reference): boolean {
  const found = nameOf(node) ?? '';
  return found === name || found.includes('${');
}

function isObject(node: Node, { kind, name, namespace }: Reference): boolean {
  const own = text(at(node, ['metadata', 'namespace'])) ?? namespace;
  return text(child(node, 'kind')) === kind && nameOf(node) === name && own === namespace;
}

function nameOf(node: Node): string | undefined {
  return text(at(node, ['metadata', 'name']));
}
