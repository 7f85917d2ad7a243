// Flux Kustomizations as apps: entry points, what they lead to, and the HelmReleases on the way.
import { at, text } from '../yaml/access';
import { appliedOf, notAmong } from './applied';
import { type Draft, type EnvironmentDraft, type EnvironmentDrafts, environmentDraft, ownerKey, UNNAMED } from './draft';
import { kustomizationDraft } from './flux-draft';
import { controllerObjects, controllerRef, type Inner, isFluxObject, isHelmRelease, namespaceIn, objectsIn } from './flux-objects';
import { type ResolvedPath, resolvePath } from './flux-path';
import { inOpenTree } from './clone-trees';
import { helmReleaseDraft } from './helm-release';
import { failureAt, FLUX, type Inventory, isWholeKustomization } from './inventory';
import { seeker } from './nearest';
import { entryPointName, type NamedBy } from './order';
import { isWithin, parentOf, segments } from './paths';
import { isKind, type SourceObject } from './sources';

/** @returns objects of Flux that nothing applies, as patches take them out, or what would apply them. */
export function addFluxApps(drafts: EnvironmentDrafts, inventory: Inventory): ReadonlySet<SourceObject> {
  const all = [...inventory.kustomizations, ...[...inventory.appliedBy.keys()].filter(isWholeKustomization)];
  const paths = new Map(all.map((object) => [object, resolvePath(object, inventory)] as const));
  const walk: Walk = { drafts, inventory, paths, visited: new Map(), entered: new Set(), out: new Set() };
  const unapplied = notApplied(inventory, paths);
  const left = new Set(unapplied.filter((object) => leftOut(object, inventory, paths)));
  for (const object of inOtherForm(paths, unapplied, inventory)) takeOut(object, walk);
  // Argo CD may apply them, or take them out.
  for (const root of unapplied) if (inventory.isTakenOut(root)) takeOut(root, walk);
  for (const root of unapplied) if (!left.has(root) && !walk.out.has(root)) enter(root, walk);
  // Kustomizations that lead to each other in a ring have no entry point: each that was not met yet is one.
  for (const object of inventory.kustomizations) if (!walk.entered.has(object) && !left.has(object)) enter(object, walk);
  addLeftOut(walk);
  return walk.out;
}

/** What Applications render of Flux's objects: in their environments, below them. */
export function addFluxAppsOfApplications(drafts: EnvironmentDrafts, inventory: Inventory): void {
  const walk: Walk = { drafts, inventory, paths: new Map(), visited: new Map(), entered: new Set(), out: new Set() };
  for (const environment of drafts.values()) {
    const seen = new Set(environment.apps.flatMap(({ owner }) => (owner === undefined ? [] : [ownerKey(owner)])));
    for (const draft of environment.apps.filter(({ kind }) => kind === 'argoApplication'))
      for (const inner of below(draft, [], walk)) enterInner(inner.object, draft, inner.namespace, { ...walk, environment, seen });
  }
}

interface Walk {
  readonly drafts: EnvironmentDrafts;
  readonly inventory: Inventory;
  /** Of those in clones of other repositories, only what was met. */
  readonly paths: Map<SourceObject, ResolvedPath>;
  readonly visited: Map<EnvironmentDraft, Set<string>>;
  /** Every controller object that became an app. */
  readonly entered: Set<SourceObject>;
  /** What is taken out, with what it would apply. */
  readonly out: Set<SourceObject>;
}

/** The Kustomizations that no other one applies. */
function notApplied(inventory: Inventory, paths: ReadonlyMap<SourceObject, ResolvedPath>): readonly SourceObject[] {
  const applied = new Set<SourceObject>();
  for (const [object, path] of paths) {
    if (path.failures.length > 0) continue;
    for (const inner of objectsIn(path.path, inventory)) if (inner.object !== object) applied.add(inner.object);
  }
  for (const object of inventory.appliedBy.keys()) applied.add(object);
  return inventory.kustomizations.filter((object) => !applied.has(object));
}

