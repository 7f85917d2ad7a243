// Which template line wrote each field of a rendered object, through includes, pipelines and lists.
import { describe, expect, test } from 'vitest';
import type { Node, Path } from '../../../../src/engine/model';
import { createHelmCache, renderChart } from '../../../../src/engine/render/helm/render-chart';
import { at } from '../../../../src/engine/yaml/access';
import { memoryFiles } from '../../../support/memory-files';

const CHART = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'port: 80\nlabels:\n  team: shop\nargs: [one, two]\nsecret: hunter2\n',
  'web/templates/_labels.tpl': '{{ define "labels" -}}\napp: web\nrelease: {{ .Release.Name }}\n{{- end }}\n',
  'web/templates/web.yaml':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}-web\n  labels:\n    {{- include "labels" . | nindent 4 }}\n' +
    '    {{- toYaml .Values.labels | nindent 4 }}\nspec:\n  port: {{ .Values.port }}\n  args:\n  {{- range .Values.args }}\n  - {{ . | quote }}\n  {{- end }}\n' +
    '---\n# Source of the second one\napiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  password: {{ .Values.secret }}\n',
};

const rendered = renderChart(
  { chart: { kind: 'path', path: 'web' }, release: { name: 'rel', namespace: 'default' }, values: [], helm: 4 },
  memoryFiles(CHART),
  createHelmCache(),
);

function place(object: number, path: Path): string | undefined {
  const node: Node | undefined = at(rendered.objects[object]?.node, path);
  if (node === undefined) return undefined;
  const { origin } = node;
  const line = origin.step === 'template' ? origin : origin.by?.find(({ step }) => step === 'template');
  return line && `${line.file.replace('web/templates/', '')}:${line.line} (${line.step})`;
}

describe('the line that wrote a field', () => {
  test.each([
    ['plain text', 1, ['kind'], 'web.yaml:2 (template)'],
    ['text and a value in one', 1, ['metadata', 'name'], 'web.yaml:4 (template)'],
    ['text of an included template, indented', 1, ['metadata', 'labels', 'app'], '_labels.tpl:2 (template)'],
    ['a value within it', 1, ['metadata', 'labels', 'release'], '_labels.tpl:3 (template)'],
    ['what toYaml wrote', 1, ['metadata', 'labels', 'team'], 'web.yaml:7 (template)'],
    ['a value', 1, ['spec', 'port'], 'web.yaml:9 (template)'],
    ['an item of a range', 1, ['spec', 'args', 1], 'web.yaml:12 (template)'],
    ['the second document', 0, ['stringData', 'password'], 'web.yaml:20 (template)'],
  ] as const)('%s', (_what, object, path, expected) => {
    expect(place(object, path)).toBe(expected);
  });

  test('nothing is approximate', () => {
    const walk = (node: Node): readonly Node[] =>
      node.kind === 'scalar' ? [node] : node.kind === 'list' ? node.items.flatMap(walk) : node.entries.flatMap(({ value }) => walk(value));
    const scalars = rendered.objects.flatMap(({ node }) => walk(node));
    expect(scalars.length).toBeGreaterThan(10);
    expect(scalars.filter(({ origin }) => origin.approximate)).toEqual([]);
  });
});

test('what a Secret holds is marked, and the order is Helm’s', () => {
  expect(rendered.objects.map(({ ref }) => ref.kind)).toEqual(['Secret', 'Service']);
  expect(at(rendered.objects[0]?.node, ['stringData', 'password'])).toMatchObject({ text: 'hunter2', secret: true });
  expect(rendered.failures).toEqual([]);
});

test('the merged values know their places', () => {
  expect(at(rendered.values, ['labels', 'team'])?.origin).toMatchObject({ file: 'web/values.yaml', line: 3, column: 9, step: 'values' });
});

test('a whole number that --set gives is the value itself, over what the files say', () => {
  const { objects } = renderChart(
    {
      chart: { kind: 'path', path: 'web' },
      release: { name: 'rel', namespace: 'default' },
      values: [{ kind: 'set', text: 'port=8080' }],
      helm: 4,
    },
    memoryFiles(CHART),
    createHelmCache(),
  );
  expect(at(objects[1]?.node, ['spec', 'port'])?.origin).toMatchObject({
    file: '--set port',
    step: 'values',
    overrode: { file: 'web/values.yaml', line: 1 },
    by: [{ file: 'web/templates/web.yaml', line: 9 }],
  });
});
