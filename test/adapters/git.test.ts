// The Git adapter against real repositories.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createGit } from '../../src/adapters/git';
import { type GitRepo, gitRepo } from '../support/git-repo';
import { silentServer } from '../support/ports';

let repos: GitRepo[] = [];
function repo(files?: Record<string, string>): GitRepo {
  const made = gitRepo(files);
  repos.push(made);
  return made;
}

beforeEach(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  vi.stubEnv('GIT_CONFIG_SYSTEM', '/dev/null');
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const made of repos) made.remove();
  repos = [];
});

describe('status', () => {
  test('a folder that is no repository', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no repository '));
    expect(await createGit(folder).status()).toEqual({ kind: 'failed', reason: { code: 'noRepository' } });
  });

  test('a folder that does not exist', async () => {
    expect(await createGit('/nowhere/at/all').status()).toMatchObject({
      kind: 'failed',
      reason: { code: 'gitFailed', detail: 'the folder does not exist' },
    });
  });

  test('a repository with no commit has no head', async () => {
    const { root } = repo();
    expect(await createGit(root).status()).toEqual({
      kind: 'answer',
      value: { root, prefix: '', branch: 'main', remotes: [], dirty: [] },
    });
  });

  test('branch, head, remotes, and what is not committed, spaces and all', async () => {
    const made = repo({ 'a b.yaml': 'x: 1\n', 'staged.yaml': 'x: 1\n', 'clean.yaml': 'x: 1\n' });
    made.git('remote', 'add', 'origin', 'https://example.test/fleet.git');
    made.write('a b.yaml', 'x: 2\n');
    made.write('staged.yaml', 'x: 2\n');
    made.git('add', 'staged.yaml');
    made.write('neu ü.yaml', 'x: 1\n');
    const head = made.git('rev-parse', 'HEAD').trim();
    expect(await createGit(made.root).status()).toEqual({
      kind: 'answer',
      value: { root: made.root, prefix: '', branch: 'main', head, remotes: ['origin'], dirty: ['a b.yaml', 'staged.yaml', 'neu ü.yaml'] },
    });
  });

  test('a tree opened below the top folder counts its paths from there', async () => {
    const made = repo({ 'deploy here/apps/a.yaml': 'x: 1\n', 'other/b.yaml': 'x: 1\n' });
    made.write('deploy here/apps/a.yaml', 'x: 2\n');
    made.write('other/b.yaml', 'x: 2\n');
    const status = await createGit(join(made.root, 'deploy here')).status();
    expect(status).toMatchObject({
      kind: 'answer',
      value: { root: made.root, prefix: 'deploy here', dirty: ['apps/a.yaml', '../other/b.yaml'] },
    });
  });

  test('a detached HEAD has no branch', async () => {
    const made = repo({ 'a.yaml': 'x: 1\n' });
    made.git('checkout', '-q', '--detach');
    const status = await createGit(made.root).status();
    expect(status).toMatchObject({ kind: 'answer', value: { head: made.git('rev-parse', 'HEAD').trim() } });
    expect(status.kind === 'answer' && status.value.branch).toBe(undefined);
  });

  test("variables that Git sets for hooks do not lead to another repository's index", async () => {
    const made = repo({ 'a.yaml': 'x: 1\n' });
    const other = repo({ 'b.yaml': 'x: 1\n' });
    vi.stubEnv('GIT_DIR', join(other.root, '.git'));
    vi.stubEnv('GIT_INDEX_FILE', join(other.root, '.git/index'));
    expect(await createGit(made.root).status()).toMatchObject({ kind: 'answer', value: { root: made.root, dirty: [] } });
  });

  test('an aborted call ends as cancelled', async () => {
    const made = repo({ 'a.yaml': 'x: 1\n' });
    const status = await createGit(made.root, { signal: AbortSignal.abort() }).status();
    expect(status).toMatchObject({ kind: 'failed', reason: { code: 'cancelled' } });
  });
});

describe('show', () => {
  test('a file at HEAD, one that is not there, and no commit', async () => {
    const made = repo({ 'sub dir/a.yaml': 'x: 1\n' });
    made.write('sub dir/a.yaml', 'x: 2\n');
    const git = createGit(join(made.root, 'sub dir'));
    expect(await git.show('HEAD', 'a.yaml')).toEqual({ kind: 'answer', value: 'x: 1\n' });
    expect(await git.show('HEAD', 'b.yaml')).toEqual({ kind: 'answer', value: undefined });
    expect(await git.show('no-such', 'a.yaml')).toMatchObject({ kind: 'failed', reason: { code: 'gitFailed' } });
    expect(await createGit(repo().root).show('HEAD', 'a.yaml')).toEqual({ kind: 'failed', reason: { code: 'noCommit' } });
  });
});