/** What stands in a folder that a Kustomization follows on another branch: it is applied as that branch has it, if at all. */
function inOtherForm(
  paths: ReadonlyMap<SourceObject, ResolvedPath>,
  unapplied: readonly SourceObject[],
  inventory: Inventory,
): readonly SourceObject[] {
  if (inventory.cloned.length === 0) return [];
  return [...paths].flatMap(([follower, { path, failures }]) => {
    const folder = failures.length > 0 ? undefined : inOpenTree(path, inventory);
    const held = folder === undefined ? [] : objectsIn(folder, inventory).map(({ object }) => object);
    return held.filter((object) => object !== follower && (unapplied.includes(object) || isHelmRelease(object)));
  });
}

function enter(root: SourceObject, walk: Walk): void {
  const folders = segments(entryFolder(root, walk));
  const named = entryPointName(folders) ?? { name: UNNAMED, index: -1, rule: 'layout' };
  const environment = environmentDraft(walk.drafts, named.name);
  environment.reasons.add(reasonFor(named, folders, root, walk));
  const visited = walk.visited.get(environment) ?? new Set();
  walk.visited.set(environment, visited);
  visit(root, undefined, namespaceIn(root.file, walk.inventory), { ...walk, environment, seen: visited });
}

/** Where its file stands; a FluxInstance may stand anywhere, so what it syncs counts. */
function entryFolder(root: SourceObject, { inventory, paths }: Walk): string {
  const synced = inventory.synced.has(root) ? paths.get(root) : undefined;
  if (synced === undefined || synced.failures.length > 0) return parentOf(root.file);
  return inOpenTree(synced.path, inventory) ?? synced.path;
}

/** Whether another Kustomization is pointed at a folder around this one, whose kustomization file does not take it in. */
function leftOut(object: SourceObject, inventory: Inventory, paths: ReadonlyMap<SourceObject, ResolvedPath>): boolean {
  return !inventory.synced.has(object) && inventory.kustomizations.some((other) => other !== object && isAround(paths.get(other), object));
}

function isAround(resolved: ResolvedPath | undefined, object: SourceObject): boolean {
  return resolved !== undefined && resolved.failures.length === 0 && resolved.path !== '.' && isWithin(object.file, resolved.path);
}

/** What lies in a Kustomization's folder and no kustomization file names: listed beside its neighbours, with the reason. */
function addLeftOut(walk: Walk): void {
  const releases = [...walk.inventory.sources.files.values()].flatMap((source) => controllerObjects(source).filter(isHelmRelease));
  for (const object of [...walk.inventory.kustomizations, ...releases]) {
    if (walk.entered.has(object)) continue;
    for (const environment of walk.drafts.values()) {
      const around = environment.apps.filter((app) => app.object !== undefined && isAround(walk.paths.get(app.object), object));
      const [parent] = around.sort((a, b) => b.path.length - a.path.length);
      if (parent !== undefined) environment.apps.push(leftOutDraft(object, parent, walk));
    }
  }
}

function leftOutDraft(object: SourceObject, parent: Draft, walk: Walk): Draft {
  const { inventory } = walk;
  const reason = failureAt(object, {
    code: 'unresolvedSource',
    subject: object.name,
    detail: `no kustomization file takes ${object.file} in, so nothing applies it`,
  });
  const kind = object.kind === 'HelmRelease' ? 'HelmRelease' : 'Kustomization';
  const namespace = text(at(parent.object?.node, ['spec', 'targetNamespace'])) ?? namespaceIn(object.file, inventory);
  const owner = controllerRef(object, kind, namespace);
  const draft =
    kind === 'HelmRelease'
      ? helmReleaseDraft(object, owner, parent, inventory)
      : kustomizationDraft(object, owner, parent, inventory, pathBelow(parent, object, walk));
  return { ...draft, unresolved: [reason, ...draft.unresolved] };
}

