// The cache: bases are built once, an unchanged rebuild is the same value, and any change is seen.
import { describe, expect, it } from 'vitest';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI, tidy } from '../../../../src/engine/render/kustomize/build';
import { memoryFiles } from '../../../support/memory-files';

const TREE: Readonly<Record<string, string>> = {
  'base/kustomization.yaml': 'resources:\n- web.yaml\n',
  'base/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  a: "1"\n',
  'dev/kustomization.yaml': 'resources:\n- ../base\nnamePrefix: dev-\n',
  'prod/kustomization.yaml': 'resources:\n- ../base\nnamePrefix: prod-\n',
};

describe('the build cache', () => {
  it('gives an unchanged rebuild as it was, and shares what overlays did not touch', () => {
    const cache = createBuildCache();
    const files = memoryFiles(TREE);
    const dev = buildKustomization('dev', files, KUSTOMIZE_CLI, cache);
    const prod = buildKustomization('prod', files, KUSTOMIZE_CLI, cache);
    expect(buildKustomization('dev', memoryFiles(TREE), KUSTOMIZE_CLI, cache)).toBe(dev);
    const data = (rendered: typeof dev) => rendered.objects[0]?.node.entries.find(({ key }) => key === 'data')?.value;
    expect(data(dev)).toBe(data(prod));
    expect(data(dev)).toBeDefined();
  });

  it('sees a changed base, a file that appears and a kustomization that moves', () => {
    const cache = createBuildCache();
    const build = (tree: Record<string, string>) => buildKustomization('dev', memoryFiles(tree), KUSTOMIZE_CLI, cache);
    const first = build(TREE);
    const changed = build({ ...TREE, 'base/web.yaml': (TREE['base/web.yaml'] as string).replace('"1"', '"2"') });
    expect(JSON.stringify(changed.objects)).not.toBe(JSON.stringify(first.objects));
    expect(build({ ...TREE, 'base/Kustomization': '' }).failures).toMatchObject([{ code: 'severalKustomizations' }]);
    expect(build(TREE).objects).toEqual(first.objects);
  });

  it('lets go of folders that are gone', () => {
    const cache = createBuildCache();
    for (let i = 0; i < 2000; i++) {
      const tree = Object.fromEntries(Object.entries(TREE).map(([path, text]) => [path.replace('dev/', `dev-${i}/`), text]));
      expect(buildKustomization(`dev-${i}`, memoryFiles(tree), KUSTOMIZE_CLI, cache).failures).toEqual([]);
      tidy(cache, memoryFiles(tree));
    }
    expect(cache.built.size + cache.parsed.size).toBeLessThan(1000);
  });

  it('lists every file and folder that the result depends on, absent ones included', () => {
    const { reads } = buildKustomization('dev', memoryFiles(TREE), KUSTOMIZE_CLI, createBuildCache());
    expect(reads.slice().sort()).toEqual([
      'base/',
      'base/Kustomization',
      'base/kustomization.yaml',
      'base/kustomization.yml',
      'base/web.yaml',
      'dev/Kustomization',
      'dev/kustomization.yaml',
      'dev/kustomization.yml',
    ]);
  });
});
