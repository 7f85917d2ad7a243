// replacements: values copied from one object into fields of others.
import { type Failure, FailureError, type MapNode, type Node, type Origin, type ScalarNode, type ScalarTag } from '../../../model';
import { child, items, text } from '../../../yaml/access';
import { resolvePlain } from '../../../yaml/tags';
import { syncAliases } from '../aliases';
import { editPath, lookUp, type PathEdit, splitFieldPath } from '../field-path';
import { REPLACEMENT } from '../fields';
import { isTrue, mapsField, stringField, stringsField } from '../kustomization';
import { loadFile, parse } from '../load';
import { previousNamespace, type Resource, withNode } from '../resource';
import { attempt, fail, noteUse, type Scope, warnAt } from '../scope';
import { parseSelector, type Selector, selectedBy, selectsLabels, test } from '../selector';
import { decode } from '../shape';
import { controlled, decided, type Influence, inStyleOf, replaced, scalar, scalarOrigins, textAsRead } from '../values';
import { readStructure, writeStructure } from './structured-text';

export function copyReplacements(scope: Scope, fields: MapNode, resources: readonly Resource[]): readonly Resource[] {
  let result = resources;
  for (const entry of mapsField(fields, 'replacements')) {
    for (const replacement of attempt(scope, entry, () => loadReplacements(scope, entry), [])) {
      result = attempt(scope, replacement, () => copyValue(scope, replacement, result), result);
    }
  }
  return result;
}

/** The entry itself, or what the file of its `path` holds: one replacement or a list. */
function loadReplacements(scope: Scope, entry: MapNode): readonly MapNode[] {
  const path = stringField(entry, 'path');
  if (path === undefined) return [entry];
  if (child(entry, 'source') !== undefined || items(child(entry, 'targets')).length > 0) {
    throw invalid(path, 'replacements', 'give either path or source and targets');
  }
  const file = loadFile(scope, path);
  if (file === undefined) return [];
  const { documents, failures } = parse(scope, file);
  for (const failure of failures) fail(scope, failure);
  if (failures.length > 0) return [];
  const [first] = documents;
  if (first === undefined || first.kind === 'scalar') throw invalid(path, 'replacements', 'must hold a replacement or a list of them');
  const list = first.kind === 'list' ? first.items : [first];
  // Unlike the kustomization itself, such a file may hold fields that kustomize does not know.
  const report = (failure: Failure) => (failure.code === 'unknownField' ? undefined : fail(scope, failure));
  return list.map((node) => decode(node, REPLACEMENT, 'replacements', report)).filter((node) => node?.kind === 'map');
}

function copyValue(scope: Scope, replacement: MapNode, resources: readonly Resource[]): readonly Resource[] {
  const source = child(replacement, 'source');
  const fixed = child(replacement, 'sourceValue');
  if ((source === undefined) === (fixed === undefined)) throw invalid(replacement, 'replacements', 'give either source or sourceValue');
  if (child(replacement, 'targets') === undefined) throw invalid(replacement, 'replacements.targets', 'must be there');
  const found = fixed === undefined ? sourceValue(source as Node, resources) : undefined;
  const value = found?.value ?? (fixed as Node);
  // Whatever replaces the value later, it was of use here.
  noteUse(scope, value, 'overridden');
  noteIgnored(scope, child(source, 'options'), 'source');
  const copied: Copied = { value, untyped: fixed !== undefined, by: [...scalarOrigins(source), ...(found?.by ?? []), ...scope.led] };
  return mapsField(replacement, 'targets').reduce((state, target) => copyTo(scope, target, copied, state), resources);
}

interface Copied {
  readonly value: Node;
  /** Whether the value takes the type that its text reads as. */
  readonly untyped: boolean;
  /** What decided that it is this value, and that it is put where it is. */
  readonly by: readonly Origin[];
}

/** The value, and the name that its object was found by. */
function sourceValue(source: Node, resources: readonly Resource[]): { readonly value: Node; readonly by: readonly Origin[] } {
  const found = resources.filter((resource) => isSource(resource, source));
  const [resource, second] = found;
  if (resource === undefined) throw invalid(source, 'replacements.source', 'nothing is selected', 'patchTargetMissing');
  if (second !== undefined) throw invalid(source, 'replacements.source', 'several objects are selected', 'ambiguous');
  const path = text(child(source, 'fieldPath')) || 'metadata.name';
  const value = lookUp(resource.node, splitFieldPath(path));
  if (value === undefined || isEmpty(value)) throw invalid(source, path, 'is missing in the source', 'patchTargetMissing');
  const options = child(source, 'options');
  const delimiter = stringField(options, 'delimiter')?.text;
  const by = scalarOrigins(child(child(resource.node, 'metadata'), 'name'));
  if (delimiter === undefined) return { value, by };
  if (value.kind !== 'scalar') throw invalid(source, path, 'a delimiter needs a text');
  const part = textAsRead(value).split(delimiter)[indexOf(options)];
  if (part === undefined) throw invalid(source, path, 'the index is out of bounds');
  return { value: inStyleOf(undefined, { ...value, text: part, unfolded: part }), by };
}