function reasonFor(named: NamedBy, folders: readonly string[], root: SourceObject, walk: Walk): string {
  const folder = named.index === -1 ? entryFolder(root, walk) : folders.slice(0, named.index + 1).join('/');
  if (named.rule === 'layout') return `the only folder with a name on the way to Flux's entry point ${root.file} is ${folder}`;
  return `Flux entry point in ${folder}`;
}

interface Visit extends Walk {
  readonly environment: EnvironmentDraft;
  readonly seen: Set<string>;
}

function visit(object: SourceObject, parent: Draft | undefined, namespace: string | undefined, to: Visit): void {
  const owner = controllerRef(object, 'Kustomization', namespace);
  to.entered.add(object);
  if (to.seen.has(ownerKey(owner))) return;
  to.seen.add(ownerKey(owner));
  const resolved = pathBelow(parent, object, to);
  to.paths.set(object, resolved);
  const draft = kustomizationDraft(object, owner, parent, to.inventory, resolved);
  to.environment.apps.push(draft);
  if (resolved.failures.length > 0) return;
  const target = text(at(object.node, ['spec', 'targetNamespace']));
  for (const inner of below(draft, objectsIn(draft.path, to.inventory), to)) {
    const within = to.inventory.appliedBy.has(inner.object) ? inner.namespace : (target ?? inner.namespace);
    enterInner(inner.object, draft, within, to);
  }
}

/** Several clusters may apply the object, each with a source of its own of the name. */
function pathBelow(parent: Draft | undefined, object: SourceObject, { inventory, paths }: Walk): ResolvedPath {
  const known = paths.get(object);
  const kind = text(at(object.node, ['spec', 'sourceRef', 'kind'])) ?? '';
  const sources = inventory.fluxSources.get(kind === 'ExternalArtifact' ? 'ArtifactGenerator' : kind) ?? [];
  return known !== undefined && (parent === undefined || sources.length < 2) ? known : resolvePath(seeker(parent, object), inventory);
}

function enterInner(object: SourceObject, parent: Draft, namespace: string | undefined, to: Visit): void {
  if (isKind(object, FLUX, 'Kustomization')) visit(object, parent, namespace, to);
  else addHelmRelease(object, parent, namespace, to);
}

/** What an app applies of Flux's objects: as it renders them, where that is known, and else as its files hold them. */
function below(draft: Draft, held: readonly Inner[], walk: Walk): readonly Inner[] {
  const { inventory } = walk;
  const applied = appliedOf(inventory.appliedBy, draft.key)?.filter(isFluxObject) ?? [];
  const isAll = draft.key !== undefined && inventory.appliedWhole.has(draft.key);
  const isAsItStands = notAmong(applied);
  const [kept, replaced] = [held.filter(({ object }) => isAsItStands(object)), held.filter(({ object }) => !isAsItStands(object))];
  for (const { object } of isAll ? held : replaced) takeOut(object, walk);
  return [...applied.map((object) => ({ object, namespace: object.namespace })), ...(isAll ? [] : kept)];
}

/** Nothing applies it, nor what it would apply, unless something else does. */
function takeOut(object: SourceObject, walk: Walk): void {
  if (walk.out.has(object)) return;
  walk.out.add(object);
  walk.entered.add(object);
  const path = walk.paths.get(object);
  if (path === undefined || path.failures.length > 0) return;
  for (const inner of objectsIn(path.path, walk.inventory)) takeOut(inner.object, walk);
}

function addHelmRelease(object: SourceObject, parent: Draft, namespace: string | undefined, to: Visit): void {
  const owner = controllerRef(object, 'HelmRelease', namespace ?? parent.namespace);
  to.entered.add(object);
  if (to.seen.has(ownerKey(owner))) return;
  to.seen.add(ownerKey(owner));
  const draft = helmReleaseDraft(object, owner, parent, to.inventory);
  to.environment.apps.push(draft);
  for (const inner of below(draft, [], to)) enterInner(inner.object, draft, inner.namespace, to);
}
