// The engine and the real kustomize agree, byte for byte or in refusing, on the sample fleet, the golden trees and real repositories.
import { globSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeFiles } from '../../src/adapters/node-files';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI } from '../../src/engine/render/kustomize/build';
import { corpus } from '../support/corpus';
import { disagreement, engineBuild, kustomizationFolders } from '../support/kustomize';
import { type RealKustomize, startKustomize } from '../support/kustomize-batch';
import { WAYS } from './compare-trees';

const GOLDEN = resolve(import.meta.dirname, '../fixtures/kustomize');
const FLEET = resolve(import.meta.dirname, '../../examples/fleet');

let kustomize: RealKustomize;
beforeAll(async () => {
  kustomize = await startKustomize();
}, 600_000);
afterAll(() => kustomize.stop());

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
  const entries = corpus === undefined ? [] : readdirSync(join(corpus, 'repos'), { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    it(`${name} renders as the real kustomize renders it`, async () => {
      const { folders, disagreements } = await compareTree(join(corpus as string, 'repos', name));
      expect(folders.length).toBeGreaterThan(0);
      expect(disagreements).toEqual([]);
    }, 300_000);
  }
});

describe.skipIf(!corpus)('kustomizations of real repositories that build on the network', () => {
  it('are the ones that name a file there, each with the line that does', () => {
    const root = join(corpus as string, 'repos');
    const folders = kustomizationFolders(globSync('**/*', { cwd: root }));
    const [files, cache] = [createNodeFiles(root, { check: 'forget' }), createBuildCache()];
    const lacking = folders.flatMap((folder) => {
      const { failures, needs } = buildKustomization(folder, files, KUSTOMIZE_CLI, cache);
      return needs.length === 0 ? [] : [{ folder, failures, needs }];
    });
    const addons = 'argo-cd-applicationset-examples/applicationset/examples/git-generator-directory';
    const file = 'https://github.com/argoproj/argo-workflows/releases/download/v3.4.0/namespace-install.yaml';
    const expected = [`${addons}/cluster-addons/argo-workflows`, `${addons}/excludes/cluster-addons/argo-workflows`].map((folder) => ({
      folder,
      failures: [{ code: 'notFetched', file: `${folder}/kustomization.yaml`, line: 4, column: 3, subject: file }],
      needs: [{ kind: 'remoteBase', remote: { kind: 'file', url: file } }],
    }));
    expect(lacking).toMatchObject(expected);
  });
});

/** Builds every kustomization of a tree with both, in each of the command's ways. Where both refuse, they agree. */
async function compareTree(root: string): Promise<{ folders: readonly string[]; disagreements: readonly string[] }> {
  const folders = kustomizationFolders(globSync('**/*', { cwd: root }));
  const files = createNodeFiles(root, { check: 'forget' });
  const cache = createBuildCache();
  const disagreements: string[] = [];
  for (const folder of folders) {
    for (const { flags, profile } of WAYS) {
      const real = await kustomize.build(join(root, folder), flags);
      const difference = disagreement(real, engineBuild(files, folder, cache, profile));
      if (difference !== undefined) disagreements.push(`${folder} ${flags.join(' ')}: ${difference}`);
    }
  }
  return { folders, disagreements };
}
