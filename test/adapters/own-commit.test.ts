// What is checked out of the tree's own repository: asked of git once something wants it, and with what is not saved.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNodeFiles } from '../../src/adapters/node-files';
import { createOwnCommit } from '../../src/adapters/own-commit';
import { type CheckedOut, GIT_CHECKED_OUT } from '../../src/engine/discover/checked-out';
import type { Files } from '../../src/engine/ports';
import { type GitRepo, gitRepo } from '../support/git-repo';

let repo: GitRepo;
beforeEach(() => {
  repo = gitRepo({ 'apps/a.yaml': 'a: 1\n', 'charts/b.yaml': 'b: 1\n' });
});
afterEach(() => repo.remove());

const { signal } = new AbortController();

function stateIn(files: Files): CheckedOut | string {
  const answer = files.read(GIT_CHECKED_OUT);
  return answer.kind === 'file' ? JSON.parse(answer.text) : answer.kind;
}

test('is unread until git has answered, and whoever waits is told that it is asked for, once', async () => {
  const own = createOwnCommit(repo.root);
  const files = own.over(createNodeFiles(repo.root));
  let asked = 0;
  own.onAsked(() => asked++);
  expect([own.isWanted, own.isOpen, asked]).toEqual([false, false, 0]);
  expect([stateIn(files), stateIn(files)]).toEqual(['unread', 'unread']);
  expect([own.isWanted, own.isOpen, asked]).toEqual([true, true, 1]);
  expect(await own.look(signal)).toBe(true);
  expect([own.isOpen, await own.look(signal)]).toEqual([false, false]);
  const commit = repo.git('rev-parse', 'HEAD').trim();
  expect(stateIn(files)).toEqual({ commit, branch: 'main', tags: [], changed: [] });
});

test('counts changes in all of the repository, and text that is not saved', async () => {
  const own = createOwnCommit(`${repo.root}/apps`);
  const files = own.over(createNodeFiles(`${repo.root}/apps`));
  repo.write('charts/b.yaml', 'b: 2\n');
  await own.look(signal);
  own.overlay('a.yaml', 'a: 2\n');
  expect(stateIn(files)).toMatchObject({ changed: ['charts/b.yaml', 'a.yaml'] });
  own.overlay('../../platform/b.yaml', 'b: 2\n');
  expect(stateIn(files)).toMatchObject({ changed: ['charts/b.yaml', 'a.yaml'] });
  own.overlay('a.yaml', undefined);
  expect(stateIn(files)).toMatchObject({ changed: ['charts/b.yaml'] });
});

test('is told of no file of that name, and of nothing without git', async () => {
  expect(stateIn(createNodeFiles(repo.root))).toBe('absent');
  repo.git('update-ref', '-d', 'HEAD');
  const own = createOwnCommit(repo.root);
  await own.look(signal);
  expect(stateIn(own.over(createNodeFiles(repo.root)))).toEqual({});
});

test('a look that is called off says so', async () => {
  await expect(createOwnCommit(repo.root).look(AbortSignal.abort())).rejects.toMatchObject({ name: 'CancelledError' });
});
