// Values that no template of a chart reads are found, and none that any text of a template could read.
import { describe, expect, test } from 'vitest';
import { unreadValues, unsetValues } from '../../../src/engine/check/chart-values';
import type { ChartRelease, Finding } from '../../../src/engine/model';
import { createHelmCache, renderChart } from '../../../src/engine/render/helm/render-chart';
import { describeFailure } from '../../support/kustomize';
import { memoryFiles } from '../../support/memory-files';

const object = (body: string) => `kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata:\n  x: ${body}\n`;

/** `severity key line:column` of each finding in a chart with one template and the values of a release. */
function unread(template: string, values: string, more: Record<string, string> = {}): string[] {
  return found(template, values, more, (release) => unreadValues(release).made);
}

function unset(template: string, values: string, more: Record<string, string> = {}): string[] {
  return found(template, values, more, unsetValues);
}

function found(template: string, values: string, more: Record<string, string>, check: (release: ChartRelease) => readonly Finding[]) {
  const tree = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'chart/templates/a.yaml': object(template),
    'given.yaml': values,
    ...more,
  };
  const rendered = renderChart(
    {
      chart: { kind: 'path', path: 'chart' },
      release: { name: 'rel', namespace: 'default' },
      values: [{ kind: 'file', path: 'given.yaml' }],
      helm: 4,
    },
    memoryFiles(tree),
    createHelmCache(),
  );
  expect(rendered.failures.map(describeFailure)).toEqual([]);
  return (rendered.releases ?? []).flatMap(check).map(({ severity, subject, file, line }) => `${severity} ${subject} ${file}:${line}`);
}

describe('a key that no template reads', () => {
  test('beside keys that are read, and once for all that is in it', () => {
    const values = 'image:\n  name: a\n  tagg: b\nreplicaCout: 3\nextra:\n  a: 1\n  b: {c: 2}\n';
    expect(unread('{{ .Values.image.name }}', values)).toEqual([
      'warning image.tagg given.yaml:3',
      'warning replicaCout given.yaml:4',
      'warning extra given.yaml:5',
    ]);
  });

  test('in the items of a list, and in a dependency', () => {
    const more = {
      'chart/charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
      'chart/charts/db/templates/a.yaml': object('{{ .Values.size }}{{ .Values.global.zone }}'),
    };
    const values = 'hosts:\n- {name: a, pth: /}\ndb:\n  size: 1\n  sise: 2\nglobal:\n  zone: eu\n  zome: us\ndbb: {size: 1}\n';
    expect(unread('{{ range .Values.hosts }}{{ .name }}{{ end }}', values, more)).toEqual([
      'warning hosts[0].pth given.yaml:2',
      'warning db.sise given.yaml:5',
      'warning global.zome given.yaml:8',
      'warning dbb given.yaml:9',
    ]);
    expect(unread('x', 'global: {zome: us}\ndb: {size: 1}\n', more)).toEqual(['warning global.zome given.yaml:1']);
  });

  test('that the chart offers is a hint, to whoever gives it and to whoever wrote the chart', () => {
    const more = { 'chart/values.yaml': 'a: 1\nb: 1\nc: 1\n' };
    expect(unread('{{ .Values.a }}', 'b: 2\n', more)).toEqual(['information c chart/values.yaml:3', 'information b given.yaml:1']);
  });

  test('over which another source wins is found in both', () => {
    expect(unread('{{ .Values.a }}', 'a: 1\nb: 2\n---\nb: 3\n')).toEqual(['warning b given.yaml:2', 'warning b given.yaml:4']);
  });
});

