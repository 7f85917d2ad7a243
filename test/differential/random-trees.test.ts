// The engine and the real kustomize agree on random trees.

// The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_TREES sets how many,
// PLUMBLINE_SHRINK=1 looks for the smallest tree they differ on, and PLUMBLINE_KEEP names a folder to write it to.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { disagreement, engineBuild, realBuild } from '../support/kustomize';
import { memoryFiles } from '../support/memory-files';
import { oraclePath } from '../support/parts';
import { repository } from './random-repositories';
import { type Tree, tree } from './random-trees';

/** The same for every run of the tests, so that a change is judged by itself; `npm run fuzz` draws new ones. */
const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_121);
const TREES = Number(process.env.PLUMBLINE_TREES ?? 60);
const KEEP = process.env.PLUMBLINE_KEEP;

let kustomize: string;
let root: string;
beforeAll(async () => {
  kustomize = await oraclePath('kustomize');
  root = mkdtempSync(join(tmpdir(), 'random-trees-'));
}, 600_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

it(
  `agrees on ${TREES} random trees (seed ${SEED})`,
  async () => {
    let built = 0;
    let crashed = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(tree, repository), async (files) => {
        write(root, files);
        const real = await realBuild(kustomize, join(root, 'overlay'));
        if (real.kind === 'yaml') built++;
        if (real.kind === 'crashed') crashed++;
        const difference = disagreement(real, engineBuild(memoryFiles(files), 'overlay'));
        if (difference !== undefined && KEEP !== undefined) write(KEEP, files);
        expect(difference).toBeUndefined();
      }),
      { seed: SEED, numRuns: TREES, endOnFailure: process.env.PLUMBLINE_SHRINK !== '1' },
    );
    console.log(`kustomize built ${built} of ${TREES} trees (seed ${SEED})`);
    if (crashed > 0) console.log(`not compared: ${crashed} trees on which kustomize itself crashed`);
    expect(built, 'most trees must be ones that kustomize builds').toBeGreaterThan(TREES / 3);
  },
  300_000 + TREES * 1000,
);

function write(folder: string, files: Tree): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
