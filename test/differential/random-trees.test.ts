// The engine and the real kustomize agree on random trees, and on every tree that they once differed on.

// The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_TREES sets how many trees are drawn,
// and PLUMBLINE_KEEP names the folder that keeps the smallest trees they differ on.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RealKustomize, startKustomize } from '../support/kustomize-batch';
import { compare, kindOf, nameOf, readTree, WAYS, type Way, writeTree } from './compare-trees';
import { repository } from './random-repositories';
import { featureTree } from './random-features';
import { type Tree, tree } from './random-trees';
import { shrunk } from './shrink';

/** The same for every run of the tests, so that a change is judged by itself; `npm run fuzz` draws new ones. */
const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_121);
const TREES = Number(process.env.PLUMBLINE_TREES ?? 300);
const KEEP = process.env.PLUMBLINE_KEEP;
/** After so many differences, more would tell little. */
const ENOUGH = 12;
const FOUND = resolve(import.meta.dirname, '../fixtures/kustomize-found');

let kustomize: RealKustomize;
let root: string;
beforeAll(async () => {
  kustomize = await startKustomize();
  root = mkdtempSync(join(tmpdir(), 'random-trees-'));
}, 600_000);
afterAll(() => {
  kustomize.stop();
  rmSync(root, { recursive: true, force: true });
});

it(
  `agrees on ${TREES} random trees (seed ${SEED})`,
  async () => {
    const counts = { yaml: 0, refused: 0, crashed: 0, unsupported: 0 };
    const differences: string[] = [];
    let drawn = 0;
    const property = fc.asyncProperty(fc.oneof(tree, repository, featureTree), async (files) => {
      if (differences.length >= ENOUGH) return;
      const way = WAYS[drawn++ % WAYS.length] as Way;
      const { real, difference, unsupported } = await compare(kustomize, root, files, way);
      counts[unsupported ? 'unsupported' : real]++;
      if (difference !== undefined) differences.push(await smallest(files, way, difference));
    });
    await fc.assert(property, { seed: SEED, numRuns: TREES });
    console.log(`of ${drawn} trees (seed ${SEED}) kustomize built ${counts.yaml} and refused ${counts.refused}`);
    if (counts.crashed > 0) console.log(`not compared: ${counts.crashed} trees on which kustomize itself crashed`);
    if (counts.unsupported > 0)
      console.log(`not compared: ${counts.unsupported} trees of which the engine says that they ask for what it does not carry out`);
    expect(differences).toEqual([]);
    expect(counts.unsupported).toBeLessThanOrEqual(TREES / 50);
    expect(counts.yaml, 'many of the trees must be ones that kustomize builds').toBeGreaterThan(TREES / 4);
  },
  300_000 + TREES * 1000,
);

describe('trees that they once differed on', () => {
  for (const name of readdirSync(FOUND)) {
    it.each(WAYS.map((way) => [way.flags.join(' ') || 'as the command does', way] as const))(`${name}: %s`, async (_, way) => {
      expect((await compare(kustomize, root, readTree(join(FOUND, name)), way)).difference).toBeUndefined();
    });
  }
});

/** The difference with the smallest tree that shows it, which is kept where a folder is named. */
async function smallest(files: Tree, way: Way, difference: string): Promise<string> {
  const kind = kindOf(difference);
  const minimal = await shrunk(files, async (smaller) => kindOf((await compare(kustomize, root, smaller, way)).difference) === kind);
  const { difference: left } = await compare(kustomize, root, minimal, way);
  if (KEEP !== undefined) {
    mkdirSync(KEEP, { recursive: true });
    writeTree(join(KEEP, nameOf(minimal)), minimal);
  }
  const shown = Object.entries(minimal).map(([path, content]) => `--- ${path}\n${content}`);
  return [`${nameOf(minimal)} ${way.flags.join(' ')}`, left, ...shown].join('\n');
}
