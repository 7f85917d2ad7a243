// vars: names for values of objects, which replace `$(NAME)` once all names are final.
import { FailureError, type MapNode, type Node, type Origin, type ScalarNode, type ScalarTag } from '../../model';
import { child, text } from '../../yaml/access';
import { formatFloat, formatGeneral } from '../../yaml/numbers';
import type { Accumulated, Variable } from './accumulated';
import type { FieldSpec } from './field-spec';
import { editField, selects } from './field-spec';
import { lookUp, splitFieldPath } from './field-path';
import { mapsField } from './kustomization';
import { effectiveNamespace, previousNamespace, type Resource, withNode } from './resource';
import { attempt, failAt, positionOf, type Scope, twice } from './scope';
import { replaced, scalarOrigins } from './values';

interface Value {
  /** Where a reference is the whole text, and where it is a part of one. */
  readonly whole: string;
  readonly part: string;
  readonly tag: ScalarTag;
  /** Of the value that is read. */
  readonly origin: Origin;
  readonly by: readonly Origin[];
  readonly secret: boolean;
}

/** Adds the kustomization's own vars, and marks the objects that they read from, by the names that those have now. */
export function mergeVariables(scope: Scope, fields: MapNode, state: Accumulated): Accumulated {
  let { resources, variables } = state;
  for (const entry of mapsField(fields, 'vars')) {
    const name = text(child(entry, 'name')) ?? '';
    const found = resources.filter((resource) => isReferred(resource, child(entry, 'objref')));
    if (found.length > 1) failAt(scope, entry, { code: 'ambiguous', subject: name, detail: `${found.length} objects match` });
    const first = variables.find((one) => one.name === name);
    if (first !== undefined)
      failAt(scope, entry, { code: 'duplicateObject', subject: `The var ${name}`, detail: twice(first.origin, entry.origin) });
    const [target] = found;
    resources = resources.map((one) => (one === target ? { ...one, variables: [...(one.variables ?? []), name] } : one));
    const fieldPath = text(child(child(entry, 'fieldref'), 'fieldPath')) || 'metadata.name';
    variables = [...variables, { name, fieldPath, origin: positionOf(entry.origin), by: scalarOrigins(entry) }];
  }
  return { ...state, resources, variables };
}

/** The resources with every `$(NAME)` in the fields of `varReference` replaced. */
export function resolveVariables(scope: Scope, { resources, config, variables }: Accumulated): readonly Resource[] {
  if (variables.length === 0) return resources;
  const values = new Map<string, Value>();
  for (const variable of variables) {
    attempt(scope, variable, () => values.set(variable.name, readValue(variable, resources)), undefined);
  }
  return resources.map((resource) => attempt(scope, resource.node, () => expandIn(resource, config.varReference, values), resource));
}

function isReferred(resource: Resource, reference: Node | undefined): boolean {
  const get = (field: string) => text(child(reference, field)) ?? '';
  const apiVersion = get('apiVersion').split('/');
  const group = apiVersion.length === 2 ? (apiVersion[0] as string) : get('group');
  const version = get('apiVersion') === '' ? get('version') : (apiVersion[apiVersion.length - 1] as string);
  const { id, previous } = resource;
  if (group !== id.group || version !== id.version) return false;
  const namespace = get('namespace');
  const ids = [{ ...id, namespace: effectiveNamespace(id) }, ...previous.map((one) => ({ ...one, namespace: previousNamespace(one) }))];
  return ids.some((one) => one.name === get('name') && one.kind === get('kind') && (namespace === '' || namespace === one.namespace));
}

