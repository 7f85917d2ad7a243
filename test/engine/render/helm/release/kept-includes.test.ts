// What an included template wrote is kept where only the text of a release is asked for, and never where it would write something else.
import { describe, expect, test } from 'vitest';
import { createHelmCache, renderChart } from '../../../../../src/engine/render/helm/render-chart';
import type { HelmRendered } from '../../../../../src/engine/render/helm/request';
import { memoryFiles } from '../../../../support/memory-files';

const CHART = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';

describe('an included template', () => {
  test.each<readonly [what: string, helper: string, first: string, second: string, texts: readonly [string, string]]>([
    ['that is the same in every file', '{{ .Release.Name }}-{{ .Values.a }}', '', '', ['rel-1', 'rel-1']],
    ['that names the file', '{{ .Template.Name }}', '', '', ['web/templates/b.yaml', 'web/templates/a.yaml']],
    [
      'that names the file through $',
      '{{ with .Values }}{{ $.Template.Name }}{{ end }}',
      '',
      '',
      ['web/templates/b.yaml', 'web/templates/a.yaml'],
    ],
    ['that hands over all it is given', '{{ get (get . "Template") "Name" }}', '', '', ['web/templates/b.yaml', 'web/templates/a.yaml']],
    ['that hands over $', '{{ get (get $ "Template") "Name" }}', '', '', ['web/templates/b.yaml', 'web/templates/a.yaml']],
    ['that names a variable for all', '{{ $all := . }}{{ $all.Template.Name }}', '', '', ['web/templates/b.yaml', 'web/templates/a.yaml']],
    [
      'that goes through all',
      '{{ range $key, $value := . }}{{ if eq $key "Template" }}{{ $value.Name }}{{ end }}{{ end }}',
      '',
      '',
      ['web/templates/b.yaml', 'web/templates/a.yaml'],
    ],
    [
      'that makes a map of all',
      '{{ $d := dict "all" $ }}{{ $d.all.Template.Name }}',
      '',
      '',
      ['web/templates/b.yaml', 'web/templates/a.yaml'],
    ],
    ['that executes a text', '{{ tpl "{{ .Template.Name }}" . }}', '', '', ['web/templates/b.yaml', 'web/templates/a.yaml']],
    ['that includes one that names the file', '{{ include "file" . }}', '', '', ['web/templates/b.yaml', 'web/templates/a.yaml']],
    ['that includes what a value names', '{{ include .Values.named . }}', '', '', ['web/templates/b.yaml', 'web/templates/a.yaml']],
    ['before and after a value is set', '{{ .Values.a }}', '', '{{ $_ := set .Values "a" 2 }}', ['1', '2']],
    ['before and after a text sets a value', '{{ .Values.a }}', '', '{{ tpl "{{ $_ := set .Values `a` 2 }}" . }}', ['1', '2']],
    ['before and after values are merged', '{{ .Values.m.a }}', '', '{{ $_ := mergeOverwrite .Values.m (dict "a" 2) }}', ['1', '2']],
    ['before and after a key is taken out', '{{ .Values.m.a }}', '', '{{ $_ := unset .Values.m "a" }}', ['1', '']],
    ['that sets a value', '{{ $_ := set .Values "a" (add .Values.a 1) }}{{ .Values.a }}', '', '', ['2', '3']],
    [
      'where a text defines another of the name',
      '{{ .Values.a }}',
      '',
      '{{ tpl "{{ define `helper` }}own{{ end }}{{ include `helper` . }}" . }}',
      ['1', 'own1'],
    ],
  ])('%s', (_, helper, first, second, texts) => {
    // Helm executes the files from the last one to the first.
    const files = {
      'templates/b.yaml': `b: "${first}{{ include "helper" . }}"\n`,
      'templates/a.yaml': `a: "${second}{{ include "helper" . }}"\n`,
      'templates/_helpers.tpl': `{{ define "helper" }}${helper}{{ end }}{{ define "file" }}{{ .Template.Name }}{{ end }}`,
      'values.yaml': 'a: 1\nm: {a: 1}\nnamed: file\n',
    };
    const { onlyText, whole } = both(files);
    const shown = Object.fromEntries(onlyText.files.map(({ name, text }) => [name, text]));
    expect(shown).toEqual({ 'web/templates/b.yaml': `b: "${texts[0]}"\n`, 'web/templates/a.yaml': `a: "${texts[1]}"\n` });
    expect(onlyText.text).toBe(whole.text);
  });

  test('of a dependency is given what its own files are given', () => {
    const helpers = '{{ define "helper" }}{{ .Chart.Name }} {{ .Values.a }}{{ end }}';
    const file = 'a: {{ include "helper" . }}\n';
    const { onlyText, whole } = both({
      'Chart.yaml': `${CHART}dependencies: [{name: sub, version: 1.0.0}]\n`,
      'values.yaml': 'a: 1\nsub: {a: 2}\n',
      'templates/_helpers.tpl': helpers,
      'templates/a.yaml': file,
      'templates/b.yaml': file,
      'charts/sub/Chart.yaml': CHART.replace('web', 'sub'),
      'charts/sub/templates/a.yaml': file,
      'charts/sub/templates/b.yaml': file,
    });
    expect(onlyText.files.map(({ text }) => text)).toEqual(['a: sub 2\n', 'a: sub 2\n', 'a: web 1\n', 'a: web 1\n']);
    expect(onlyText.text).toBe(whole.text);
  });

  test('that draws something at random has the stand-ins of a whole render', () => {
    const file = 'a: {{ include "helper" . }}\nb: {{ uuidv4 }}\n';
    const { onlyText, whole } = both({
      'templates/_helpers.tpl': '{{ define "helper" }}{{ randAlphaNum 8 }}{{ end }}',
      'templates/a.yaml': file,
      'templates/b.yaml': file,
    });
    expect(onlyText.unknowables).toEqual(whole.unknowables);
    expect(onlyText.unknowables).toHaveLength(4);
    expect(onlyText.text).toBe(whole.text);
  });

  test('is refused where it fails, each time', () => {
    const { onlyText, whole } = both({
      'templates/_helpers.tpl': '{{ define "helper" }}{{ required "a is needed" .Values.none }}{{ end }}',
      'templates/a.yaml': 'a: {{ include "helper" . }}\n',
    });
    expect(onlyText.failures).toEqual(whole.failures);
    expect(onlyText.failures).toMatchObject([{ file: 'web/templates/_helpers.tpl' }]);
  });

  test.each([10_000, 60_000])('takes as much of the limits as if it were executed: %i times', (times) => {
    const { onlyText, whole } = both({
      'templates/_helpers.tpl': `{{ define "helper" }}${'{{ .Values.a }}'.repeat(56)}{{ end }}`,
      'templates/a.yaml': `{{ range until ${times} }}{{ $_ := include "helper" $ }}{{ end }}a: b\n`,
      'values.yaml': 'a: 1\n',
    });
    const codes = ({ failures }: HelmRendered): readonly string[] => failures.map(({ code }) => code);
    expect(codes(onlyText)).toEqual(codes(whole));
    expect(codes(onlyText)).toEqual(times === 10_000 ? [] : ['tooMuchWork']);
  });
});

function both(chart: Readonly<Record<string, string>>): { readonly onlyText: HelmRendered; readonly whole: HelmRendered } {
  const files = memoryFiles(
    Object.fromEntries(Object.entries({ 'Chart.yaml': CHART, ...chart }).map(([path, text]) => [`web/${path}`, text])),
  );
  const request = { chart: { kind: 'path', path: 'web' }, release: { name: 'rel', namespace: 'shop' }, values: [], helm: 4 } as const;
  const cache = createHelmCache();
  return { onlyText: renderChart({ ...request, onlyText: true }, files, cache), whole: renderChart(request, files, cache) };
}
