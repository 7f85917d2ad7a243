// A Flux Kustomization as an app: where it leads, what it waits for, what its parent changes in it.
import type { ControllerRef, ReferencedObject } from '../model';
import { at, child, items, text } from '../yaml/access';
import { definitionOf, keyOf } from './applied';
import { factsAt } from './clone-trees';
import { type Draft, ownerKey } from './draft';
import { changesOthers } from './flux-changes';
import type { ResolvedPath } from './flux-path';
import { namespaceOf, takesFromElsewhere } from './graph';
import type { Inventory } from './inventory';
import { seeker } from './nearest';
import { ruleFilesIn } from './source-ignore';
import { positionOf, type SourceObject } from './sources';
import { variableSources } from './variable-sources';

export function kustomizationDraft(
  object: SourceObject,
  owner: ControllerRef,
  parent: Draft | undefined,
  inventory: Inventory,
  resolved: ResolvedPath,
): Draft {
  const { path, failures, reason, through, clone, artifact } = resolved;
  const namespace = text(at(object.node, ['spec', 'targetNamespace'])) ?? namespaceOf(path, factsAt(path, inventory).graph);
  const kubeConfig = at(object.node, ['spec', 'kubeConfig']);
  return {
    kind: 'fluxKustomization',
    name: object.name,
    ...(namespace === undefined ? {} : { namespace }),
    path,
    source: { file: object.file, line: object.line, column: object.column },
    owner,
    object,
    ...(inventory.synced.has(object) ? { definition: object.node } : definitionOf(object, inventory)),
    key: keyOf(object, owner, parent?.key),
    ...(failures.length === 0 && changesOthers(object, path, inventory) ? { appliesOthers: true } : {}),
    ...elsewhere(path, failures.length === 0, inventory),
    ...(parent === undefined ? {} : { parent }),
    dependsOn: dependencies(object, owner),
    unresolved: failures,
    ...(kubeConfig?.kind === 'map' ? { otherCluster: positionOf(kubeConfig, object) } : {}),
    substituteFrom: variableSources(seeker(parent, object), owner, inventory),
    ...(reason === undefined ? {} : { sourceReason: reason }),
    ...ignoreOf(through),
    sourceRules: ruleFilesIn(factsAt(path, inventory).tree),
    ...(clone === undefined ? {} : { clone: clone.folder }),
    ...(artifact === undefined ? {} : { artifact }),
    references: through.map((source) => sourceReference(source, owner.namespace)),
  };
}

/** @param isHere whether the folder is known. */
export function elsewhere(path: string, isHere: boolean, inventory: Inventory): Pick<Draft, 'takesFromElsewhere'> {
  const { graph, reachOf } = factsAt(path, inventory);
  return isHere && takesFromElsewhere(reachOf(path), graph) ? { takesFromElsewhere: true } : {};
}

/** What a source leaves out besides the files that say so themselves. */
function ignoreOf(through: readonly SourceObject[]): Pick<Draft, 'sourceIgnore'> {
  const [ignore] = through.flatMap(({ node }) => text(at(node, ['spec', 'ignore'])) ?? []);
  return ignore === undefined ? {} : { sourceIgnore: ignore };
}

function sourceReference(source: SourceObject, namespace: string): ReferencedObject {
  return { kind: source.kind, name: source.name, namespace: source.namespace ?? namespace, position: positionOf(undefined, source) };
}

/** `spec.dependsOn` of Kustomizations and HelmReleases: objects of the same kind, by default of the same namespace. */
export function dependencies(object: SourceObject, owner: ControllerRef): readonly string[] {
  return items(at(object.node, ['spec', 'dependsOn'])).flatMap((item) => {
    const name = text(child(item, 'name'));
    return name === undefined ? [] : [ownerKey({ ...owner, name, namespace: text(child(item, 'namespace')) ?? owner.namespace })];
  });
}
