// The table of transformers, in the order in which kustomize runs them.
import type { Entry, MapNode, Node } from '../../../model';
import { child, items } from '../../../yaml/access';
import type { Accumulated } from '../accumulated';
import { addTransformation, builtinOrigin } from '../build-metadata';
import type { TransformerConfig } from '../config';
import type { Resource } from '../resource';
import type { Scope } from '../scope';
import { setAnnotations } from './annotation';
import { setImages } from './image';
import { setLabels } from './label';
import { setNamespace } from './namespace';
import { applyPatches } from './patch';
import { applyJsonPatches } from './patch-json6902';
import { applyStrategicMergePatches } from './patch-strategic-merge';
import { addPrefix } from './prefix';
import { copyReplacements } from './replacement';
import { setReplicas } from './replica';
import { addSuffix } from './suffix';

/**
 * Gives the resources as a kustomization's field changes them; notes in the scope what cannot be done, and leaves that undone.
 * Resources are immutable: what a transformer does not touch stays shared.
 */
export type Transformer = (scope: Scope, fields: MapNode, resources: readonly Resource[], config: TransformerConfig) => readonly Resource[];

/** `each`: every item of the field is a transformer of its own. Source: kustomize `api/internal/target/kusttarget_configplugin.go`, configureBuiltinTransformers. */
export const TRANSFORMERS: readonly { readonly field: string; readonly kind: string; readonly each?: true; readonly run: Transformer }[] = [
  { field: 'patchesStrategicMerge', kind: 'PatchStrategicMergeTransformer', run: applyStrategicMergePatches },
  { field: 'patches', kind: 'PatchTransformer', each: true, run: applyPatches },
  { field: 'namespace', kind: 'NamespaceTransformer', run: setNamespace },
  { field: 'namePrefix', kind: 'PrefixTransformer', run: addPrefix },
  { field: 'nameSuffix', kind: 'SuffixTransformer', run: addSuffix },
  { field: 'labels', kind: 'LabelTransformer', run: setLabels },
  { field: 'commonAnnotations', kind: 'AnnotationsTransformer', run: setAnnotations },
  { field: 'patchesJson6902', kind: 'PatchJson6902Transformer', each: true, run: applyJsonPatches },
  { field: 'replicas', kind: 'ReplicaCountTransformer', each: true, run: setReplicas },
  { field: 'images', kind: 'ImageTagTransformer', each: true, run: setImages },
  { field: 'replacements', kind: 'ReplacementTransformer', run: copyReplacements },
];

export function transform(scope: Scope, fields: MapNode, { resources, config }: Accumulated): readonly Resource[] {
  if (scope.tracking !== undefined) return transformTracked(scope, fields, { resources, config });
  return TRANSFORMERS.reduce((state, { run }) => run(scope, fields, state, config), resources);
}

/** The same with a note on every object after each transformer, whether or not it changed that object. */
function transformTracked(
  scope: Scope,
  fields: MapNode,
  { resources, config }: Pick<Accumulated, 'resources' | 'config'>,
): readonly Resource[] {
  let result = resources;
  for (const transformer of TRANSFORMERS) {
    for (const part of partsOf(transformer, fields)) {
      result = addTransformation(scope, builtinOrigin(scope, transformer.kind), transformer.run(scope, part, result, config));
    }
  }
  return result;
}

/** The kustomization once for each transformer that the field stands for, with only that one's part of the field. */
function partsOf({ field, each }: (typeof TRANSFORMERS)[number], fields: MapNode): MapNode[] {
  if (field === 'labels') return labelParts(fields);
  const value = child(fields, field);
  if (value === undefined || (value.kind === 'scalar' ? value.text === '' : sizeOf(value) === 0)) return [];
  if (each !== true) return [fields];
  return items(value).map((item) => withField(fields, field, { kind: 'list', items: [item], origin: value.origin }));
}

/** `commonLabels` are a transformer also where there are none but `labels`. */
function labelParts(fields: MapNode): MapNode[] {
  const [labels, common] = [child(fields, 'labels'), child(fields, 'commonLabels')];
  if (sizeOf(labels) + sizeOf(common) === 0) return [];
  const without = (name: string) => ({ ...fields, entries: fields.entries.filter(({ key }) => key !== name) });
  const single = (item: Node) => withField(without('commonLabels'), 'labels', { kind: 'list', items: [item], origin: item.origin });
  return [...items(labels).map(single), without('labels')];
}

function withField(fields: MapNode, field: string, value: Node): MapNode {
  const entry: Entry = { key: field, value };
  return { ...fields, entries: fields.entries.map((one) => (one.key === field ? entry : one)) };
}

function sizeOf(node: Node | undefined): number {
  if (node === undefined || node.kind === 'scalar') return 0;
  return node.kind === 'list' ? node.items.length : node.entries.length;
}