function isSource({ id, previous }: Resource, source: Node): boolean {
  const [name, namespace, kind, group, version] = ['name', 'namespace', 'kind', 'group', 'version'].map(
    (field) => text(child(source, field)) ?? '',
  );
  const effective = (one: string | undefined) => one || 'default';
  return [id, ...previous].some(
    (one) =>
      (!name || name === one.name) &&
      (!namespace || effective(namespace) === effective(one.namespace)) &&
      (!kind || kind === one.kind) &&
      (!group || group === id.group) &&
      (!version || version === id.version),
  );
}

function copyTo(scope: Scope, target: MapNode, copied: Copied, resources: readonly Resource[]): readonly Resource[] {
  const select = child(target, 'select');
  if (select === undefined) throw invalid(target, 'replacements.targets.select', 'must be there');
  const selector = parseSelector(select);
  const rejects = mapsField(target, 'reject').map((node) => ({ node, selector: parseSelector(node) }));
  const listed = stringsField(target, 'fieldPaths');
  const paths = listed.length > 0 ? listed : [scalar('metadata.name', 'str', target.origin)];
  noteIgnored(scope, child(target, 'options'), 'target');
  const isTarget = (resource: Resource): boolean =>
    !rejects.some((reject) => isRejected(reject, resource)) && selectsLabels(selector, resource) && selectsAnyId(selector, resource);
  if (resources.some(isTarget)) noteUse(scope, select, 'targetMatchesNothing');
  else warnAt(scope, select, { code: 'targetMatchesNothing', subject: 'replacements.targets.select' });
  return resources.map((resource) => {
    if (!isTarget(resource)) return resource;
    const by = [
      ...copied.by,
      ...selectedBy(select, selector, resource),
      ...scalarOrigins(child(target, 'reject'), child(target, 'options')),
    ];
    const node = paths.reduce((state, path) => setAt(state, path, target, { ...copied, by: [path.origin, ...by] }), resource.node);
    const synced = syncAliases(resource, node);
    return synced.aliases.length === 0 ? withNode(resource, node) : { ...withNode(resource, synced.node), aliases: synced.aliases };
  });
}

/** Source: kustomize `api/filters/replacement/replacement.go`, which reads `index` with a delimiter, `create` of targets, and `encoding` nowhere. */
function noteIgnored(scope: Scope, options: Node | undefined, of: 'source' | 'target'): void {
  const ignore = (name: string, detail: string, when = true): void => {
    const option = child(options, name);
    if (option !== undefined && when) warnAt(scope, option, { code: 'optionIgnored', subject: name, detail });
  };
  ignore('encoding', 'kustomize does not carry it out');
  ignore('index', 'it needs a delimiter', indexOf(options) !== 0 && stringField(options, 'delimiter') === undefined);
  ignore('create', 'it is for targets', of === 'source' && isTrue(options, 'create'));
}

function isRejected({ node, selector }: { node: Node; selector: Selector }, resource: Resource): boolean {
  const byId = Object.keys(selector.patterns).length > 0 && selectsAnyId(selector, resource);
  const hasLabels = child(node, 'labelSelector') !== undefined || child(node, 'annotationSelector') !== undefined;
  return byId || (hasLabels && selectsLabels(selector, resource));
}

function selectsAnyId(selector: Selector, { id, previous }: Resource): boolean {
  if (!test(selector, 'group', id.group) || !test(selector, 'version', id.version)) return false;
  const ids = [id, ...previous.map((one) => ({ ...one, namespace: previousNamespace(one) }))];
  return ids.some(
    (one) => test(selector, 'kind', one.kind) && test(selector, 'name', one.name) && test(selector, 'namespace', one.namespace),
  );
}

function setAt(node: MapNode, path: ScalarNode, target: MapNode, copied: Copied): MapNode {
  const options = child(target, 'options');
  const origin = decided(path.origin, 'replacement');
  const parts = splitFieldPath(path.text);
  const edit = (typed: boolean) => ({
    ...(isTrue(options, 'create') ? { create: copied.value.kind } : {}),
    origin,
    set: (before: Node, created: boolean) => placed(before, created, path, options, copied, typed),
  });
  const untypedEdit = edit(false);
  const inText = setInText(node, parts, path, untypedEdit, copied);
  if (inText !== undefined) return inText;
  const { node: result, found } = editPath(node, parts, { ...edit(true), setInText: untypedEdit.set });
  if (found === 0) throw invalid(path, path.text, 'is not there in the target', 'patchTargetMissing');
  return result as MapNode;
}

