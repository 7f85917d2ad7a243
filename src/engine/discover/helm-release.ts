// HelmReleases as apps: what each one waits for, and which objects of the repository it takes its chart and its values from.
import type { ControllerRef, Node, ReferencedObject } from '../model';
import { at, child, items, text } from '../yaml/access';
import { definitionOf, keyOf } from './applied';
import type { Draft } from './draft';
import { dependencies } from './flux-draft';
import { artifactChart } from './artifact-generator';
import { fluxSource, guessedPath, nearest } from './flux-source';
import type { Inventory } from './inventory';
import { join, parentOf } from './paths';
import { positionOf, type SourceObject } from './sources';
import { makerOf } from './variable-sources';

export function helmReleaseDraft(object: SourceObject, owner: ControllerRef, parent: Draft, inventory: Inventory): Draft {
  const kubeConfig = at(object.node, ['spec', 'kubeConfig']);
  return {
    kind: 'helmRelease',
    name: object.name,
    namespace: text(at(object.node, ['spec', 'targetNamespace'])) ?? owner.namespace,
    path: parentOf(object.file),
    source: { file: object.file, line: object.line, column: object.column },
    owner,
    object,
    ...definitionOf(object, inventory),
    key: keyOf(object, owner, parent.key),
    parent,
    dependsOn: dependencies(object, owner),
    unresolved: [],
    ...(kubeConfig?.kind === 'map' ? { otherCluster: positionOf(kubeConfig, object) } : {}),
    references: [...chartSources(object, owner.namespace, inventory), ...valueSources(object, owner.namespace, inventory)],
  };
}

/** The source of the chart; a HelmChart has a source of its own. */
function chartSources(object: SourceObject, namespace: string, inventory: Inventory): ReferencedObject[] {
  const spec = child(object.node, 'spec');
  const chart = at(spec, ['chart', 'spec']);
  const chartRef = child(spec, 'chartRef');
  if (text(child(chartRef, 'kind')) === 'ExternalArtifact') return artifactSources(object, chartRef, namespace, inventory);
  const source = sourceOf(object, chartRef ?? child(chart, 'sourceRef'), chart, namespace, inventory);
  if (source?.declared?.kind !== 'HelmChart') return source === undefined ? [] : [source.reference];
  const inner = child(source.declared.node, 'spec');
  const behind = sourceOf(source.declared, child(inner, 'sourceRef'), inner, source.reference.namespace, inventory);
  return behind === undefined ? [source.reference] : [source.reference, behind.reference];
}

/** The artifact, and what makes it. */
function artifactSources(object: SourceObject, chartRef: Node | undefined, ownNamespace: string, inventory: Inventory): ReferencedObject[] {
  const name = text(child(chartRef, 'name'));
  if (name === undefined) return [];
  const namespace = text(child(chartRef, 'namespace')) ?? ownNamespace;
  const { path, reason, generator } = artifactChart(object, name, inventory);
  const artifact = { ...(path === undefined ? {} : { path: guessedPath(path, inventory) }), reason };
  const made = { kind: 'ExternalArtifact', name, namespace, artifact };
  if (generator === undefined) return [made];
  const position = positionOf(undefined, generator);
  return [made, { kind: generator.kind, name: generator.name, namespace: generator.namespace ?? namespace, position }];
}

interface Source {
  readonly reference: ReferencedObject;
  readonly declared: SourceObject | undefined;
}

function sourceOf(
  owner: SourceObject,
  node: Node | undefined,
  chart: Node | undefined,
  ownNamespace: string,
  inventory: Inventory,
): Source | undefined {
  const [kind, name] = [text(child(node, 'kind')), text(child(node, 'name'))];
  if (kind === undefined || name === undefined) return undefined;
  const namespace = text(child(node, 'namespace')) ?? ownNamespace;
  const declared = closest(owner, inventory.fluxSources.get(kind) ?? [], name, namespace);
  const path = join('.', text(child(chart, 'chart')) ?? '.');
  const found = kind === 'GitRepository' ? fluxSource(owner, { kind, name }, path, inventory) : undefined;
  const isTree = found?.isTree === true;
  const clone = found?.clone?.folder;
  if (declared === undefined && !isTree) return undefined;
  const position = declared === undefined ? {} : { position: positionOf(undefined, declared) };
  return {
    reference: {
      kind,
      name,
      namespace,
      ...position,
      ...(declared === undefined ? {} : definitionOf(declared, inventory)),
      ...(isTree ? { isTree } : {}),
      ...(clone === undefined ? {} : { clone }),
      ...(isTree && found.path !== path ? { prefix: inventory.prefix } : {}),
    },
    declared,
  };
}

function valueSources(object: SourceObject, namespace: string, inventory: Inventory): ReferencedObject[] {
  return items(at(object.node, ['spec', 'valuesFrom'])).flatMap((item): ReferencedObject[] => {
    const [kind, name] = [text(child(item, 'kind')), text(child(item, 'name'))];
    if (kind === undefined || name === undefined) return [];
    const declared = closest(object, inventory.settings.get(`${kind} ${name}`) ?? [], name, namespace);
    if (declared !== undefined) return [{ kind, name, namespace, position: positionOf(undefined, declared) }];
    const maker = makerOf(kind, name, object, namespace, inventory);
    return maker === undefined ? [] : [{ kind, name, namespace, maker }];
  });
}

/** An object that names no namespace is given one by a kustomization on the way, which may be this one. */
function closest(owner: SourceObject, candidates: readonly SourceObject[], name: string, namespace: string): SourceObject | undefined {
  const named = candidates.filter((object) => object.name === name && (object.namespace ?? namespace) === namespace);
  return nearest(owner, named);
}
