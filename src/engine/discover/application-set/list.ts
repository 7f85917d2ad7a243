// The list generator: the parameters are written in the ApplicationSet itself.
import type { MapNode, Node } from '../../model';
import { child, items } from '../../yaml/access';
import { fromJson, toJson } from '../../yaml/json';
import { readDocuments } from '../../yaml/read';
import { positionOf } from '../sources';
import { giveUp, type ParameterSet, refuse, type SetContext } from './parameters';
import { isOpen } from './template';

export function listParameters(generator: Node, context: SetContext): readonly ParameterSet[] {
  const elements = items(child(generator, 'elements')).map((element) => {
    const values = mapOf(element, context);
    return { values: context.language !== 'fast' ? values : flat(values, context), source: positionOf(element, context.set) };
  });
  const written = child(generator, 'elementsYaml');
  if (written?.kind !== 'scalar' || written.text === '') return elements;
  // Argo CD does not flatten these for either language.
  return [...elements, ...writtenElements(written, context).map((values) => ({ values, source: positionOf(written, context.set) }))];
}

function writtenElements(node: Node & { readonly kind: 'scalar' }, context: SetContext): readonly MapNode[] {
  if (isOpen(node.text))
    return giveUp(context, node, { code: 'unsupported', subject: 'elementsYaml', detail: 'its template is not evaluated' });
  const { documents, failures } = readDocuments(node.text, context.set.file, { typing: 'v2' });
  const [list] = documents;
  if (failures.length > 0 || (list !== undefined && list.kind !== 'list')) return refuse(context, node, 'elementsYaml is no YAML list');
  return items(list).map((item) => mapOf(fromJson(toJson(item), { ...node.origin, approximate: true }), context));
}

/** Texts, and texts below `values`: Argo CD takes nothing else for its plain templates. */
function flat(element: MapNode, context: SetContext): MapNode {
  const entries = element.entries.flatMap(({ key, value }) => {
    if (key !== 'values') return [{ key, value }];
    return mapOf(value, context).entries.map((inner) => ({ key: `values.${inner.key}`, value: inner.value }));
  });
  const odd = entries.find(({ value }) => value.kind !== 'scalar' || value.tag !== 'str');
  if (odd !== undefined) return refuse(context, odd.value, `the value of ${odd.key} is no text, and the template is no Go template`);
  return { ...element, entries };
}

function mapOf(node: Node, context: SetContext): MapNode {
  return node.kind === 'map' ? node : refuse(context, node, 'an element is no map');
}