describe('commitOnNewBranch', () => {
  test('leaves the working tree, the index and the branch alone', async () => {
    const made = repo({ 'a b.yaml': 'x: 1\n', 'other.yaml': 'y: 1\n', 'staged.yaml': 'z: 1\n' });
    made.write('other.yaml', 'y: unsaved work\n');
    made.write('staged.yaml', 'z: staged\n');
    made.git('add', 'staged.yaml');
    const before = {
      status: made.git('status', '--porcelain'),
      head: made.git('rev-parse', 'HEAD'),
      index: readFileSync(join(made.root, '.git/index')),
    };
    const answer = await createGit(made.root).commitOnNewBranch(
      'promote/a-2',
      [{ path: 'a b.yaml', content: 'x: 2\n' }],
      'Promote a\n\nBecause.\n',
    );
    const commit = made.git('rev-parse', 'promote/a-2').trim();
    expect(answer).toEqual({ kind: 'answer', value: commit });
    expect(made.git('show', '--format=', '--name-only', commit)).toBe('a b.yaml\n');
    expect(made.git('show', `${commit}:a b.yaml`)).toBe('x: 2\n');
    expect(made.git('log', '-1', '--format=%B%an %P', commit)).toBe(`Promote a\n\nBecause.\nAda Example ${before.head}`);
    expect(made.git('status', '--porcelain')).toBe(before.status);
    expect(made.git('rev-parse', 'HEAD')).toBe(before.head);
    expect(made.git('symbolic-ref', 'HEAD')).toBe('refs/heads/main\n');
    expect(readFileSync(join(made.root, '.git/index')).equals(before.index)).toBe(true);
    expect(readFileSync(join(made.root, 'a b.yaml'), 'utf8')).toBe('x: 1\n');
  });

  test('keeps the mode of a file, and works below the top folder and outside of it', async () => {
    const made = repo({ 'sub/run.sh': 'echo 1\n', 'base/x.yaml': 'x: 1\n' });
    chmodSync(join(made.root, 'sub/run.sh'), 0o755);
    made.git('commit', '-q', '-a', '-m', 'Make it run');
    const changes = [
      { path: 'run.sh', content: 'echo 2\n' },
      { path: '../base/x.yaml', content: 'x: 2\n' },
    ];
    expect(await createGit(join(made.root, 'sub')).commitOnNewBranch('b', changes, 'm')).toMatchObject({ kind: 'answer' });
    expect(made.git('ls-tree', 'b', 'sub/')).toMatch(/^100755 blob .*\tsub\/run\.sh\n$/);
    expect(made.git('diff', '--name-only', 'main', 'b')).toBe('base/x.yaml\nsub/run.sh\n');
  });

  test('CRLF files keep their line ends, with and without conversion', async () => {
    const made = repo({ 'crlf.yaml': 'a: 1\r\nb: 2\r\n' });
    expect(await createGit(made.root).commitOnNewBranch('kept', [{ path: 'crlf.yaml', content: 'a: 9\r\nb: 2\r\n' }], 'm')).toMatchObject({
      kind: 'answer',
    });
    expect(made.git('cat-file', 'blob', 'kept:crlf.yaml')).toBe('a: 9\r\nb: 2\r\n');

    const converted = repo({ '.gitattributes': '*.yaml text eol=crlf\n', 'crlf.yaml': 'a: 1\r\nb: 2\r\n' });
    const git = createGit(converted.root);
    expect(converted.git('cat-file', 'blob', 'HEAD:crlf.yaml')).toBe('a: 1\nb: 2\n');
    expect(await git.show('HEAD', 'crlf.yaml')).toEqual({ kind: 'answer', value: 'a: 1\r\nb: 2\r\n' });
    expect(await git.commitOnNewBranch('conv', [{ path: 'crlf.yaml', content: 'a: 9\r\nb: 2\r\n' }], 'm')).toMatchObject({
      kind: 'answer',
    });
    expect(converted.git('cat-file', 'blob', 'conv:crlf.yaml')).toBe('a: 9\nb: 2\n');
  });

  test('refuses a branch that exists, and one that another blocks', async () => {
    const made = repo({ 'a.yaml': 'x: 1\n' });
    made.git('branch', 'promote/x');
    const git = createGit(made.root);
    const change = [{ path: 'a.yaml', content: 'x: 2\n' }];
    expect(await git.commitOnNewBranch('promote/x', change, 'm')).toEqual({
      kind: 'failed',
      reason: { code: 'branchExists', subject: 'promote/x' },
    });
    expect(await git.commitOnNewBranch('promote/x/y', change, 'm')).toEqual({
      kind: 'failed',
      reason: { code: 'branchExists', subject: 'promote/x' },
    });
    expect(await git.commitOnNewBranch('two words', change, 'm')).toMatchObject({ kind: 'failed', reason: { code: 'gitFailed' } });
    expect(await git.branchExists('promote/x')).toEqual({ kind: 'answer', value: true });
    expect(await git.branchExists('promote/y')).toEqual({ kind: 'answer', value: false });
  });

  test('refuses in a repository with no commit, and where Git does not know the author', async () => {
    const change = [{ path: 'a.yaml', content: 'x: 2\n' }];
    expect(await createGit(repo().root).commitOnNewBranch('b', change, 'm')).toEqual({ kind: 'failed', reason: { code: 'noCommit' } });
    const nobody = repo({ 'a.yaml': 'x: 1\n' });
    nobody.git('config', 'user.name', '');
    nobody.git('config', 'user.useConfigOnly', 'true');
    nobody.git('config', '--unset', 'user.email');
    const answer = await createGit(nobody.root).commitOnNewBranch('b', change, 'm');
    expect(answer).toMatchObject({
      kind: 'failed',
      reason: { code: 'gitFailed', detail: expect.stringContaining('user.name and user.email') },
    });
    expect(nobody.git('branch', '--list', 'b')).toBe('');
  });

  test('signs where commit.gpgsign asks for it, and fails in words where it cannot', async () => {
    const made = repo({ 'a.yaml': 'x: 1\n' });
    made.git('config', 'commit.gpgsign', 'true');
    made.git('config', 'gpg.program', '/nowhere/gpg');
    const answer = await createGit(made.root).commitOnNewBranch('b', [{ path: 'a.yaml', content: 'x: 2\n' }], 'm');
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'gitFailed', subject: 'git commit-tree -S' } });
    expect(made.git('branch', '--list', 'b')).toBe('');
  });

  test('refuses to replace a link by a file', async () => {
    const made = repo({ 'a.yaml': 'x: 1\n' });
    symlinkSync('a.yaml', join(made.root, 'link.yaml'));
    made.git('add', 'link.yaml');
    made.git('commit', '-q', '-m', 'Link');
    const answer = await createGit(made.root).commitOnNewBranch('b', [{ path: 'link.yaml', content: 'x: 2\n' }], 'm');
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'gitFailed', subject: 'link.yaml' } });
  });

  test('works in a worktree, and from a detached HEAD; hooks of the working tree do not run', async () => {
    const made = repo({ 'a.yaml': 'x: 1\n' });
    writeFileSync(join(made.root, '.git/hooks/pre-commit'), '#!/bin/sh\ntouch "$(git rev-parse --git-common-dir)/ran"\nexit 1\n', {
      mode: 0o755,
    });
    const tree = join(made.root, '..', 'second tree');
    made.git('worktree', 'add', '-q', '--detach', tree);
    expect(await createGit(tree).commitOnNewBranch('b', [{ path: 'a.yaml', content: 'x: 2\n' }], 'm')).toMatchObject({ kind: 'answer' });
    expect(made.git('show', 'b:a.yaml')).toBe('x: 2\n');
    expect(existsSync(join(made.root, '.git/ran'))).toBe(false);
  });
});

