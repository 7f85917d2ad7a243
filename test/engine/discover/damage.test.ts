// Discovery never throws, whatever a tree is missing or holds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNodeFiles } from '../../../src/adapters/node-files';
import { createDiscoveryCache, discover } from '../../../src/engine/discover/discover';
import type { Files } from '../../../src/engine/ports';
import { memoryFiles } from '../../support/memory-files';
import { fluxKustomization, helmRelease, kustomization, treeOf } from './trees';

const FLEET = new URL('../../../examples/fleet', import.meta.url).pathname;
const SEED = 20_261_121;

describe('the sample fleet', () => {
  const tree = treeOf(createNodeFiles(FLEET, { check: 'forget' }));

  test('without any one of its files is still discovered, and every app that is left still has its place', () => {
    const whole = discover(memoryFiles(tree)).environments.map(({ name }) => name);
    expect(whole).toEqual(['dev', 'staging', 'production', 'in-cluster']);
    const cache = createDiscoveryCache();
    for (const path of Object.keys(tree)) {
      const { [path]: _, ...rest } = tree;
      const { environments } = discover(memoryFiles(rest), cache);
      expect(environments.length).toBeGreaterThanOrEqual(3);
      for (const { apps } of environments) expect(new Set(apps.map(({ app }) => app)).size).toBe(apps.length);
    }
  });

  test('without a folder that a Kustomization points to says so at its path', () => {
    const rest = Object.fromEntries(Object.entries(tree).filter(([path]) => !path.startsWith('apps/cart/')));
    const cart = discover(memoryFiles(rest)).environments[2]?.apps.find(({ app }) => app === 'cart');
    expect(cart?.unresolved).toMatchObject([
      { code: 'notFound', subject: 'apps/cart/overlays/production', file: 'clusters/production/apps.yaml' },
    ]);
  });

  test('is read once: a second discovery parses only what changed', () => {
    const cache = createDiscoveryCache();
    discover(memoryFiles(tree), cache);
    const before = new Map([...cache].map(([path, { source }]) => [path, source]));
    const edited = 'apps/cart/overlays/dev/kustomization.yaml';
    discover(memoryFiles({ ...tree, [edited]: `${tree[edited]}# edited\n` }), cache);
    expect([...cache].filter(([path, { source }]) => before.get(path) !== source).map(([path]) => path)).toEqual([edited]);
  });
});

test.each([
  ['nothing', ''],
  ['a comment', '# later\n'],
  ['a text', 'later\n'],
  ['a list', '- a\n'],
])('an overlay whose kustomization holds %s is an environment all the same: rendered, it says what is wrong', (_what, content) => {
  const tree = {
    'base/kustomization.yaml': kustomization('resources: [a.yaml]'),
    'base/a.yaml': helmRelease('a'),
    'overlays/staging/kustomization.yaml': kustomization('resources: [../../base]'),
    'overlays/production/kustomization.yaml': content,
  };
  const { environments } = discover(memoryFiles(tree));
  expect(environments.map(({ name }) => name)).toEqual(['staging', 'production']);
  expect(environments[1]?.apps[0]?.source).toEqual({ file: 'overlays/production/kustomization.yaml', line: 1, column: 1 });
});

test('each file and folder is asked for once, however many apps share it', () => {
  const tree: Record<string, string> = { 'base/kustomization.yaml': kustomization('resources: [a.yaml]'), 'base/a.yaml': helmRelease('a') };
  for (let index = 0; index < 20; index++) {
    tree[`apps/a${index}/overlays/dev/kustomization.yaml`] = kustomization('resources: [../../../../base]');
    tree[`clusters/dev/a${index}.yaml`] = fluxKustomization(`a${index}`, `./apps/a${index}/overlays/dev`);
  }
  const files = memoryFiles(tree);
  const asked: string[] = [];
  const counting: Files = {
    read(path) {
      asked.push(`read ${path}`);
      return files.read(path);
    },
    list(path) {
      asked.push(`list ${path}`);
      return files.list(path);
    },
  };
  expect(discover(counting).environments[0]?.apps).toHaveLength(21);
  expect(asked.filter((call, index) => asked.indexOf(call) !== index)).toEqual([]);
});

test('any tree of half-typed files is survived', () => {
  const names = fc.constantFrom('kustomization.yaml', 'ks.yaml', 'a.yaml', 'Kustomization', 'Chart.yaml', 'README.md');
  const folders = fc.constantFrom('', 'overlays/dev/', 'clusters/prod/', 'apps/x/staging/', 'base/', 'overlays/dev/templates/');
  const contents = fc.oneof(
    fc.constantFrom(
      '',
      '{',
      'kind: Kustomization',
      'resources: [../../..]',
      kustomization('resources: [., ../dev, /etc, https://x]'),
      'kind: [List]',
    ),
    fc.constantFrom(
      fluxKustomization('a', './overlays/dev'),
      fluxKustomization('b', '.'),
      fluxKustomization('c', '../..'),
      helmRelease('r'),
    ),
    fc.string({ maxLength: 40 }),
  );
  const path = fc.tuple(folders, names).map((parts) => parts.join(''));
  const trees = fc.array(fc.tuple(path, contents), { maxLength: 12 }).map((pairs) => Object.fromEntries(pairs));
  fc.assert(
    fc.property(trees, (tree) => {
      const { environments } = discover(memoryFiles(tree));
      expect(environments.map(({ order }) => order)).toEqual(environments.map((_, index) => index));
    }),
    { seed: SEED, numRuns: 200 },
  );
});
