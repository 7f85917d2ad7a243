// Puts together what both generators have in common: name, namespace, labels, annotations, immutable.
import { type Entry, FailureError, type MapNode, type Node, type Origin } from '../../../model';
import { stringField } from '../kustomization';
import { controlled, decided, mapOf, scalar } from '../values';
import type { GeneratorOptions } from './options';

/** @throws FailureError `generatorInvalid` for an entry without a name. */
export function generatedObject(kind: 'ConfigMap' | 'Secret', entry: MapNode, body: readonly Entry[], options: GeneratorOptions): MapNode {
  const origin = decided(entry.origin, 'generator');
  return mapOf(
    [
      { key: 'apiVersion', value: scalar('v1', 'str', origin) },
      { key: 'kind', value: scalar(kind, 'str', origin) },
      { key: 'metadata', value: metadata(entry, options, origin) },
      ...body,
      ...(options.immutable === undefined ? [] : [{ key: 'immutable', value: scalar('true', 'bool', from(options.immutable)) }]),
    ],
    origin,
  );
}

/** The origin of a generated value that a field of the kustomization decided. */
export function from(node: Node): Origin {
  return decided(node.origin, 'generator');
}

function metadata(entry: MapNode, options: GeneratorOptions, origin: Origin): MapNode {
  const name = stringField(entry, 'name');
  if (name === undefined) {
    const { file, line, column } = entry.origin;
    throw new FailureError({ code: 'generatorInvalid', file, line, column, subject: 'name', detail: 'a generator must have a name' });
  }
  const namespace = stringField(entry, 'namespace');
  const entries: Entry[] = [{ key: 'name', value: controlled(scalar(name.text, 'str', from(name)), options.hashing) }];
  if (namespace !== undefined) entries.push({ key: 'namespace', value: scalar(namespace.text, 'str', from(namespace)) });
  for (const field of ['labels', 'annotations'] as const) {
    const values = options[field].map(({ key, value }) => ({ key, value: stringFrom(value) }));
    if (values.length > 0) entries.push({ key: field, value: mapOf(values, origin) });
  }
  return mapOf(entries, origin);
}

function stringFrom(value: Node): Node {
  return scalar(value.kind === 'scalar' ? value.text : '', 'str', from(value));
}
