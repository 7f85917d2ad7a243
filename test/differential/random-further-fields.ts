// Further fields of random kustomizations: vars, old ways to patch, built-ins as objects, deep patches with directives, texts with structure.
import * as fc from 'fast-check';
import { stringify } from 'yaml';

const word = fc.constantFrom('web', 'api', 'cache', 'db', 'queue', 'a1', 'x-y');
const kind = fc.constantFrom('Deployment', 'StatefulSet', 'Service', 'ConfigMap', 'Thing');
const directive = fc.constantFrom('replace', 'delete', 'merge');

/** Texts that readers and writers of YAML disagree about. */
export const ODD_TEXTS = [
  ...[
    '0777',
    '1e3',
    '0x1F',
    '~',
    'yes',
    'Off',
    '=',
    '<<',
    '2020-01-01T00:00:00Z',
    '1_000',
    '.inf',
    '-.5',
    '0b1',
    '08',
    '1:30',
    '+1',
    '0o7',
  ],
  ...[
    ' lead',
    'trail ',
    'a: b',
    '- x',
    '#c',
    'a #c',
    '\t',
    'x\ty',
    '😀',
    '12345678901234567890',
    '[a]',
    '{a: b}',
    '"q"',
    "it's",
    '%x',
    '@y',
    '`z',
  ],
  ...[
    'a\n\nb\n',
    '\nx',
    'x\n\n',
    ' x\ny',
    '$(FIRST)',
    'v-$(SECOND)-$$(x)',
    '{"a":{"b":1},"c":[1,2]}',
    'a:\n  b: 1 # one\nc: [x]\n',
    'null',
    'True',
  ],
] as const;

/** Numbers as a file may spell them: written as they are, without quotes. */
export const ODD_NUMBERS = [
  '0777',
  '1e3',
  '0x1F',
  '1.0',
  '1.50',
  '.5',
  '-0',
  '1e21',
  '123456789012345678',
  '18446744073709551615',
  '0.1e-6',
  '1_000',
  '2020-01-01',
  'yes',
  '~',
];

const env = fc.oneof(
  fc.record({ name: word, value: fc.constantFrom('p', '$(FIRST)', '') }),
  fc.record({ name: word, $patch: fc.constant('delete') }),
  fc.record({ name: word, value: fc.constant(null), valueFrom: fc.constant({ configMapKeyRef: { name: 'web', key: 'k' } }) }),
);
const port = fc.record(
  { containerPort: fc.constantFrom(80, 443), protocol: fc.constantFrom('TCP', 'UDP'), name: word, $patch: directive },
  { requiredKeys: ['containerPort'] },
);
const container = fc.record(
  {
    name: word,
    image: fc.constantFrom('nginx:9', null),
    env: fc.oneof(fc.array(env, { maxLength: 2 }), fc.constant([{ $patch: 'replace' }, { name: 'web', value: 'only' }]), fc.constant(null)),
    ports: fc.array(port, { maxLength: 2 }),
    args: fc.constantFrom(['x'], [], null),
    resources: fc.constantFrom({ limits: { cpu: 1, memory: null } }, { $patch: 'replace', requests: {} }, {}),
    $patch: directive,
  },
  { requiredKeys: ['name'] },
);
const volume = fc.record(
  { name: word, emptyDir: fc.constantFrom({}, null), configMap: fc.constantFrom({ name: 'web' }, null), $patch: directive },
  { requiredKeys: ['name'] },
);

/** The body of a strategic merge patch of a workload. */
const deepBody = fc.record(
  {
    metadata: fc.record(
      {
        name: word,
        labels: fc.constantFrom({ app: null }, { app: 'p', x: 1 }, null),
        annotations: fc.constantFrom({ a: 1 }, { a: null }, {}),
      },
      { requiredKeys: ['name'] },
    ),
    spec: fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record(
          {
            replicas: fc.constantFrom(2, null, '2', 1.5),
            selector: fc.constantFrom({ matchLabels: { app: 'p' } }, { $patch: 'delete' }),
            template: fc.record(
              {
                metadata: fc.constantFrom({ labels: { app: 'p' } }, null),
                spec: fc.record(
                  {
                    containers: fc.oneof(
                      fc.array(container, { maxLength: 2 }),
                      fc.constant([{ $patch: 'replace' }, { name: 'web', image: 'x' }]),
                    ),
                    initContainers: fc.array(container, { maxLength: 1 }),
                    volumes: fc.array(volume, { maxLength: 2 }),
                    tolerations: fc.constantFrom([{ key: 'a' }], [{ key: 'b', $patch: 'delete' }]),
                    hostAliases: fc.constantFrom([{ ip: '1.1.1.1', hostnames: ['a'] }], []),
                  },
                  { requiredKeys: [] },
                ),
              },
              { requiredKeys: [] },
            ),
          },
          { requiredKeys: [] },
        ),
      },
      { weight: 1, arbitrary: fc.constantFrom(null, 'text', [], { $patch: 'nonsense' }) },
    ),
  },
  { requiredKeys: ['metadata'] },
);

