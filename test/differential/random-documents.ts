// Random charts whose templates give documents in odd forms: separators, hooks, kinds in no order, comments, CRDs, texts that are no objects.
import type { Draw } from './draw';
import type { Tree } from './random-trees';

export function documentChart(draw: Draw): Tree {
  const files = draw.some(
    1,
    4,
    (at) =>
      [
        `chart/templates/${draw.pick(['a', 'b', 'sub/c', 'tests/t', 'Z', '_d'])}${at}.${draw.pick(['yaml', 'yaml', 'yml', 'txt', 'tpl'])}`,
        documents(draw),
      ] as const,
  );
  const crds = draw.rarely(3)
    ? draw.some(
        1,
        2,
        (at) => [`chart/crds/${draw.pick(['x', 'deep/y', 'README'])}${at}.${draw.pick(['yaml', 'json', 'md'])}`, crd(draw)] as const,
      )
    : [];
  const sub: Tree = draw.rarely(3)
    ? { 'chart/charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n', 'chart/charts/sub/templates/s.yaml': documents(draw) }
    : {};
  return {
    'chart/Chart.yaml': `apiVersion: ${draw.pick(['v2', 'v1'])}\nname: top\nversion: 1.2.3\n`,
    ...Object.fromEntries([...files, ...crds]),
    ...sub,
    'values.yaml': '{}\n',
    arguments: draw.pick(['', '', '--include-crds\n', '--skip-tests\n']),
  };
}

const SEPARATORS = [
  '---\n',
  '---\n',
  '\n---\n',
  '--- \n',
  '---   # more\n',
  '\n---\n---\n',
  '---\r\n',
  ' ---\n',
  '...\n',
  '---\ttab\n',
  '----\n',
];

function documents(draw: Draw): string {
  const parts = draw.some(1, 4, () => document(draw));
  const lead = draw.rarely(3)
    ? draw.pick(SEPARATORS)
    : draw.rarely(4)
      ? draw.pick(['\n\n', '# comment\n', '  \n', '\ufeff', '{{- /* nothing */ -}}\n'])
      : '';
  const tail = draw.rarely(3) ? draw.pick(['---\n', '---', '\n\n', '\n# end', '   ', '\n---\n# only a comment\n']) : '';
  return lead + parts.reduce((before, part) => `${before}${draw.rarely(3) ? draw.pick(SEPARATORS) : '\n---\n'}${part}`) + tail;
}

const KINDS = [
  'Namespace',
  'ConfigMap',
  'Secret',
  'ServiceAccount',
  'Deployment',
  'Service',
  'CustomResourceDefinition',
  'Job',
  'Pod',
  'APIService',
  'Unknown',
  'ClusterRole',
  'Ingress',
  'List',
];

function document(draw: Draw): string {
  switch (draw.below(24)) {
    case 0:
      return draw.pick([
        '',
        '# only a comment\n',
        '\n',
        '{}\n',
        'null\n',
        '~\n',
        'text\n',
        '[1, 2]\n',
        '- kind: Pod\n',
        '"---"\n',
        '{{ "" }}\n',
      ]);
    case 1:
      return draw.pick([
        'kind: Pod\n',
        'metadata:\n  name: x\n',
        'kind: 1\napiVersion: true\n',
        'Kind: Pod\n',
        'kind: [a]\n',
        'a: 1\na: 2\n',
        'kind:\n',
        'a: &x 1\nb: *x\n',
        '!!binary aGk=\n',
      ]);
    default:
      return object(draw);
  }
}

function object(draw: Draw): string {
  const lines = [
    `apiVersion: ${draw.pick(['v1', 'v1', 'apps/v1', '"v1"', 'v1 # beta'])}`,
    `kind: ${draw.pick(KINDS)}`,
    'metadata:',
    `  name: ${draw.pick(['x', 'y', 'z', '"1"', 'null', '{{ .Release.Name }}'])}`,
  ];
  if (draw.rarely(2)) lines.push(...annotations(draw));
  if (draw.rarely(3))
    lines.push(
      `data:`,
      `  key: ${draw.pick(['|\n    one\n    ---\n    two', '>-\n    folded\n    text', '"a\\nb"', "'---'", '1', 'yes', '|\n\n    x\n\n'])}`,
    );
  if (draw.rarely(6)) lines.splice(draw.below(lines.length), 0, draw.pick(['# comment', '', '#---', '  # indented']));
  const text = lines.join('\n');
  return `${draw.rarely(8) ? text.replaceAll('\n', '\r\n') : text}${draw.pick(['\n', '\n', '', '\n\n', ' \n'])}`;
}

function annotations(draw: Draw): readonly string[] {
  const hook = draw.pick([
    'pre-install',
    'post-install',
    'test',
    'test-success',
    'pre-install,post-upgrade',
    'pre-install, test',
    'crd-install',
    'none',
    '""',
    'PRE-INSTALL',
    'pre-delete',
    '1',
    'test ,post-install',
  ]);
  const weight = draw.pick(['"1"', '"-5"', '"10"', 'x', '1', '"1.5"', '" 2"', '"007"', '""']);
  const policy = draw.pick(['before-hook-creation', 'hook-succeeded,hook-failed', 'never', '""']);
  const all = [
    `    helm.sh/hook: ${hook}`,
    `    helm.sh/hook-weight: ${weight}`,
    `    helm.sh/hook-delete-policy: ${policy}`,
    '    helm.sh/resource-policy: keep',
    '    other: "1"',
    '    number: 1',
  ];
  return [
    draw.rarely(12) ? '  annotations: {}' : '  annotations:',
    ...(draw.rarely(3) ? all : [all[0] as string, ...all.slice(1).filter(() => draw.rarely(3))]),
  ];
}

function crd(draw: Draw): string {
  return draw.pick([
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: x\n',
    'a: 1\n---\nb: 2\n',
    '{{ .Values.text }}\n',
    '',
    '# comment\n',
    '---\nkind: X\n---\n',
  ]);
}
