// Drift through the user interface: the question before the first comparison, icons, diffs, masks, refusal of another cluster, the status bar.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  answerNotification,
  changedLines,
  clearNotifications,
  diffLines,
  eventually,
  expandRow,
  freshFleet,
  notification,
  openFolder,
  pick,
  picture,
  pictureFailures,
  rowAction,
  runCommand,
  statusBarItem,
  treeRow,
  treeRows,
} from '../support/workbench';
import { compareWith, openObject, rowSays, shownLines } from './steps';

const STATUS = 'plumbline.plumbline.status';

pictureFailures();

describe('drift against snapshots', () => {
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = freshFleet('drift').folder;
    page = await openFolder(folder);
  });

  test('the status bar says that no cluster is chosen yet', async () => {
    expect((await statusBarItem(page, STATUS)).text).toMatch(/No cluster selected/);
  });

  test('the first comparison asks which cluster it is, and says so in full', async () => {
    await compareWith(page, 'production', 'snapshots/production');
    await page.locator('.monaco-dialog-box').waitFor();
    await picture(page, 'pin-question');
    await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Cancel' }).click();
    expect((await treeRow(page, ['production'])).description).not.toMatch(/snapshots/);
  });

  test('once it is answered, the tree shows what has drifted', async () => {
    await rowAction(page, ['production'], 'Compare');
    await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Pin production' }).click();
    expect(await notification(page, /^production: /)).toMatch(/drifted/);
    await rowSays(page, ['production'], / · snapshots\/production$/);
    await expandRow(page, ['production']);
    await rowSays(page, ['production', 'storefront'], /drifted/);
    await rowSays(page, ['production', 'cart'], /drifted/);
    // It has a Secret that SOPS encrypts: what nobody can read is unknown, which outweighs the drift beside it.
    await rowSays(page, ['production', 'payments'], /unknown/);
    await rowSays(page, ['production', 'catalog'], /missing/);
    await clearNotifications(page);
    await picture(page, 'drift-tree');
  });

  test('each object has the icon of its verdict', async () => {
    await expandRow(page, ['production', 'storefront']);
    const drifted = await rowSays(page, ['production', 'storefront', 'Deployment/storefront'], /drifted/);
    const inSync = await rowSays(page, ['production', 'storefront', 'Service/storefront'], /in sync/);
    expect(drifted.icon).toContain('codicon-diff');
    expect(inSync.icon).toContain('codicon-pass');
  });

  test('the diff editor shows live on the left and Git on the right', async () => {
    await openObject(page, ['production', 'storefront', 'Deployment/storefront'], /Deployment storefront.*live.*Git/);
    await shownLines(page, /^ {2}replicas: 8$/, () => diffLines(page, 'original'));
    await shownLines(page, /^ {2}replicas: 5$/, () => diffLines(page, 'modified'));
    expect(await eventually(async () => (await changedLines(page, 'modified')) || undefined)).toBe(1);
    await picture(page, 'drift-diff');
  });

  test('a Secret is compared without being shown', async () => {
    const password = /password: (\S+)/.exec(
      readFileSync(join(folder, 'apps/payments/overlays/production/database.yaml'), 'utf8'),
    )?.[1] as string;
    await expandRow(page, ['production', 'payments']);
    const secret = (await treeRows(page)).find(({ label, description }) => label.startsWith('Secret/') && /drifted/.test(description));
    expect(secret).toBeDefined();
    await openObject(page, ['production', 'payments', secret?.label ?? ''], /^Secret .*live.*Git/);
    await shownLines(page, /password: /, () => diffLines(page, 'modified'));
    const text = await page.locator('body').textContent();
    expect(text).not.toContain(password);
    expect(text).not.toContain(Buffer.from(password).toString('base64'));
    await picture(page, 'drift-secret');
  });

  test('the status bar shows the worst state of the active context', async () => {
    const { text, label } = await statusBarItem(page, STATUS);
    expect(text).toMatch(/production/);
    expect(label).toMatch(/snapshots\/production/);
  });

  test('another cluster than the pinned one is refused, and nothing is compared with it', async () => {
    await runCommand(page, 'Plumbline: Select Cluster Context');
    await pick(page, 'snapshots/dev');
    await rowAction(page, ['production'], 'Compare');
    await notification(page, /production/);
    await picture(page, 'pin-refused');
    expect((await statusBarItem(page, STATUS)).text).toMatch(/not pinned/);
    await answerNotification(page, /production/, 'Use snapshots/production');
    // What was asked for goes on with the right cluster.
    await notification(page, /^production: .*drifted/);
    await clearNotifications(page);
    expect(await eventually(async () => ((await statusBarItem(page, STATUS)).text.includes('production') ? true : undefined))).toBe(true);
  });

  test('an environment that is as Git says is in sync', async () => {
    await runCommand(page, 'Plumbline: Select Cluster Context');
    await pick(page, 'snapshots/dev');
    await rowAction(page, ['dev'], 'Compare');
    await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Pin dev' }).click();
    await notification(page, /^dev: /);
    await expandRow(page, ['dev']);
    await rowSays(page, ['dev', 'storefront'], /in sync/);
    await clearNotifications(page);
  });

  test('staging has one difference', async () => {
    await runCommand(page, 'Plumbline: Select Cluster Context');
    await pick(page, 'snapshots/staging');
    await rowAction(page, ['staging'], 'Compare');
    await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Pin staging' }).click();
    expect(await notification(page, /^staging: /)).toMatch(/1 drifted/);
    await rowSays(page, ['staging'], /unknown/);
    await picture(page, 'drift-all');
    await clearNotifications(page);
  });

  test('a fleet opened again still knows its pins', async () => {
    page = await openFolder(folder);
    await rowSays(page, ['production'], / · snapshots\/production$/);
    await rowSays(page, ['staging'], / · snapshots\/staging$/);
  });
});
