// Argo CD Applications as apps, those that ApplicationSets give among them, and what of a set is not known as a row of its own.
import type { ControllerRef, Failure, ReferencedObject } from '../model';
import { at, child, text } from '../yaml/access';
import { controlNamespace } from './app-project/control-namespace';
import { judge } from './app-project/judgement';
import { appliedOf, definitionOf, keyOf } from './applied';
import { argoObjects } from './argo-objects';
import { DEFAULT_NAMESPACE, nearestFirst } from './argo-settings';
import { environmentOf, environmentOfSet, IN_CLUSTER_NAME, type Named } from './argo-environment';
import { placeOf } from './argo-repository';
import { aroundOf, heldBy, isFolder, sourcePath, sourcePlace, sourcesOf } from './argo-source';
import { wrongSpec } from './argo-spec';
import { type Expansion, expandApplicationSet, type GeneratedApplication } from './application-set/expand';
import { generatorsOf } from './application-set/git';
import { isOpen } from './application-set/template';
import { factsAt, inOpenTree } from './clone-trees';
import { type Draft, type EnvironmentDrafts, environmentDraft, UNNAMED } from './draft';
import { mayTakeOut } from './flux-changes';
import { addFluxAppsOfApplications } from './flux';
import { elsewhere } from './flux-draft';
import { controllerRef, isFluxObject } from './flux-objects';
import { failureAt, type Inventory } from './inventory';
import { orphansOf } from './orphans';
import { seeker } from './nearest';
import { parentOf } from './paths';
import { positionOf, type SourceObject } from './sources';
import { syncTurn } from './sync-turn';

export function addArgoApps(drafts: EnvironmentDrafts, inventory: Inventory): void {
  const known = { ...inventory, around: aroundOf(inventory), treeAt: (folder: string) => factsAt(folder, inventory).tree };
  const { applications: all, expansions: expanded, generated, superseded } = argoObjects(inventory, known);
  // What a set is expanded over may be kept, and names branches all the same.
  for (const { set } of expanded) for (const generator of generatorsOf(set)) placeOf(generator, known.around);
  let above = fluxParents(drafts, inventory);
  const generatedBy = (set: SourceObject): readonly SourceObject[] =>
    (expanded.find((one) => one.set === set) ?? expandApplicationSet(set, known)).applications.map(({ object }) => object);
  const orphans = orphansOf(inventory, {
    gone: [...inventory.takenOut, ...superseded],
    applications: all,
    generatedBy,
    isOfFlux: (object) => above(object) !== undefined,
  });
  const applications = all.filter((object) => !orphans.has(object));
  const expansions = expanded.filter(({ set }) => !orphans.has(set));
  const children = [...applications, ...expanded.map(({ set }) => set), ...inventory.appProjects, ...inventory.takenOut];
  const { parents: holding, holders } = heldBy(applications, children, inventory);
  const keyOfApplication = (object: SourceObject): string => {
    const set = generated.get(object)?.set ?? object;
    return keyOf(object, ownerOf(object), inventory.appliedBy.get(set)?.by);
  };
  const parents = new Map([...holding, ...appliedParents(applications, keyOfApplication, inventory)]);
  const added = new Map<SourceObject, Draft>();
  const environments = new Map<Draft, string>();
  const add = (object: SourceObject, below: readonly SourceObject[]): Draft => {
    const known = added.get(object);
    if (known !== undefined) return known;
    const application = generated.get(object);
    const parent = parentDraft(application?.set ?? object, [...below, object]);
    const own = { ...draftOf(object, application, parent, inventory), key: keyOfApplication(object) };
    const draft: Draft = holders.has(object) || takesOut(object, inventory) ? { ...own, appliesOthers: true } : own;
    const named = environmentOf(object, sourcePath(object, inventory), application, (path) => inOpenTree(path, inventory) ?? path);
    const { name } = place(drafts, inherited(named, draft.parent, environments) ?? named, draft);
    if (draft.parent !== undefined && environments.has(draft.parent) && named.isOwnCluster === true) environments.set(draft, name);
    added.set(object, draft);
    return draft;
  };
  const parentDraft = (object: SourceObject, below: readonly SourceObject[]): Draft | undefined => {
    const parent = parents.get(object);
    if (parent !== undefined) return below.includes(parent) ? undefined : add(parent, below);
    const flux = above(object);
    if (flux !== undefined) environments.set(flux.draft, flux.environment);
    return flux?.draft;
  };
  // What Flux applies below an Application may hold further ones.
  const leading = applications.filter((object) => appliedOf(inventory.appliedBy, keyOfApplication(object))?.some(isFluxObject));
  for (const object of leading) add(object, []);
  if (leading.length > 0) {
    addFluxAppsOfApplications(drafts, inventory);
    above = fluxParents(drafts, inventory);
  }
  for (const object of applications) add(object, []);
  for (const expansion of expansions) {
    if (expansion.failures.length === 0) continue;
    const [named, draft] = [environmentOfSet(expansion.set), setDraft(expansion, parentDraft(expansion.set, []))];
    place(drafts, inherited(named, draft.parent, environments) ?? named, draft);
  }
}

