// Merged Helm values through the user interface: from the release's row to a document in which every key leads to its source.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { activeEditor, expandRow, freshFleet, hover, openFolder, picture, pictureFailures, rowMenu } from '../support/workbench';
import { shownLines } from './steps';

pictureFailures();

describe('the merged values of a HelmRelease', () => {
  let page: Page;

  beforeAll(async () => {
    page = await openFolder(freshFleet('helm-values').folder);
    await expandRow(page, ['production', 'notifications']);
  });

  test('open from the menu of its row', async () => {
    await rowMenu(page, ['production', 'notifications', 'notifications'], 'Show Merged Helm Values');
    await activeEditor(page, /notifications.*\(production\)\.values\.yaml$/);
    const lines = await shownLines(page, /^replicaCount: 2$/);
    expect(lines).toContain('  repository: ghcr.io/plumb-shop/notifications');
  });

  test('name for each key where it was set, and all that this overrode', async () => {
    const said = await hover(page, 'host');
    expect(said).toMatch(/Set by apps\/notifications\/overlays\/production\/values\.yaml:12/);
    expect(said).toMatch(/over apps\/notifications\/base\/release\.yaml:20/);
    expect(said).toMatch(/over charts\/notifications\/values\.yaml:9/);
    await picture(page, 'helm-values');
  });

  test('lead from a key to the line that sets it', async () => {
    await page.locator('.editor-group-container.active .view-line span span', { hasText: 'replicaCount' }).first().click();
    await page.keyboard.press('F12');
    await activeEditor(page, /^values\.yaml$/);
    await shownLines(page, /^ {4}replicaCount: 2$/);
    await picture(page, 'helm-values-definition');
  });
});
