// A chart that takes long through the user interface: the preview says so above the last complete render, and shows the new one when it comes.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { expandRow, freshFleet, openFolder, pick, picture, pictureFailures, rowMenu, webviewFrame } from '../support/workbench';
import { addRounds, openBoth, previewText } from '../support/long-chart';

pictureFailures();

describe('a chart that takes long', () => {
  let page: Page;

  beforeAll(async () => {
    const { folder } = freshFleet('long-chart');
    addRounds(folder);
    page = await openFolder(folder);
    await expandRow(page, ['production', 'notifications']);
    await openBoth(page);
  });

  test('is said to be on its way, above the last complete render', { timeout: 120_000 }, async () => {
    await expect.poll(() => previewText(page), { timeout: 30_000 }).toMatch(/^kind: Service$/m);
    await page.keyboard.type('600000');
    const marked =
      /takes longer than others and is still being rendered[\s\S]*^# Out of date: the last complete render follows[\s\S]*^kind: Service$/m;
    await expect.poll(() => previewText(page), { timeout: 30_000 }).toMatch(marked);
    await picture(page, 'long-chart-on-its-way');
  });

  test('appears when it is done', { timeout: 120_000 }, async () => {
    await expect.poll(() => previewText(page), { timeout: 90_000 }).toMatch(/rounds: "600000"$/m);
    expect(await previewText(page)).not.toMatch(/still being rendered/);
    await picture(page, 'long-chart-done');
  });

  test('is in the plan of a promotion, on both sides of its effect', { timeout: 120_000 }, async () => {
    // Long still, and short enough for a board on a busy machine.
    await page.keyboard.press('Backspace');
    await expect.poll(() => previewText(page), { timeout: 30_000 }).toMatch(/rounds: "60000"$/m);
    await expandRow(page, ['staging', 'notifications']);
    await rowMenu(page, ['staging', 'notifications', 'notifications'], 'Promote');
    await pick(page, 'production');
    const board = await webviewFrame(page, 'main #actions');
    await expect.poll(() => board.locator('main').textContent(), { timeout: 30_000 }).toMatch(/Deployment notifications/);
    expect(await board.locator('main').textContent()).not.toMatch(/ConfigMap rounds/);
    await picture(page, 'long-chart-board');
  });
});
