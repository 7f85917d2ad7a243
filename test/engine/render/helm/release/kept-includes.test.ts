// What an included template wrote is kept where only the text of a release is asked for, and never where it would write something else.
import { describe, expect, test } from 'vitest';
import { helmFunctions } from '../../../../../src/engine/render/helm/functions';
import { type CallContext, type GoFunction, GoMap, type Value } from '../../../../../src/engine/render/helm/go/values';
import { createBudget } from '../../../../../src/engine/render/helm/release/budget';
import { createKeptIncludes } from '../../../../../src/engine/render/helm/release/kept-includes';
import { createHelmCache, renderChart } from '../../../../../src/engine/render/helm/render-chart';
import type { HelmRendered } from '../../../../../src/engine/render/helm/request';
import { LayeredNames } from '../../../../../src/engine/render/helm/template/layered-names';
import { parseTemplate } from '../../../../../src/engine/render/helm/template/parser';
import type { Run } from '../../../../../src/engine/render/helm/template/state';
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

  test.each([
    ['each of which takes steps', `{{ define "helper" }}${'{{ $x := .Values.a }}'.repeat(100)}{{ end }}`, 30_000, ['tooMuchWork']],
    ['each of which compiles patterns once', `{{ define "helper" }}${patterns()}{{ end }}`, 40, []],
    ['each of which makes long texts', '{{ define "helper" }}{{ range until 150 }}{{ $x := repeat 60000 "x" }}{{ end }}ok{{ end }}', 2, []],
    ['that lie deep', deep(1500), 2, []],
    ['that lie too deep', `${recursive()}{{ define "helper" }}{{ include "rec" (dict "n" 0 "all" .) }}{{ end }}`, 1, ['templateFailed']],
  ])('ends at the limits at which it would end if it were executed each time: texts %s', (_, helpers, times, failing) => {
    const { onlyText, whole } = both({
      'templates/_helpers.tpl': helpers,
      'templates/a.yaml': `{{ range until ${times} }}{{ $_ := include "helper" $ }}{{ end }}a: b\n`,
      // Rendered first.
      'templates/b.yaml': '{{ $_ := include "name" . }}{{ $_ := include "name" . }}{{ $_ := include "name" . }}b: c\n',
      'templates/_name.tpl': '{{ define "name" }}{{ include "inner" . }}{{ end }}{{ define "inner" }}{{ .Release.Name }}{{ end }}',
      'values.yaml': 'a: 1\ndeep: false\n',
    });
    expect(onlyText.failures).toEqual(whole.failures);
    expect(whole.failures.map(({ code }) => code)).toEqual(failing);
    expect(onlyText.text).toBe(whole.text);
  });
});

describe('what is kept', () => {
  const templates = parseTemplate(
    'helpers',
    '{{ define "labels" }}{{ .Release.Name }}{{ end }}{{ define "file" }}{{ .Template.Name }}{{ end }}',
    {
      isFunction: () => true,
    },
  );
  const [root, other] = [new GoMap(new Map()), new GoMap(new Map())];

  function stage(): {
    readonly functions: LayeredNames<GoFunction>;
    readonly executions: (name: string, data: Value, more?: Partial<Run>) => number;
  } {
    const budget = createBudget();
    const functions = new LayeredNames(helmFunctions(4));
    const context = contextOf(budget);
    const kept = createKeptIncludes(templates, new Set([root]), functions, budget);
    const run: Run = { templates, functions, context, missingKey: 'zero', depth: 1 };
    const executions = (name: string, data: Value, more: Partial<Run> = {}): number => {
      let count = 0;
      for (let time = 0; time < 5; time++)
        expect(kept.textOf(name, data, { ...run, ...more }, () => `text ${++count && name}`)).toBe(`text ${name}`);
      return count;
    };
    return { functions, executions };
  }

  test('is executed twice', () => expect(stage().executions('labels', root)).toBe(2));
  test('is nothing that may be another text', () => expect(stage().executions('file', root)).toBe(5));
  test('is nothing that is given something else', () => expect(stage().executions('labels', other)).toBe(5));
  test('is nothing of a text that `tpl` executes', () =>
    expect(stage().executions('labels', root, { templates: new LayeredNames(templates) })).toBe(5));
  test('is nothing that lies deep', () => expect(stage().executions('labels', root, { depth: 200 })).toBe(5));

  test.each([
    'set',
    'unset',
    'merge',
    'mustMerge',
    'mergeOverwrite',
    'mustMergeOverwrite',
  ])('is nothing any more once %s was called', (name) => {
    const { functions, executions } = stage();
    expect(executions('labels', root)).toBe(2);
    const context = contextOf(createBudget());
    functions
      .get(name)
      ?.call(name === 'unset' ? [other, 'a'] : [other, name === 'set' ? 'a' : other, 1].slice(0, name === 'set' ? 3 : 2), context);
    expect(executions('labels', root)).toBe(5);
  });
});

function contextOf(budget: CallContext['budget']): CallContext {
  return { helm: 4, now: () => new Date(0), draw: () => undefined, budget, unknowable: () => '' };
}

function patterns(): string {
  return Array.from({ length: 20 }, (_, at) => `{{ $x := regexMatch "^[a-z]{${980 + at}}$" (toString .Values.a) }}`).join('');
}

/** Templates that would call each other, if a value said so. */
function deep(count: number): string {
  const one = (at: number): string => `{{ define "t${at}" }}{{ if .Values.deep }}{{ include "t${at + 1}" . }}{{ end }}y{{ end }}`;
  return `${Array.from({ length: count }, (_, at) => one(at)).join('')}{{ define "t${count}" }}x{{ end }}{{ define "helper" }}{{ include "t0" . }}{{ end }}`;
}

/** Ends so deep that what was kept would lead deeper than is allowed. */
function recursive(): string {
  const next = '{{ include "rec" (dict "n" (add1 (int .n)) "all" .all) }}';
  return `{{ define "rec" }}{{ if lt (int .n) 246 }}${next}{{ else }}{{ include "name" .all }}{{ end }}{{ end }}`;
}

function both(chart: Readonly<Record<string, string>>): { readonly onlyText: HelmRendered; readonly whole: HelmRendered } {
  const files = memoryFiles(
    Object.fromEntries(Object.entries({ 'Chart.yaml': CHART, ...chart }).map(([path, text]) => [`web/${path}`, text])),
  );
  const request = { chart: { kind: 'path', path: 'web' }, release: { name: 'rel', namespace: 'shop' }, values: [], helm: 4 } as const;
  const cache = createHelmCache();
  return { onlyText: renderChart({ ...request, onlyText: true }, files, cache), whole: renderChart(request, files, cache) };
}
