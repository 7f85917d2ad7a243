// Strategic merge patches with their directives and options, and generators that read files, as features of random trees.
import * as fc from 'fast-check';
import { type Feature, JSON_OPERATIONS, TARGET } from './feature-parts';

const body = fc.constantFrom(
  'spec: {replicas: 3}\n',
  'spec: {replicas: null}\n',
  '$patch: delete\n',
  '$patch: replace\nspec: {x: 1}\n',
  '$patch: merge\n',
  '$patch: other\n',
  'spec:\n  $patch: delete\n',
  'spec:\n  $patch: replace\n  y: 2\n',
  'spec:\n  template:\n    spec:\n      containers:\n      - {name: web, $patch: delete}\n',
  'spec:\n  template:\n    spec:\n      containers:\n      - $patch: replace\n      - {name: only, image: x}\n',
  'spec:\n  template:\n    spec:\n      $setElementOrder/containers: [{name: side}, {name: web}]\n      containers: [{name: web, image: "nginx:3"}]\n',
  'spec:\n  template:\n    spec:\n      $retainKeys: [containers]\n      containers: [{name: web}]\n',
  'spec:\n  template:\n    spec:\n      $deleteFromPrimitiveList/finalizers: [a]\n      containers: [{name: web, args: [a]}]\n',
  'spec:\n  template:\n    spec:\n      containers:\n      - image: unnamed\n',
  'spec:\n  template:\n    spec:\n      containers:\n      - {name: web, ports: [{containerPort: 80, protocol: TCP, name: p}, {containerPort: 81}]}\n',
  'spec:\n  list:\n  - {key: a, v: 9}\n  - {key: c}\n',
  'spec:\n  list: [{key: a, $patch: delete}]\n',
  'spec:\n  ports:\n  - {port: 80, name: changed}\n  - {port: 81}\n',
  'spec: {ref: null, labels: {app: null, new: x}, count: 1.50, when: "2020-01-01"}\n',
  'data:\n  a: null\n  "on": "y"\n  text: |\n    kept\n\n    twice\n',
  'data: {a: 0777, "1": one}\n',
  'kind: Other\n',
  'metadata: {name: renamed}\n',
  'metadata: {namespace: moved}\n',
  'metadata: {labels: {app: null, "2": x}, annotations: {note: null, y: n}}\n',
  'metadata:\n  labels: null\n  annotations:\n',
  'spec: text\n',
  'spec:\n- a\n',
  'subjects: [{kind: ServiceAccount, name: robot, namespace: z}]\n',
);

const identity = fc.constantFrom(
  ...[
    'apps/v1 Deployment web',
    'apps/v1 Deployment api shop',
    'apps/v1 StatefulSet web',
    'v1 ConfigMap settings',
    'v1 ConfigMap made',
    'v1 Service web',
  ],
  ...[
    'example.com/v1 Thing thing',
    'example.com/v1 Thing other shop',
    'v1 Secret keys',
    'apps/v1 Deployment absent',
    'v1 Deployment web',
    'batch/v1 CronJob tick',
  ],
);

const text = fc.tuple(identity, body).map(([id, fields]) => {
  const [apiVersion, kind, name, namespace] = id.split(' ');
  const metadata = fields.startsWith('metadata:')
    ? ''
    : `metadata:\n  name: ${name}\n${namespace === undefined ? '' : `  namespace: ${namespace}\n`}`;
  const ownKind = fields.startsWith('kind:') ? '' : `kind: ${kind}\n`;
  return `apiVersion: ${apiVersion}\n${ownKind}${metadata}${fields}`;
});
const several = fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: fc.tuple(text, text).map((both) => both.join('---\n')) });

const options = fc.constantFrom({ allowNameChange: true }, { allowKindChange: true }, { allowNameChange: true, allowKindChange: true }, {});

