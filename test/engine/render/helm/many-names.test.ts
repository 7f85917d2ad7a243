// A value that was made of hundreds of others names all of them; where there are too many to keep, its origin says that it is approximate.
import { describe, expect, test } from 'vitest';
import type { MapNode, Origin, Path, ScalarNode } from '../../../../src/engine/model';
import { createHelmCache, renderChart } from '../../../../src/engine/render/helm/render-chart';
import type { HelmRendered, HelmRequest } from '../../../../src/engine/render/helm/request';
import { at } from '../../../../src/engine/yaml/access';
import { memoryFiles } from '../../../support/memory-files';

const KEYS = 1500;
const key = (index: number): string => `key${index}`;
const values = (keys: number): string => Array.from({ length: keys }, (_, index) => `${key(index)}: value ${index}\n`).join('');

function render(template: string, keys = KEYS, given: HelmRequest['values'] = []): HelmRendered {
  const files = memoryFiles({
    'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
    'chart/values.yaml': values(keys),
    'chart/templates/map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata:\n${template}`,
  });
  const request = {
    chart: { kind: 'path', path: 'chart' },
    release: { name: 'rel', namespace: 'default' },
    values: given,
    helm: 4,
    kubeVersion: 'v1.37.0',
  } as const;
  return renderChart(request, files, createHelmCache());
}

function originOf({ objects, failures }: HelmRendered, path: Path): Origin | undefined {
  expect(failures).toEqual([]);
  const [object] = objects;
  return object && at(object.node, path)?.origin;
}

const linesOf = (origins: readonly Origin[] | undefined): readonly number[] =>
  (origins ?? []).filter(({ step }) => step === 'values').map(({ line }) => line);
const ALL = Array.from({ length: KEYS }, (_, index) => index + 1);

describe('a value that was made of hundreds of others', () => {
  test('a digest of all values names each of them', () => {
    const origin = originOf(render('  digest: {{ toYaml .Values | sha256sum }}\n'), ['data', 'digest']);
    expect(linesOf(origin?.from)).toEqual(ALL);
  });

  test('so does a text that a loop collects', () => {
    const template = [
      '  {{- $all := "" }}',
      '  {{- range $key, $value := .Values }}',
      '  {{- if kindIs "string" $value }}{{- $all = printf "%s %s" $all $value }}{{- end }}',
      '  {{- end }}',
      '  all: {{ $all | trim | quote }}',
      '',
    ].join('\n');
    const few = 600;
    const origin = originOf(render(template, few), ['data', 'all']);
    expect(new Set(linesOf(origin?.from))).toEqual(new Set(ALL.slice(0, few)));
  });

  test('what all of them decide names each of them', () => {
    const rendered = render('  {{- if toYaml .Values }}\n  plain: text\n  one: {{ .Values.key7 }}\n  {{- end }}\n');
    expect(linesOf(originOf(rendered, ['data', 'plain'])?.by)).toEqual(ALL);
    const one = originOf(rendered, ['data', 'one']);
    expect(one).toMatchObject({ step: 'values', line: 8 });
    expect(linesOf(one?.by)).toEqual(ALL.filter((line) => line !== 8));
  });

  test('values that were made of the same share their lists', () => {
    const rendered = render('  {{- if toYaml .Values }}\n  one: text\n  two: text\n  {{- end }}\n');
    expect(originOf(rendered, ['data', 'one'])?.by).toBe(originOf(rendered, ['data', 'two'])?.by);
  });
});

test('where thousands of values name thousands of others, each in its own way, some names are left out, and the origins say so', () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => {
    const [first, second] = [key(index % KEYS), key((index + 7) % KEYS)];
    return `  line${index}: "{{ .Values.${first} }} {{ .Values.${second} | default .Values.key3 }}"\n`;
  });
  const rendered = render(`  {{- if toYaml .Values }}\n${lines.join('')}  {{- end }}\n`, KEYS);
  const [first, last] = [originOf(rendered, ['data', 'line0']), originOf(rendered, ['data', 'line9999'])];
  expect([first?.approximate, first?.by?.length]).toEqual([undefined, KEYS - 2]);
  expect([last?.approximate, last?.by?.length]).toEqual([true, 50]);
});

test('a total that goes on over thousands of items is rendered, and says where it names no more of them', () => {
  const items = 5000;
  const template =
    '{{- $total := 0 }}{{ range $key, $value := .Values }}{{ if kindIs "string" $value }}{{ $total = add $total (len $value) }}\n' +
    '  {{ $key }}: {{ $total | quote }}\n{{- end }}{{ end }}\n';
  const rendered = render(`  first: "0"\n${template}`, items);
  const node = rendered.objects[0]?.node;
  const totals = Array.from({ length: items }, (_, index) => node && at(node, ['data', key(index)])?.origin);
  expect(rendered.failures).toEqual([]);
  expect(totals.filter((origin) => origin?.approximate === true).length).toBeGreaterThan(items / 2);
  expect(totals.filter((origin) => origin !== undefined && origin.approximate === undefined).length).toBeGreaterThan(1000);
});

describe('a Secret among more values than a value can name', () => {
  const origin: Origin = { file: 'secret.yaml', line: 1, column: 11, step: 'values' };
  const secret: ScalarNode = { kind: 'scalar', text: 'correct-horse', tag: 'str', secret: true, origin };
  const given: MapNode = { kind: 'map', entries: [{ key: 'zz', value: secret }], origin };
  const withSecret = (template: string): HelmRendered => render(template, 3000, [{ kind: 'node', node: given }]);
  const collected = '{{ $all := "" }}{{ range $key, $value := .Values }}{{ $all = printf "%s%v" $all $value | trunc -13 }}{{ end }}';

  test.each(['{{ toYaml .Values | sha256sum }}', `${collected}{{ $all | sha256sum }}`])('is masked in what is made of all: %s', (made) => {
    const { objects, failures } = withSecret(`  made: ${made}\n`);
    expect(failures).toEqual([]);
    expect(at(objects[0]?.node, ['data', 'made'])).toMatchObject({ secret: true });
  });

  test('is in no message', () => {
    const { failures } = withSecret(`  made: ${collected}{{ fail (trunc -9 $all) }}\n`);
    expect(failures).toHaveLength(1);
    expect(JSON.stringify(failures)).not.toContain('ct-horse');
  });
});