describe('push', () => {
  test('to a real remote; without one it says so', async () => {
    const made = repo({ 'a.yaml': 'x: 1\n' });
    made.git('branch', 'b');
    const git = createGit(made.root);
    expect(await git.push('b', 'origin')).toEqual({ kind: 'failed', reason: { code: 'noRemote', subject: 'origin' } });
    const bare = join(made.root, '..', 'remote repo.git');
    mkdirSync(bare);
    execFileSync('git', ['init', '-q', '--bare', bare]);
    made.git('remote', 'add', 'origin', bare);
    expect(await git.push('b', 'origin')).toEqual({ kind: 'answer', value: undefined });
    expect(execFileSync('git', ['-C', bare, 'branch'], { encoding: 'utf8' }).trim()).toBe('b');
  });

  test('an unreachable remote fails at once, and its password is not repeated', async () => {
    const made = repo({ 'a.yaml': 'x: 1\n' });
    made.git('branch', 'b');
    made.git('remote', 'add', 'origin', 'http://me:hunter2@127.0.0.1:1/fleet.git');
    const answer = await createGit(made.root).push('b', 'origin');
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'gitFailed', subject: 'git push' } });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  test('a remote that asks for a password fails instead of waiting for one', async () => {
    const server = createServer((_request, response) => response.writeHead(401, { 'www-authenticate': 'Basic realm="fleet"' }).end());
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const made = repo({ 'a.yaml': 'x: 1\n' });
    made.git('branch', 'b');
    made.git('remote', 'add', 'origin', `http://127.0.0.1:${(server.address() as AddressInfo).port}/fleet.git`);
    vi.stubEnv('GIT_ASKPASS', undefined);
    vi.stubEnv('SSH_ASKPASS', undefined);
    const answer = await createGit(made.root).push('b', 'origin');
    expect(answer).toMatchObject({
      kind: 'failed',
      reason: { code: 'gitFailed', detail: expect.stringContaining('terminal prompts disabled') },
    });
    server.close();
  });

  test('a remote that hangs can be cancelled', async () => {
    const silent = await silentServer();
    const made = repo({ 'a.yaml': 'x: 1\n' });
    made.git('branch', 'b');
    made.git('remote', 'add', 'origin', `http://127.0.0.1:${silent.port}/fleet.git`);
    const answer = await createGit(made.root, { signal: AbortSignal.timeout(1500) }).push('b', 'origin');
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'cancelled' } });
    await silent.stop();
  });
});
