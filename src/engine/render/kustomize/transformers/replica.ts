// replicas: the count of a workload, found by any name that it ever had.
import { FailureError, type MapNode, type Node, type Origin, type ScalarNode } from '../../../model';
import { child } from '../../../yaml/access';
import type { TransformerConfig } from '../config';
import { editField, type FieldSpec, selects } from '../field-spec';
import { mapsField, stringField } from '../kustomization';
import { type Resource, withNode } from '../resource';
import { attempt, failAt, type Scope } from '../scope';
import { decided, isStyled, replaced, scalar, scalarOrigins } from '../values';

export function setReplicas(scope: Scope, fields: MapNode, resources: readonly Resource[], config: TransformerConfig): readonly Resource[] {
  let result = resources;
  for (const entry of mapsField(fields, 'replicas')) {
    result = attempt(scope, entry, () => setCount(scope, entry, result, config.replicas), result);
  }
  return result;
}

function setCount(scope: Scope, entry: MapNode, resources: readonly Resource[], specs: readonly FieldSpec[]): readonly Resource[] {
  const name = stringField(entry, 'name')?.text ?? '';
  const given = child(entry, 'count');
  const count = given?.kind === 'scalar' ? given : scalar('0', 'int', entry.origin);
  const by = scalarOrigins(child(entry, 'name'));
  let found = false;
  const result = resources.map((resource) => {
    let changed = resource;
    for (const spec of specs) {
      if (!hasId(resource, name, spec)) continue;
      found = true;
      if (selects(spec, resource.id))
        changed = withNode(changed, editField(changed.node, spec, edit(count, [...by, ...nameOf(resource)], spec)));
    }
    return changed;
  });
  if (!found) failAt(scope, stringField(entry, 'name') ?? entry, { code: 'patchTargetMissing', subject: `replicas ${name}` });
  return result;
}

/** The workload is found by it. */
function nameOf({ node }: Resource): readonly Origin[] {
  return scalarOrigins(child(child(node, 'metadata'), 'name'));
}

function hasId({ id, previous }: Resource, name: string, spec: FieldSpec): boolean {
  return [...previous, id].some((one) => one.name === name && selects(spec, { ...id, kind: one.kind }));
}

function edit(count: ScalarNode, by: readonly Origin[], spec: FieldSpec) {
  return {
    create: 'scalar' as const,
    origin: decided(count.origin, 'replicas'),
    set: (value: Node): Node => {
      if (value.kind !== 'scalar') {
        const { file, line, column } = value.origin;
        throw new FailureError({ code: 'objectInvalid', file, line, column, subject: spec.path, detail: 'must be a number' });
      }
      const created = value.text === '' && value.origin.step === 'replicas';
      return created
        ? scalar(count.text, 'int', decided(count.origin, 'replicas', undefined, { by }))
        : replaced(value, count.text, isStyled(value) ? 'str' : 'int', count.origin, 'replicas', { by });
    },
  };
}
