// The revisions that git offers to compare with, against real repositories.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { listRevisions } from '../../src/adapters/git/revisions';
import type { RevisionList } from '../../src/engine/ports';
import { type GitRepo, gitRepo } from '../support/git-repo';

let repo: GitRepo;

beforeEach(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  vi.stubEnv('GIT_CONFIG_SYSTEM', '/dev/null');
});
afterEach(() => {
  vi.unstubAllEnvs();
  repo?.remove();
});

async function listed(): Promise<RevisionList> {
  const answer = await listRevisions(repo.root);
  if (answer.kind === 'failed') throw new Error(JSON.stringify(answer.reason));
  return answer.value;
}

describe('revisions to compare with', () => {
  test('on a branch: HEAD, where it left the default branch, branches and tags with their subjects', async () => {
    repo = gitRepo({ 'a.yaml': 'x: 1\n' });
    const start = repo.git('rev-parse', 'HEAD').trim();
    repo.git('tag', 'v1.0.0');
    repo.git('tag', '-a', 'v1.1.0', '-m', 'The first release');
    repo.git('checkout', '-q', '-b', 'more/replicas');
    repo.write('a.yaml', 'x: 2\n');
    repo.git('commit', '-qam', 'Two of them');
    const { head, branch, mergeBase, named } = await listed();
    expect(head).toEqual({ commit: repo.git('rev-parse', 'HEAD').trim(), subject: 'Two of them' });
    expect(branch).toBe('more/replicas');
    expect(mergeBase).toEqual({ commit: start, branch: 'main' });
    expect(named).toHaveLength(4);
    expect(named).toEqual(
      expect.arrayContaining([
        { name: 'more/replicas', kind: 'branch', subject: 'Two of them' },
        { name: 'main', kind: 'branch', subject: 'Start' },
        { name: 'v1.0.0', kind: 'tag', subject: 'Start' },
        { name: 'v1.1.0', kind: 'tag', subject: 'The first release' },
      ]),
    );
  });

  test('the default branch is the one that the remote calls so, which is listed once', async () => {
    repo = gitRepo({ 'a.yaml': 'x: 1\n' });
    const start = repo.git('rev-parse', 'HEAD').trim();
    repo.git('update-ref', 'refs/remotes/origin/trunk', start);
    repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    expect((await listed()).mergeBase).toBeUndefined();
    repo.write('a.yaml', 'x: 2\n');
    repo.git('commit', '-qam', 'Ahead');
    const { mergeBase, named } = await listed();
    expect(mergeBase).toEqual({ commit: start, branch: 'origin/trunk' });
    expect(named.filter(({ kind }) => kind === 'remoteBranch')).toEqual([{ name: 'origin/trunk', kind: 'remoteBranch', subject: 'Start' }]);
  });

  test('histories that have nothing in common have no merge base', async () => {
    repo = gitRepo({ 'a.yaml': 'x: 1\n' });
    repo.git('checkout', '-q', '--orphan', 'apart');
    repo.git('commit', '-qm', 'Apart');
    expect((await listed()).mergeBase).toBeUndefined();
  });

  test('a repository without a commit has nothing to compare with', async () => {
    repo = gitRepo();
    expect(await listed()).toEqual({ branch: 'main', named: [] });
  });

  test('a detached HEAD is on no branch', async () => {
    repo = gitRepo({ 'a.yaml': 'x: 1\n' });
    repo.git('checkout', '-q', '--detach');
    expect((await listed()).branch).toBeUndefined();
  });

  test('a folder that is no repository says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no repository '));
    expect(await listRevisions(folder)).toEqual({ kind: 'failed', reason: { code: 'noRepository' } });
    rmSync(folder, { recursive: true });
    repo = gitRepo();
  });
});
