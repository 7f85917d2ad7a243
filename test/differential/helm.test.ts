// The engine against the real Helm 3 and 4, on charts whose names say what they show, and on random ones.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engineTemplate, type HelmOutcome, realTemplate, writeTree } from '../support/helm-template';
import { projectRoot } from '../support/cli';
import { randomChart } from './random-charts';

const FIXTURES = 'test/fixtures/helm/charts';

function disagreement(real: HelmOutcome, ours: HelmOutcome): string | undefined {
  if (real.kind === 'refused') return ours.kind === 'refused' ? undefined : `only Helm refuses: ${real.reason}`;
  if (ours.kind === 'refused') return `only the engine refuses: ${ours.reason}`;
  if (real.text === ours.text) return undefined;
  const [theirs, mine] = [real.text.split('\n'), ours.text.split('\n')];
  const at = theirs.findIndex((line, index) => line !== mine[index]);
  return `line ${at + 1}\nHelm:       ${theirs[at] ?? 'no more'}\nthe engine: ${mine[at] ?? 'no more'}`;
}

describe.each(readdirSync(join(projectRoot, FIXTURES)))('%s', (name) => {
  const chart = `${FIXTURES}/${name}`;
  const cases = JSON.parse(readFileSync(join(projectRoot, chart, 'cases.json'), 'utf8')) as string[][];

  test.each([3, 4] as const)('Helm %i', { timeout: 60_000 }, async (helm) => {
    const found: string[] = [];
    for (const args of cases) {
      const what = disagreement(await realTemplate(helm, chart, args), engineTemplate(helm, projectRoot, chart, args));
      if (what !== undefined) found.push(`${args.join(' ')}\n${what}`);
    }
    expect(found).toEqual([]);
  });
});

describe('random charts', () => {
  test.each([3, 4] as const)('Helm %i', { timeout: 120_000 }, async (helm) => {
    const seed = Number(process.env.PLUMBLINE_SEED ?? Date.now() % 1_000_000_000);
    console.log(`random charts for Helm ${helm}: PLUMBLINE_SEED=${seed}`);
    await fc.assert(
      fc.asyncProperty(randomChart, async ({ files, values, sets }) => {
        const folder = mkdtempSync(join(tmpdir(), 'plumbline-chart-'));
        try {
          writeTree(folder, { 'values.yaml': JSON.stringify(values) });
          writeTree(join(folder, 'chart'), files);
          const args = ['-f', 'values.yaml', ...sets.flatMap((set) => ['--set', set])];
          const real = await realTemplate(helm, 'chart', args, folder);
          expect(disagreement(real, engineTemplate(helm, folder, 'chart', args))).toBeUndefined();
        } finally {
          rmSync(folder, { recursive: true });
        }
      }),
      { seed, numRuns: Number(process.env.PLUMBLINE_RUNS ?? 60) },
    );
  });
});
