// The engine and the real kustomize agree, byte for byte or in refusing, on the sample fleet, the golden trees and real repositories.
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createNodeFiles } from '../../src/adapters/node-files';
import { createBuildCache } from '../../src/engine/render/kustomize/build';
import { corpus } from '../support/corpus';
import { disagreement, engineBuild, inParallel, kustomizationFolders, realBuild } from '../support/kustomize';
import { oraclePath } from '../support/parts';

const GOLDEN = resolve(import.meta.dirname, '../fixtures/kustomize');
const FLEET = resolve(import.meta.dirname, '../../examples/fleet');

let kustomize: string;
beforeAll(async () => {
  kustomize = await oraclePath('kustomize');
}, 600_000);

describe('the sample fleet', () => {
  it('renders as the real kustomize renders it', async () => {
    const { folders, disagreements } = await compareTree(FLEET);
    expect(folders.length).toBeGreaterThan(10);
    expect(disagreements).toEqual([]);
  }, 120_000);
});

describe('the golden trees', () => {
  it('render as the real kustomize renders them', async () => {
    const { folders, disagreements } = await compareTree(GOLDEN);
    expect(folders.length).toBeGreaterThan(30);
    expect(disagreements).toEqual([]);
  }, 120_000);
});

describe.skipIf(!corpus)('real repositories', () => {
  for (const name of ['argo-cd-applicationset-examples', 'flux2-kustomize-helm-example', 'home-ops', 'podinfo']) {
    it(`${name} renders as the real kustomize renders it`, async () => {
      const { folders, disagreements } = await compareTree(join(corpus as string, 'repos', name));
      expect(folders.length).toBeGreaterThan(0);
      expect(disagreements).toEqual([]);
    }, 300_000);
  }
});

/** Builds every kustomization of a tree with both. Where both refuse, they agree. */
async function compareTree(root: string): Promise<{ folders: readonly string[]; disagreements: readonly string[] }> {
  const folders = kustomizationFolders(globSync('**/*', { cwd: root }));
  const files = createNodeFiles(root, { check: 'forget' });
  const cache = createBuildCache();
  const disagreements: string[] = [];
  await inParallel(folders, 2, async (folder) => {
    const real = await realBuild(kustomize, join(root, folder));
    const ours = engineBuild(files, folder, cache);
    const difference = disagreement(real, ours);
    if (difference !== undefined) disagreements.push(`${folder}: ${difference}`);
  });
  return { folders, disagreements };
}