function readValue({ name, fieldPath, by }: Variable, resources: readonly Resource[]): Value {
  const source = resources.find(({ variables }) => variables?.includes(name));
  if (source === undefined)
    throw new FailureError({ code: 'patchTargetMissing', subject: name, detail: 'no object has the name of its objref' });
  const path = splitFieldPath(fieldPath).flatMap((part) => part.replace(/\[(\d+)\]$/, '.$1').split(/\.(?=\d+$)/));
  const value = lookUp(source.node, path);
  if (value === undefined) throw new FailureError({ code: 'patchTargetMissing', subject: name, detail: `${fieldPath} is not there` });
  // Anything but a scalar stays a reference: kustomize cannot put it into a text, and leaves `$(NAME)`.
  if (value.kind !== 'scalar') return { whole: `$(${name})`, part: `$(${name})`, tag: 'str', origin: value.origin, by, secret: false };
  const read = readScalar(value);
  if (read === undefined)
    throw new FailureError({ code: 'invalidField', subject: name, detail: `${fieldPath} is no number that a var can take` });
  return { ...read, origin: value.origin, by, secret: value.secret === true };
}

/** Only strings, decimal integers, finite floats and booleans have a type; a null or a time is its own spelling. Source: kyaml `RNode.GetFieldValue`. */
function readScalar({ tag, text: spelled, unfolded }: ScalarNode): Pick<Value, 'whole' | 'part' | 'tag'> | undefined {
  if (tag === 'int') {
    if (!/^[-+]?\d+$/.test(spelled)) return undefined;
    const number = BigInt(spelled.replace('+', ''));
    return BigInt.asIntN(64, number) === number ? { whole: String(number), part: String(number), tag } : undefined;
  }
  if (tag === 'float') {
    const number = spelled.includes('_') ? Number.NaN : Number(spelled);
    return Number.isFinite(number) ? { whole: formatFloat(number), part: formatGeneral(number), tag } : undefined;
  }
  if (tag === 'bool') return { whole: spelled.toLowerCase(), part: spelled.toLowerCase(), tag };
  const read = unfolded ?? spelled;
  return { whole: read, part: read, tag: 'str' };
}

function expandIn(resource: Resource, specs: readonly FieldSpec[], values: ReadonlyMap<string, Value>): Resource {
  let node = resource.node;
  for (const spec of specs) {
    if (selects(spec, resource.id)) node = editField(node, spec, { origin: node.origin, set: (value) => expandNode(value, spec, values) });
  }
  return withNode(resource, node);
}

function expandNode(node: Node, spec: FieldSpec, values: ReadonlyMap<string, Value>): Node {
  if (node.kind === 'scalar') return node.tag === 'str' ? expand(node, values) : node;
  if (node.kind === 'map') {
    const entries = node.entries.map((entry) => ({ ...entry, value: isString(entry.value) ? expand(entry.value, values) : entry.value }));
    return { ...node, entries };
  }
  const items = node.items.map((item) => {
    if (isString(item)) return expand(item, values);
    const { file, line, column } = item.origin;
    throw new FailureError({ code: 'objectInvalid', file, line, column, subject: spec.path, detail: 'must hold texts only' });
  });
  return { ...node, items };
}

function isString(node: Node): node is ScalarNode {
  return node.kind === 'scalar' && node.tag === 'str';
}

/** `$(NAME)` becomes the value, `$$` a dollar. A text that is one reference takes the value's type. Source: kustomize `api/filters/refvar/expand.go`. */
function expand(node: ScalarNode, values: ReadonlyMap<string, Value>): ScalarNode {
  const used: Value[] = [];
  const isWhole = /^\$\(([^)]*)\)$/.test(node.text);
  const use = (name: string): string => {
    const value = values.get(name);
    if (value === undefined) return `$(${name})`;
    used.push(value);
    return isWhole ? value.whole : value.part;
  };
  const result = node.text.replace(/\$(?:\$|\(([^)]*)\))/g, (match, name: string | undefined) =>
    name === undefined ? match.slice(1) : use(name),
  );
  const [first] = used;
  if (first === undefined) return result === node.text ? node : { ...node, text: result };
  const changed = replaced(node, result, isWhole ? first.tag : 'str', first.origin, 'variable', {
    kept: 'part',
    from: used.map(({ origin }) => origin),
    by: used.flatMap(({ by }) => by),
  });
  return used.some(({ secret }) => secret) ? { ...changed, secret: true } : changed;
}
