// Argo CD Applications as apps, those that ApplicationSets give among them, and what of a set is not known as a row of its own.
import type { Failure, ReferencedObject } from '../model';
import { at, child, text } from '../yaml/access';
import { environmentOf, environmentOfSet, type Named } from './argo-environment';
import { aroundOf, heldBy, sourcePath, sourcePlace, sourcesOf } from './argo-source';
import { type Expansion, expandApplicationSet, type GeneratedApplication } from './application-set/expand';
import { isOpen } from './application-set/template';
import { isApplication } from './applied';
import { factsAt } from './clone-trees';
import { type Draft, type EnvironmentDrafts, environmentDraft } from './draft';
import { controllerRef } from './flux-objects';
import { failureAt, type Inventory } from './inventory';
import { isOutsideTree, parentOf, sharedDepth } from './paths';
import { positionOf, type SourceObject } from './sources';
import { syncTurn } from './sync-turn';

/** Where Argo CD is installed unless told otherwise. */
const DEFAULT_NAMESPACE = 'argocd';

export function addArgoApps(drafts: EnvironmentDrafts, inventory: Inventory): void {
  const known = { ...inventory, around: aroundOf(inventory), treeAt: (folder: string) => factsAt(folder, inventory).tree };
  const expansions = inventory.applicationSets.map((set) => expandApplicationSet(set, known));
  const generated = new Map(expansions.flatMap(({ applications }) => applications.map((application) => [application.object, application])));
  const own = [...inventory.applications, ...generated.keys()];
  const applications = [...own, ...applicationsInClones(own, inventory)];
  const { parents: holding, holders } = heldBy(applications, [...applications, ...inventory.applicationSets], inventory);
  const parents = new Map([...holding, ...appliedParents(applications, inventory)]);
  const added = new Map<SourceObject, Draft>();
  const add = (object: SourceObject, above: readonly SourceObject[]): Draft => {
    const known = added.get(object);
    if (known !== undefined) return known;
    const application = generated.get(object);
    const own = draftOf(object, application, parentDraft(application?.set ?? object, [...above, object]), inventory);
    const draft: Draft = holders.has(object) ? { ...own, holdsApplications: true } : own;
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
  const { addresses } = aroundOf(inventory);
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
    ...(generated?.clusterQuestion === undefined ? {} : { clusterQuestion: generated.clusterQuestion }),
    dependsOn: [],
    unresolved: [...unresolvedParts(object, inventory), ...(generated?.failures ?? [])],
    references: settingsOf(object, inventory),
    ...whyHere(object, inventory),
    ...(addresses.length === 0 ? {} : { addresses }),
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

/** What of its sources is not here. */
function unresolvedParts(object: SourceObject, inventory: Inventory): readonly Failure[] {
  return sourcesOf(object).flatMap((source) => {
    const path = text(child(source, 'path'));
    const failed = (failure: Pick<Failure, 'detail' | 'repository'>): readonly Failure[] => [
      failureAt(positionOf(child(source, 'path'), object), { code: 'unresolvedSource', subject: object.name, ...failure }),
    ];
    if (path !== undefined && isOpen(path) && text(child(source, 'chart')) === undefined)
      return failed({ detail: `its path ${path} is not worked out` });
    const place = sourcePlace(source, inventory);
    if (place?.kind !== 'elsewhere') return [];
    const { detail, repository } = place;
    return failed({ detail, ...(repository === undefined ? {} : { repository }) });
  });
}

/** Of the first source that is a folder: why it is here. */
function whyHere(object: SourceObject, inventory: Inventory): Pick<Draft, 'sourceReason' | 'clone'> {
  const place = sourcesOf(object)
    .map((source) => sourcePlace(source, inventory))
    .find((one) => one?.kind === 'here');
  if (place?.kind !== 'here') return {};
  return { sourceReason: place.reason, ...(place.clone === undefined ? {} : { clone: place.clone.folder }) };
}

function settled(value: string | undefined): string | undefined {
  return value === undefined || isOpen(value) ? undefined : value;
}
