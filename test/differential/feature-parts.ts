// Parts that several features of random trees share: names, targets, JSON patches, built-ins as objects.
import * as fc from 'fast-check';
import { stringify } from 'yaml';

/** What a feature adds to a folder: fields of its kustomization, and files beside it. */
export interface Feature {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

export const NAMES = ['web', 'api', 'settings', 'thing', 'other', 'keys', 'made', 'bare', 'odd'] as const;
export const KINDS = ['Deployment', 'StatefulSet', 'Service', 'ConfigMap', 'Secret', 'Thing', 'CronJob'] as const;

export const TARGET = fc.record(
  {
    kind: fc.constantFrom(...KINDS, 'Deploy.*', '.*Set'),
    name: fc.constantFrom(...NAMES, 'w.*', '.*', 'we', '^web$', 'web|api', '('),
    namespace: fc.constantFrom('shop', 'default', '', '.*'),
    group: fc.constantFrom('apps', '', 'example.com'),
    version: fc.constantFrom('v1', 'v.*'),
    labelSelector: fc.constantFrom(
      'app=web',
      'app',
      '!n',
      'n=1',
      'app in (web)',
      'app==',
      '=x',
      '-x',
      'a/b/c',
      'app=a b',
      'app in ()',
      'app in (a,,b)',
      'n>0',
      'app,',
      'app=-',
    ),
    annotationSelector: fc.constantFrom('note', 'a=true', 'note=0777'),
  },
  { requiredKeys: ['kind'] },
);

const pointer = fc.constantFrom(
  ...[
    '/metadata/name',
    '/metadata/labels',
    '/metadata/labels/app',
    '/metadata/annotations/a~1b',
    '/metadata/annotations',
    '/metadata/namespace',
    '/kind',
  ],
  ...[
    '/spec/replicas',
    '/spec/template/spec/containers/0',
    '/spec/template/spec/containers/-',
    '/spec/template/spec/containers/-1',
    '/spec/template/spec/containers/9',
  ],
  ...[
    '/spec/template/spec/containers/0/image',
    '/spec/count',
    '/spec/list/1',
    '/spec/list/-',
    '/spec/list/0/key',
    '/spec/big',
    '/spec/nothing',
    '/spec/nothing/x',
  ],
  ...[
    '/data/a',
    '/data/on',
    '/data/json',
    '/data',
    '',
    '/',
    '/x/y',
    'spec/replicas',
    '/spec/list/01',
    '/spec/~2',
    '/data/1',
    '/spec/list/+1',
  ],
);
const value = fc.constantFrom<unknown>(
  ...['v', '', '0777', 'yes', 'a: b', 'two\nlines\n', 1, 0, -1, 1.5, 2.0, 1e21, 2 ** 60, true, null],
  ...[
    [],
    {},
    [1, 'a', null],
    { a: null, b: [true] },
    { name: 'new', image: 'nginx:9' },
    { y: 'n', '1': 'one' },
    '2020-01-01',
    ' lead',
    '#x',
  ],
);
const operation = fc.oneof(
  fc.record({ op: fc.constantFrom('add', 'replace', 'test'), path: pointer, value }, { requiredKeys: ['op', 'path'] }),
  fc.record({ op: fc.constantFrom('add', 'replace'), path: pointer, value }),
  fc.record({ op: fc.constant('remove'), path: pointer }),
  fc.record({ op: fc.constantFrom('move', 'copy'), from: pointer, path: pointer }),
  fc.constantFrom<object>({ op: 'other', path: '/x' }, { path: '/x', value: 1 }, { op: 'add', value: 1 }, { op: 'add', path: 3, value: 1 }),
);

/** As YAML, as JSON, and as what is neither. */
export const JSON_OPERATIONS = fc
  .tuple(fc.array(operation, { minLength: 1, maxLength: 3 }), fc.constantFrom('yaml', 'yaml', 'json', 'spaced', 'comment', 'marker', 'tab'))
  .map(([list, form]) => {
    const yaml = stringify(list);
    if (form === 'json') return JSON.stringify(list);
    if (form === 'spaced') return `\n  ${JSON.stringify(list, undefined, 2)}\n`;
    if (form === 'comment') return `# first\n${yaml}`;
    if (form === 'marker') return `---\n${yaml}`;
    return form === 'tab' ? yaml.replace('  ', '\t') : yaml;
  });

/** Of maps and of scalars. kustomize keeps its own notes in annotations, so that a scalar's transformer finds a map there where no file has one. */
const mapSpecs = fc.constantFrom(
  [{ path: 'metadata/labels', create: true }],
  [{ path: 'metadata/annotations', create: true }],
  [{ path: 'metadata/name' }],
  [{ path: 'spec/template/metadata/labels' }, { path: 'metadata/labels' }],
  [{ path: 'spec/new', create: true }],
  [],
);
const scalarSpecs = fc.constantFrom(
  [{ path: 'metadata/name' }],
  [{ path: 'metadata/labels', create: true }],
  [{ path: 'spec/image', kind: 'Thing' }],
  [{ path: 'spec/template/spec/containers[]/image' }],
  [{ path: 'spec/replicas', create: true }],
  [{ path: 'metadata/namespace', create: true }],
  [],
);

/** Built-ins as objects, many of which change nothing: as validators those are let through, or not. */
export const builtins: fc.Arbitrary<object> = fc
  .oneof(
    built('LabelTransformer', {
      labels: fc.constantFrom<object>({ 'validated-by': 'me' }, { app: 'web' }, { n: '1' }, { n: 1 }, {}, { app: '' }),
    }),
    built('AnnotationsTransformer', { annotations: fc.constantFrom<object>({ a: 'true' }, { note: '0777' }, {}, { a: '' }) }),
    built('PrefixTransformer', { prefix: fc.constantFrom('', 'x-') }),
    built('SuffixTransformer', { suffix: fc.constantFrom('', '-x') }),
    built('PrefixSuffixTransformer', { prefix: fc.constantFrom('', 'x-'), suffix: fc.constantFrom('', '-y') }),
    built('ImageTagTransformer', {
      imageTag: fc.constantFrom<object>(
        { name: 'nginx' },
        { name: 'nginx', newTag: '1.2' },
        { name: 'absent', newTag: '1' },
        { name: 'nginx', newName: 'nginx' },
        {},
      ),
    }),
    built('ReplicaCountTransformer', { replica: fc.record({ name: fc.constantFrom(...NAMES), count: fc.constantFrom(2, 1, 5) }) }),
    built('NamespaceTransformer', {
      metadata: fc.constantFrom<object>({ name: 'any', namespace: 'shop' }, { name: 'any' }, { name: 'any', namespace: 'moved' }),
      unsetOnly: fc.boolean(),
      setRoleBindingSubjects: fc.constantFrom('none', 'defaultOnly', 'allServiceAccounts'),
    }),
    built('PatchTransformer', {
      target: TARGET,
      patch: fc.oneof(
        JSON_OPERATIONS,
        fc.constantFrom(
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n',
          'apiVersion: v1\nkind: Any\nmetadata: {name: any, labels: {p: "1"}}\n',
        ),
      ),
    }),
    built('PatchJson6902Transformer', { target: TARGET, jsonOp: JSON_OPERATIONS }),
    built('HashTransformer', {}),
    built('ValueAddTransformer', {
      value: fc.constantFrom('shop', '', 'v'),
      targets: fc.constantFrom([{ fieldPath: 'metadata/namespace' }], [{ fieldPath: 'spec/host', selector: { kind: 'Thing' } }]),
    }),
    built('ReplacementTransformer', {
      replacements: fc.constantFrom([
        {
          source: { kind: 'Deployment', name: 'web', fieldPath: 'spec.replicas' },
          targets: [{ select: { kind: 'Deployment' }, fieldPaths: ['spec.replicas'] }],
        },
      ]),
    }),
  )
  .map((config) => JSON.parse(JSON.stringify(config)));

function built(kind: string, fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  return fc
    .record({ fieldSpecs: /^(Label|Annotations)/.test(kind) ? mapSpecs : scalarSpecs, ...fields })
    .map((config) => ({ apiVersion: 'builtin', kind, metadata: { name: 'any' }, ...config }));
}
