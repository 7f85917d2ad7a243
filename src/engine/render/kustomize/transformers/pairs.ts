// Sets keys of maps (labels, annotations) wherever a set of field specs says.
import { type Entry, FailureError, type Node, type Origin, type ScalarNode, type Step } from '../../../model';
import { child, withChild } from '../../../yaml/access';
import { replaceNodes } from '../aliases';
import { editField, type FieldSpec, selects } from '../field-spec';
import { type Resource, withNode } from '../resource';
import { attempt, type Scope } from '../scope';
import { byCodePoint, decided, type Influence, rawText, replaced, scalar } from '../values';

/** The resources with every pair set in every field that `specs` names for their kind. */
export function setPairs(
  scope: Scope,
  field: Node,
  pairs: readonly Entry[],
  specs: readonly FieldSpec[],
  step: Step,
  resources: readonly Resource[],
  by: readonly Origin[] = [],
): readonly Resource[] {
  if (pairs.length === 0) return resources;
  const sorted = pairs.slice().sort((a, b) => byCodePoint(a.key, b.key));
  return resources.map((resource) => attempt(scope, field, () => setOn(resource, sorted, specs, step, by), resource));
}

function setOn(resource: Resource, pairs: readonly Entry[], specs: readonly FieldSpec[], step: Step, by: readonly Origin[]): Resource {
  let node = resource.node;
  let aliases = resource.aliases ?? [];
  const own = specs.filter((spec) => selects(spec, resource.id));
  for (const { key, value } of pairs) {
    const influence = by.length === 0 ? undefined : { by };
    const origin = decided(value.origin, step, undefined, influence);
    const made = scalar(rawText(value), 'str', origin);
    let places = 0;
    const changes = new Map<Node, ScalarNode>();
    const setKey =
      (spec: FieldSpec) =>
      (map: Node): Node => {
        // A null that no spec may turn into a map stays one.
        if (map.kind === 'scalar' && map.tag === 'null') return map;
        if (map.kind !== 'map') throw notAMap(map, spec);
        const before = child(map, key);
        if (before === undefined) places++;
        if (before === undefined || before === made) return withChild(map, key, made);
        const isAlias = aliases.includes(before as ScalarNode);
        const after =
          changes.get(before) ?? replaced(before, made.text, 'str', value.origin, step, isAlias ? ofAlias(before, by) : influence);
        if (isAlias) changes.set(before, after);
        return withChild(map, key, after);
      };
    for (const spec of own) node = editField(node, spec, { create: 'map', origin, set: setKey(spec) });
    node = replaceNodes(node, changes);
    aliases = aliases.map((alias) => changes.get(alias) ?? alias);
    if (places > 1) aliases = [...aliases, made];
  }
  return aliases.length === 0 ? withNode(resource, node) : { ...withNode(resource, node), aliases };
}

/** What is one value in several places changes in all of them, so long as what put it there does. */
function ofAlias({ origin }: Node, by: readonly Origin[]): Influence | undefined {
  const all = [...by, ...(origin.by ?? [])];
  return all.length === 0 ? undefined : { by: all };
}

function notAMap(node: Node, spec: FieldSpec): FailureError {
  const { file, line, column } = node.origin;
  return new FailureError({ code: 'objectInvalid', file, line, column, subject: spec.path, detail: 'must be a map' });
}
