// Values files of an Application: which files patterns stand for, in which order, and what is said of those that are not there.
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { discover } from '../../../../src/engine/discover/discover';
import type { App } from '../../../../src/engine/model';
import { renderArgoApplication } from '../../../../src/engine/render/argo/application';
import { createBuildCache } from '../../../../src/engine/render/kustomize/build';
import { at } from '../../../../src/engine/yaml/access';
import { toJson } from '../../../../src/engine/yaml/json';
import { memoryFiles } from '../../../support/memory-files';

const VALUES = [
  'envs/a.yaml',
  'envs/z.yaml',
  'envs/B.yaml',
  'envs/x.yml',
  'envs/alpha/b.yaml',
  'envs/nested/c.yaml',
  'envs/nested/deep/d.yaml',
  'top.yaml',
];

/** Each file appends nothing, but sets `last` and a key of its own, so that the merged values tell which were read, and which came last. */
const TREE = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 0.1.0\n',
  'chart/templates/map.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {last: {{ .Values.last | quote }}, files: {{ keys (.Values.files | default dict) | sortAlpha | join " " | quote }}}\n',
  ...Object.fromEntries(VALUES.map((path) => [`values/${path}`, `last: ${path}\nfiles: {${path.replace(/\W/g, '_')}: 1}\n`])),
};

function shown(valueFiles: readonly string[], ignoreMissingValueFiles = false) {
  const spec = {
    destination: { server: 'https://kubernetes.default.svc', namespace: 'store' },
    sources: [
      { repoURL: 'x', path: 'chart', helm: { valueFiles, ignoreMissingValueFiles } },
      { repoURL: 'x', ref: 'other' },
    ],
  };
  const object = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'shop', namespace: 'argocd' }, spec };
  const files = memoryFiles({ ...TREE, 'argocd/app.yaml': stringify(object) });
  const app = discover(files)
    .environments.flatMap(({ apps }) => apps)
    .find(({ kind }) => kind === 'argoApplication') as App;
  const { objects, failures, warnings, reads } = renderArgoApplication(app, files, createBuildCache());
  const data = at(objects[0]?.node, ['data']);
  return { data: data && toJson(data), failures, warnings: warnings.map(({ code, subject }) => `${code} ${subject}`), reads };
}

// What doublestar v4.10.0 gives for the same tree.
test.each([
  ['$other/values/envs/*.yaml', 'envs/z.yaml', 'envs_B_yaml envs_a_yaml envs_z_yaml'],
  [
    '../values/envs/**/*.yaml',
    'envs/nested/deep/d.yaml',
    'envs_B_yaml envs_a_yaml envs_alpha_b_yaml envs_nested_c_yaml envs_nested_deep_d_yaml envs_z_yaml',
  ],
  ['/values/envs/*/*.yaml', 'envs/nested/c.yaml', 'envs_alpha_b_yaml envs_nested_c_yaml'],
  ['/values/envs/?.y*ml', 'envs/z.yaml', 'envs_B_yaml envs_a_yaml envs_x_yml envs_z_yaml'],
  ['/values/envs/[!a].yaml', 'envs/z.yaml', 'envs_B_yaml envs_z_yaml'],
  ['/values/envs/[^a].yaml', 'envs/z.yaml', 'envs_B_yaml envs_z_yaml'],
  ['/values/e*/**/[cd].yaml', 'envs/nested/deep/d.yaml', 'envs_nested_c_yaml envs_nested_deep_d_yaml'],
  ['/values/envs/{a,z}*.yaml', 'envs/z.yaml', 'envs_a_yaml envs_z_yaml'],
])('%s', (pattern, last, files) => {
  const { data, failures, warnings } = shown([pattern]);
  expect({ data, failures, warnings }).toEqual({ data: { last, files }, failures: [], warnings: [`valuesPattern ${pattern}`] });
});

test('a file that is named as well has the place where it is named, and one that two patterns match that of the first', () => {
  expect(shown(['/values/envs/*.yaml', '/values/top.yaml', '/values/envs/B.yaml']).data).toMatchObject({ last: 'envs/B.yaml' });
  expect(shown(['/values/envs/*.yaml', '/values/top.yaml', '/values/**/a.yaml']).data).toMatchObject({ last: 'top.yaml' });
});

test('a pattern that matches nothing is missing, unless missing files may be; a folder among the matches is no file', () => {
  expect(shown(['/values/none/*.yaml']).failures).toMatchObject([{ code: 'notFound', subject: 'values/none/*.yaml' }]);
  expect(shown(['/values/none/*.yaml', '/values/top.yaml'], true)).toMatchObject({
    failures: [],
    data: { last: 'top.yaml' },
    warnings: [],
  });
  expect(shown(['/values/envs/*']).failures).toMatchObject([
    { code: 'invalidField', detail: 'it matches the folder values/envs/alpha, and Helm reads files alone' },
    { code: 'invalidField', detail: 'it matches the folder values/envs/nested, and Helm reads files alone' },
  ]);
});

test('a file that comes to match later is seen: the folders that were looked through are read', () => {
  expect(shown(['/values/envs/**/*.yaml']).reads).toEqual(expect.arrayContaining(['values/envs/', 'values/envs/nested/deep/']));
});

test('a missing file of another source may be missing where the Application says so', () => {
  const files = ['$other/values/top.yaml', '$other/values/absent.yaml'];
  expect(shown(files, true)).toMatchObject({ failures: [], data: { last: 'top.yaml' } });
  expect(shown(files).failures).toMatchObject([{ code: 'unresolvedSource', subject: '$other/values/absent.yaml' }]);
});

test.each([
  false,
  true,
])('a reference that no source has is refused, as Argo CD refuses it, also where missing files may be: %s', (mayBeMissing) => {
  expect(shown(['$othr/values/top.yaml'], mayBeMissing)).toMatchObject({
    data: undefined,
    failures: [{ code: 'invalidField', subject: '$othr/values/top.yaml', detail: 'no other source has the ref othr; there is $other' }],
  });
});
