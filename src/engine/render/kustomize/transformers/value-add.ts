// ValueAddTransformer: puts one text, maybe as a part of a path, into fields of selected objects.
import { FailureError, type Failure, type MapNode, type Node, type Origin, type ScalarNode } from '../../../model';
import { child, items, text, withChild, withItem } from '../../../yaml/access';
import { splitPath } from '../field-spec';
import { stringField } from '../kustomization';
import { loadFile, parse } from '../load';
import { type Resource, withNode } from '../resource';
import { attempt, fail, positionOf, type Scope } from '../scope';
import { parseSelector, selectsResource } from '../selector';
import { decided, rawText, replaced, scalar, scalarOrigins, untypedTag } from '../values';
import { setNamespace } from './namespace';
import { EMPTY_CONFIG } from '../config';

/** Source: kustomize `api/internal/builtins/ValueAddTransformer.go`, `api/filters/valueadd/valueadd.go`. */
export function addValues(scope: Scope, config: MapNode, resources: readonly Resource[]): readonly Resource[] {
  const targets = [...items(child(config, 'targets')), ...targetsOfFile(scope, config)];
  if (targets.length === 0) throw invalid(config, 'targets', 'must hold at least one target');
  const given = text(child(config, 'value'))?.trim() ?? '';
  const field = child(config, 'value');
  const folder = scope.folder.slice(scope.folder.lastIndexOf('/') + 1);
  const value = scalar(given === '' ? folder : given, 'str', (given === '' ? config : (field ?? config)).origin);
  return targets.reduce<readonly Resource[]>((state, target) => addTo(scope, target, value, state), resources);
}

function targetsOfFile(scope: Scope, config: MapNode): readonly Node[] {
  const path = stringField(config, 'targetFilePath');
  const file = path && loadFile(scope, path);
  if (file === undefined) return [];
  const { documents, failures } = parse(scope, file);
  for (const failure of failures) fail(scope, failure);
  return items(child(documents[0], 'targets'));
}

function addTo(scope: Scope, target: Node, value: ScalarNode, resources: readonly Resource[]): readonly Resource[] {
  const path = text(child(target, 'fieldPath')) ?? '';
  if (path === '') throw invalid(target, 'fieldPath', 'must not be empty');
  const position = Number(text(child(target, 'filePathPosition')) ?? '0');
  if (position < 0) throw invalid(target, 'filePathPosition', 'must not be negative');
  const selected = child(target, 'selector');
  const selector = selected && parseSelector(selected);
  const by = scalarOrigins(target);
  return resources.map((resource) => {
    if (selector !== undefined && !selectsResource(selector, resource)) return resource;
    if (path === 'metadata/namespace') return withNamespace(scope, resource, value);
    const set = (before: Node | undefined) => added(before, value, position, by);
    return attempt(scope, target, () => withNode(resource, editAt(resource.node, splitPath(path), value.origin, set) as MapNode), resource);
  });
}

function withNamespace(scope: Scope, resource: Resource, value: ScalarNode): Resource {
  const fields: MapNode = { kind: 'map', entries: [{ key: 'namespace', value }], origin: value.origin };
  const [moved] = setNamespace(scope, fields, [resource], EMPTY_CONFIG);
  // Unlike the transformer itself, this does not remember the id of before.
  return { ...(moved ?? resource), previous: resource.previous };
}

function editAt(node: Node, path: readonly string[], at: Origin, set: (before: Node | undefined) => Node): Node {
  const [part, ...rest] = path;
  if (part === undefined) return set(node);
  if (node.kind === 'list') {
    const [key = '', wanted] = part.replace(/^\[|\]$/g, '').split('=');
    const index = node.items.findIndex((item) => rawText(child(item, key) ?? item) === wanted);
    const item = node.items[index];
    return item === undefined ? node : withItem(node, index, editAt(item, rest, at, set));
  }
  if (node.kind === 'scalar') throw invalid(node, path.join('/'), 'must be a map or list');
  const empty: MapNode = { kind: 'map', entries: [], origin: decided(at, 'replacement') };
  const before = child(node, part);
  return withChild(node, part, rest.length === 0 ? set(before) : editAt(before ?? empty, rest, at, set));
}

function added(before: Node | undefined, value: ScalarNode, position: number, by: readonly Origin[]): Node {
  if (before === undefined) return scalar(value.text, 'str', decided(value.origin, 'replacement', undefined, { by }));
  if (before.kind !== 'scalar') throw invalid(before, 'fieldPath', 'must lead to a text');
  const result = position > 0 ? insertPart(before.text, position - 1, value.text) : value.text;
  return replaced(before, result, untypedTag(before, result), value.origin, 'replacement', position > 0 ? { kept: 'part', by } : { by });
}

/** The path with one more part; an absolute one stays so. Source: kyaml `filesys.InsertPathPart`. */
function insertPart(path: string, position: number, part: string): string {
  const absolute = path.startsWith('/');
  const parts = path.split('/').filter((one) => one !== '');
  parts.splice(Math.min(position, parts.length), 0, part);
  return `${absolute ? '/' : ''}${parts.join('/')}`;
}

function invalid(node: Node, subject: string, detail: string): FailureError {
  const failure: Failure = { code: 'invalidField', ...positionOf(node.origin), subject: `ValueAddTransformer.${subject}`, detail };
  return new FailureError(failure);
}
