// A render of which only the text is asked for prints what a whole one prints, fails where that fails, and notes as much.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodeFiles } from '../../../../src/adapters/node-files';
import { createHelmCache, renderChart } from '../../../../src/engine/render/helm/render-chart';
import type { HelmRendered, HelmRequest } from '../../../../src/engine/render/helm/request';
import { projectRoot } from '../../../support/cli';
import { corpus } from '../../../support/corpus';

const FIXTURES = join(projectRoot, 'test/fixtures/helm/charts');
const REAL = join(corpus ?? '', 'helm/charts/helm+charts');

describe('a render of which only the text is asked for', () => {
  it.each(readdirSync(FIXTURES))('prints the same of %s', (chart) => same(FIXTURES, chart));

  it.skipIf(corpus === undefined)('prints the same of some charts of a real repository', { timeout: 120_000 }, () => {
    for (const chart of readdirSync(REAL).filter((_, index) => index % 8 === 0)) same(REAL, chart);
  });
});

function same(folder: string, chart: string): void {
  const files = createNodeFiles(folder, { check: 'forget' });
  const cache = createHelmCache();
  const release = { name: 'rel', namespace: 'default' };
  for (const helm of [3, 4] as const) {
    const request: HelmRequest = { chart: { kind: 'path', path: chart }, release, values: [], helm, includeCrds: true };
    const [text, whole] = [renderChart({ ...request, onlyText: true }, files, cache), renderChart(request, files, cache)];
    expect(summary(text), chart).toStrictEqual(summary(whole));
    expect(text.objects).toEqual([]);
  }
}

function summary({ text, notes, printed, failures, warnings, unknowables, lookups }: HelmRendered) {
  const pieces = [...printed.manifests, ...printed.hooks].map(({ file, text: piece }) => `${file}\n${piece}`);
  const codes = [...failures, ...warnings].map(({ code, detail }) => `${code} ${detail ?? ''}`);
  return { text, notes, pieces, codes, unknowables, lookups };
}
