// The features of random trees, each in the forms that a kustomization may give it, right and wrong.
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { generatorForms, patchForms } from './feature-patches';
import { type Feature, builtins, JSON_OPERATIONS, KINDS, NAMES, TARGET } from './feature-parts';

const images = fc.array(
  fc.record(
    {
      name: fc.constantFrom('nginx', 'localhost:5000/nginx', 'ghcr.io/o/nginx', 'ngin.', 'nginx:1.2', '', '(', 'yes', 'ghcr.io/o/.*'),
      newName: fc.constantFrom('mirror.example:5000/n', 'nginx', '', 'a/b/c'),
      newTag: fc.constantFrom('1.2', '1', '1e3', '', 'v2', 2 as unknown as string, '0777'),
      digest: fc.constantFrom('sha256:bb', ''),
      tagSuffix: fc.constantFrom('-x', ''),
    },
    { requiredKeys: ['name'] },
  ),
  { minLength: 1, maxLength: 2 },
);

const replicas = fc.array(
  fc.record(
    {
      name: fc.constantFrom(...NAMES, 'none', ''),
      count: fc.constantFrom(0, 3, -1, '4' as unknown as number, 1.5, null as unknown as number),
    },
    { requiredKeys: ['name'] },
  ),
  { minLength: 1, maxLength: 2 },
);

const property = fc.oneof(
  fc.constant({ type: 'object', 'x-kubernetes-object-ref-api-version': 'apps/v1', 'x-kubernetes-object-ref-kind': 'Deployment' }),
  fc.constant({
    'x-kubernetes-object-ref-api-version': 'v1',
    'x-kubernetes-object-ref-kind': 'ConfigMap',
    'x-kubernetes-object-ref-name-key': 'config',
  }),
  fc.constant({ 'x-kubernetes-label-selector': '' }),
  fc.constant({ 'x-kubernetes-annotation': 'yes' }),
  fc.constant({ 'x-kubernetes-identity': '' }),
  fc.constant({ 'x-kubernetes-identity': true }),
  fc.constant({ $ref: 'github.com/x/ThingRef' }),
  fc.constant({ type: 'string' }),
);
const crds = fc
  .record({
    style: fc.constantFrom('Schema', 'schema', 'none'),
    ref: property,
    labels: property,
    config: property,
    name: fc.constantFrom('github.com/x.Thing', 'Thing', 'x.Other'),
    types: fc.boolean(),
  })
  .map(({ style, ref, labels, config, name, types }): Feature => {
    const header = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } };
    const wrap = (properties: object) => (style === 'none' ? { properties } : { [style]: { properties } });
    const definitions = {
      [name]: wrap({ ...(types ? header : {}), spec: { $ref: 'github.com/x/ThingSpec' } }),
      'github.com/x/ThingSpec': wrap({ ref, labels, config, image: { type: 'string' } }),
      'github.com/x/ThingRef': wrap({ name: { 'x-kubernetes-identity': '' } }),
    };
    return { fields: { crds: ['crds.json'] }, files: { 'crds.json': JSON.stringify(definitions) } };
  });

const specs = fc.array(
  fc.record(
    {
      path: fc.constantFrom(
        'spec/image',
        'spec/ref/name',
        'spec/list[]/key',
        'spec/labels',
        'spec/host',
        'metadata/name',
        'spec/new/deep',
        'spec/config',
        '',
        'spec/template/spec/containers[]/image',
      ),
      kind: fc.constantFrom('Thing', 'Deployment', 'Nothing'),
      create: fc.boolean(),
      group: fc.constantFrom('example.com', 'apps'),
      version: fc.constant('v1'),
    },
    { requiredKeys: ['path'] },
  ),
  { minLength: 1, maxLength: 2 },
);
const configurations = fc
  .record(
    {
      commonLabels: specs,
      commonAnnotations: specs,
      labels: specs,
      templateLabels: specs,
      images: specs,
      replicas: specs,
      namePrefix: specs,
      nameSuffix: specs,
      namespace: specs,
      varReference: specs,
      nameReference: fc.array(
        fc.record(
          { kind: fc.constantFrom('Deployment', 'ConfigMap', 'Thing'), version: fc.constantFrom('v1', ''), fieldSpecs: specs },
          { requiredKeys: ['kind', 'fieldSpecs'] },
        ),
        { minLength: 1, maxLength: 2 },
      ),
      unknown: fc.constant(1),
    },
    { requiredKeys: [] },
  )
  .map(
    (config): Feature => ({
      fields: { configurations: ['config.yaml'] },
      files: { 'config.yaml': stringify(JSON.parse(JSON.stringify(config))) },
    }),
  );

