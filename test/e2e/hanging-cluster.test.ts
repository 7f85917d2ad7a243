// An API server that accepts and never answers, through the user interface: progress, cancel, and an end in time.
import type { Page } from 'playwright-core';
import { compareWith } from './steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubeconfigOf, type TemporaryKubeconfig } from '../support/kubeconfig';
import { type SilentServer, silentServer } from '../support/ports';
import {
  clearNotifications,
  eventually,
  freshFleet,
  notification,
  notifications,
  giveKubeconfig,
  openFolder,
  picture,
  pictureFailures,
  rowAction,
  statusBarItem,
  treeRow,
  writeSettings,
} from '../support/workbench';

pictureFailures();

describe('a cluster that never answers', () => {
  let silent: SilentServer;
  let config: TemporaryKubeconfig;
  let takeKubeconfig: (() => void) | undefined;
  let page: Page;

  beforeAll(async () => {
    silent = await silentServer();
    config = kubeconfigOf({ server: `http://127.0.0.1:${silent.port}` });
    const { folder } = freshFleet('hanging');
    takeKubeconfig = await giveKubeconfig(config.file);
    writeSettings(folder, { 'plumbline.cluster.timeoutSeconds': 8 });
    page = await openFolder(folder);
  });
  afterAll(async () => {
    takeKubeconfig?.();
    config?.remove();
    await silent?.stop();
  });

  async function ask(): Promise<void> {
    await rowAction(page, ['production'], 'Compare');
    await notification(page, /Asking test who it is/);
  }

  test('is asked with progress, and Cancel ends that at once', async () => {
    await compareWith(page, 'production', 'test');
    await notification(page, /Asking test who it is/);
    await picture(page, 'cluster-hangs');
    const progress = page.locator('.notifications-toasts .notification-list-item', { hasText: 'Asking test' }).first();
    await progress.hover();
    await progress.locator('.monaco-button', { hasText: 'Cancel' }).click();
    const gone = async () => ((await notifications(page)).some((text: string) => /Asking test/.test(text)) ? undefined : true);
    expect(await eventually(gone, 4_000)).toBe(true);
    expect((await notifications(page)).join()).not.toMatch(/did not answer/);
  });

  test('is given up in time, and nothing is said to be in sync', async () => {
    await ask();
    expect(await notification(page, /did not answer in time/)).toMatch(/Try again/);
    await picture(page, 'cluster-timed-out');
    expect((await treeRow(page, ['production'])).description).not.toMatch(/in sync|pinned/);
    expect((await statusBarItem(page, 'plumbline.plumbline.status')).text).not.toMatch(/in sync/);
    await clearNotifications(page);
  });
});
