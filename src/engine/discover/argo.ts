// Argo CD Applications as apps, those that ApplicationSets give among them, and what of a set is not known as a row of its own.
import type { Failure, ReferencedObject } from '../model';
import { at, child, text } from '../yaml/access';
import { environmentOf, environmentOfSet, type Named } from './argo-environment';
import { isFolder, parentsOf, sourceFolder, sourcePath, sourcesOf } from './argo-source';
import { type Expansion, expandApplicationSet, type GeneratedApplication } from './application-set/expand';
import { isOpen } from './application-set/template';
import { isApplication } from './applied';
import { factsAt } from './clone-trees';
import { CLONE_HINT, cloneOf } from './clones';
import { type Draft, type EnvironmentDrafts, environmentDraft } from './draft';
import { controllerRef } from './flux-objects';
import { failureAt, type Inventory } from './inventory';
import { withoutCredentials } from './git-url';
import { isOutsideTree, parentOf, sharedDepth } from './paths';
import { positionOf, type SourceObject } from './sources';
import { syncTurn } from './sync-turn';

/** Where Argo CD is installed unless told otherwise. */
const DEFAULT_NAMESPACE = 'argocd';

export function addArgoApps(drafts: EnvironmentDrafts, inventory: Inventory): void {
  const expansions = inventory.applicationSets.map((set) => expandApplicationSet(set, inventory));
  const generated = new Map(expansions.flatMap(({ applications }) => applications.map((application) => [application.object, application])));
  const own = [...inventory.applications, ...generated.keys()];
  const applications = [...own, ...applicationsInClones(own, inventory)];
  const held = parentsOf(applications, [...applications, ...inventory.applicationSets], inventory);
  const parents = new Map([...held, ...appliedParents(applications, inventory)]);
  const added = new Map<SourceObject, Draft>();
  const add = (object: SourceObject, above: readonly SourceObject[]): Draft => {
    const known = added.get(object);
    if (known !== undefined) return known;
    const application = generated.get(object);
    const draft = draftOf(object, application, parentDraft(application?.set ?? object, [...above, object]), inventory);
    place(drafts, environmentOf(object, sourcePath(object, inventory), application), draft);
    added.set(object, draft);
    return draft;
  };
  const parentDraft = (object: SourceObject, above: readonly SourceObject[]): Draft | undefined => {
    const parent = parents.get(object);
    return parent === undefined || above.includes(parent) ? undefined : add(parent, above);
  };
  for (const object of applications) add(object, []);
  for (const expansion of expansions) {
    if (expansion.failures.length > 0) place(drafts, environmentOfSet(expansion.set), setDraft(expansion, parentDraft(expansion.set, [])));
  }
}

/** What Applications find of others in the clones of other repositories that they are rendered from. */
function applicationsInClones(own: readonly SourceObject[], inventory: Inventory): readonly SourceObject[] {
  if (inventory.cloned.length === 0) return [];
  const found = new Set<SourceObject>();
  const queue = [...own];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const path = sourcePath(next, inventory);
    if (path === undefined || !isOutsideTree(path)) continue;
    const { reachOf, sources } = factsAt(path, inventory);
    const inner = [...reachOf(path).files.keys()].flatMap((file) => sources.files.get(file)?.objects ?? []).filter(isApplication);
    for (const object of inner) if (!found.has(object)) queue.push(object);
    for (const object of inner) found.add(object);
  }
  return [...found];
}

/** Of what another Application renders, that one. */
function appliedParents(applications: readonly SourceObject[], { appliedBy }: Inventory): ReadonlyMap<SourceObject, SourceObject> {
  const keyOf = (name: string, namespace = DEFAULT_NAMESPACE): string => `${namespace}/${name}`;
  const byName = new Map(applications.map((object) => [keyOf(object.name, object.namespace), object]));
  return new Map(
    [...appliedBy].flatMap(([object, { name, namespace }]) => {
      const parent = byName.get(keyOf(name, namespace));
      return parent === undefined ? [] : [[object, parent] as const];
    }),
  );
}

function place(drafts: EnvironmentDrafts, { name, reason }: Named, draft: Draft): void {
  const environment = environmentDraft(drafts, name);
  environment.reasons.add(reason);
  environment.apps.push(draft);
}

