// Which values decide each field of a rendered object, held in charts that name what they show.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createNodeFiles } from '../../../../src/adapters/node-files';
import { callSites, type Node, type Origin, type Position } from '../../../../src/engine/model';
import { createHelmCache, renderChart } from '../../../../src/engine/render/helm/render-chart';

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