/** Flux's Kustomizations are followed from their files, but where Argo CD takes them out. */
function takesOut(object: SourceObject, inventory: Inventory): boolean {
  const path = sourcePath(object, inventory);
  if (path === undefined || !isFolder(path, inventory)) return false;
  const options = sourcesOf(object).flatMap((source) => child(source, 'kustomize') ?? []);
  return mayTakeOut(options, path, inventory);
}

/** What goes to the cluster of its own controller is of the environment that Flux has for that cluster, where Flux applies it, or what it is applied by. */
function inherited(own: Named, parent: Draft | undefined, environments: ReadonlyMap<Draft, string>): Named | undefined {
  const name = parent === undefined || own.isOwnCluster !== true ? undefined : environments.get(parent);
  if (name === undefined || (name === UNNAMED && own.name !== IN_CLUSTER_NAME)) return undefined;
  return { name, reason: name === own.name ? own.reason : `${own.where}, which ${parent?.owner?.kind} ${parent?.name} applies here` };
}

/** Of what another Application renders, that one. */
function appliedParents(
  applications: readonly SourceObject[],
  keyOfApplication: (object: SourceObject) => string,
  { appliedBy }: Inventory,
): ReadonlyMap<SourceObject, SourceObject> {
  const byKey = new Map(applications.map((object) => [keyOfApplication(object), object]));
  return new Map(
    [...appliedBy].flatMap(([object, { by }]) => {
      const parent = byKey.get(by);
      return parent === undefined ? [] : [[object, parent] as const];
    }),
  );
}

interface FluxParent {
  readonly draft: Draft;
  readonly environment: string;
}

/** Of an object, the Flux app that renders it, or else the first Kustomization whose folder holds it. */
function fluxParents(drafts: EnvironmentDrafts, inventory: Inventory): (object: SourceObject) => FluxParent | undefined {
  const byKey = new Map<string, FluxParent>();
  const byFile = new Map<string, FluxParent>();
  for (const { name: environment, apps } of drafts.values()) {
    for (const draft of apps) {
      if (draft.key === undefined) continue;
      byKey.set(draft.key, { draft, environment });
      if (draft.kind !== 'fluxKustomization' || draft.appliesOthers !== true) continue;
      for (const file of factsAt(draft.path, inventory).reachOf(draft.path).files.keys())
        if (!byFile.has(file)) byFile.set(file, { draft, environment });
    }
  }
  return (object) => {
    const by = inventory.appliedBy.get(object)?.by;
    return by === undefined ? byFile.get(object.file) : byKey.get(by);
  };
}

function place(drafts: EnvironmentDrafts, named: Named, draft: Draft): Named {
  const environment = environmentDraft(drafts, named.name);
  environment.reasons.add(named.reason);
  environment.apps.push(draft);
  return named;
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
  const owner = ownerOf(object);
  const control = controlNamespace(object, inventory);
  const { project, refusals } = judge(object, seeker(parent, generated?.set ?? object), control, inventory);
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
    ...(path !== undefined && isFolder(path, inventory) ? elsewhere(path, true, inventory) : {}),
    ...madeObject(object, generated, parent, inventory),
    ...(control === owner.namespace ? {} : { controlNamespace: control }),
    ...turnWithin(parent, generated?.set ?? object),
    ...(generated?.clusterQuestion === undefined ? {} : { clusterQuestion: generated.clusterQuestion }),
    dependsOn: [],
    unresolved: [...wrongSpec(object), ...refusals, ...unresolvedParts(object, inventory), ...(generated?.failures ?? [])],
    ...(project === undefined ? {} : { project }),
    references: settingsOf(object, inventory),
    ...whyHere(object, inventory),
    ...(addresses.length === 0 ? {} : { addresses }),
  };
}

function ownerOf(object: SourceObject): ControllerRef {
  return controllerRef(object, 'Application', object.namespace ?? DEFAULT_NAMESPACE);
}

/** What a Flux Kustomization makes of a file's object, the render asks it for. */
function madeObject(
  object: SourceObject,
  generated: GeneratedApplication | undefined,
  parent: Draft | undefined,
  inventory: Inventory,
): Pick<Draft, 'definition'> {
  if (generated === undefined && parent?.kind === 'fluxKustomization') return definitionOf(object, inventory);
  return generated === undefined && !inventory.appliedBy.has(object) ? {} : { definition: object.node };
}

/** What a set generates is there when the set is; Flux knows no turns. */
function turnWithin(parent: Draft | undefined, { node }: SourceObject): Pick<Draft, 'parent' | 'syncTurn'> {
  if (parent === undefined) return {};
  const turn = parent.kind === 'argoApplication' ? syncTurn(node) : undefined;
  return turn === undefined ? { parent } : { parent, syncTurn: turn };
}

/** What tells Argo CD how to render. */
function settingsOf(object: SourceObject, inventory: Inventory): readonly ReferencedObject[] {
  return nearestFirst(object, inventory).map((map) => ({
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
    if (place === undefined) return [];
    if (place.kind === 'here') return [];
    const { detail, repository, isBranch, isMissing } = place;
    if (isMissing === true) return [failureAt(positionOf(child(source, 'path'), object), { code: 'notFound', subject: place.path })];
    if (isBranch === true) {
      const position = positionOf(child(source, 'targetRevision'), object);
      return [failureAt(position, { code: 'otherBranch', subject: object.name, detail })];
    }
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
