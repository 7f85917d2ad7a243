// Argo CD Applications as apps, those that ApplicationSets give among them, and what of a set is not known as a row of its own.
import type { Failure } from '../model';
import { at, child, text } from '../yaml/access';
import { environmentOf, environmentOfSet, type Named } from './argo-environment';
import { firstSource, parentsOf, sourcePath } from './argo-source';
import { type Expansion, expandApplicationSet, type GeneratedApplication } from './application-set/expand';
import { isOpen } from './application-set/template';
import { type Draft, type EnvironmentDrafts, environmentDraft } from './draft';
import { controllerRef } from './flux-objects';
import { failureAt, type Inventory } from './inventory';
import { parentOf } from './paths';
import { positionOf, type SourceObject } from './sources';

/** Where Argo CD is installed unless told otherwise. */
const DEFAULT_NAMESPACE = 'argocd';

export function addArgoApps(drafts: EnvironmentDrafts, inventory: Inventory): void {
  const expansions = inventory.applicationSets.map((set) => expandApplicationSet(set, inventory));
  const generated = new Map(expansions.flatMap(({ applications }) => applications.map((application) => [application.object, application])));
  const applications = [...inventory.applications, ...generated.keys()];
  const parents = parentsOf(applications, [...inventory.applications, ...inventory.applicationSets], inventory);
  const added = new Map<SourceObject, Draft>();
  const add = (object: SourceObject, above: readonly SourceObject[]): Draft => {
    const known = added.get(object);
    if (known !== undefined) return known;
    const application = generated.get(object);
    const draft = draftOf(object, application, parentDraft(application?.set ?? object, [...above, object]), inventory);
    place(drafts, environmentOf(object, sourcePath(object), application), draft);
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
    ...(parent === undefined ? {} : { parent }),
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
  const path = sourcePath(object);
  const namespace = settled(text(at(object.node, ['spec', 'destination', 'namespace'])));
  return {
    kind: 'argoApplication',
    name: object.name,
    ...(namespace === undefined ? {} : { namespace }),
    path: path ?? parentOf(generated?.set.file ?? object.file),
    source: positionOf(undefined, object),
    owner: controllerRef(object, 'Application', object.namespace ?? DEFAULT_NAMESPACE),
    object,
    ...(parent === undefined ? {} : { parent }),
    dependsOn: [],
    unresolved: [...unresolvedParts(object, path, inventory), ...(generated?.failures ?? [])],
  };
}

function unresolvedParts(object: SourceObject, path: string | undefined, inventory: Inventory): readonly Failure[] {
  const source = firstSource(object);
  const notRendered = failureAt(object, {
    code: 'unsupported',
    subject: `Application ${object.name}`,
    detail: "Argo CD's own steps of rendering are not carried out",
  });
  const elsewhere = (detail: string): Failure =>
    failureAt(positionOf(child(source, 'path') ?? child(source, 'chart'), object), {
      code: 'unresolvedSource',
      subject: object.name,
      detail,
    });
  const open = text(child(source, 'path'));
  if (path === undefined && open !== undefined) return [notRendered, elsewhere(`its path ${open} is not worked out`)];
  if (path === undefined) return [notRendered, elsewhere(`its source is ${text(child(source, 'repoURL')) ?? 'not named'}`)];
  return inventory.tree.folders.has(path) ? [notRendered] : [notRendered, elsewhere(`${path} is no folder of this repository`)];
}

function settled(value: string | undefined): string | undefined {
  return value === undefined || isOpen(value) ? undefined : value;
}
