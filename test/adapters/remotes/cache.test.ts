// What is kept of fetched trees: on disk, until nobody has used it for long; in memory, the trees that were asked for last.
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../../scripts/processes.mjs';
import { recentTrees } from '../../../src/adapters/remotes';
import { createRemoteCache, type RemoteCache } from '../../../src/adapters/remotes/cache';
import { memoryFiles } from '../../support/memory-files';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder('cache');
});
afterEach(() => folder.remove());

const idOf = (number: number): string => number.toString(16).padStart(40, '0');

function adopt(cache: RemoteCache, id: string): void {
  const incoming = cache.incoming();
  writeFileSync(join(incoming, 'a.yaml'), 'a: b\n');
  cache.adopt(incoming, id);
}

/** A tree that another process left, and used last so many days ago. */
function leave(id: string, days: number): string {
  const tree = join(folder.path, 'trees', id);
  mkdirSync(tree, { recursive: true });
  const then = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
  utimesSync(tree, then, then);
  return tree;
}

test('a tree that nobody has used for a month goes when another one comes, and one that is used stays', () => {
  const [old, recent, used] = [leave(idOf(1), 31), leave(idOf(2), 29), leave(idOf(3), 31)];
  const cache = createRemoteCache(folder.path);
  expect(cache.has(idOf(3))).toBe(true);
  adopt(cache, idOf(4));
  expect([old, recent, used].map((tree) => existsSync(tree))).toEqual([false, true, true]);
  expect(cache.has(idOf(1))).toBe(false);
  // The use counts for other processes as well.
  adopt(createRemoteCache(folder.path), idOf(5));
  expect(existsSync(used)).toBe(true);
  expect(readdirSync(join(folder.path, 'incoming'))).toEqual([]);
});

test('of very many trees the ones that were used longest ago go, but none of the last day', () => {
  for (let number = 1; number <= 250; number++) leave(idOf(number), number > 200 ? 0.5 : 2 + number / 100);
  const cache = createRemoteCache(folder.path);
  adopt(cache, idOf(999));
  const left = readdirSync(join(folder.path, 'trees'));
  expect(left).toHaveLength(200);
  expect(left).not.toContain(idOf(200));
  expect(left).toContain(idOf(149));
  expect(left).toContain(idOf(201));
});

test('of a branch that moves, the last commits are held, and those that are asked for again', () => {
  const opened: string[] = [];
  const treeAt = recentTrees((path) => {
    opened.push(path);
    return memoryFiles({});
  });
  for (let number = 1; number <= 12; number++) {
    treeAt(`env/live@${idOf(number)}`);
    treeAt(`env/live@${idOf(1)}`);
    treeAt('env/other@1');
  }
  expect(opened).toHaveLength(13);
  treeAt(`env/live@${idOf(12)}`);
  expect(opened).toHaveLength(13);
  treeAt(`env/live@${idOf(2)}`);
  expect(opened).toHaveLength(14);
});
