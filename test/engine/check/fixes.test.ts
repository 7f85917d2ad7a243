// The obvious edits: what each makes of a text, and where there is none.
import { expect, test } from 'vitest';
import { fixOf } from '../../../src/engine/check/fixes';
import type { FindingCode } from '../../../src/engine/model';

function fixed(code: FindingCode, text: string, line: number): string | undefined {
  const edit = fixOf(code, text, line);
  if (edit === undefined) return undefined;
  const lines = text.split('\n');
  return [...lines.slice(0, edit.from), ...edit.lines, ...lines.slice(edit.to)].join('\n');
}

test.each([
  ['bases', 'bases:\n- ../a\n', 'resources:\n- ../a\n'],
  ['imageTags', 'imageTags:\n  - name: a\n    newTag: "1"\n', 'images:\n  - name: a\n    newTag: "1"\n'],
  ['patchesJson6902', 'patchesJson6902:\n- path: a.yaml\n', 'patches:\n- path: a.yaml\n'],
  [
    'patchesStrategicMerge',
    'patchesStrategicMerge:\n# first\n- a.yaml\n- b/c.yaml\n',
    'patches:\n# first\n- path: a.yaml\n- path: b/c.yaml\n',
  ],
  [
    'commonLabels',
    'commonLabels:\n  app: web\n  team: shop\n',
    'labels:\n- includeSelectors: true\n  pairs:\n    app: web\n    team: shop\n',
  ],
])('%s becomes its successor, and the rest of the file stays', (_field, text, after) => {
  const rest = '\n# about the names\nnamePrefix: a-\n';
  expect(fixed('deprecatedField', `namespace: x\n${text}${rest}`, 1)).toBe(`namespace: x\n${after}${rest}`);
});

test.each([
  ['the successor is there', 'bases:\n- ../a\nresources:\n- b.yaml\n'],
  ['the text of a patch stands in the list', 'patchesStrategicMerge:\n- |-\n  kind: A\n'],
  ['the content is on the same line', 'bases: [../a]\n'],
  ['nothing takes its place as it is', 'vars:\n- name: A\n'],
])('there is no edit of a deprecated field where %s', (_why, text) => {
  expect(fixed('deprecatedField', text, 0)).toBeUndefined();
});

test('a repeated entry goes, with the maps that would be empty without it', () => {
  const patch = 'kind: A\nspec:\n  replicas: 1\n  template:\n    spec:\n      priority: low\n';
  expect(fixed('repeated', patch, 2)).toBe('kind: A\nspec:\n  template:\n    spec:\n      priority: low\n');
  expect(fixed('repeated', patch, 5)).toBe('kind: A\nspec:\n  replicas: 1\n');
});

test.each([
  ['an item of a list', 'a:\n- b: 1\n- c: 2\n', 1],
  ['a text of several lines', 'a: x\n  y\nb: 1\n', 0],
  ['a block', 'a: |\n  x\n', 0],
  ['a comment', '# a: 1\nb: 1\n', 0],
])('there is no edit of a repeated entry that is %s', (_what, text, line) => {
  expect(fixed('repeated', text, line)).toBeUndefined();
});
