// The fleets of the bench: the real kustomize builds them as the engine does, and a size gives the same fleet every time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fleet, overlaysOf, writeTree } from '../../scripts/bench-fleet.mjs';
import { disagreement, engineBuild, realBuild } from '../support/kustomize';
import { memoryFiles } from '../support/memory-files';
import { oraclePath } from '../support/parts';

const APPS = 4;

let kustomize: string;
let folder: string;
beforeAll(async () => {
  kustomize = await oraclePath('kustomize');
  folder = mkdtempSync(join(tmpdir(), 'plumbline-fleet-'));
  writeTree(folder, fleet(APPS));
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('has three overlays an app, all of which the real kustomize builds as the engine does', async () => {
  const overlays = overlaysOf(APPS);
  expect(overlays).toHaveLength(3 * APPS);
  const files = memoryFiles(fleet(APPS));
  for (const overlay of overlays) {
    const real = await realBuild(kustomize, join(folder, overlay));
    expect(real.kind).toBe('yaml');
    expect(disagreement(real, engineBuild(files, overlay))).toBeUndefined();
  }
});

test('is the same every time, and a larger one only adds apps', () => {
  expect(fleet(APPS)).toEqual(fleet(APPS));
  expect(fleet(2 * APPS)).toMatchObject(fleet(APPS));
});
