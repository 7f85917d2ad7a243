// Where the remotes of a working tree stand: at its top, above it, and with the repository that it is a worktree or a submodule of.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNodeFiles } from '../../src/adapters/node-files';
import { prefixOf, remotesIn } from '../../src/engine/discover/git-url';
import { headOf } from '../../src/engine/discover/head';
import { type GitRepo, gitRepo } from '../support/git-repo';

const URL = 'https://git.example/org/fleet.git';
let repo: GitRepo;

beforeEach(() => {
  repo = gitRepo({ 'apps/web/config.yaml': 'a: 1\n' });
  repo.git('remote', 'add', 'upstream', URL);
});
afterEach(() => repo.remove());

function said(root: string) {
  const files = createNodeFiles(root);
  return [remotesIn(files).map(({ name, url }) => `${name} ${url}`), prefixOf(files)];
}

test('at the top of a repository, in a folder of it, and outside', () => {
  expect(said(repo.root)).toEqual([[`upstream ${URL}`], '.']);
  expect(said(join(repo.root, 'apps/web'))).toEqual([[`upstream ${URL}`], 'apps/web']);
  expect(said(dirname(repo.root))).toEqual([[], '.']);
});

test('in a worktree, and in a folder of one', () => {
  const worktree = join(dirname(repo.root), 'a worktree');
  repo.git('worktree', 'add', '-q', worktree, '-b', 'other');
  expect(said(worktree)).toEqual([[`upstream ${URL}`], '.']);
  expect(said(join(worktree, 'apps'))).toEqual([[`upstream ${URL}`], 'apps']);
});

test('what is checked out is that of the worktree, and what the remote checks out that of the repository', () => {
  repo.git('update-ref', 'refs/remotes/origin/trunk', 'HEAD');
  repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
  const worktree = join(dirname(repo.root), 'one more worktree');
  repo.git('worktree', 'add', '-q', worktree, '-b', 'fix/one');
  const head = (root: string) => headOf(createNodeFiles(root));
  expect(head(join(worktree, 'apps'))).toEqual({ checkedOut: 'fix/one', defaults: ['trunk'] });
  expect(head(repo.root)).toEqual({ checkedOut: 'main', defaults: ['trunk'] });
  repo.git('checkout', '-q', '--detach');
  expect(head(repo.root).checkedOut).toBeUndefined();
  expect(head(dirname(repo.root))).toEqual({ defaults: ['main', 'master'] });
});

test('a submodule has remotes of its own', () => {
  const inner = gitRepo({ 'config.yaml': 'a: 1\n' });
  try {
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'vendored');
    const vendored = join(repo.root, 'vendored');
    repo.git('-C', vendored, 'remote', 'set-url', 'origin', 'https://git.example/org/inner.git');
    expect(said(vendored)).toEqual([['origin https://git.example/org/inner.git'], '.']);
  } finally {
    inner.remove();
  }
});

test('a remote that is added later is seen', () => {
  const files = createNodeFiles(join(repo.root, 'apps'));
  expect(remotesIn(files)).toHaveLength(1);
  repo.git('remote', 'add', 'mirror', 'https://mirror.example/fleet.git');
  expect(remotesIn(files)).toHaveLength(2);
});

test('a folder of that name that is no repository is looked past', () => {
  mkdirSync(join(repo.root, 'apps/.git'));
  expect(said(join(repo.root, 'apps'))).toEqual([[`upstream ${URL}`], 'apps']);
});
