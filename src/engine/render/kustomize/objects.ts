// Turns the documents of a resource file or patch into objects: lists are taken apart, and what is no object is refused.
import { type Failure, FailureError, type MapNode, type Node } from '../../model';
import { child, text } from '../../yaml/access';
import type { ReadResult } from '../../yaml/read';
import { markSecrets } from './secret';

/**
 * The objects of a stream of documents, in the order in which kustomize takes them: items of a `…List` come after the other documents.
 * @throws FailureError `objectInvalid`, with its position, for a document that is no object with a kind and a name.
 */
export function objectsOf(documents: readonly Node[]): MapNode[] {
  return objectsIn(documents, markSecrets);
}

/** Why documents are no objects; undefined where all of them are. */
export function refusalOf(documents: readonly Node[]): Failure | undefined {
  try {
    objectsIn(documents, (object) => object);
    return undefined;
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
}

function objectsIn(documents: readonly Node[], marked: (object: MapNode) => MapNode): MapNode[] {
  const queue = unwrapSingleList(documents).filter(isFilled);
  for (const node of queue) validate(node);
  const objects: MapNode[] = [];
  for (let i = 0; i < queue.length; i++) {
    const node = queue[i] as MapNode;
    const items = kindOf(node).endsWith('List') ? child(node, 'items') : undefined;
    if (items === undefined) objects.push(marked(node));
    else queue.push(...itemsOf(node, items));
  }
  return objects;
}

/** Whether all of a file is objects. */
export function holdsObjects({ documents, failures }: ReadResult): boolean {
  return failures.length === 0 && refusalOf(documents) === undefined;
}

/** The objects of a file that could not be read to its end: those that are whole. Why the others are not is known already. */
export function salvageObjects(documents: readonly Node[]): MapNode[] {
  return documents.flatMap((document) => {
    try {
      return objectsOf([document]);
    } catch (error) {
      if (error instanceof FailureError) return [];
      throw error;
    }
  });
}

function itemsOf(list: MapNode, items: Node): Node[] {
  if (items.kind === 'scalar' && items.tag === 'null') return [];
  if (items.kind !== 'list')
    throw new FailureError({ ...invalid(items), subject: 'items', detail: `${kindOf(list)}.items must be a list` });
  const inner = items.items.flatMap((item) => unwrapSingleList([item])).filter(isFilled);
  for (const node of inner) validate(node);
  return inner;
}

/** A document that is a `List` and stands alone is its items. Source: kyaml `kio.ByteReader`. */
function unwrapSingleList(documents: readonly Node[]): Node[] {
  const [only] = documents;
  if (documents.length !== 1 || only?.kind !== 'map') return documents.slice();
  const kind = kindOf(only);
  if (kind !== 'List' && kind !== 'ResourceList') return [only];
  const items = child(only, 'items');
  if (items === undefined && child(only, 'functionConfig') === undefined) return [only];
  if (items?.kind === 'map' && items.entries.length > 0)
    throw new FailureError({ ...invalid(items), subject: 'items', detail: 'must be a list' });
  return items?.kind === 'list' ? items.items.slice() : [];
}

function validate(node: Node): asserts node is MapNode {
  const kind = kindOf(node);
  if (node.kind !== 'map' || kind === '') throw new FailureError({ ...invalid(node), subject: 'kind', detail: 'the object has no kind' });
  if (kind.endsWith('List')) return;
  const name = child(child(node, 'metadata'), 'name');
  if (name?.kind !== 'scalar' || name.tag === 'null' || name.text === '') {
    throw new FailureError({ ...invalid(node), subject: 'metadata.name', detail: `the ${kind} has no name` });
  }
}

function isFilled(node: Node): boolean {
  if (node.kind === 'scalar') return node.tag !== 'null';
  return node.kind === 'list' ? node.items.length > 0 : node.entries.length > 0;
}

function kindOf(node: Node): string {
  return text(child(node, 'kind')) ?? '';
}

function invalid(node: Node): Failure {
  const { file, line, column } = node.origin;
  return { code: 'objectInvalid', file, line, column };
}
