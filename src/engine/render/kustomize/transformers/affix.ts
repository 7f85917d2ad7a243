// What namePrefix and nameSuffix have in common.
import { FailureError, type Node, type ScalarNode } from '../../../model';
import { editField, type FieldSpec, selects } from '../field-spec';
import { originalId, type Resource, rememberAffix, rememberId, withNode } from '../resource';
import { attempt, type Scope } from '../scope';
import { decided, rawText, replaced, untypedTag } from '../values';

/** Kinds whose names mean something to the API server. Source: kustomize `api/internal/builtins/PrefixTransformer.go`. */
const SKIPPED = [{ kind: 'CustomResourceDefinition' }, { group: 'apiregistration.k8s.io', kind: 'APIService' }, { kind: 'Namespace' }];

export function affix(
  scope: Scope,
  field: ScalarNode,
  step: 'prefix' | 'suffix',
  specs: readonly FieldSpec[],
  resources: readonly Resource[],
): readonly Resource[] {
  return resources.map((resource) => attempt(scope, field, () => affixOne(resource, field, step, specs), resource));
}

function affixOne(resource: Resource, field: ScalarNode, step: 'prefix' | 'suffix', specs: readonly FieldSpec[]): Resource {
  const original = { ...resource.id, kind: originalId(resource).kind };
  if (SKIPPED.some((kind) => selects(kind, original))) return resource;
  let result = resource;
  for (const spec of specs) {
    if (!selects(spec, original)) continue;
    if (spec.path === 'metadata/name' && field.text !== '') result = rememberId(rememberAffix(result, step, field.text));
    if (!selects(spec, result.id)) continue;
    const node = editField(result.node, spec, {
      create: 'scalar',
      origin: decided(field.origin, step),
      set: (value, inFlow) => setAffix(value, field, step, spec, inFlow),
    });
    result = withNode(result, node);
  }
  return result;
}

function setAffix(value: Node, field: ScalarNode, step: 'prefix' | 'suffix', spec: FieldSpec, inFlow: boolean): Node {
  if (value.kind !== 'scalar') {
    const { file, line, column } = value.origin;
    throw new FailureError({ code: 'objectInvalid', file, line, column, subject: spec.path, detail: 'must be a name' });
  }
  const text = step === 'prefix' ? field.text + rawText(value) : rawText(value) + field.text;
  // kustomize writes no type: nothing at all is a null, but between braces it comes out in quotes.
  const tag = text === '' && inFlow ? 'str' : untypedTag(value, text);
  return replaced(value, text, tag, field.origin, step, MADE_FROM);
}

const MADE_FROM = { kept: 'part' } as const;
