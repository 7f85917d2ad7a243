// The calls of templates that led to the line that wrote a field, and what the line of a call bears on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { callSites, type Node, type Origin, type Path, type Rendered, targetsOf } from '../../../../src/engine/model';
import { createHelmCache, renderChart } from '../../../../src/engine/render/helm/render-chart';
import type { HelmRendered } from '../../../../src/engine/render/helm/request';
import { pack, unpack } from '../../../../src/engine/render/packed';
import { reachOf } from '../../../../src/engine/render/reach';
import { at } from '../../../../src/engine/yaml/access';
import { engineTemplateOver, realTemplate, writeTree } from '../../../support/helm-template';
import { memoryFiles } from '../../../support/memory-files';

const CHART = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies: [{name: lib, version: 1.0.0}]\n',
  'web/values.yaml': 'team: shop\nnote: "from {{ include \\"inner\\" . }}"\nlimits: {cpu: 1}\nsnippet: "{{ include \\"snippet\\" . }}"\n',
  'web/charts/lib/Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n',
  'web/charts/lib/templates/_lib.tpl': '{{ define "lib.annotations" -}}\nkept: "true"\n{{- end }}\n',
  'web/templates/_helpers.tpl': [
    '{{ define "outer" -}}',
    'outer: plain',
    '{{ include "inner-lines" . }}',
    '{{- end }}',
    '{{ define "inner-lines" -}}',
    'inner: plain',
    'team: {{ .Values.team }}',
    '{{- end }}',
    '{{ define "inner" }}inner{{ end }}',
    '{{ define "text" }}written: {{ .Values.team }}{{ end }}',
    '{{ define "wrap" }}wrapped: yes',
    '{{ .body }}{{ end }}',
    '{{ define "made" }}made: elsewhere{{ end }}',
    '{{ define "snippet" }}called: plain{{ end }}',
    '{{ define "limits" }}{{ toYaml .Values.limits }}{{ end }}',
    '{{ define "count" }}{{ if . }}{{ template "count" (rest .) }}{{ else }}end{{ end }}{{ end }}',
    '',
  ].join('\n'),
  'web/templates/map.yaml': [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata:',
    '  name: web',
    '  labels:',
    '    {{- include "outer" . | nindent 4 }}',
    '  annotations:',
    '    {{ template "lib.annotations" . }}',
    'data:',
    '  note: {{ tpl .Values.note . }}',
    '  {{ tpl (include "text" .) . }}',
    '  {{- include "limits" . | nindent 2 }}',
    '  count: {{ template "count" (list 1 2) }}',
    '  alone: here',
    '  {{ tpl .Values.snippet . }}',
    '  {{- $body := include "made" . }}',
    '  {{- include "wrap" (dict "body" $body) | nindent 2 }}',
    '',
  ].join('\n'),
};

let rendered: HelmRendered;
beforeAll(() => {
  rendered = renderChart(
    { chart: { kind: 'path', path: 'web' }, release: { name: 'rel', namespace: 'default' }, values: [], helm: 4 },
    memoryFiles(CHART),
    createHelmCache(),
  );
  expect(rendered.failures).toEqual([]);
});

function templateOf(node: Node | undefined): Origin | undefined {
  return node?.origin.step === 'template' ? node.origin : node?.origin.by?.find(({ step }) => step === 'template');
}

const short = ({ file, line }: { readonly file: string; readonly line: number }): string => `${file.replace(/^.*templates\//, '')}:${line}`;

function chainOf(objects: Rendered['objects'], path: Path): readonly string[] {
  const origin = templateOf(at(objects[0]?.node, path));
  return origin === undefined ? [] : [origin, ...callSites(origin)].map(short);
}