const openapi = fc
  .record({ keys: fc.constantFrom(['key'], ['key', 'v'], ['v']), version: rarelyVersion(), cluster: fc.boolean(), malformed: fc.boolean() })
  .map(({ keys, version, cluster, malformed }): Feature => {
    const list = {
      type: 'array',
      items: { type: 'object' },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-patch-merge-key': keys[0],
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-list-map-keys': keys,
    };
    const schema = {
      definitions: {
        'x.Thing': {
          properties: { spec: { properties: { list } } },
          'x-kubernetes-group-version-kind': [{ group: 'example.com', version: 'v1', kind: 'Thing' }],
        },
      },
      ...(cluster && {
        paths: {
          '/apis/example.com/v1/things/{name}': {
            get: {
              'x-kubernetes-action': 'get',
              'x-kubernetes-group-version-kind': { group: 'example.com', version: 'v1', kind: 'Thing' },
            },
          },
        },
      }),
    };
    const text = malformed ? '{"definitions": []}' : JSON.stringify(schema);
    return version === undefined
      ? { fields: { openapi: { path: 'schema.json' } }, files: { 'schema.json': text } }
      : { fields: { openapi: { version } } };
  });

function rarelyVersion(): fc.Arbitrary<string | undefined> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom('v1.21.2', 'v1.20.4', '') });
}

const path = fc.constantFrom(
  ...[
    'metadata.name',
    'metadata.namespace',
    'metadata.labels.app',
    'metadata.annotations.note',
    'spec.replicas',
    'spec.template.spec.containers.*.image',
  ],
  ...[
    'spec.template.spec.containers.[name=web].image',
    'spec.template.spec.containers.0.env.[name=A].value',
    'spec.host',
    'spec.list.[key=a].v',
    'spec.list.*.key',
  ],
  ...[
    'data.a',
    'data.host',
    'data.json.a.b.0',
    'data.json',
    'spec.count',
    'spec.big',
    'spec.when',
    'spec.nothing',
    'spec.labels',
    'spec.new.deep',
    'spec.list.-',
    'spec.list.5',
    '',
    'spec..x',
  ],
);
const source = fc.record(
  {
    kind: fc.constantFrom(...KINDS),
    name: fc.constantFrom(...NAMES),
    namespace: fc.constantFrom('shop', 'default', ''),
    group: fc.constantFrom('apps', ''),
    fieldPath: path,
    options: fc.record({ delimiter: fc.constantFrom('.', ':', '/', ''), index: fc.constantFrom(0, 1, -1, 9) }, { requiredKeys: [] }),
  },
  { requiredKeys: ['kind'] },
);
const replacement = fc.record(
  {
    source,
    sourceValue: fc.constantFrom('fixed', '', '0777', 'a: b'),
    targets: fc.array(
      fc.record(
        {
          select: fc.record(
            { kind: fc.constantFrom(...KINDS), name: fc.constantFrom(...NAMES, '.*', 'w.b'), version: fc.constant('v1') },
            { requiredKeys: [] },
          ),
          reject: fc.array(fc.record({ name: fc.constantFrom(...NAMES), kind: fc.constantFrom(...KINDS) }, { requiredKeys: [] }), {
            maxLength: 1,
          }),
          fieldPaths: fc.array(path, { minLength: 0, maxLength: 2 }),
          options: fc.record(
            {
              delimiter: fc.constantFrom('.', ':', '/', ''),
              index: fc.constantFrom(0, 1, -1, 9),
              create: fc.boolean(),
              encoding: fc.constantFrom('', 'base64'),
            },
            { requiredKeys: [] },
          ),
        },
        { requiredKeys: ['select', 'fieldPaths'] },
      ),
      { minLength: 1, maxLength: 2 },
    ),
  },
  { requiredKeys: ['targets'] },
);
const replacements = fc
  .record({
    list: fc.array(
      fc.oneof(
        replacement.map((one) =>
          one.source === undefined && one.sourceValue === undefined ? { ...one, source: { kind: 'Deployment', name: 'web' } } : one,
        ),
      ),
      { minLength: 1, maxLength: 2 },
    ),
    inFile: fc.boolean(),
  })
  .map(({ list, inFile }): Feature => {
    const plain = JSON.parse(JSON.stringify(list));
    if (!inFile) return { fields: { replacements: plain } };
    return { fields: { replacements: [{ path: 'replacements.yaml' }] }, files: { 'replacements.yaml': stringify(plain) } };
  });