/**
 * The object with the value set in a text of it that holds JSON or YAML, where the path leads into one.
 * @returns undefined when it does not, or when anything stands in the way: the path then is taken for one in the object itself.
 */
function setInText(node: MapNode, parts: readonly string[], path: ScalarNode, edit: PathEdit, copied: Copied): MapNode | undefined {
  for (let depth = 1; depth < parts.length; depth++) {
    const holder = lookUp(node, parts.slice(0, depth));
    if (holder?.kind !== 'scalar' || holder.tag === 'null') continue;
    const inner = readStructure(holder.text);
    if (inner === undefined) continue;
    const changed = inner.kind === 'scalar' ? undefined : editedText(holder, inner, parts.slice(depth), edit);
    if (changed === undefined) return undefined;
    const written = copy(holder, changed, holder.tag, copied, true, path.origin);
    const set = (before: Node) => (before === holder ? written : before);
    return editPath(node, parts.slice(0, depth), { origin: edit.origin, set }).node as MapNode;
  }
  return undefined;
}

function editedText(holder: ScalarNode, inner: Node, rest: readonly string[], edit: PathEdit): string | undefined {
  try {
    const { node, found } = editPath(inner, rest, edit);
    return found === 0 ? undefined : writeStructure(holder.text, inner, node);
  } catch (error) {
    if (error instanceof FailureError) return undefined;
    throw error;
  }
}

/** A scalar takes the text and keeps its own type; anything else is replaced as a whole. Source: kustomize `api/filters/replacement/replacement.go`. */
function placed(before: Node, created: boolean, path: ScalarNode, options: Node | undefined, copied: Copied, typed: boolean): Node {
  const { value, untyped } = copied;
  const delimiter = stringField(options, 'delimiter')?.text;
  let text = textAsRead(value);
  if (delimiter !== undefined) {
    if (before.kind !== 'scalar') throw invalid(path, path.text, 'a delimiter needs a text');
    text = spliced(textAsRead(before).split(delimiter), indexOf(options), text).join(delimiter);
  }
  if (before.kind !== 'scalar') {
    if (value.kind !== 'scalar') return controlled(value, copied.by);
    return copy(before, text, untyped ? plainTag(text) : value.tag, copied, false);
  }
  if (created) return copy(undefined, text, plainTag(text), copied, false);
  // Nothing in the place of a null is an empty text.
  if (before.tag === 'null' && text === '') return copy(before, text, 'str', copied, false);
  if (typed && before.tag !== 'str' && plainTag(text) !== before.tag && !(before.tag === 'float' && plainTag(text) === 'int')) {
    throw invalid(
      path,
      path.text,
      `${text === '' ? 'an empty text' : 'the value'} does not fit a field that holds a ${before.tag}`,
      'patchInvalid',
    );
  }
  return inStyleOf(before, copy(before, text, before.tag, copied, delimiter !== undefined));
}

/**
 * A text that is decided where the copied value stands; some of the one before may be left in it.
 * @param at another place, for a text of which the value is but one among many.
 */
function copy(
  before: Node | undefined,
  text: string,
  tag: ScalarTag,
  { value, by }: Copied,
  isPart: boolean,
  at: Origin = value.origin,
): ScalarNode {
  const influence: Influence = { from: [value.origin], by, ...(isPart ? { kept: 'part' } : {}) };
  const node =
    before === undefined
      ? scalar(text, tag, decided(at, 'replacement', undefined, influence))
      : replaced(before, text, tag, at, 'replacement', influence);
  return value.kind === 'scalar' && value.secret ? { ...node, secret: true } : node;
}

function spliced(parts: string[], index: number, text: string): string[] {
  if (index < 0) return [text, ...parts];
  if (index >= parts.length) return [...parts, text];
  return parts.map((part, i) => (i === index ? text : part));
}

function plainTag(text: string): ScalarTag {
  const tag = resolvePlain(text);
  return tag === 'merge' ? 'str' : tag;
}

function indexOf(options: Node | undefined): number {
  return Number(text(child(options, 'index')) ?? '0');
}

function isEmpty(node: Node): boolean {
  if (node.kind === 'scalar') return node.tag === 'null';
  return node.kind === 'list' ? node.items.length === 0 : node.entries.length === 0;
}

function invalid(node: Node, subject: string, detail: string, code: Failure['code'] = 'invalidField'): FailureError {
  const { file, line, column } = node.origin;
  return new FailureError({ code, file, line, column, subject, detail });
}
