// Flux Kustomizations as apps: entry points, what they lead to, and the HelmReleases on the way.
import { at, text } from '../yaml/access';
import { type Draft, type EnvironmentDraft, type EnvironmentDrafts, environmentDraft, ownerKey } from './draft';
import { kustomizationDraft } from './flux-draft';
import { controllerObjects, controllerRef, isHelmRelease, namespaceIn, objectsIn } from './flux-objects';
import { type ResolvedPath, resolvePath } from './flux-path';
import { helmReleaseDraft } from './helm-release';
import { failureAt, FLUX, type Inventory } from './inventory';
import { entryPointName, type NamedBy } from './order';
import { isWithin, parentOf, segments } from './paths';
import { isKind, type SourceObject } from './sources';

export function addFluxApps(drafts: EnvironmentDrafts, inventory: Inventory): void {
  const paths = new Map(inventory.kustomizations.map((object) => [object, resolvePath(object, inventory)] as const));
  const walk: Walk = { drafts, inventory, paths, visited: new Map(), entered: new Set() };
  const unapplied = notApplied(inventory, paths);
  const left = new Set(unapplied.filter((object) => leftOut(object, inventory, paths)));
  for (const root of unapplied) if (!left.has(root)) enter(root, walk);
  // Kustomizations that lead to each other in a ring have no entry point: each that was not met yet is one.
  for (const object of inventory.kustomizations) if (!walk.entered.has(object) && !left.has(object)) enter(object, walk);
  addLeftOut(walk);
}

interface Walk {
  readonly drafts: EnvironmentDrafts;
  readonly inventory: Inventory;
  /** Of those in clones of other repositories, only what was met. */
  readonly paths: Map<SourceObject, ResolvedPath>;
  readonly visited: Map<EnvironmentDraft, Set<string>>;
  /** Every controller object that became an app. */
  readonly entered: Set<SourceObject>;
}

/** The Kustomizations that no other one applies. */
function notApplied(inventory: Inventory, paths: ReadonlyMap<SourceObject, ResolvedPath>): readonly SourceObject[] {
  const applied = new Set<SourceObject>();
  for (const object of inventory.kustomizations) {
    const path = paths.get(object);
    if (path === undefined || path.failures.length > 0) continue;
    for (const inner of objectsIn(path.path, inventory)) if (inner.object !== object) applied.add(inner.object);
  }
  return inventory.kustomizations.filter((object) => !applied.has(object));
}

function enter(root: SourceObject, walk: Walk): void {
  const folders = segments(entryFolder(root, walk));
  const named = entryPointName(folders) ?? { name: 'default', index: -1, rule: 'layout' };
  const environment = environmentDraft(walk.drafts, named.name);
  environment.reasons.add(reasonFor(named, folders, root, walk));
  const visited = walk.visited.get(environment) ?? new Set();
  walk.visited.set(environment, visited);
  visit(root, undefined, namespaceIn(root.file, walk.inventory), { ...walk, environment, seen: visited });
}

/** Where its file stands; a FluxInstance may stand anywhere, so what it syncs counts. */
function entryFolder(root: SourceObject, { inventory, paths }: Walk): string {
  const synced = inventory.synced.has(root) ? paths.get(root) : undefined;
  return synced === undefined || synced.failures.length > 0 ? parentOf(root.file) : synced.path;
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

function leftOutDraft(object: SourceObject, parent: Draft, { inventory, paths }: Walk): Draft {
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
      : kustomizationDraft(object, owner, parent, inventory, paths);
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
  const resolved = to.paths.get(object) ?? resolvePath(object, to.inventory);
  to.paths.set(object, resolved);
  const draft = kustomizationDraft(object, owner, parent, to.inventory, to.paths);
  to.environment.apps.push(draft);
  if (resolved.failures.length > 0) return;
  const target = text(at(object.node, ['spec', 'targetNamespace']));
  for (const inner of objectsIn(draft.path, to.inventory)) {
    const within = target ?? inner.namespace;
    if (isKind(inner.object, FLUX, 'Kustomization')) visit(inner.object, draft, within, to);
    else addHelmRelease(inner.object, draft, within, to);
  }
}

function addHelmRelease(object: SourceObject, parent: Draft, namespace: string | undefined, to: Visit): void {
  const owner = controllerRef(object, 'HelmRelease', namespace ?? parent.namespace);
  to.entered.add(object);
  if (to.seen.has(ownerKey(owner))) return;
  to.seen.add(ownerKey(owner));
  to.environment.apps.push(helmReleaseDraft(object, owner, parent, to.inventory));
}
