// Marks what a Secret holds, so that it is masked wherever it lands.
import type { MapNode, Node } from '../../model';
import { child, text, withChild } from '../../yaml/access';

/** The object, with every scalar under `data` and `stringData` marked when it is a Secret; the same one where all of them are marked. */
export function markSecret(object: MapNode): MapNode {
  if (text(child(object, 'kind')) !== 'Secret') return object;
  let marked = object;
  for (const field of ['data', 'stringData']) {
    const value = child(object, field);
    const hidden = value && mark(value);
    if (hidden !== undefined && hidden !== value) marked = withChild(marked, field, hidden);
  }
  return marked;
}

/** The same for the Secrets inside other objects, too: those of a template, a policy or a set of resources. */
export function markSecrets(object: MapNode): MapNode {
  const marked = markSecret(object);
  let changed = marked !== object;
  const entries = marked.entries.map((entry) => {
    const value = markInside(entry.value);
    if (value === entry.value) return entry;
    changed = true;
    return { ...entry, value };
  });
  return changed ? { ...marked, entries } : object;
}

function markInside(node: Node): Node {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'map') return markSecrets(node);
  const items = node.items.map(markInside);
  return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
}

function mark(node: Node): Node {
  if (node.kind === 'scalar') return node.secret ? node : { ...node, secret: true };
  if (node.kind === 'list') {
    const items = node.items.map(mark);
    return items.every((item, i) => item === node.items[i]) ? node : { ...node, items };
  }
  const entries = node.entries.map((entry) => {
    const value = mark(entry.value);
    return value === entry.value ? entry : { key: entry.key, value };
  });
  return entries.every((entry, i) => entry === node.entries[i]) ? node : { ...node, entries };
}
