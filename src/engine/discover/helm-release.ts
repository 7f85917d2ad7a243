// HelmReleases as apps: what each one waits for, and which objects of the repository it takes its chart and its values from.
import type { ControllerRef, Node, ReferencedObject } from '../model';
import { at, child, items, text } from '../yaml/access';
import { definitionOf, formOf, keyOf } from './applied';
import { sourceFor } from './declared-source';
import type { Draft } from './draft';
import { dependencies } from './flux-draft';
import { type ArtifactPath, artifactChart } from './artifact-generator';
import { fluxSource } from './flux-source';
import type { Inventory } from './inventory';
import { seeker, nearest, type Seeker } from './nearest';
import { join, parentOf } from './paths';
import { positionOf, type SourceObject } from './sources';
import { makerOf } from './variable-sources';

export function helmReleaseDraft(object: SourceObject, owner: ControllerRef, parent: Draft | undefined, inventory: Inventory): Draft {
  const kubeConfig = at(object.node, ['spec', 'kubeConfig']);
  const own = seeker(parent, object);
  const chart = artifactOf(own, inventory);
  return {
    kind: 'helmRelease',
    name: object.name,
    namespace: text(at(object.node, ['spec', 'targetNamespace'])) ?? owner.namespace,
    path: parentOf(object.file),
    source: { file: object.file, line: object.line, column: object.column },
    owner,
    object,
    ...definitionOf(object, inventory),
    key: keyOf(object, owner, parent?.key),
    ...(parent === undefined ? {} : { parent }),
    dependsOn: dependencies(object, owner),
    unresolved: [],
    ...(kubeConfig?.kind === 'map' ? { otherCluster: positionOf(kubeConfig, object) } : {}),
    ...(chart?.layout === undefined ? {} : { artifact: chart.layout }),
    references: [...chartSources(own, owner.namespace, chart, inventory), ...valueSources(own, owner.namespace, inventory)],
  };
}

/** The source of the chart; a HelmChart has a source of its own. */
function chartSources(object: Seeker, namespace: string, artifact: ArtifactPath | undefined, inventory: Inventory): ReferencedObject[] {
  const spec = child(object.node, 'spec');
  const chart = at(spec, ['chart', 'spec']);
  const chartRef = child(spec, 'chartRef');
  if (artifact !== undefined) return artifactSources(artifact, chartRef, namespace);
  const source = sourceOf(object, chartRef ?? child(chart, 'sourceRef'), chart, namespace, inventory);
  if (source?.declared?.kind !== 'HelmChart') return source === undefined ? [] : [source.reference];
  const inner = child(source.declared.node, 'spec');
  const behind = sourceOf(
    { ...source.declared, above: object.above ?? [], keys: object.keys ?? [] },
    child(inner, 'sourceRef'),
    inner,
    source.reference.namespace,
    inventory,
  );
  return behind === undefined ? [source.reference] : [source.reference, behind.reference];
}

/** The artifact, and what makes it. */
function artifactSources({ path, reason, through }: ArtifactPath, chartRef: Node | undefined, ownNamespace: string): ReferencedObject[] {
  const name = text(child(chartRef, 'name')) ?? '';
  const namespace = text(child(chartRef, 'namespace')) ?? ownNamespace;
  const made = { kind: 'ExternalArtifact', name, namespace, artifact: { ...(path === undefined ? {} : { path }), reason } };
  const sources = through.map((source) => ({
    kind: source.kind,
    name: source.name,
    namespace: source.namespace ?? namespace,
    position: positionOf(undefined, source),
  }));
  return [made, ...sources];
}

/** The artifact that is its chart; undefined where it takes its chart from elsewhere. */
function artifactOf(object: Seeker, inventory: Inventory): ArtifactPath | undefined {
  const chartRef = at(object.node, ['spec', 'chartRef']);
  const name = text(child(chartRef, 'name'));
  return text(child(chartRef, 'kind')) !== 'ExternalArtifact' || name === undefined ? undefined : artifactChart(object, name, inventory);
}

interface Source {
  readonly reference: ReferencedObject;
  readonly declared: SourceObject | undefined;
}

function sourceOf(
  owner: Seeker,
  node: Node | undefined,
  chart: Node | undefined,
  ownNamespace: string,
  inventory: Inventory,
): Source | undefined {
  const [kind, name] = [text(child(node, 'kind')), text(child(node, 'name'))];
  if (kind === undefined || name === undefined) return undefined;
  const namespace = text(child(node, 'namespace')) ?? ownNamespace;
  const declared = sourceFor(owner, namedIn(inventory.fluxSources.get(kind) ?? [], name, namespace), inventory);
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
      ...(declared === undefined ? {} : formOf(declared, inventory)),
      ...(isTree ? { isTree } : {}),
      ...(clone === undefined ? {} : { clone }),
      ...(found?.isBranch === true ? { otherBranch: found.reason } : {}),
      ...(isTree && found.path !== path ? { prefix: inventory.prefix } : {}),
    },
    declared,
  };
}

function valueSources(object: Seeker, namespace: string, inventory: Inventory): ReferencedObject[] {
  return items(at(object.node, ['spec', 'valuesFrom'])).flatMap((item): ReferencedObject[] => {
    const [kind, name] = [text(child(item, 'kind')), text(child(item, 'name'))];
    if (kind === undefined || name === undefined) return [];
    const declared = nearest(object, namedIn(inventory.settings.get(`${kind} ${name}`) ?? [], name, namespace));
    if (declared !== undefined) return [{ kind, name, namespace, position: positionOf(undefined, declared) }];
    const maker = makerOf(kind, name, object, namespace, inventory);
    return maker === undefined ? [] : [{ kind, name, namespace, maker }];
  });
}

/** An object that names no namespace is given one by a kustomization on the way, which may be this one. */
function namedIn(candidates: readonly SourceObject[], name: string, namespace: string): readonly SourceObject[] {
  return candidates.filter((object) => object.name === name && (object.namespace ?? namespace) === namespace);
}
