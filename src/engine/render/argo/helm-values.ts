// The values that are written in an Application: `valuesObject`, or else the text of `values`.
import { FailureError, type MapNode, type Node, type ScalarNode } from '../../model';
import { child } from '../../yaml/access';
import { readValuesFile, withStep } from '../helm/values/read-values';
import type { ValuesSource } from '../helm/values/user-values';
import { placesIn, relocate } from '../kustomize/load';
import { positionOf } from '../kustomize/scope';
import type { World } from './world';

export function inlineValues(world: World, helm: Node | undefined): readonly ValuesSource[] {
  const object = child(helm, 'valuesObject');
  if (object?.kind === 'map') return [{ kind: 'node', node: withValuesStep(object) as MapNode }];
  const values = child(helm, 'values');
  if (values?.kind !== 'scalar' || values.tag === 'null' || values.text === '') return [];
  return parsed(world, values).map((node) => ({ kind: 'node', node }));
}

/** What another step made of a value stays said. */
function withValuesStep(node: Node): Node {
  const origin = node.origin.step === 'resource' ? ({ ...node.origin, step: 'values' } as const) : node.origin;
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, origin, items: node.items.map(withValuesStep) };
  return { ...node, origin, entries: node.entries.map((entry) => ({ ...entry, value: withValuesStep(entry.value) })) };
}

function parsed(world: World, values: ScalarNode): readonly MapNode[] {
  const shift = placesIn(world, values);
  const { file } = values.origin;
  try {
    return readValuesFile({ text: values.text, path: file }, 3).map((node) => withStep(relocate(node, shift)) as MapNode);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { line, column } = error.failure;
    const place = line === undefined ? positionOf(values.origin) : shift({ line, column: column ?? 1 });
    world.notes.failures.push({ ...error.failure, file, line: place.line, column: place.column });
    return [];
  }
}
