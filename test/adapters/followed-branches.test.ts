// What git knows of branches that sources follow: the remote's as it was fetched last, else the one that is here, else a tag.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBranches } from '../../src/adapters/git/branches';
import type { FollowedBranch } from '../../src/engine/model';
import { type GitRepo, gitRepo } from '../support/git-repo';

describe('a branch that a source follows', () => {
  let repo: GitRepo;
  let cache: string;
  const commits = new Map<string, string>();

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'plumbline cache '));
    repo = gitRepo({ 'a.yaml': 'a: 0\n' });
    for (const ref of ['refs/heads/live', 'refs/remotes/origin/live', 'refs/remotes/upstream/live', 'refs/tags/stable', 'refs/heads/own']) {
      repo.git('commit', '-q', '--allow-empty', '-m', ref);
      const commit = repo.git('rev-parse', 'HEAD').trim();
      repo.git('update-ref', ref, commit);
      commits.set(ref, commit);
    }
  });
  afterEach(() => {
    repo.remove();
    rmSync(cache, { recursive: true, force: true });
  });

  async function found(followed: FollowedBranch, root = repo.root) {
    const answer = await readBranches({ root, cache, choose: () => [], followed: [followed] });
    const [tree] = answer.kind === 'answer' ? answer.value.followed : [];
    return tree;
  }

  test.each([
    ['of the remote that the source names', { remote: 'upstream' }, 'live', 'upstream/live', 'refs/remotes/upstream/live'],
    ['of origin, where it names none', {}, 'live', 'origin/live', 'refs/remotes/origin/live'],
    ['that is here, where nothing was fetched of the remote', { remote: 'fork' }, 'live', 'live', 'refs/heads/live'],
    ['that is here, where no remote has it', {}, 'own', 'own', 'refs/heads/own'],
  ])('is the one %s', async (_what, of, name, ref, at) => {
    const commit = commits.get(at);
    const folder = `${name}@${commit}-without-submodules`;
    expect(await found({ name, mayBeTag: true, ...of })).toEqual({ name, mayBeTag: true, ...of, tree: { ref, commit, folder } });
  });

  test('may be a tag where the source does not say that it is a branch', async () => {
    const tree = { ref: 'stable', isTag: true, commit: commits.get('refs/tags/stable') };
    expect(await found({ name: 'stable', mayBeTag: true })).toMatchObject({ tree });
    expect(await found({ name: 'stable', mayBeTag: false })).toEqual({ name: 'stable', mayBeTag: false });
  });

  test('is unknown where no ref has it, and where there is no repository', async () => {
    expect(await found({ name: 'nowhere', mayBeTag: true })).toEqual({ name: 'nowhere', mayBeTag: true });
    const elsewhere = await found({ name: 'live', mayBeTag: true }, cache);
    expect(elsewhere).toEqual({ name: 'live', mayBeTag: true, problem: 'the folder is in no Git repository' });
  });
});