/** Stands for the Applications that cannot be listed. */
function setDraft({ set, failures }: Expansion, parent: Draft | undefined): Draft {
  const namespace = settled(text(at(set.node, ['spec', 'template', 'spec', 'destination', 'namespace'])));
  return {
    kind: 'argoApplicationSet',
    name: set.name,
    ...(namespace === undefined ? {} : { namespace }),
    path: parentOf(set.file),
    source: positionOf(undefined, set),
    owner: controllerRef(set, 'ApplicationSet', set.namespace ?? DEFAULT_NAMESPACE),
    object: set,
    ...turnWithin(parent, set),
    dependsOn: [],
    unresolved: failures,
  };
}

function draftOf(
  object: SourceObject,
  generated: GeneratedApplication | undefined,
  parent: Draft | undefined,
  inventory: Inventory,
): Draft {
  const path = sourcePath(object, inventory);
  const namespace = settled(text(at(object.node, ['spec', 'destination', 'namespace'])));
  const owner = controllerRef(object, 'Application', object.namespace ?? DEFAULT_NAMESPACE);
  const control = controlNamespace(owner.namespace, inventory);
  return {
    kind: 'argoApplication',
    name: object.name,
    ...(namespace === undefined ? {} : { namespace }),
    path: path ?? parentOf(generated?.set.file ?? object.file),
    ...(path === undefined ? { isElsewhere: true } : {}),
    source: positionOf(undefined, object),
    owner,
    object,
    ...(generated === undefined && !inventory.appliedBy.has(object) ? {} : { definition: object.node }),
    ...(control === owner.namespace ? {} : { controlNamespace: control }),
    ...turnWithin(parent, generated?.set ?? object),
    dependsOn: [],
    unresolved: [...unresolvedParts(object, inventory), ...(generated?.failures ?? [])],
    references: settingsOf(object, inventory),
  };
}

/** What a set generates is there when the set is. */
function turnWithin(parent: Draft | undefined, { node }: SourceObject): Pick<Draft, 'parent' | 'syncTurn'> {
  if (parent === undefined) return {};
  const turn = syncTurn(node);
  return turn === undefined ? { parent } : { parent, syncTurn: turn };
}

/** Applications may stand in other namespaces than Argo CD, whose own is the usual one wherever that is used at all. */
function controlNamespace(own: string, { applications, applicationSets }: Inventory): string {
  const isUsual = [...applications, ...applicationSets].some(({ namespace }) => (namespace ?? DEFAULT_NAMESPACE) === DEFAULT_NAMESPACE);
  return isUsual ? DEFAULT_NAMESPACE : own;
}

/** What tells Argo CD how to render: the nearest first, as clusters have settings of their own. */
function settingsOf(object: SourceObject, inventory: Inventory): readonly ReferencedObject[] {
  const found = inventory.settings.get('ConfigMap argocd-cm') ?? [];
  return [...found]
    .sort((a, b) => sharedDepth(b.file, object.file) - sharedDepth(a.file, object.file))
    .map((map) => ({
      kind: map.kind,
      name: map.name,
      namespace: map.namespace ?? DEFAULT_NAMESPACE,
      position: positionOf(undefined, map),
    }));
}

/** What of its sources cannot be this repository. */
function unresolvedParts(object: SourceObject, inventory: Inventory): readonly Failure[] {
  return sourcesOf(object).flatMap((source) => {
    const [path, chart] = [text(child(source, 'path')), text(child(source, 'chart'))];
    const repository = text(child(source, 'repoURL'));
    if (chart !== undefined || repository?.startsWith('oci://') || path === undefined || path === '') return [];
    const elsewhere = (detail: string): Failure =>
      failureAt(positionOf(child(source, 'path'), object), { code: 'unresolvedSource', subject: object.name, detail });
    if (isOpen(path)) return [elsewhere(`its path ${path} is not worked out`)];
    const folder = sourceFolder(source, path, inventory);
    if (isFolder(folder, inventory)) return [];
    return [
      {
        ...elsewhere(notHere(folder, repository, inventory)),
        ...(repository === undefined ? {} : { repository: withoutCredentials(repository) }),
      },
    ];
  });
}

function notHere(folder: string, repository: string | undefined, { clones }: Inventory): string {
  const clone = repository === undefined ? undefined : cloneOf(repository, clones);
  if (clone !== undefined)
    return `${repository} is mapped to ${clone.folder}: ${clone.problem ?? `it has no folder ${folder} as it is now`}`;
  const detail = `${folder} is no folder of this repository; its source is ${repository === undefined ? 'not named' : withoutCredentials(repository)}`;
  return repository === undefined ? detail : `${detail}. ${CLONE_HINT}`;
}

function settled(value: string | undefined): string | undefined {
  return value === undefined || isOpen(value) ? undefined : value;
}