const CHAINS = [
  ['what stands in the file itself', ['data', 'alone'], ['map.yaml:14']],
  ['an included template', ['metadata', 'labels', 'outer'], ['_helpers.tpl:2', 'map.yaml:6']],
  ['one included by that', ['metadata', 'labels', 'inner'], ['_helpers.tpl:6', '_helpers.tpl:3', 'map.yaml:6']],
  ['a value shown there', ['metadata', 'labels', 'team'], ['_helpers.tpl:7', '_helpers.tpl:3', 'map.yaml:6']],
  ['a named template of a library chart', ['metadata', 'annotations', 'kept'], ['_lib.tpl:2', 'map.yaml:8']],
  ['a text of the values that tpl executes', ['data', 'note'], ['map.yaml:10']],
  ['a text of a template that tpl executes', ['data', 'written'], ['_helpers.tpl:10', 'map.yaml:11']],
  ['a template that a text of the values includes', ['data', 'called'], ['_helpers.tpl:14', 'map.yaml:15']],
  ['a text that another template prints', ['data', 'made'], ['_helpers.tpl:13', 'map.yaml:16', '_helpers.tpl:12', 'map.yaml:17']],
  ['YAML of values', ['data', 'cpu'], ['_helpers.tpl:15', 'map.yaml:12']],
  ['a template that calls itself', ['data', 'count'], ['_helpers.tpl:16', '_helpers.tpl:16', '_helpers.tpl:16', 'map.yaml:13']],
] as const;

describe('the calls that led to a field', () => {
  test.each(CHAINS)('%s', (_what, path, expected) => {
    expect(chainOf(rendered.objects, path)).toEqual(expected);
  });

  test.each(CHAINS)('%s, from another thread', (_what, path, expected) => {
    const { objects } = unpack(pack({ objects: rendered.objects })) as Pick<Rendered, 'objects'>;
    expect(chainOf(objects, path)).toEqual(expected);
  });
});

/** Texts of one line of a helper, and of several, that go through functions before they are printed. */
const PASSED = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'name: Web App\n',
  'web/templates/_h.tpl': [
    '{{ define "one" }}{{ .Values.name }}{{ end }}',
    '{{ define "lines" -}}',
    'name: {{ .Values.name }}',
    'team: Shop',
    'nested:',
    '  deep: Shop',
    '{{- end }}',
    '{{ define "all" }}{{ toYaml .Values }}{{ end }}',
    '',
  ].join('\n'),
  'web/templates/map.yaml': '',
};

const THROUGH = [
  ['printf', '{{ printf "a-%s" (include "one" .) }}', 1],
  ['quote', '{{ include "one" . | quote }}', 1],
  ['lower', '{{ include "one" . | lower }}', 1],
  ['replace', '{{ include "one" . | replace " " "-" }}', 1],
  ['trunc and trimSuffix', '{{ include "one" . | trunc 4 | trimSuffix " " }}', 1],
  ['trimPrefix', '{{ include "one" . | trimPrefix "Web" | trim }}', 1],
  ['tpl', '{{ tpl (include "one" .) . | upper }}', 1],
  ['b64enc', '{{ include "one" . | b64enc }}', 1],
  ['join', '{{ list "a" (include "one" .) | join "-" }}', 1],
  ['splitList', '{{ index (splitList " " (include "one" .)) 1 }}', 1],
  ['toYaml of a map', '{{ toYaml (dict "x" (include "one" .)) | nindent 4 }}', 1, ['x']],
  ['a regular expression', '{{ include "one" . | regexReplaceAll "[A-Z]" "z" }}', 1],
  ['lines, each changed by itself', '{{ include "lines" . | upper | nindent 4 }}', 4, ['TEAM']],
  ['a key of YAML', '{{ (include "lines" . | fromYaml).team }}', 4],
  ['a nested key of YAML', '{{ (include "lines" . | fromYaml).nested.deep }}', 6],
  ['YAML that is read and written again', '{{ include "lines" . | fromYaml | toYaml | nindent 4 }}', 4, ['team']],
  ['what one action wrote', '{{ include "all" . | b64enc }}', 8],
] as const;

