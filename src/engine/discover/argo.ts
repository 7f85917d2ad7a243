// Argo CD Applications as apps, and ApplicationSets as what cannot be resolved yet.
import type { Failure, Node } from '../model';
import { at, child, items, text } from '../yaml/access';
import { type Draft, type EnvironmentDrafts, environmentDraft } from './draft';
import { controllerRef } from './flux-objects';
import { groupBy } from './group';
import { failureAt, type Inventory } from './inventory';
import { entryPointName, isEnvironmentName } from './order';
import { join, parentOf, segments } from './paths';
import { positionOf, type SourceObject } from './sources';

/** Where Argo CD is installed unless told otherwise. */
const DEFAULT_NAMESPACE = 'argocd';
const IN_CLUSTER = 'https://kubernetes.default.svc';

export function addArgoApps(drafts: EnvironmentDrafts, inventory: Inventory): void {
  const parents = parentsOf(inventory);
  const added = new Map<SourceObject, Draft>();
  const add = (object: SourceObject, above: readonly SourceObject[]): Draft => {
    const known = added.get(object);
    if (known !== undefined) return known;
    const parent = parents.get(object);
    const draft = draftOf(object, parent === undefined || above.includes(parent) ? undefined : add(parent, [...above, object]), inventory);
    const { name, reason } = environmentOf(object, draft.path);
    const environment = environmentDraft(drafts, name);
    environment.reasons.add(reason);
    environment.apps.push(draft);
    added.set(object, draft);
    return draft;
  };
  for (const object of inventory.applications) add(object, []);
}

/** Each ApplicationSet with the generators that would have to be asked. */
export function applicationSetFailures(inventory: Inventory): readonly Failure[] {
  return inventory.applicationSets.map((object) => {
    const generators = items(at(object.node, ['spec', 'generators'])).flatMap((item) =>
      item.kind === 'map' ? (item.entries[0]?.key ?? []) : [],
    );
    const detail = `the Applications of its generators (${generators.join(', ') || 'none'}) are not worked out yet`;
    return failureAt(object, { code: 'unsupported', subject: `ApplicationSet ${object.name}`, detail });
  });
}

function draftOf(object: SourceObject, parent: Draft | undefined, inventory: Inventory): Draft {
  const path = sourcePath(object);
  const namespace = text(at(object.node, ['spec', 'destination', 'namespace']));
  return {
    kind: 'argoApplication',
    name: object.name,
    ...(namespace === undefined ? {} : { namespace }),
    path: path ?? parentOf(object.file),
    source: { file: object.file, line: object.line, column: object.column },
    owner: controllerRef(object, 'Application', object.namespace ?? DEFAULT_NAMESPACE),
    object,
    ...(parent === undefined ? {} : { parent }),
    dependsOn: [],
    unresolved: unresolvedParts(object, path, inventory),
  };
}

function unresolvedParts(object: SourceObject, path: string | undefined, inventory: Inventory): readonly Failure[] {
  const source = firstSource(object);
  const notRendered = failureAt(object, {
    code: 'unsupported',
    subject: 'Application',
    detail: "Argo CD's own steps of rendering are not carried out yet",
  });
  const elsewhere = (detail: string): Failure =>
    failureAt(positionOf(child(source, 'path') ?? child(source, 'chart'), object), {
      code: 'unresolvedSource',
      subject: object.name,
      detail,
    });
  if (path === undefined) return [notRendered, elsewhere(`its source is ${text(child(source, 'repoURL')) ?? 'not named'}`)];
  return inventory.tree.folders.has(path) ? [notRendered] : [notRendered, elsewhere(`${path} is no folder of this repository`)];
}

/** The folder that an Application renders: of its first source that has one. */
function sourcePath(object: SourceObject): string | undefined {
  const path = text(child(firstSource(object), 'path'));
  return path === undefined ? undefined : join('.', path);
}

function firstSource(object: SourceObject): Node | undefined {
  const sources = items(at(object.node, ['spec', 'sources']));
  return at(object.node, ['spec', 'source']) ?? sources.find((source) => child(source, 'path') !== undefined) ?? sources[0];
}

/** An environment's name in the destination, the source's path or the object's folder; else the destination itself. */
function environmentOf(object: SourceObject, path: string): { readonly name: string; readonly reason: string } {
  const where = `Argo CD Application ${object.name} (${object.file}:${object.line})`;
  const destination =
    text(at(object.node, ['spec', 'destination', 'name'])) ?? text(at(object.node, ['spec', 'destination', 'server'])) ?? IN_CLUSTER;
  const known = [segments(path), segments(parentOf(object.file))]
    .map(entryPointName)
    .find((named) => named !== undefined && named.rule !== 'layout');
  if (isEnvironmentName(destination)) return { name: destination, reason: `destination of ${where}` };
  if (known !== undefined) return { name: known.name, reason: `folder of ${where}` };
  const name = destination === IN_CLUSTER ? 'in-cluster' : destination.replace(/^https?:\/\//, '');
  return { name, reason: `destination of ${where}` };
}

/** App of apps: the Application whose folder holds another one's file. */
function parentsOf(inventory: Inventory): ReadonlyMap<SourceObject, SourceObject> {
  const parents = new Map<SourceObject, SourceObject>();
  const byFile = groupBy(inventory.applications, ({ file }) => file);
  for (const parent of inventory.applications) {
    const path = sourcePath(parent);
    if (path === undefined || !inventory.tree.folders.has(path)) continue;
    for (const file of inventory.reachOf(path).files.keys()) {
      for (const object of byFile.get(file) ?? []) if (object !== parent && !parents.has(object)) parents.set(object, parent);
    }
  }
  return parents;
}
