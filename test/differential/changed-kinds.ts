// Random trees in which a patch makes another kind of a generated object: the hash in its name is made from how kustomize keeps it in memory.
import * as fc from 'fast-check';
import type { Tree } from './random-trees';

const SCALARS = [
  ...['1', 'x', '"a b"', "'q'", '0x10', '1.50', 'true', 'null', '~', 'yes', '"yes"', '2020-01-01', '"1"', '1e3', '010', '"a\\nb"', '<&>'],
  ...['"line one\\n  two\\n"', '"é😀"', 'long '.repeat(30).trim(), '""', '"#x"', '"- a"', '123456789012345678901', '"a: b"', '.5', '"\\t"'],
  ...['"trail "', 'on', '0o17', '1_000', '12:30:45'],
];
const KEYS = ['a', 'b', 'c', 'key', '"1"', 'yes-no', 'x.y', '"true"', 'z', '"a b"', 'é'];
const KINDS = ['Foo', 'Deployment', 'Service', 'Job', 'Widget', 'Role'];

const scalar = fc.constantFrom(...SCALARS);
const key = fc.constantFrom(...KEYS);

const { value } = fc.letrec<{ value: string }>((tie) => {
  const entry = fc.tuple(key, tie('value'));
  const entries = fc.uniqueArray(entry, { maxLength: 3, selector: ([name]) => name });
  return {
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      { weight: 2, arbitrary: scalar },
      { weight: 1, arbitrary: entries.map((all) => `{${all.map(([name, one]) => `${name}: ${one}`).join(', ')}}`) },
      { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`) },
    ),
  };
});

const LITERALS = ['x=1', 'y=a b', 'z=yes', 'w=', 'l=1.0', 'm=<b>', 'n=é', `o=${'long text '.repeat(20)}`];

/** Without its kind: a ConfigMap or a Secret. */
const generator = fc
  .record({
    name: fc.constantFrom('a', 'app', 'x1'),
    literals: fc.subarray(LITERALS),
    file: fc.option(fc.constantFrom('one\ntwo\n', 'x', 'a\n\n b\n', '\ttab\n', ''), { nil: undefined }),
    labelled: fc.boolean(),
    namespaced: fc.boolean(),
  })
  .map(({ name, literals, file, labelled, namespaced }) => ({
    file,
    lines: [
      `- name: ${name}`,
      ...(literals.length === 0 ? [] : [`  literals: ${JSON.stringify(literals)}`]),
      ...(file === undefined ? [] : ['  files: [f.txt]']),
      ...(labelled ? ['  options: {labels: {l: m, "n": "1"}, annotations: {an: "yes", b: c}}'] : []),
      ...(namespaced ? ['  namespace: gns'] : []),
    ],
  }));

const operation = fc.oneof(
  value.map((one) => `- {op: add, path: /spec, value: ${one}}`),
  value.map((one) => `- {op: add, path: /list, value: [${one}]}`),
  scalar.map((one) => `- {op: add, path: /metadata/annotations, value: {own: ${one}, a: b}}`),
  fc.constantFrom(
    '- {op: add, path: /metadata/labels, value: {x: "1"}}',
    '- {op: replace, path: /apiVersion, value: example.com/v1}',
    '- {op: remove, path: /kind}\n- {op: add, path: /kind, value: Last}',
  ),
);

const jsonPatch = fc.tuple(fc.constantFrom(...KINDS), fc.array(operation, { maxLength: 3 })).map(([kind, operations]) => ({
  options: '',
  lines: [`- {op: replace, path: /kind, value: ${kind}}`, ...operations].join('\n').split('\n'),
}));

const field = (name: string) =>
  fc.oneof(
    value.map((one) => [`${name}: ${one}`]),
    fc.array(value, { minLength: 1, maxLength: 3 }).map((items) => [`${name}:`, ...items.map((one) => `- ${one}`)]),
    fc
      .tuple(fc.uniqueArray(fc.tuple(key, value), { minLength: 1, maxLength: 3, selector: ([one]) => one }), fc.boolean())
      .map(([entries, withText]) => [
        `${name}:`,
        ...entries.map(([one, inner]) => `  ${one}: ${inner}`),
        ...(withText ? ['  text: |', '    one', '    two'] : []),
      ]),
  );

const strategicPatch = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    metadata: fc.subarray(['  labels: {x: y}', '  annotations: {pa: "yes"}']),
    data: fc.uniqueArray(fc.tuple(fc.constantFrom('x', 'y', 'new', 'z'), scalar), { maxLength: 2, selector: ([name]) => name }),
    fields: fc.tuple(fc.option(field('spec')), fc.option(field('other'))),
    renames: fc.boolean(),
  })
  .map(({ kind, metadata, data, fields, renames }) => ({
    options: `  options: {allowKindChange: true${renames ? ', allowNameChange: true' : ''}}`,
    lines: [
      ...['apiVersion: v1', `kind: ${kind}`, 'metadata:', '  name: any', ...metadata],
      ...(data.length === 0 ? [] : ['data:', ...data.map(([name, one]) => `  ${name}: ${one}`)]),
      ...fields.flatMap((lines) => lines ?? []),
    ],
  }));

const further = fc.subarray([
  'namePrefix: p-',
  'nameSuffix: -s',
  'namespace: ns',
  'namespace: "123"',
  'commonLabels: {q: r, l: "2"}',
  'commonAnnotations: {an: "no", zz: t}',
  'labels: [{pairs: {s: "true"}, includeSelectors: false}]',
  'buildMetadata: [originAnnotations, transformerAnnotations]',
]);

/** What has nothing to do with most of these objects. */
const rare = fc.constantFrom(
  ['images: [{name: x, newTag: "1"}]'],
  ['replicas: [{name: a, count: 3}]'],
  ['replacements: [{sourceValue: r, targets: [{select: {name: a}, fieldPaths: [late], options: {create: true}}]}]'],
);

/** A patch that comes after the one that changes the kind, and other things that may touch the object then. */
const later = fc.subarray(
  [
    '- target: {name: \'.*\'}\n  patch: \'[{"op": "add", "path": "/late", "value": [1, "yes"]}]\'',
    "- target: {name: '.*'}\n  patch: |\n    kind: any\n    metadata: {name: any}\n    late: {a: 1}",
    '- target: {name: \'.*\'}\n  patch: \'[{"op": "replace", "path": "/kind", "value": "ConfigMap"}]\'',
  ],
  { maxLength: 1 },
);

/** Fields that stand twice are refused by both. */
const furtherOnce = further.map((lines) => lines.filter((line) => line !== 'namespace: "123"' || !lines.includes('namespace: ns')));

/** A tree whose folder `overlay` is built, alone or over a base. */
export const changedKinds: fc.Arbitrary<Tree> = fc
  .record({
    secret: fc.boolean(),
    generator,
    patch: fc.oneof(jsonPatch, strategicPatch),
    later: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: later }),
    own: fc
      .tuple(furtherOnce, fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: rare }))
      .map((lines) => lines.flat()),
    outer: fc.option(furtherOnce, { nil: undefined }),
  })
  .map(({ secret, generator: { lines, file }, patch, later: patches, own, outer }) => {
    const folder = outer === undefined ? 'overlay' : 'base';
    const kustomization = [
      secret ? 'secretGenerator:' : 'configMapGenerator:',
      ...lines,
      'patches:',
      `- target: {kind: ${secret ? 'Secret' : 'ConfigMap'}}`,
      ...(patch.options === '' ? [] : [patch.options]),
      '  patch: |',
      ...patch.lines.map((line) => `    ${line}`),
      ...patches,
      ...own,
    ];
    return {
      [`${folder}/kustomization.yaml`]: `${kustomization.join('\n')}\n`,
      ...(file === undefined ? {} : { [`${folder}/f.txt`]: file }),
      ...(outer === undefined ? {} : { 'overlay/kustomization.yaml': `${['resources: [../base]', ...outer].join('\n')}\n` }),
    };
  });
