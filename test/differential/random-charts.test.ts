// The engine and the real Helm 3 and 4 agree on random charts, and on every chart that they once differed on.

// The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_CHARTS sets how many charts are drawn for each major version,
// and PLUMBLINE_KEEP names the folder that keeps the smallest charts they differ on.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RealHelm, startHelm } from '../support/helm-batch';
import { compareChart } from './compare-charts';
import { kindOf, nameOf, readTree, writeTree } from './compare-trees';
import { drawFrom } from './draw';
import { callsChart } from './random-calls';
import { valuesChart } from './random-charts';
import { documentChart } from './random-documents';
import { templateChart } from './random-templates';
import type { Tree } from './random-trees';
import { shrunk } from './shrink';

/** The same for every run of the tests, so that a change is judged by itself; `npm run fuzz -- --charts` draws new ones. */
const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_125);
const CHARTS = Number(process.env.PLUMBLINE_CHARTS ?? 150);
const KEEP = process.env.PLUMBLINE_KEEP;
/** After so many differences, more would tell little. */
const ENOUGH = 12;
const FOUND = resolve(import.meta.dirname, '../fixtures/helm/found');

describe.each([3, 4] as const)('Helm %i', (helm) => {
  let real: RealHelm;
  let root: string;
  beforeAll(async () => {
    real = await startHelm(helm);
    root = mkdtempSync(join(tmpdir(), 'random-charts-'));
  }, 600_000);
  afterAll(() => {
    real.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it(
    `agrees on ${CHARTS} random charts (seed ${SEED})`,
    async () => {
      const counts = { text: 0, refused: 0 };
      const differences: string[] = [];
      const values = fc.sample(valuesChart, { seed: SEED, numRuns: Math.ceil(CHARTS / 6) });
      for (let drawn = 0; drawn < CHARTS && differences.length < ENOUGH; drawn++) {
        const tree = chartOf(drawn, values);
        const compared = await compareChart(real, helm, root, tree);
        counts[compared.real]++;
        if (compared.difference !== undefined) differences.push(await smallest(tree, compared.difference));
      }
      console.log(
        `of ${counts.text + counts.refused} charts (seed ${SEED}) Helm ${helm} rendered ${counts.text} and refused ${counts.refused}`,
      );
      expect(differences).toEqual([]);
      expect(counts.text, 'many of the charts must be ones that Helm renders').toBeGreaterThan(CHARTS / 4);
    },
    300_000 + CHARTS * 500,
  );

  it.each(readdirSync(FOUND))('agrees on %s', async (name) => {
    expect((await compareChart(real, helm, root, readTree(join(FOUND, name)))).difference).toBeUndefined();
  });

  /** The difference with the smallest chart that shows it, which is kept where a folder is named. */
  async function smallest(tree: Tree, difference: string): Promise<string> {
    const differs = async (smaller: Tree) => (await compareChart(real, helm, root, smaller)).difference;
    const kind = kindOf(difference);
    const minimal = await shrunk(tree, async (smaller) => kindOf(await differs(smaller)) === kind);
    const left = await differs(minimal);
    const name = nameOf(minimal).replace('tree', 'chart');
    if (KEEP !== undefined) {
      mkdirSync(KEEP, { recursive: true });
      writeTree(join(KEEP, name), minimal);
    }
    return [name, left, ...Object.entries(minimal).map(([path, content]) => `--- ${path}\n${content}`)].join('\n');
  }
});

/** Values and dependencies, documents, calls of what has a grammar of its own, and most of all templates. */
function chartOf(drawn: number, values: readonly Tree[]): Tree {
  if (drawn % 6 === 0) return values[drawn / 6] as Tree;
  const draw = drawFrom(SEED + drawn);
  if (drawn % 3 === 0) return documentChart(draw);
  return drawn % 3 === 1 ? callsChart(draw) : templateChart(draw);
}
