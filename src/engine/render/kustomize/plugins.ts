// The built-in generators and transformers as objects of their own (`apiVersion: builtin`), named under `generators` and `transformers`.
import { type Entry, type Failure, FailureError, type MapNode, type Node, type ScalarNode } from '../../model';
import { child, items, text } from '../../yaml/access';
import { addTransformation, pluginOrigin } from './build-metadata';
import { type SpecTable, specTables, type TransformerConfig } from './config';
import { specsOf } from './configurations';
import type { FieldSpec } from './field-spec';
import { FIELD_SPEC, GENERATOR, HELM_CHART, HELM_GLOBALS, IMAGE, PATCH, REPLACEMENT, REPLICA, SECRET_GENERATOR, SELECTOR } from './fields';
import { externalProgram } from './external-program';
import { addHashes } from './finish/hash';
import { generate } from './generators';
import { stringField } from './kustomization';
import type { Resource } from './resource';
import { attempt, fail, failAt, positionOf, type Scope } from './scope';
import { decode, type ObjectShape, type Shape, withTexts } from './shape';
import { TRANSFORMERS } from './transformers';
import { affix } from './transformers/affix';
import { addValues } from './transformers/value-add';
import { mapOf, scalar } from './values';

type RunBuiltin = (scope: Scope, config: MapNode, resources: readonly Resource[], specs: readonly FieldSpec[]) => readonly Resource[];

/** A built-in as the field of a kustomization that does the same, and the table its `fieldSpecs` stand in for. */
interface Builtin {
  readonly shape: Readonly<Record<string, Shape>>;
  /** The fields of a kustomization that ask for the same. */
  readonly fields: (config: MapNode, object: MapNode) => readonly Entry[];
  readonly tables?: readonly SpecTable[];
  readonly needsSpecs?: true;
  /** Instead of a field, for what no field of a kustomization does. */
  readonly run?: RunBuiltin;
}

const SPECS: Shape = { list: FIELD_SPEC };
const PAIRS: Shape = { values: 'string' };
const STRINGS: Shape = { list: 'string' };

const GENERATORS: Readonly<Record<string, Builtin>> = {
  ConfigMapGenerator: { shape: GENERATOR.fields, fields: (config, object) => listOf('configMapGenerator', named(config, object)) },
  HelmChartInflationGenerator: {
    shape: { ...HELM_GLOBALS.fields, ...HELM_CHART.fields },
    fields: (config) => [
      ...listOf('helmCharts', config),
      { key: 'helmGlobals', value: mapOf(renamed(config, 'chartHome', 'chartHome'), config.origin) },
    ],
  },
  IAMPolicyGenerator: {
    shape: {
      cloud: 'string',
      kubernetesService: { fields: { name: 'string', namespace: 'string' } },
      serviceAccount: { fields: { name: 'string', projectId: 'string' } },
    },
    fields: (config) => listOf('iamPolicyGenerator', config),
  },
  SecretGenerator: { shape: SECRET_GENERATOR.fields, fields: (config, object) => listOf('secretGenerator', named(config, object)) },
};

const BUILTINS: Readonly<Record<string, Builtin>> = {
  AnnotationsTransformer: {
    shape: { annotations: PAIRS },
    fields: (config) => renamed(config, 'annotations', 'commonAnnotations'),
    tables: ['commonAnnotations'],
  },
  LabelTransformer: {
    shape: { labels: PAIRS },
    fields: (config) => renamed(config, 'labels', 'commonLabels'),
    tables: ['commonLabels'],
  },
  PrefixTransformer: {
    shape: { prefix: 'string' },
    fields: () => [],
    needsSpecs: true,
    run: (scope, config, resources, specs) => affix(scope, affixField(config, 'prefix'), 'prefix', specs, resources),
  },
  SuffixTransformer: {
    shape: { suffix: 'string' },
    fields: () => [],
    needsSpecs: true,
    run: (scope, config, resources, specs) => affix(scope, affixField(config, 'suffix'), 'suffix', specs, resources),
  },
  PrefixSuffixTransformer: {
    shape: { prefix: 'string', suffix: 'string' },
    fields: () => [],
    needsSpecs: true,
    run: (scope, config, resources, specs) => {
      const prefixed = affix(scope, affixField(config, 'prefix'), 'prefix', specs, resources);
      return affix(scope, affixField(config, 'suffix'), 'suffix', specs, prefixed);
    },
  },
  NamespaceTransformer: {
    shape: { unsetOnly: 'boolean', setRoleBindingSubjects: 'string' },
    fields: (config, object) => [
      ...renamed(child(object, 'metadata'), 'namespace', 'namespace'),
      ...renamed(config, 'unsetOnly', 'unsetOnly'),
      ...renamed(config, 'setRoleBindingSubjects', 'setRoleBindingSubjects'),
    ],
    tables: ['namespace'],
  },
  ImageTagTransformer: {
    shape: { imageTag: IMAGE },
    fields: (config) => listOf('images', child(config, 'imageTag')),
    tables: ['images'],
  },
  ReplicaCountTransformer: {
    shape: { replica: REPLICA },
    fields: (config) => listOf('replicas', child(config, 'replica')),
    tables: ['replicas'],
  },
  PatchTransformer: { shape: PATCH.fields, fields: (config) => listOf('patches', config) },
  PatchJson6902Transformer: {
    shape: { target: SELECTOR, path: 'string', jsonOp: 'string' },
    fields: (config) => {
      const entries = config.entries.map(({ key, value }) => ({ key: key === 'jsonOp' ? 'patch' : key, value }));
      return listOf('patchesJson6902', mapOf(entries, config.origin));
    },
  },
  PatchStrategicMergeTransformer: {
    shape: { paths: STRINGS, patches: 'string' },
    fields: (config) => {
      const inline = stringField(config, 'patches');
      if (inline === undefined && items(child(config, 'paths')).length === 0) {
        throw new FailureError({
          code: 'invalidField',
          ...positionOf(config.origin),
          subject: 'paths',
          detail: 'give either paths or patches',
        });
      }
      const list = [...items(child(config, 'paths')), ...(inline === undefined ? [] : [inline])];
      return [{ key: 'patchesStrategicMerge', value: { kind: 'list', items: list, origin: config.origin } }];
    },
  },
  HashTransformer: { shape: {}, fields: () => [], run: (scope, _config, resources) => addHashes(scope, resources) },
  ValueAddTransformer: {
    shape: {
      value: 'string',
      targets: { list: { fields: { selector: SELECTOR, fieldPath: 'string', filePathPosition: 'integer' } } },
      targetFilePath: 'string',
    },
    fields: () => [],
    run: addValues,
  },
  ReplacementTransformer: {
    shape: { replacements: { list: REPLACEMENT } },
    fields: (config) => renamed(config, 'replacements', 'replacements'),
  },
};

