// Marks what a Secret holds, so that it is masked wherever it lands.
import { type Entry, isTemplated, type MapNode, type Node, type Path, secretTemplates } from '../../model';
import { child, text } from '../../yaml/access';

/**
 * The object, with every scalar under `data` and `stringData`, and whatever slipped out of them, marked when it is a Secret, and what is written as it is
 * in the template of a Secret when it has one made; the same one where all of them are marked.
 */
export function markSecret(object: MapNode): MapNode {
  const kind = text(child(object, 'kind')) ?? '';
  if (kind !== 'Secret') return markTemplates(object, kind);
  const isCore = text(child(object, 'apiVersion')) === 'v1';
  const entries = changed(object.entries, (entry) => {
    if (HOLDERS.has(entry.key)) return withValue(entry, mark(entry.value, false));
    return isCore && !FIELDS.has(entry.key) ? withValue(entry, mark(entry.value, true), true) : entry;
  });
  return entries === object.entries ? object : { ...object, entries };
}

function markTemplates(object: MapNode, kind: string): MapNode {
  if (kind === '') return object;
  const fields = secretTemplates(text(child(object, 'apiVersion')) ?? '', kind);
  return fields.reduce((marked, field) => markAt(marked, field) as MapNode, object);
}

/** Marks the scalars at and below a place that hold no template. */
function markAt(node: Node, [step, ...rest]: Path): Node {
  if (node.kind === 'scalar') return step !== undefined || node.secret || isTemplated(node.text) ? node : { ...node, secret: true };
  if (node.kind === 'list') {
    const items = step === undefined || step === '*' ? changed(node.items, (item) => markAt(item, rest)) : node.items;
    return items === node.items ? node : { ...node, items };
  }
  const entries = changed(node.entries, (entry) => {
    return step === undefined || step === '*' || entry.key === step ? withValue(entry, markAt(entry.value, rest)) : entry;
  });
  return entries === node.entries ? node : { ...node, entries };
}

const HOLDERS = new Set(['data', 'stringData']);
/** Anything else at the top is a value that slipped out of its place: a line too far to the left, a text that was not closed. */
const FIELDS = new Set(['apiVersion', 'kind', 'metadata', 'type', 'immutable', 'status', 'sops']);

/** The same for the Secrets inside other objects, too: those of a template, a policy or a set of resources. */
export function markSecrets(object: MapNode): MapNode {
  const marked = markSecret(object);
  const entries = changed(marked.entries, (entry) => {
    const value = markInside(entry.value);
    return value === entry.value ? entry : { ...entry, value };
  });
  return entries === marked.entries ? marked : { ...marked, entries };
}

function markInside(node: Node): Node {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'map') return markSecrets(node);
  const items = changed(node.items, markInside);
  return items === node.items ? node : { ...node, items };
}

/** @param inValue whether the node is, or is inside, a value: then its keys are pieces of that, as in `password: a: b`. */
function mark(node: Node, inValue: boolean): Node {
  if (node.kind === 'scalar') return node.secret ? node : { ...node, secret: true };
  if (node.kind === 'list') {
    const items = changed(node.items, (item) => mark(item, true));
    return items === node.items ? node : { ...node, items };
  }
  const entries = changed(node.entries, (entry) => withValue(entry, mark(entry.value, true), inValue));
  return entries === node.entries ? node : { ...node, entries };
}

function withValue(entry: Entry, value: Node, secret = entry.secret === true): Entry {
  if (value === entry.value && secret === (entry.secret === true)) return entry;
  return secret ? { key: entry.key, value, secret } : { key: entry.key, value };
}

/** The list itself where nothing of it changes, which is nearly always. */
function changed<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  let copy: T[] | undefined;
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as T;
    const next = change(item);
    if (next === item) continue;
    copy ??= items.slice();
    copy[at] = next;
  }
  return copy ?? items;
}
