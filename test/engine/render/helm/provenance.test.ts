// Which values decide each field of a rendered object, held in charts that name what they show.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createNodeFiles } from '../../../../src/adapters/node-files';
import { callSites, type Node, type Origin, type Position } from '../../../../src/engine/model';
import { memoryFiles } from '../../../support/memory-files';
import { createHelmCache, renderChart } from '../../../../src/engine/render/helm/render-chart';
import type { HelmRequest } from '../../../../src/engine/render/helm/request';

const folder = join(import.meta.dirname, '../../../fixtures/helm/provenance');

describe('values behind rendered fields', () => {
  test.each([
    'reads',
    'choices',
    'texts',
    'subchart-and-globals',
    'open-ends',
    'changed-elsewhere',
    'null-of-a-subchart',
    'taken-out-by-null',
  ])('%s', async (chart) => {
    const files = createNodeFiles(folder, { check: 'forget' });
    const rendered = renderChart(
      {
        chart: { kind: 'path', path: chart },
        release: { name: 'rel', namespace: 'default' },
        values: [{ kind: 'file', path: `${chart}/production.yaml`, optional: true }],
        helm: 4,
      },
      files,
      createHelmCache(),
    );
    expect(rendered.failures).toEqual([]);
    const shown = rendered.objects.map(({ node }) => lines(node, '', chart).join('')).join('---\n');
    await expect(shown).toMatchFileSnapshot(join(folder, chart, 'expected.txt'));
    expect(readFileSync(join(folder, chart, 'values.yaml'), 'utf8')).not.toBe('');
  });
});

const EACH = (count: number, write: (at: number) => string): string => Array.from({ length: count }, (_, at) => write(at)).join('');
const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

// Each took minutes where branches were looked for one by one.
test.each([
  [
    'documents with a branch of the same key',
    EACH(4000, () => `${HEAD}data:\n  k: v\n{{- if .Values.x }}\ndata:\n  k: w\n{{- end }}\n---\n`),
    4000,
  ],
  [
    'branches that would all write the map of many keys again',
    `${HEAD}data:\n${EACH(4000, (at) => `  k${at}: v\n`)}${EACH(4000, (at) => `{{- if .Values.x${at} }}\ndata:\n  k: w\n{{- end }}\n`)}`,
    1,
  ],
  [
    'else after else',
    `${HEAD}data:\n{{- if .Values.x }}\n  k: v\n${EACH(2000, (at) => `{{- else if .Values.x${at} }}\n  k${at}: w\n`)}{{- end }}\n`,
    1,
  ],
])('thousands of %s', { timeout: 20_000 }, (_, template, count) => {
  const values = `x: false\n${EACH(4000, (at) => `x${at}: false\n`)}`;
  const files = memoryFiles({
    'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
    'c/values.yaml': values,
    'c/templates/a.yaml': template,
  });
  const request: HelmRequest = { chart: { kind: 'path', path: 'c' }, release: { name: 'r', namespace: 'd' }, values: [], helm: 4 };
  const { objects, failures } = renderChart(request, files, createHelmCache());
  expect(failures).toEqual([]);
  expect(objects).toHaveLength(count);
  const last = objects.at(-1)?.node.entries.find(({ key }) => key === 'data')?.value;
  const by = last?.kind === 'map' ? last.entries[0]?.value.origin.by : last?.origin.by;
  expect(by).toContainEqual(expect.objectContaining({ file: 'c/values.yaml', line: expect.any(Number) }));
});

function lines(node: Node, path: string, chart: string): readonly string[] {
  if (node.kind === 'scalar') return [`${path}: ${JSON.stringify(node.text)}\n${chain(node.origin, chart, '  ')}`];
  if (node.kind === 'list') return node.items.flatMap((item, at) => lines(item, `${path}.${at}`, chart));
  return node.entries.flatMap(({ key, value }) => lines(value, path === '' ? key : `${path}.${key}`, chart));
}

function chain(origin: Origin, chart: string, indent: string, how = ''): string {
  const { file, line, column, from = [], by = [], overrode } = origin;
  const place = (at: Position) => `${at.file.replace(`${chart}/`, '').replace('templates/', '')}:${at.line}:${at.column}`;
  const through = callSites(origin).map((site) => ` through ${place(site)}`);
  const own = `${indent}${how}${place({ file, line, column })}${through.join('')}\n`;
  const inner = `${indent}  `;
  return [
    own,
    overrode === undefined ? '' : chain(overrode, chart, inner, 'over '),
    ...from.map((one) => chain(one, chart, inner, 'from ')),
    ...by.map((one) => chain(one, chart, inner, 'by ')),
  ].join('');
}
