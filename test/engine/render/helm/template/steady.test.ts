// Which templates write the same in every file of a chart: those do that name nothing of the file, and hand all that they are given to others like them alone.
import { describe, expect, test } from 'vitest';
import { helmFunctions } from '../../../../../src/engine/render/helm/functions';
import { BUILTINS } from '../../../../../src/engine/render/helm/template/builtins';
import { parseTemplate } from '../../../../../src/engine/render/helm/template/parser';
import { createSteadiness } from '../../../../../src/engine/render/helm/template/steady';

const OTHERS =
  '{{ define "name" }}{{ .Chart.Name }}{{ end }}{{ define "labels" }}{{ include "name" . }}{{ end }}' +
  '{{ define "file" }}{{ .Template.Name }}{{ end }}{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}';

function heightOf(text: string, others = OTHERS): number | undefined {
  const isFunction = (name: string): boolean =>
    ['include', 'tpl', 'required', 'fail', 'lookup'].includes(name) || helmFunctions(4).has(name) || BUILTINS.has(name);
  return createSteadiness(parseTemplate('helpers', `${others}{{ define "it" }}${text}{{ end }}`, { isFunction })).heightOf('it');
}

describe('a template is steady', () => {
  test.each([
    ['text', 1],
    ['{{ .Release.Name }}-{{ .Values.a.b | default .Chart.Name | trunc 63 | trimSuffix "-" }}', 1],
    ['{{ if and .Values.a (not $.Values.b) }}{{ .Values.c }}{{ else if .Values.d }}x{{ else }}{{ fail "no" }}{{ end }}', 1],
    ['{{ with .Values.a }}{{ toYaml . }}{{ .b }}{{ $.Release.Name }}{{ else }}{{ .Values.c }}{{ end }}', 1],
    ['{{ range $key, $value := .Values.a }}{{ $key }}: {{ $value | quote }}{{ . }}{{ break }}{{ end }}', 1],
    ['{{ $x := .Values.a }}{{ $x = $x.b }}{{ $x.c }}{{ (index .Values.list 0).d }}{{ dict "a" .Values.a | toJson }}', 1],
    ['{{ .Files.Get "a" }}{{ .Capabilities.APIVersions.Has "v1" }}{{ .Capabilities.KubeVersion.Version }}', 1],
    ['{{ include "name" . }}', 2],
    ['{{ include "labels" $ }}{{ include "name" . | upper }}', 3],
    ['{{ template "labels" . }}{{ template "name" $ }}', 3],
    ['{{ include "name" (dict "Chart" .Chart) }}', 2],
  ])('%s', (text, height) => expect(heightOf(text)).toBe(height));
});

describe('a template is not', () => {
  test.each([
    '{{ .Template.Name }}',
    '{{ $.Template.BasePath }}',
    '{{ .Values.a.Template }}',
    '{{ (dict "a" 1).Template }}',
    '{{ (.Values.a).Template }}',
    '{{ .Subcharts.sub }}',
    '{{ .Anything }}',
    '{{ .AsMap }}',
    '{{ . }}',
    '{{ toYaml . }}',
    '{{ $ }}',
    '{{ $all := . }}',
    '{{ $all := $ }}',
    '{{ list 1 $ }}',
    '{{ with . }}{{ .Values }}{{ end }}',
    '{{ with $ }}{{ .Values }}{{ end }}',
    '{{ range $key, $value := . }}{{ $key }}{{ end }}',
    '{{ with .Values.a }}{{ $.Template.Name }}{{ end }}',
    '{{ with .Values.a }}{{ . }}{{ else }}{{ . }}{{ end }}',
    '{{ if .Values.a }}{{ else }}{{ toJson . }}{{ end }}',
    '{{ get . "Template" }}',
    '{{ index $ "Template" }}',
    '{{ . | toJson }}',
    '{{ include "file" . }}',
    '{{ template "file" . }}',
    '{{ template "name" (dict "all" .) }}',
    '{{ include "name" (dict "all" $) }}',
    '{{ . | include "name" }}',
    '{{ include .Values.named . }}',
    '{{ include "nowhere" . }}',
    '{{ include "it" . }}',
    '{{ include "a" . }}',
    '{{ tpl .Values.text . }}',
    '{{ tpl "x" .Values }}',
    '{{ randAlphaNum 5 }}',
    '{{ now | date "2006" }}',
    '{{ default now .Values.a }}',
    '{{ lookup "v1" "Secret" "a" "b" }}',
    '{{ genCA "a" 1 }}',
    '{{ $x := set .Values "a" 1 }}',
    '{{ $x := unset .Values "a" }}',
    '{{ merge .Values.a .Values.b }}',
    '{{ mustMergeOverwrite .Values.a .Values.b }}',
  ])('%s', (text) => expect(heightOf(text)).toBeUndefined());

  test('one of many within each other', () => {
    const chain = (count: number): string =>
      Array.from({ length: count }, (_, at) => `{{ define "t${at}" }}{{ include "t${at + 1}" . }}{{ end }}`).join('');
    expect(heightOf('{{ include "t0" . }}', `${chain(20)}{{ define "t20" }}x{{ end }}`)).toBe(22);
    expect(heightOf('{{ include "t0" . }}', `${chain(20_000)}{{ define "t20000" }}x{{ end }}`)).toBeUndefined();
  });
});