describe('a key that may be read is not found', () => {
  test.each([
    ['all values at once', '{{ toYaml .Values | quote }}'],
    ['a function that is not known by its reading', '{{ .Values | toJson | b64enc }}'],
    ['a branch that is not taken', '{{ if false }}{{ .Values.key.inner }}{{ end }}'],
    ['the other branch', '{{ if true }}{{ else }}{{ .Values.key.inner }}{{ end }}'],
    ['with', '{{ with .Values.key }}{{ .inner }}{{ end }}'],
    ['a range with key and item', '{{ range $name, $each := .Values }}{{ $name }}{{ $each.inner }}{{ end }}'],
    ['a variable that is assigned later', '{{ $a := dict }}{{ if true }}{{ $a = .Values.key }}{{ end }}{{ $a.inner }}'],
    ['the root by way of a variable', '{{ $all := . }}{{ with $all.Values }}{{ .key.inner }}{{ end }}'],
    ['index', '{{ index .Values "key" "inner" }}'],
    ['index with a name that is worked out', '{{ index .Values (printf "%s" "key") "inner" }}'],
    ['get', '{{ (get .Values "key").inner }}'],
    ['hasKey', '{{ if hasKey .Values.key "inner" }}{{ end }}'],
    ['dig', '{{ dig "key" "inner" "none" .Values.AsMap }}'],
    ['pluck', '{{ (pluck "key" .Values | first).inner }}'],
    ['pick', '{{ (pick .Values "key").key.inner }}'],
    ['omit', '{{ (omit .Values "other").key.inner }}'],
    ['keys', '{{ keys .Values.key | len }}'],
    ['values', '{{ range values .Values }}{{ .inner }}{{ end }}'],
    ['merge', '{{ $m := merge (dict) .Values.key (dict "inner" "x") }}{{ $m.inner }}'],
    ['a merge into something that others hold', '{{ $m := dict }}{{ $_ := mergeOverwrite $m .Values }}{{ $m.key.inner }}'],
    ['deepCopy', '{{ (deepCopy .Values.key).inner }}'],
    ['default and coalesce', '{{ (coalesce .Values.none (.Values.key | default dict)).inner }}'],
    ['ternary', '{{ (ternary .Values.key dict true).inner }}'],
    ['set', '{{ $d := dict }}{{ $_ := set $d "a" .Values.key }}{{ $d.a.inner }}'],
    ['set into the values', '{{ $_ := set .Values "other" .Values.key }}{{ .Values.other.inner }}'],
    ['a list', '{{ range list .Values.key }}{{ .inner }}{{ end }}'],
    ['concat and append', '{{ range concat (list) (append (list) .Values.key) }}{{ .inner }}{{ end }}'],
    ['an included template', '{{ include "one" (dict "at" .Values.key) }}{{ define "one" }}{{ .at.inner }}{{ end }}'],
    ['one whose name is worked out', '{{ include (printf "%s" "one") . }}{{ define "one" }}{{ .Values.key.inner }}{{ end }}'],
    ['template', '{{ template "one" . }}{{ define "one" }}{{ .Values.key.inner }}{{ end }}'],
    ['a definition that nothing includes', '{{ define "one" }}{{ .Values.key.inner }}{{ end }}'],
    ['tpl', '{{ tpl "{{ .Values.key.inner }}" . }}'],
    ['tpl of text that is put together', '{{ tpl (printf "{{ .Values.%s.inner }}" "key") . }}'],
    ['tpl over a context', '{{ tpl (cat "{{ with $.it }}" "{{ .inner }}" "{{ end }}") (dict "it" .Values.key) }}'],
    ['a map whose emptiness is looked at', '{{ if .Values.key }}{{ end }}'],
  ])('%s', (_name, template) => {
    expect(unread(template, 'key:\n  inner: 1\n')).toEqual([]);
  });

  test('a text of the values that tpl executes names it', () => {
    expect(unread('{{ tpl .Values.text . }}', "key: {inner: 1}\ntext: '{{ .Values.key.inner }}'\n")).toEqual([]);
    expect(unread('{{ .Values.text | quote }}', "key: {inner: 1}\ntext: '{{ .Values.key.inner }}'\n")).toEqual([
      'warning key given.yaml:1',
    ]);
  });

  test('a file that tpl executes names it', () => {
    const more = { 'chart/conf.txt': '{{ .Values.key.inner }}' };
    expect(unread('{{ tpl (.Files.Get "conf.txt") . }}', 'key: {inner: 1}\n', more)).toEqual([]);
  });

  test('an anchor that is used elsewhere', () => {
    expect(unread('{{ .Values.a.b }}{{ .Values.c }}', 'x-all: &all {b: 1}\nx-one: &one 2\na: {<<: *all}\nc: *one\n')).toEqual([]);
  });

  test('conditions, tags and what is imported; a dependency that is off counts as well', () => {
    const more = {
      'chart/Chart.yaml':
        'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n' +
        '- {name: db, version: 1.0.0, alias: store, condition: store.enabled, tags: [front], import-values: [{child: out, parent: in}]}\n',
      'chart/charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
      'chart/charts/db/templates/a.yaml': object('{{ .Values.size }}'),
    };
    const values = 'store: {enabled: false, size: 1, out: {a: 1}}\ntags: {front: true, frant: true}\n';
    expect(unread('x', values, more)).toEqual(['warning tags.frant given.yaml:2']);
  });

  test('a dependency with an alias, which has no section of its own name', () => {
    const dependency = (alias: string) => `- {name: db, version: 1.0.0, condition: db.enabled, import-values: [out]${alias}}\n`;
    const more = (aliases: readonly string[]) => ({
      'chart/Chart.yaml': `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n${aliases.map(dependency).join('')}`,
      'chart/charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
      'chart/charts/db/templates/a.yaml': object('{{ .Values.size }}'),
    });
    const values = 'db: {enabled: true, size: 1}\nstore:\n  size: 2\n  exports: {out: {a: 1}}\n';
    expect(unread('x', values, more([', alias: store']))).toEqual(['warning db.size given.yaml:1']);
    expect(unread('x', values, more([', alias: store', '']))).toEqual([]);
  });

  test('what a schema speaks of', () => {
    const schema = {
      properties: { key: { $ref: '#/$defs/key' }, list: { items: { properties: { name: {} } } } },
      $defs: { key: { properties: { inner: { type: 'integer' } } } },
    };
    const more = { 'chart/values.schema.json': JSON.stringify(schema) };
    const values = 'key: {inner: 1, other: 2}\nlist: [{name: a, nane: b}]\n';
    expect(unread('x', values, more)).toEqual(['warning key.other given.yaml:1', 'warning list[0].nane given.yaml:2']);
  });
});

