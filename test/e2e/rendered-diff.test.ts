// Compare Rendered with…, through the user interface: a commit and another environment in the multi-file diff editor.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeEditor,
  clearNotifications,
  eventually,
  expandRow,
  freshFleet,
  git,
  goToLine,
  multiDiff,
  notification,
  openFile,
  openFolder,
  paletteEntries,
  closeQuickInput,
  pick,
  picture,
  pictureFailures,
  rowMenu,
  runCommand,
} from '../support/workbench';

const PATCH = 'apps/storefront/overlays/production/replicas.yaml';

pictureFailures();

type Entry = Awaited<ReturnType<typeof multiDiff>>[number];

/** Waits until an entry of the diff shows what it should. */
async function entry(page: Page, accept: (entry: Entry) => boolean): Promise<Entry> {
  let entries: Entry[] = [];
  const found = await eventually(async () => {
    entries = await multiDiff(page);
    return entries.find(accept);
  });
  expect(found, `among ${JSON.stringify(entries)}`).toBeDefined();
  return found as Entry;
}

function branchWithFewerReplicas(folder: string): void {
  const file = join(folder, PATCH);
  git(folder, 'switch', '--quiet', '--create', 'fewer');
  writeFileSync(file, readFileSync(file, 'utf8').replace('replicas: 5', 'replicas: 3'));
  git(folder, 'commit', '--quiet', '--all', '--message', 'Fewer replicas');
  git(folder, 'switch', '--quiet', 'main');
}

describe('comparing what is rendered', () => {
  let page: Page;

  beforeAll(async () => {
    const { folder } = freshFleet('rendered-diff');
    branchWithFewerReplicas(folder);
    page = await openFolder(folder);
    await expandRow(page, ['production']);
  });

  test('with nothing changed, it says so', async () => {
    await rowMenu(page, ['production', 'storefront'], 'Compare Rendered with');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'the last commit' }).waitFor();
    await picture(page, 'compare-rendered-choice');
    await pick(page, 'HEAD');
    expect(await notification(page, /nothing differs/)).toMatch(/^storefront \(production\) renders the same as HEAD/);
    await clearNotifications(page);
  });

  test('an unsaved edit shows beside what HEAD rendered, and the diff follows the typing', async () => {
    await openFile(page, PATCH);
    await goToLine(page, 7, 14);
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('7');
    await rowMenu(page, ['production', 'storefront'], 'Compare Rendered with');
    await pick(page, 'HEAD');
    await activeEditor(page, /storefront \(production\): HEAD \([0-9a-f]{7}\) ↔ now/);
    const shown = await entry(page, ({ original, modified }) => original.includes('  replicas: 5') && modified.includes('  replicas: 7'));
    expect(shown.title).toContain('Deployment storefront');
    await picture(page, 'compare-rendered-head');
    await openFile(page, PATCH);
    await page.keyboard.press('End');
    await page.keyboard.type('0');
    await runCommand(page, 'View: Open Previous Editor');
    await entry(page, ({ modified }) => modified.includes('  replicas: 70'));
    await openFile(page, PATCH);
    await runCommand(page, 'File: Revert File');
  });

  test('another environment: what differs, object by object', async () => {
    await rowMenu(page, ['production', 'storefront'], 'Compare Rendered with');
    await pick(page, 'staging');
    await activeEditor(page, /^staging ↔ storefront \(production\)/);
    await entry(page, ({ modified }) => modified.includes('  replicas: 5'));
    await picture(page, 'compare-rendered-environment');
  });

  test('a branch: what it renders beside what is rendered now', async () => {
    await rowMenu(page, ['production', 'storefront'], 'Compare Rendered with');
    await pick(page, 'fewer');
    await activeEditor(page, /^storefront \(production\): fewer \([0-9a-f]{7}\) ↔ now/);
    await entry(page, ({ original, modified }) => original.includes('  replicas: 3') && modified.includes('  replicas: 5'));
    await picture(page, 'compare-rendered-branch');
  });

  test('is in the palette', async () => {
    expect((await paletteEntries(page, 'Plumbline: Compare')).join('\n')).toContain('Plumbline: Compare Rendered with…');
    await closeQuickInput(page);
  });
});
