// The nodes of an object that a generator has made, and that nothing has changed since.
import type { MapNode } from '../../../model';
import { child } from '../../../yaml/access';
import { rawText } from '../values';
import { withAnnotations } from './follow';
import { type GoNode, goField, madeMap, madeScalar, madeText, STYLE, withGoField } from './go-node';

/**
 * Source: kustomize `api/internal/generators` and `api/resource/factory.go`.
 * @param object with the annotations in which kustomize remembers.
 */
export function generatedLayout(object: MapNode): GoNode {
  let layout = withGoField(base(rawText(child(object, 'kind') ?? object)), 'metadata', madeMap(named(object)));
  const type = child(object, 'type');
  if (type !== undefined) layout = withGoField(layout, 'type', madeText(rawText(type)));
  for (const field of ['data', 'binaryData']) {
    const values = pairsOf(child(object, field));
    // A Secret always has data.
    if (values.length > 0 || (type !== undefined && field === 'data'))
      layout = withGoField(layout, field, madeMap(values.flatMap(([key, text]) => [madeScalar(key), madeText(text)])));
  }
  const metadata = child(object, 'metadata');
  const labels = pairsOf(child(metadata, 'labels')).flatMap(([key, text]) => [madeScalar(key), madeScalar(text, '!!str', STYLE.single)]);
  if (labels.length > 0) {
    layout = withGoField(layout, 'metadata', withGoField(goField(layout, 'metadata') as GoNode, 'labels', madeMap(labels)));
  }
  if (child(object, 'immutable') !== undefined) layout = withGoField(layout, 'immutable', madeScalar('true', '!!bool'));
  return withAnnotations(layout, new Map(pairsOf(child(metadata, 'annotations'))));
}

/** A text that kustomize reads, and that begins with an empty line. */
function base(kind: string): GoNode {
  const read = (value: string, line: number, column: number): GoNode => ({ ...madeScalar(value, '!!str'), line, column });
  const content = [read('apiVersion', 2, 1), read('v1', 2, 13), read('kind', 3, 1), read(kind, 3, 7)];
  return { ...madeMap(content), tag: '!!map', line: 2, column: 1 };
}

function named(object: MapNode): readonly GoNode[] {
  return ['name', 'namespace'].flatMap((field) => {
    const value = child(child(object, 'metadata'), field);
    return value === undefined ? [] : [madeScalar(field), madeText(rawText(value))];
  });
}

/** Sorted by their keys. */
function pairsOf(map: ReturnType<typeof child>): readonly (readonly [key: string, text: string])[] {
  if (map?.kind !== 'map') return [];
  return map.entries.map(({ key, value }) => [key, rawText(value)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
}
