// Promotion through the user interface: the board, the branch that comes of it, and what stands in its way.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  answerNotification,
  clearNotifications,
  closeQuickInput,
  editorTitles,
  eventually,
  expandRow,
  freshFleet,
  git,
  notification,
  openFolder,
  pick,
  picture,
  pictureFailures,
  rowMenu,
  runCommand,
  treeRow,
  webviewFrame,
} from '../support/workbench';
import { openBoard } from './steps';

const BRANCH = 'promote/storefront-2.5.1-to-production';
const FILE = 'apps/storefront/overlays/production/kustomization.yaml';

describe('promoting storefront from staging to production', () => {
  let page: Page;
  let folder: string;
  let remote: string;

  beforeAll(async () => {
    ({ folder, remote } = freshFleet('promotion'));
    page = await openFolder(folder);
  });

  /** What a test promoted is gone. */
  afterEach(async () => {
    await clearNotifications(page);
    await runCommand(page, 'View: Close All Editors');
    await eventually(async () => ((await editorTitles(page)).length === 0 ? true : undefined));
    for (const repository of [folder, remote]) {
      const branches = git(repository, 'for-each-ref', '--format=%(refname)', 'refs/heads/promote', 'refs/remotes/origin/promote');
      for (const branch of branches.split('\n').filter(Boolean)) git(repository, 'update-ref', '-d', branch);
    }
  });

  pictureFailures();

  const openStorefront = () => openBoard(page, 'staging', 'storefront');

  const finished = (board: Awaited<ReturnType<typeof openBoard>>, as: string) =>
    eventually(async () =>
      (await board.locator('#status').getAttribute('class')) === as ? ((await board.locator('#status').textContent()) ?? '') : undefined,
    );

  test('the board shows the lines, the effect, the branch and the message', async () => {
    const board = await openStorefront();
    const text = (await board.locator('main').textContent()) ?? '';
    expect(text).toContain(FILE);
    expect(text).toContain('2.4.3');
    expect(text).toContain('2.5.1');
    expect(text).toContain('Deployment storefront');
    expect(await board.locator('#branch').evaluate((field: HTMLElement & { value?: string }) => field.value)).toBe(BRANCH);
    await picture(page, 'board');
  });

  test('creating and pushing touches one line, keeps its comment, and leaves the working tree alone', async () => {
    const board = await openStorefront();
    const before = readFileSync(join(folder, FILE), 'utf8');
    await board.locator('vscode-button.create', { hasText: 'Push' }).click();
    expect(await finished(board, 'done')).toContain(BRANCH);
    await picture(page, 'board-done');
    expect(git(remote, 'rev-parse', BRANCH)).toBe(git(folder, 'rev-parse', BRANCH));
    expect(git(folder, 'rev-parse', `${BRANCH}^`)).toBe(git(folder, 'rev-parse', 'main'));
    expect(git(folder, 'diff', '--numstat', 'main', BRANCH)).toBe(`1\t1\t${FILE}`);
    const line = git(folder, 'show', `${BRANCH}:${FILE}`)
      .split('\n')
      .find((each) => each.includes('newTag'));
    expect(line).toBe('    newTag: "2.5.1"   # released 2026-10-12, see the release notes');
    expect(readFileSync(join(folder, FILE), 'utf8')).toBe(before);
    expect(git(folder, 'status', '--porcelain')).toBe('');
    expect(git(folder, 'branch', '--show-current')).toBe('main');
  });

  test('without a remote there is nothing to push to, and the branch is made all the same', async () => {
    git(folder, 'remote', 'remove', 'origin');
    const board = await openStorefront();
    git(folder, 'remote', 'add', 'origin', remote);
    expect(await board.locator('vscode-button.create').count()).toBe(1);
    await board.locator('vscode-button.create').click();
    expect(await finished(board, 'done')).toContain(BRANCH);
    expect(git(folder, 'branch', '--list', BRANCH)).toContain(BRANCH);
  });

  test('a push that fails says that the branch is there, why it was not pushed, and pushes again once that is mended', async () => {
    const board = await openStorefront();
    git(folder, 'remote', 'set-url', 'origin', `${remote}-moved`);
    await board.locator('vscode-button.create', { hasText: 'Push' }).click();
    const said = await finished(board, 'warning');
    expect(said).toContain(
      `Branch ${BRANCH} was created with commit ${git(folder, 'rev-parse', BRANCH).slice(0, 8)}, but it was not pushed.`,
    );
    expect(said).toContain(`git push origin ${BRANCH}`);
    expect(said).toMatch(/git push failed: .*promotion/);
    await notification(page, /was not pushed/);
    await picture(page, 'board-not-pushed');
    expect(await board.locator('vscode-button.create:not([disabled])').count()).toBe(0);
    git(folder, 'remote', 'set-url', 'origin', remote);
    await answerNotification(page, /was not pushed/, 'Push Again');
    expect(await finished(board, 'done')).toContain('pushed to origin');
    expect(git(remote, 'rev-parse', BRANCH)).toBe(git(folder, 'rev-parse', BRANCH));
  });

  test('a branch that exists already is left as it is, and the board says so', async () => {
    git(folder, 'branch', BRANCH, 'main~1');
    const board = await openStorefront();
    const before = git(folder, 'rev-parse', BRANCH);
    await board.locator('vscode-button.create').first().click();
    const said = await finished(board, 'failed');
    expect(said).toContain(BRANCH);
    await picture(page, 'board-branch-exists');
    expect(git(folder, 'rev-parse', BRANCH)).toBe(before);
    // As the message says: another name can be given.
    await board.locator('#branch input').fill('promote/another');
    await board.locator('vscode-button.create').first().click();
    expect(await finished(board, 'done')).toContain('promote/another');
    expect(git(folder, 'rev-parse', 'promote/another^')).toBe(git(folder, 'rev-parse', 'main'));
  });

  async function openReleaseBoard() {
    await expandRow(page, ['staging', 'notifications']);
    await rowMenu(page, ['staging', 'notifications', 'notifications'], 'Promote');
    await pick(page, 'production');
    return webviewFrame(page, 'h1:has-text("helmrelease/notifications")');
  }

  test('a HelmRelease shows what its chart makes of the line', async () => {
    const text = (await (await openReleaseBoard()).locator('main').textContent()) ?? '';
    expect(text).toContain('apps/notifications/overlays/production/values.yaml:10');
    expect(text).toContain('image: ghcr.io/plumb-shop/notifications:0.7.1');
    await picture(page, 'board-release');
  });

  test('another board of the same promotion takes the place of the first', async () => {
    const first = await openStorefront();
    await rowMenu(page, ['staging', 'storefront'], 'Promote');
    await pick(page, 'production');
    expect(await eventually(async () => first.isDetached() || undefined)).toBe(true);
    await webviewFrame(page, 'main #actions');
    expect((await editorTitles(page)).filter((title: string) => title.startsWith('Promote storefront'))).toHaveLength(1);
  });

  const rowIcon = async (path: readonly string[], icon: string) => {
    await expandRow(page, path.slice(0, -1));
    await eventually(async () => ((await treeRow(page, path)).icon.includes(icon) ? true : undefined));
    expect((await treeRow(page, path)).icon).toContain(icon);
  };

  test('what cannot be rendered is called not known, and not unchanged', async () => {
    const template = join(folder, 'charts/notifications/templates/deployment.yaml');
    const whole = readFileSync(template, 'utf8');
    writeFileSync(template, '{{ fail "no cluster is named" }}\n');
    await rowIcon(['staging', 'notifications', 'notifications'], 'codicon-warning');
    const board = await openReleaseBoard();
    const text = (await board.locator('main').textContent()) ?? '';
    expect(text).toContain('objects: unknown');
    expect(text).toMatch(/Not known: nothing could be rendered/);
    expect(await board.locator('vscode-button', { hasText: 'Rendered Diff' }).count()).toBe(0);
    await picture(page, 'board-unknown-effect');
    writeFileSync(template, whole);
    await rowIcon(['staging', 'notifications', 'notifications'], 'codicon-package');
  });

  test('the rendered diff opens from the board', async () => {
    const board = await openStorefront();
    await board.locator('vscode-button', { hasText: 'Rendered Diff' }).click();
    const diff = page.locator('.multiDiffEntry, .monaco-diff-editor').first();
    await diff.waitFor();
    expect(await eventually(async () => ((await diff.textContent())?.includes('2.5.1') ? true : undefined))).toBe(true);
    await picture(page, 'board-diff');
  });

  test('the command palette asks for what it needs', async () => {
    await runCommand(page, 'Plumbline: Promote');
    await pick(page, 'staging');
    await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'storefront' }).first().waitFor();
    await picture(page, 'promotion-palette');
    await closeQuickInput(page);
  });

  test('a repository with no commit says what is missing', async () => {
    git(folder, 'update-ref', '-d', 'refs/heads/main');
    const board = await openStorefront();
    await board.locator('vscode-button.create').first().click();
    expect(await finished(board, 'failed')).toMatch(/commit/i);
    await picture(page, 'board-no-commit');
  });
});
