// What was worked out over files is kept until one of them changes, and no longer: an edit elsewhere costs no second build.
import { expect, test } from 'vitest';
import { contentOf } from '../../../src/engine/discover/artifact/content';
import { createDiscoveryCache } from '../../../src/engine/discover/discover';
import { type Kept, keptUntilChanged } from '../../../src/engine/discover/kept';
import type { ArtifactLayout } from '../../../src/engine/model';
import { discoverFleet, walkFleet } from '../../../src/engine/pipeline';
import { memoryFiles } from '../../support/memory-files';

const TREE = { 'read.txt': '1', 'listed/a.txt': '', 'other.txt': '' };

test.each([
  ['nothing', TREE, 1],
  ['a file that nobody read', { ...TREE, 'other.txt': '2' }, 1],
  ['the text of a file in a folder that was listed', { ...TREE, 'listed/a.txt': '2' }, 1],
  ['a file that was read', { ...TREE, 'read.txt': '2' }, 2],
  ['a folder that was listed', { ...TREE, 'listed/b.txt': '' }, 2],
  ['a file that was not there', { ...TREE, 'missing.txt': '' }, 2],
])('a change of %s', (_, tree, times) => {
  const kept = new Map<string, Kept>();
  let worked = 0;
  const ask = (over: Readonly<Record<string, string>>): number =>
    keptUntilChanged(kept, 'key', memoryFiles(over), ({ read, list }) => {
      read('read.txt');
      read('missing.txt');
      list('listed');
      return ++worked;
    });
  ask(TREE);
  expect(ask(tree)).toBe(times);
  expect(ask(tree)).toBe(times);
});

test('what fails is asked for again', () => {
  const kept = new Map<string, Kept>();
  const fail = (): number => {
    throw new Error('not now');
  };
  expect(() => keptUntilChanged(kept, 'key', memoryFiles(TREE), fail)).toThrow('not now');
  expect(keptUntilChanged(kept, 'key', memoryFiles(TREE), () => 2)).toBe(2);
});

test('an artifact is put together once, whatever else is edited', () => {
  const position = { file: 'g.yaml', line: 1, column: 1 };
  const rule = { alias: 'a', pattern: 'apps/**', to: '', exclude: [], strategy: 'Overwrite', optional: false, position };
  const layout: ArtifactLayout = {
    path: 'g.yaml/@artifact/g.a',
    sources: [{ alias: 'a', path: '.' }],
    copy: [rule, { ...rule, pattern: 'env.yaml', to: 'a.yaml', strategy: 'Merge' }],
    position,
    clones: [],
  };
  const tree = { 'apps/a.yaml': 'a: 1\n', 'apps/b.yaml': 'b: 1\n', 'env.yaml': 'a: 2\n', 'other.yaml': '' };
  const before = contentOf(layout, memoryFiles(tree));
  expect(contentOf(layout, memoryFiles({ ...tree, 'other.yaml': 'c: 1\n', 'apps/b.yaml': 'b: 2\n' }))).toBe(before);
  expect(contentOf(layout, memoryFiles({ ...tree, 'env.yaml': 'a: 3\n' }))).not.toBe(before);
});

test('what a chart applies is rendered once, whatever else is edited', () => {
  const application = (name: string, path: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd}\nspec:\n  project: default\n  source: {repoURL: x, path: ${path}}\n  destination: {server: "https://kubernetes.default.svc", namespace: shop}\n`;
  const tree = {
    'root.yaml': application('root', 'apps'),
    'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 1.0.0\n',
    'apps/templates/apps.yaml': application('{{ .Release.Name }}-web', 'web'),
    'web/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n',
  };
  const cache = createDiscoveryCache();
  const definition = (over: Readonly<Record<string, string>>) => {
    const files = memoryFiles(over);
    const apps = discoverFleet(files, cache, walkFleet(files)).environments.flatMap((environment) => environment.apps);
    return apps.find(({ app }) => app === 'root-web')?.definition;
  };
  const before = definition(tree);
  expect(before).toBeDefined();
  expect(definition({ ...tree, 'web/pod.yaml': tree['web/pod.yaml'].replace('name: web', 'name: other') })).toBe(before);
  expect(definition({ ...tree, 'apps/templates/apps.yaml': application('{{ .Release.Name }}-web', 'webs') })).not.toBe(before);
});