/** Runs what `generators` names. Source of the order: kustomize `api/internal/target/kusttarget.go`, runGenerators. */
export function runGenerators(scope: Scope, plugins: readonly Resource[], resources: readonly Resource[]): readonly Resource[] {
  return plugins.reduce((state, plugin) => {
    const fields = pluginFields(scope, plugin, GENERATORS)?.fields;
    return fields === undefined ? state : generate(scope, fields, state, scope.tracking && pluginOrigin(plugin));
  }, resources);
}

export function runTransformers(
  scope: Scope,
  plugins: readonly Resource[],
  resources: readonly Resource[],
  config: TransformerConfig,
): readonly Resource[] {
  let result = resources;
  for (const plugin of plugins) {
    const configured = pluginFields(scope, plugin, BUILTINS);
    if (configured === undefined) continue;
    const { fields, builtin, specs, settings } = configured;
    const { run: runOwn } = builtin;
    if (runOwn !== undefined) result = attempt(scope, plugin.node, () => runOwn(scope, settings, result, specs), result);
    const own = { ...config, ...specTables((table) => (builtin.tables?.includes(table) ? specs : config[table])) };
    for (const { field, run } of TRANSFORMERS) {
      const asked = child(fields, field) ?? (field === 'labels' ? child(fields, 'commonLabels') : undefined);
      if (asked !== undefined) result = run(scope, fields, result, own);
    }
    if (scope.tracking !== undefined) result = addTransformation(scope, pluginOrigin(plugin), result);
  }
  return result;
}

function pluginFields(scope: Scope, plugin: Resource, table: Readonly<Record<string, Builtin>>) {
  const { id, node } = plugin;
  const builtin = id.group === '' && id.version === 'builtin' && Object.hasOwn(table, id.kind) ? table[id.kind] : undefined;
  const refuse = (failure: Failure) => failAt(scope, node, failure);
  if (builtin === undefined) return void fail(scope, externalProgram(plugin));
  const shape: ObjectShape = { fields: { ...builtin.shape, fieldSpecs: SPECS } };
  // A built-in's configuration ignores fields that it does not know.
  const config = decode(withTexts(node, shape), shape, '', (failure) =>
    failure.code === 'unknownField' ? undefined : fail(scope, failure),
  );
  if (config?.kind !== 'map') return undefined;
  const specs = attempt(scope, node, () => specsOf(child(config, 'fieldSpecs')), []);
  if (builtin.needsSpecs && child(config, 'fieldSpecs') === undefined) {
    return void refuse({ code: 'invalidField', subject: `${id.kind}.fieldSpecs`, detail: 'must be there' });
  }
  const fields = attempt(scope, node, () => mapOf(builtin.fields(config, node), node.origin), undefined);
  return fields && { builtin, specs, settings: config, fields };
}

/** An empty one works too, unlike the field of a kustomization: what it names is set anew. */
function affixField(config: MapNode, name: 'prefix' | 'suffix'): ScalarNode {
  const field = child(config, name);
  return field?.kind === 'scalar' ? field : scalar('', 'str', config.origin);
}

/** A generator's name and namespace are those of its metadata, unless it has its own. */
function named(config: MapNode, object: MapNode): MapNode {
  const metadata = child(object, 'metadata');
  const entries = config.entries.slice();
  for (const key of ['name', 'namespace']) {
    const value = child(metadata, key);
    if (value !== undefined && (text(child(config, key)) ?? '') === '') entries.push({ key, value });
  }
  return mapOf(entries, config.origin);
}

function renamed(config: Node | undefined, from: string, to: string): Entry[] {
  const value = child(config, from);
  return value === undefined ? [] : [{ key: to, value }];
}

function listOf(key: string, item: Node | undefined): Entry[] {
  return item === undefined ? [] : [{ key, value: { kind: 'list', items: [item], origin: item.origin } }];
}