const deepPatch = fc
  .tuple(fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet'), deepBody)
  .map(([of, body]) => stringify({ apiVersion: 'apps/v1', kind: of, ...body }));

const operation = fc.oneof(
  fc.record({
    op: fc.constantFrom('add', 'replace', 'test'),
    path: pointer(),
    value: fc.constantFrom('v', 1, 2.5, true, null, [], { a: [1] }, '0777'),
  }),
  fc.record({ op: fc.constant('remove'), path: pointer() }),
  fc.record({ op: fc.constantFrom('move', 'copy'), from: pointer(), path: pointer() }),
);

/** There in one of `times` layers or trees. */
export function rarely<T>(arbitrary: fc.Arbitrary<T>, times: number): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

function pointer(): fc.Arbitrary<string> {
  return fc.constantFrom(
    ...[
      '/metadata/labels/app',
      '/metadata/annotations',
      '/metadata/name',
      '/metadata/namespace',
      '/spec/replicas',
      '/spec/template',
      '/kind',
    ],
    ...[
      '/spec/template/spec/containers/0/image',
      '/spec/template/spec/containers/-',
      '/spec/template/spec/containers/1',
      '/data/web',
      '/data/a~1b',
      '/x',
      '',
    ],
  );
}

const target = fc.record(
  { group: fc.constantFrom('apps', ''), version: fc.constant('v1'), kind, name: word, namespace: fc.constantFrom('shop', 'default') },
  { requiredKeys: ['kind', 'name'] },
);

const variable = fc.record({
  name: fc.constantFrom('FIRST', 'SECOND'),
  objref: fc.record({ apiVersion: fc.constantFrom('apps/v1', 'v1'), kind, name: word }),
  fieldref: fc.record({
    fieldPath: fc.constantFrom('metadata.name', 'spec.replicas', 'data.web', 'metadata.labels', 'metadata.namespace'),
  }),
});

const fieldSpecs = fc.constantFrom(
  [{ path: 'metadata/annotations', create: true }],
  [{ path: 'spec/template/metadata/labels', create: true, kind: 'Deployment' }, { path: 'metadata/labels' }],
);
/** Of scalars. */
const scalarSpecs = fc.constantFrom(
  [{ path: 'metadata/name' }],
  [
    { path: 'metadata/namespace', create: true },
    { path: 'subjects/namespace', kind: 'RoleBinding', create: true },
  ],
);

/** Built-ins as objects, inline. */
const transformer = fc
  .oneof(
    fc.record({ kind: fc.constant('AnnotationsTransformer'), annotations: fc.constantFrom({ a: 'x' }, { a: 1, b: true }), fieldSpecs }),
    fc.record({ kind: fc.constant('LabelTransformer'), labels: fc.constantFrom({ a: 'x' }, { 'validated-by': 'me' }), fieldSpecs }),
    fc.record({ kind: fc.constant('PrefixTransformer'), prefix: fc.constantFrom('t-', ''), fieldSpecs: scalarSpecs }),
    fc.record({ kind: fc.constant('SuffixTransformer'), suffix: fc.constantFrom('-t', ''), fieldSpecs: scalarSpecs }),
    fc.record({
      kind: fc.constant('NamespaceTransformer'),
      metadata: fc.constant({ name: 'any', namespace: 'moved' }),
      unsetOnly: fc.boolean(),
      setRoleBindingSubjects: fc.constantFrom('none', 'defaultOnly', 'allServiceAccounts', 'nonsense'),
      fieldSpecs: scalarSpecs,
    }),
    fc.record({
      kind: fc.constant('ImageTagTransformer'),
      imageTag: fc.constant({ name: 'nginx', newTag: 't' }),
      fieldSpecs: fc.constant([{ path: 'spec/template/spec/containers[]/image' }]),
    }),
    fc.record({
      kind: fc.constant('ReplicaCountTransformer'),
      replica: fc.record({ name: word, count: fc.constant(4) }),
      fieldSpecs: fc.constant([{ path: 'spec/replicas', create: true, kind: 'Deployment' }]),
    }),
    fc.record({ kind: fc.constant('HashTransformer') }),
    fc.record({
      kind: fc.constant('ValueAddTransformer'),
      value: fc.constantFrom('v', ''),
      targets: fc.constantFrom(
        [{ fieldPath: 'metadata/labels/v' }],
        [{ selector: { kind: 'Deployment' }, fieldPath: 'metadata/namespace' }],
        [{ fieldPath: 'spec/path', filePathPosition: 1 }],
      ),
    }),
    fc.record({ kind: fc.constant('PatchTransformer'), target: fc.record({ kind }), patch: deepPatch }),
  )
  .map((config) => stringify({ apiVersion: 'builtin', metadata: { name: 'any' }, ...config }));

const pluginGenerator = fc
  .oneof(
    fc.record({
      kind: fc.constantFrom('ConfigMapGenerator', 'SecretGenerator'),
      metadata: fc.record({ name: fc.constantFrom('made', 'web') }),
      literals: fc.constant(['a=1']),
    }),
    fc.record({
      kind: fc.constant('IAMPolicyGenerator'),
      metadata: fc.constant({ name: 'any' }),
      cloud: fc.constant('gke'),
      kubernetesService: fc.record({ name: word, namespace: fc.constantFrom('shop', '') }),
      serviceAccount: fc.constant({ name: 'robot', projectId: 'p' }),
    }),
  )
  .map((config) => stringify({ apiVersion: 'builtin', ...config }));

/** Each field is there in some layers only: most trees must stay ones that kustomize builds. */
export const furtherFields = fc.record({
  vars: rarely(fc.uniqueArray(variable, { minLength: 1, maxLength: 2, selector: ({ name }) => name }), 24),
  patchesStrategicMerge: rarely(fc.array(deepPatch, { minLength: 1, maxLength: 2 }), 40),
  patchesJson6902: rarely(
    fc.array(fc.record({ target, patch: fc.array(operation, { minLength: 1, maxLength: 2 }).map((list) => stringify(list)) }), {
      minLength: 1,
      maxLength: 1,
    }),
    24,
  ),
  deepPatches: rarely(
    fc.array(fc.record({ target: fc.record({ kind: fc.constantFrom('Deployment', 'StatefulSet', '.*Set') }), patch: deepPatch }), {
      minLength: 1,
      maxLength: 2,
    }),
    8,
  ),
  operations: rarely(
    fc.record({ target: fc.record({ kind }), patch: fc.array(operation, { minLength: 1, maxLength: 2 }).map((list) => stringify(list)) }),
    24,
  ),
  transformers: rarely(fc.array(transformer, { minLength: 1, maxLength: 1 }), 12),
  generators: rarely(fc.array(pluginGenerator, { minLength: 1, maxLength: 1 }), 24),
  buildMetadata: rarely(fc.subarray(['originAnnotations', 'transformerAnnotations', 'managedByLabel'], { minLength: 1 }), 8),
  structured: rarely(
    fc.record({
      source: fc.record({ kind: fc.constantFrom('ConfigMap', 'Deployment'), name: word }),
      targets: fc.array(
        fc.record({
          select: fc.record({ kind: fc.constant('ConfigMap') }),
          fieldPaths: fc.array(fc.constantFrom('data.web.a.b', 'data.api.c.0', 'data.db.a.new', 'data.web.c.[=x]', 'data.web'), {
            minLength: 1,
            maxLength: 2,
          }),
          options: fc.record({ create: fc.boolean(), delimiter: fc.constant('-') }, { requiredKeys: [] }),
        }),
        { minLength: 1, maxLength: 1 },
      ),
    }),
    24,
  ),
});

/** Ways to break a file of a tree. */
export const breakage = fc.constantFrom<(text: string) => string>(
  (text) => `${text}\nunknownField: 1\n`,
  (text) => `\ufeff${text}`,
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replace(/^( +)/m, '\t$1'),
  (text) => `${text}resources: []\n`,
  (text) => text.replace(/\n(\w+):/, '\n$1: &a'),
  (text) => `- ${text.replaceAll('\n', '\n  ')}`,
  (text) => `${text}---\n`,
  (text) => text.replace('name:', 'name: !!str'),
  (text) => text.slice(0, Math.floor(text.length / 2)),
  (text) => text.replace(/name: (\w+)/, 'name: null'),
  (text) => text.replace(/kind: \w+/, 'kind: [a]'),
  () => '',
);
