// A discovery that keeps what it knew of unchanged files and folders says what a fresh one says, after any row of edits.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fleet } from '../../../scripts/bench-fleet.mjs';
import { createNodeFiles } from '../../../src/adapters/node-files';
import { createDiscoveryCache, discover } from '../../../src/engine/discover/discover';
import { baseName, isWithin, join, parentOf } from '../../../src/engine/discover/paths';
import { walkTree } from '../../../src/engine/discover/tree';
import type { Discovery } from '../../../src/engine/model';
import type { DirectoryAnswer, Files } from '../../../src/engine/ports';
import { createToldFiles } from '../../../src/session/told-files';
import { memoryFiles } from '../../support/memory-files';
import { kustomization, treeOf } from './trees';

type Tree = Record<string, string>;

const SEED = 20_261_125;
const SAMPLE = treeOf(createNodeFiles(new URL('../../../examples/fleet', import.meta.url).pathname, { check: 'forget' }));

/** What may happen to a file; `other` is a file whose text or folder takes part. */
const EDITS = {
  comment: (tree: Tree, path: string) => put(tree, path, `# one more line\n${tree[path]}`),
  dropLine: (tree: Tree, path: string, other: string) => put(tree, path, withoutLine(tree[path] ?? '', other.length)),
  break: (tree: Tree, path: string) => put(tree, path, `${tree[path]}\n[`),
  raise: (tree: Tree, path: string) =>
    put(
      tree,
      path,
      (tree[path] ?? '').replace(/\d+(?!.*\d)/s, (digits) => String(Number(digits) + 1)),
    ),
  replace: (tree: Tree, path: string, other: string) => put(tree, path, tree[other] ?? ''),
  remove: (tree: Tree, path: string) => put(tree, path, undefined),
  removeFolder: (tree: Tree, path: string) =>
    Object.keys(tree).flatMap((one) => (isWithin(one, parentOf(path)) ? put(tree, one, undefined) : [])),
  copy: (tree: Tree, path: string, other: string) => put(tree, join(parentOf(other), `added-${baseName(path)}`), tree[path]),
  copyInto: (tree: Tree, path: string, other: string) => put(tree, join(parentOf(other), `overlays/qa/${baseName(path)}`), tree[path]),
  ignore: (tree: Tree, path: string, other: string) =>
    put(tree, join(parentOf(parentOf(path)), '.gitignore'), `${baseName(parentOf(other))}/\n`),
} satisfies Record<string, (tree: Tree, path: string, other: string) => readonly string[]>;

describe.each([
  ['the sample fleet', SAMPLE, 40],
  ['a fleet of overlays', fleet(4), 60],
])('%s', (_, whole, numRuns) => {
  test('edited at random, is discovered as if for the first time', { timeout: 120_000 }, () => {
    const edit = fc.record({ kind: fc.constantFrom(...keysOf(EDITS)), path: fc.nat(), other: fc.nat() });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
        const { tree, changed, discovery } = stage(whole);
        discovery();
        for (const { kind, path, other } of edits) {
          changed(EDITS[kind](tree, pick(tree, path), pick(tree, other)));
          expect(discovery()).toEqual(discover(memoryFiles(tree)));
        }
      }),
      { seed: SEED, numRuns },
    );
  });
});

test('only the versions of an edited file are worked out again', () => {
  const patched = Object.entries(fleet(4)).map(([path, text]) => [path, text.replace(/( +)- name: web\n/, '$&$1  image: web:1\n')]);
  const { tree, changed, discovery } = stage(Object.fromEntries(patched));
  const before = imagesOf(discovery());
  const edited = [...before][0]?.file ?? '';
  changed(EDITS.comment(tree, edited));
  const anew = [...imagesOf(discovery())].filter((version) => !before.has(version));
  expect(before.size).toBeGreaterThan(anew.length);
  expect(new Set(anew.map(({ file }) => file))).toEqual(new Set([edited]));
});

test('one listing that is given for several folders is not mixed up', () => {
  const tree = { 'a/overlays/dev/kustomization.yaml': kustomization(''), 'b/overlays/dev/kustomization.yaml': kustomization('') };
  const files = memoryFiles(tree);
  const shared: DirectoryAnswer = files.list('a/overlays/dev');
  const sharing: Files = { ...files, list: (path) => (path.endsWith('/dev') ? shared : files.list(path)) };
  expect(discover(sharing)).toEqual(discover(files));
  expect(discover(sharing).environments[0]?.apps.map(({ app }) => app)).toEqual(['a', 'b']);
});

test('a folder that is ignored, and later not, comes and goes with its apps', () => {
  const { tree, changed, discovery } = stage({
    '.gitignore': 'b/\n',
    'a/dev/kustomization.yaml': kustomization(''),
    'b/dev/kustomization.yaml': kustomization(''),
  });
  const apps = () => discovery().environments.flatMap(({ apps: all }) => all.map(({ app }) => app));
  expect(apps()).toEqual(['a']);
  changed(put(tree, '.gitignore', 'a/\n'));
  expect(apps()).toEqual(['b']);
  changed(put(tree, '.gitignore', undefined));
  expect(apps()).toEqual(['a', 'b']);
});

/** A tree that can be edited, and what is discovered in it with one cache, and one walk as long as no listing changes. */
function stage(whole: Readonly<Tree>) {
  const tree = { ...whole };
  let now = memoryFiles(tree);
  const files = createToldFiles({ read: (path) => now.read(path), list: (path) => now.list(path) });
  const cache = createDiscoveryCache();
  let walked = walkTree(files);
  return {
    tree,
    changed(paths: readonly string[]): void {
      now = memoryFiles(tree);
      files.changed(paths);
    },
    discovery(): Discovery {
      const again = walkTree(files);
      if (!isDeepStrictEqual(again, walked)) walked = again;
      return discover(files, cache, walked);
    },
  };
}

function imagesOf({ environments }: Discovery) {
  return new Set(environments.flatMap(({ apps }) => apps.flatMap(({ versions }) => versions.filter(({ image }) => image !== undefined))));
}

/** @returns the paths that changed */
function put(tree: Tree, path: string, text: string | undefined): readonly string[] {
  if (text === undefined) delete tree[path];
  else tree[path] = text;
  return [path];
}

function pick(tree: Tree, index: number): string {
  const paths = Object.keys(tree);
  return paths[index % paths.length] ?? 'first.yaml';
}

function withoutLine(text: string, index: number): string {
  const lines = text.split('\n');
  return lines.filter((_, at) => at !== index % lines.length).join('\n');
}

function keysOf<T extends object>(table: T): (keyof T)[] {
  return Object.keys(table) as (keyof T)[];
}