const vars = fc
  .record({
    list: fc.uniqueArray(
      fc.record(
        {
          name: fc.constantFrom('HOST', 'PORT', 'NONE'),
          objref: fc.record(
            {
              kind: fc.constantFrom(...KINDS),
              name: fc.constantFrom(...NAMES),
              apiVersion: fc.constantFrom('apps/v1', 'v1', 'example.com/v1'),
            },
            { requiredKeys: ['kind', 'name'] },
          ),
          fieldref: fc.record({
            fieldpath: fc.constantFrom(
              'metadata.name',
              'spec.replicas',
              'data.a',
              'spec.template.spec.containers[0].image',
              'spec.list[1]',
              'spec.labels',
              'spec.none',
            ),
          }),
        },
        { requiredKeys: ['name', 'objref'] },
      ),
      { minLength: 1, maxLength: 2, selector: ({ name }) => name },
    ),
    reference: fc.constantFrom('spec/host', 'spec/list[]/key', 'data', 'spec/labels', 'metadata/annotations'),
  })
  .map(
    ({ list, reference }): Feature => ({
      fields: { vars: JSON.parse(JSON.stringify(list)), configurations: ['vars.yaml'] },
      files: { 'vars.yaml': stringify({ varReference: [{ path: reference }] }) },
    }),
  );

const sortOptions = fc.oneof(
  fc.constantFrom<object>({ order: 'fifo' }, { order: 'legacy' }, { order: 'other' }, {}, { order: 'fifo', legacySortOptions: {} }),
  fc.record({
    order: fc.constant('legacy'),
    legacySortOptions: fc.record(
      { orderFirst: fc.subarray([...KINDS, 'Namespace', 'List']), orderLast: fc.subarray([...KINDS, 'Namespace']) },
      { requiredKeys: [] },
    ),
  }),
);

const plain = <T>(field: string, value: fc.Arbitrary<T>) =>
  value.map((one): Feature => ({ fields: { [field]: JSON.parse(JSON.stringify(one)) } }));

const pluginField =
  (field: 'transformers' | 'validators' | 'generators', inFile: boolean) =>
  (config: object): Feature =>
    inFile
      ? { fields: { [field]: [`${field}.yaml`] }, files: { [`${field}.yaml`]: stringify(config) } }
      : { fields: { [field]: [stringify(config)] } };

export const FEATURES: readonly fc.WeightedArbitrary<Feature>[] = [
  { weight: 3, arbitrary: plain('images', images) },
  { weight: 2, arbitrary: plain('replicas', replicas) },
  { weight: 2, arbitrary: crds },
  { weight: 2, arbitrary: configurations },
  { weight: 2, arbitrary: openapi },
  { weight: 3, arbitrary: replacements },
  { weight: 2, arbitrary: vars },
  { weight: 1, arbitrary: plain('sortOptions', sortOptions) },
  {
    weight: 1,
    arbitrary: plain(
      'buildMetadata',
      fc.subarray(['originAnnotations', 'transformerAnnotations', 'managedByLabel', 'nonsense'], { minLength: 1, maxLength: 3 }),
    ),
  },
  { weight: 3, arbitrary: builtins.map(pluginField('validators', false)) },
  { weight: 1, arbitrary: builtins.map(pluginField('validators', true)) },
  { weight: 2, arbitrary: builtins.map(pluginField('transformers', false)) },
  { weight: 2, arbitrary: builtins.map(pluginField('transformers', true)) },
  { weight: 5, arbitrary: patchForms },
  { weight: 3, arbitrary: generatorForms },
  {
    weight: 2,
    arbitrary: plain(
      'patches',
      fc.record({ target: TARGET, patch: JSON_OPERATIONS }).map((one) => [one]),
    ),
  },
  { weight: 1, arbitrary: plain('namespace', fc.constantFrom('shop', 'moved', 'default', '')) },
  { weight: 1, arbitrary: plain('namePrefix', fc.constantFrom('p-', '1', '')) },
  { weight: 1, arbitrary: plain('nameSuffix', fc.constantFrom('-s', '1')) },
  { weight: 1, arbitrary: plain('commonLabels', fc.constantFrom({ app: 'new' }, { '1': 'x' }, { a: 1 }, { on: 'yes' }, {})) },
  { weight: 1, arbitrary: plain('commonAnnotations', fc.constantFrom({ note: 'n' }, { y: '1' }, { a: true }, { b: '' })) },
  {
    weight: 1,
    arbitrary: plain(
      'labels',
      fc
        .record(
          {
            pairs: fc.constantFrom({ app: 'l' }, { n: '2' }),
            includeSelectors: fc.boolean(),
            includeTemplates: fc.boolean(),
            fields: fc.constantFrom([{ path: 'spec/labels', create: true }], []),
          },
          { requiredKeys: [] },
        )
        .map((one) => [one]),
    ),
  },
];