export const patchForms: fc.Arbitrary<Feature> = fc.oneof(
  fc.record({ patch: several, options }, { requiredKeys: ['patch'] }).map(inline),
  fc.record({ patch: several, target: TARGET, options }, { requiredKeys: ['patch', 'target'] }).map(inline),
  fc.record({ patch: several, options }, { requiredKeys: ['patch'] }).map(fromFile),
  fc.record({ patch: JSON_OPERATIONS, target: TARGET }).map(fromFile),
  several.map((patch): Feature => ({ fields: { patchesStrategicMerge: [patch] } })),
  several.map((patch): Feature => ({ fields: { patchesStrategicMerge: ['old.yaml'] }, files: { 'old.yaml': patch } })),
  fc.record({ target: TARGET, patch: JSON_OPERATIONS }).map((one): Feature => ({ fields: { patchesJson6902: [defined(one)] } })),
  fc.record({ target: TARGET, patch: JSON_OPERATIONS }).map(
    ({ target, patch }): Feature => ({
      fields: { patchesJson6902: [defined({ target, path: 'old.json' })] },
      files: { 'old.json': patch },
    }),
  ),
);

function inline(entry: object): Feature {
  return { fields: { patches: [defined(entry)] } };
}

function fromFile({ patch, ...entry }: { readonly patch: string }): Feature {
  return { fields: { patches: [defined({ path: 'patch.yaml', ...entry })] }, files: { 'patch.yaml': patch } };
}

const content = fc.constantFrom<string | Uint8Array>(
  ...[
    'a=1\nb=two\n',
    '# c\n\nexport X=1\n x=y\nempty=\n',
    'a\n',
    'K',
    '=v\n',
    'a=1\na=2\n',
    '\ufeffa=b\r\nc=d\r\n',
    '1=one\n',
    'a b=c\n',
    '"q"=x\n',
    "s='t'\n",
  ],
  ...[
    'text\n',
    'no end',
    'two\n\nlines\n\n',
    'tab\t\n',
    '  lead\n',
    'trail \nx\n',
    '\0',
    '{"json": 1}',
    '---\n',
    '\r\n',
    'é😀\u2028',
    `${'x'.repeat(120)}\n`,
  ],
  Uint8Array.of(0xff, 0xfe),
  Uint8Array.of(0xc3, 0xa9, 10),
);

const entry = fc.record(
  {
    name: fc.constantFrom('made', 'settings', 'keys', 'Bad_Name', '', '1'),
    namespace: fc.constantFrom('shop', ''),
    behavior: fc.constantFrom('create', 'merge', 'replace', '', 'other'),
    files: fc.constantFrom(
      ['one.txt'],
      ['k=one.txt'],
      ['=one.txt'],
      ['k='],
      ['a=b=one.txt'],
      ['absent.txt'],
      ['one.txt', 'one.txt'],
      ['../base/objects.yaml'],
      ['bad key=one.txt'],
      ['.'],
    ),
    envs: fc.constantFrom(['vars.env'], ['absent.env'], ['vars.env', 'one.txt']),
    env: fc.constant('vars.env'),
    literals: fc.constantFrom(
      ['a=1'],
      ['a'],
      ['=x'],
      ['a=', 'b="q"'],
      ["c='s'"],
      ['a=1', 'a=2'],
      ['1=x'],
      ['k=$(HOST)'],
      ['x=y=z'],
      ['d="', "e='"],
      ['on=y'],
      ['l=a\nb'],
    ),
    options: fc.constantFrom<object>(
      { disableNameSuffixHash: true },
      { immutable: true },
      { labels: { app: 'g' } },
      { annotations: { '1': 'x' } },
      { labels: { n: '1' }, annotations: { b: 'true' } },
    ),
    type: fc.constantFrom('Opaque', 'kubernetes.io/tls', ''),
  },
  { requiredKeys: ['name'] },
);

export const generatorForms: fc.Arbitrary<Feature> = fc
  .record({
    field: fc.constantFrom('configMapGenerator', 'secretGenerator'),
    entry,
    one: content,
    vars: content,
    generatorOptions: fc.constantFrom<object | undefined>(
      undefined,
      undefined,
      undefined,
      { disableNameSuffixHash: true },
      { labels: { g: 'o' }, immutable: true },
      { annotations: { y: 'n' } },
    ),
  })
  .map(
    ({ field, entry: { type, ...rest }, one, vars, generatorOptions }): Feature => ({
      fields: defined({ [field]: [field === 'secretGenerator' ? { ...rest, type } : rest], generatorOptions }),
      files: { 'one.txt': one, 'vars.env': vars },
    }),
  );

/** Without what is undefined. */
function defined(fields: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(fields));
}