describe('a text that passes whole through a function keeps the line of its template', () => {
  test.each(THROUGH)('%s', async (_what, action, line, path: readonly string[] = []) => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  x: ${action}\n`;
    const files = { ...PASSED, 'web/templates/map.yaml': text };
    const release = { name: 'rel', namespace: 'default' };
    const passed = renderChart(
      { chart: { kind: 'path', path: 'web' }, release, values: [], helm: 4 },
      memoryFiles(files),
      createHelmCache(),
    );
    expect(passed.failures).toEqual([]);
    expect(chainOf(passed.objects, ['data', 'x', ...path])).toEqual([`_h.tpl:${line}`, 'map.yaml:5']);
  });

  test('what was made of several lines is of the call, with the values that are part of it', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  x: {{ include "lines" . | sha256sum }}\n';
    const files = memoryFiles({ ...PASSED, 'web/templates/map.yaml': text });
    const release = { name: 'rel', namespace: 'default' };
    const { objects } = renderChart({ chart: { kind: 'path', path: 'web' }, release, values: [], helm: 4 }, files, createHelmCache());
    expect(chainOf(objects, ['data', 'x'])).toEqual(['map.yaml:5']);
    expect(at(objects[0]?.node, ['data', 'x'])?.origin.from?.map(short)).toEqual(['web/values.yaml:1']);
  });

  test('a key that a read map lacks is missing for what decided the map', () => {
    const files = memoryFiles({
      ...PASSED,
      'web/templates/_h.tpl': '{{ define "maybe" }}a: 1\n{{ if .Values.name }}b: 2{{ end }}{{ end }}',
      'web/values.yaml': 'name: ""\n',
      'web/templates/map.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  x: {{ (include "maybe" . | fromYaml).b | default "none" }}\n',
    });
    const release = { name: 'rel', namespace: 'default' };
    const { objects } = renderChart({ chart: { kind: 'path', path: 'web' }, release, values: [], helm: 4 }, files, createHelmCache());
    const { by = [] } = at(objects[0]?.node, ['data', 'x'])?.origin ?? {};
    expect(by.map(short)).toContain('web/values.yaml:1');
  });
});

test('where to go from a value: what set it, the line that wrote it, and the calls that led there', () => {
  const targets = (path: Path) => targetsOf((at(rendered.objects[0]?.node, path) as Node).origin).map(short);
  expect(targets(['metadata', 'labels', 'team'])).toEqual(['web/values.yaml:1', '_helpers.tpl:7', '_helpers.tpl:3', 'map.yaml:6']);
  expect(targets(['metadata', 'labels', 'inner'])).toEqual(['_helpers.tpl:6', '_helpers.tpl:3', 'map.yaml:6']);
  expect(targets(['data', 'alone'])).toEqual(['map.yaml:14']);
});

test('a text that a loop prints again and again is told once', () => {
  const files = {
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/templates/_wrap.tpl': '{{ define "made" }}kind: ConfigMap{{ end }}\n{{ define "wrap" }}{{ .body }}{{ end }}\n',
    'web/templates/map.yaml':
      '{{ $body := include "made" . }}\n{{ range until 20000 }}{{ $body = include "wrap" (dict "body" $body) }}{{ end }}\n' +
      'apiVersion: v1\n{{ $body }}\nmetadata: {name: web}\n',
  };
  const release = { name: 'rel', namespace: 'default' };
  const looped = renderChart({ chart: { kind: 'path', path: 'web' }, release, values: [], helm: 4 }, memoryFiles(files), createHelmCache());
  expect(looped.failures).toEqual([]);
  expect(chainOf(looped.objects, ['kind'])).toEqual(['_wrap.tpl:1', 'map.yaml:1', '_wrap.tpl:2', 'map.yaml:2']);
});

test('the line of a call names what is written through it', () => {
  const all: Rendered = { ...rendered, needs: [], reads: Object.keys(CHART) };
  const reached = (line: number, file = 'web/templates/map.yaml') =>
    (reachOf([all], { file, line }).get(all) ?? []).map(({ how, path }) => `${how} ${path.join('.')}`);
  expect(reached(6)).toEqual(['contributes metadata.labels.outer', 'contributes metadata.labels.inner', 'controls metadata.labels.team']);
  expect(reached(3, 'web/templates/_helpers.tpl')).toEqual(['contributes metadata.labels.inner', 'controls metadata.labels.team']);
  expect(reached(8)).toEqual(['contributes metadata.annotations.kept']);
});

test.each([3, 4] as const)('what is rendered is what Helm %i renders', async (helm) => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-chain-'));
  try {
    writeTree(folder, CHART);
    const real = await realTemplate(helm, 'web', [], folder);
    expect(real).toEqual({ kind: 'text', text: expect.stringContaining('called: plain') });
    expect(engineTemplateOver(memoryFiles(CHART), helm, 'web', [])).toEqual(real);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
