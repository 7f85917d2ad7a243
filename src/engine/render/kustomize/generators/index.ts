// The table of generators, and how what they make joins what is there: created, merged or replaced.
import { type Failure, FailureError, type MapNode } from '../../../model';
import { child } from '../../../yaml/access';
import { builtinOrigin, type StepOrigin, withOrigin } from '../build-metadata';
import { mapsField, stringField } from '../kustomization';
import { allIdKeys, createResource, describe, idKey, type Resource } from '../resource';
import { chartNodes, inflateChart } from '../helm-charts/inflate';
import { customScopes } from '../openapi';
import { attempt, type Scope } from '../scope';
import { decided, scalarOrigins } from '../values';
import { generateConfigMap } from './config-map';
import { generateIamPolicy } from './iam-policy';
import { mergeGenerated } from './merge';
import { type GeneratorOptions, generatorOptions } from './options';
import { generateSecret } from './secret';

interface Generator {
  readonly field: string;
  readonly kind: string;
  /** Its objects get no hash in their names. */
  readonly keepsName?: true;
  readonly generate: (scope: Scope, entry: MapNode, options: GeneratorOptions) => MapNode | undefined;
}

/** In the order in which kustomize runs them. */
export const GENERATORS: readonly Generator[] = [
  { field: 'configMapGenerator', kind: 'ConfigMapGenerator', generate: generateConfigMap },
  { field: 'secretGenerator', kind: 'SecretGenerator', generate: generateSecret },
  // No field of a kustomization: only an object of its own asks for it.
  { field: 'iamPolicyGenerator', kind: 'IAMPolicyGenerator', keepsName: true, generate: generateIamPolicy },
];

/**
 * The resources with those of the kustomization's generators.
 * @param plugin where a generator that is an object of its own comes from.
 */
export function generate(scope: Scope, fields: MapNode, resources: readonly Resource[], plugin?: StepOrigin): readonly Resource[] {
  let result = resources;
  for (const generator of GENERATORS) {
    const origin = plugin ?? builtinOrigin(scope, generator.kind);
    for (const entry of mapsField(fields, generator.field)) {
      result = attempt(scope, entry, () => absorbGenerated(result, entry, fields, scope, generator, origin), result);
    }
  }
  for (const entry of chartNodes(fields)) {
    result = attempt(scope, entry, () => absorbChart(result, entry, fields, scope, plugin ?? builtinOrigin(scope, CHARTS)), result);
  }
  return result;
}

const CHARTS = 'HelmChartInflationGenerator';

/** A chart's objects stand beside what is there: none of them may be there already. */
function absorbChart(
  resources: readonly Resource[],
  entry: MapNode,
  fields: MapNode,
  scope: Scope,
  origin: StepOrigin | undefined,
): readonly Resource[] {
  const made = inflateChart(scope, entry, fields).map((node) => createResource(withOrigin(scope, node, origin), customScopes(scope)));
  return made.reduce((state, resource) => join(state, resource, entry), resources);
}

function absorbGenerated(
  resources: readonly Resource[],
  entry: MapNode,
  fields: MapNode,
  scope: Scope,
  generator: Generator,
  origin: StepOrigin | undefined,
): readonly Resource[] {
  const options = generatorOptions(entry, fields);
  const node = generator.generate(scope, entry, options);
  if (node === undefined) return resources;
  const behavior = stringField(entry, 'behavior');
  const immutable = [child(entry, 'options'), child(fields, 'generatorOptions')].map((one) => child(one, 'immutable'));
  // Its own name and namespace say which object it joins, whose they then are.
  const joined = behavior === undefined ? [] : [child(entry, 'name'), child(entry, 'namespace')];
  const switches = scalarOrigins(behavior, ...joined, ...immutable);
  const resource = { ...createResource(withOrigin(scope, node, origin)), via: [...switches, ...scope.led] };
  const made = { ...resource, ...(behavior && { generator: behavior.text }) };
  const hashed: Resource = options.disableNameSuffixHash || generator.keepsName ? made : { ...made, hash: decided(entry.origin, 'hash') };
  return join(resources, hashed, entry);
}

/** @throws FailureError `generatorInvalid` where the behavior does not fit what is there. */
function join(resources: readonly Resource[], made: Resource, entry: MapNode): readonly Resource[] {
  const behavior = stringField(entry, 'behavior')?.text;
  const key = idKey(made.id);
  const matches = resources.filter((resource) => allIdKeys(resource).includes(key));
  const merges = behavior === 'merge' || behavior === 'replace';
  if (matches.length > 1) throw invalid(entry, made, `${matches.length} objects could take it`);
  const [old] = matches;
  if (old === undefined) {
    if (merges) throw invalid(entry, made, `there is none to ${behavior}`, 'patchTargetMissing');
    return [...resources, made];
  }
  if (!merges) throw invalid(entry, made, 'there is one already: behavior must be merge or replace');
  const merged = mergeGenerated(old, made, behavior);
  return resources.map((resource) => (resource === old ? merged : resource));
}

function invalid(entry: MapNode, made: Resource, detail: string, code: Failure['code'] = 'generatorInvalid'): FailureError {
  const { file, line, column } = (stringField(entry, 'behavior') ?? entry).origin;
  return new FailureError({ code, file, line, column, subject: describe(made.id), detail });
}