describe('a key that nothing sets', () => {
  test('is found where a template of the chart wrote it, once for each place', () => {
    const template =
      '{{ range list 1 2 }}{{ $.Values.a.b }}{{ end }}\n  y: {{ .Values.c | quote }}\n  z: {{ printf "%s-x" .Values.d | quote }}';
    expect(unset(template, 'a: {x: 1}\n')).toEqual([
      'information a.b chart/templates/a.yaml:5',
      'information c chart/templates/a.yaml:6',
      'information d chart/templates/a.yaml:7',
    ]);
  });

  test('and by way of a definition, a variable and a map', () => {
    const helper = { 'chart/templates/_x.tpl': '{{ define "one" }}\n{{ .at }}{{ end }}' };
    expect(unset('{{ $v := .Values.a }}{{ $v }}{{ include "one" (dict "at" .Values.b) }}', '{}', helper)).toEqual([
      'information a chart/templates/a.yaml:5',
      'information b chart/templates/_x.tpl:2',
    ]);
  });

  test.each([
    ['with a default', '{{ .Values.a | default "" }}'],
    ['one of several', '{{ coalesce .Values.a .Values.b }}'],
    ['in a condition', '{{ if .Values.a }}{{ .Values.a }}{{ end }}'],
    ['with', '{{ with .Values.a }}{{ . }}{{ end }}'],
    ['asked for', '{{ hasKey .Values "a" }}{{ kindIs "string" .Values.a }}{{ empty .Values.a }}'],
    ['dug for', '{{ dig "a" "" .Values.AsMap }}'],
    ['compared', '{{ eq .Values.a "x" }}'],
    ['in a branch that is not taken', '{{ if false }}{{ .Values.a }}{{ end }}'],
    ['of a map that a template made', '{{ (dict "b" 1).a }}'],
  ])('is not found %s', (_name, template) => {
    expect(unset(template, '{}')).toEqual([]);
  });

  test('is not found where the chart lists it without a value, or the release sets it', () => {
    expect(unset('{{ .Values.a }}{{ .Values.b }}', 'b: ""\n', { 'chart/values.yaml': 'a:\n' })).toEqual([]);
  });

  test('is not found in a dependency', () => {
    const more = {
      'chart/charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
      'chart/charts/db/templates/a.yaml': object('{{ .Values.size }}'),
    };
    expect(unset('x', '{}', more)).toEqual([]);
  });
});
