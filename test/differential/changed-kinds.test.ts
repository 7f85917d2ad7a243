// Hashes in the names of generated objects that a patch made another kind of: the engine and the real kustomize agree, or the engine says what it does not follow.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RealKustomize, startKustomize } from '../support/kustomize-batch';
import { changedKinds } from './changed-kinds';
import { compare, WAYS, type Way } from './compare-trees';

const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_125);
const TREES = Number(process.env.PLUMBLINE_TREES ?? 400);

let kustomize: RealKustomize;
let root: string;
beforeAll(async () => {
  kustomize = await startKustomize();
  root = mkdtempSync(join(tmpdir(), 'changed-kinds-'));
}, 600_000);
afterAll(() => {
  kustomize.stop();
  rmSync(root, { recursive: true, force: true });
});

it(
  `agrees on ${TREES} random trees (seed ${SEED})`,
  async () => {
    const counts = { yaml: 0, refused: 0, crashed: 0, unsupported: 0 };
    const property = fc.asyncProperty(changedKinds, async (files) => {
      const { real, difference, unsupported } = await compare(kustomize, root, files, WAYS[0] as Way);
      counts[unsupported ? 'unsupported' : real]++;
      expect(difference).toBeUndefined();
    });
    await fc.assert(property, { seed: SEED, numRuns: TREES });
    console.log(`of ${TREES} trees (seed ${SEED}) both built ${counts.yaml}; the engine does not follow ${counts.unsupported}`);
    expect(counts.yaml).toBeGreaterThan(TREES / 2);
    // Labels and annotations that make selectors and templates: a sixth of these trees asks for them.
    expect(counts.unsupported).toBeLessThan(TREES / 4);
  },
  300_000 + TREES * 1000,
);
