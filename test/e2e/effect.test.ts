// Effect of an edit, through the user interface: said above the file while it is typed, and opened as a diff that follows.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeEditor,
  eventually,
  expandRow,
  freshFleet,
  goToLine,
  hover,
  multiDiff,
  openFile,
  openFolder,
  picture,
  pictureFailures,
  runCommand,
} from '../support/workbench';
import { lens } from './steps';

const BASE = 'apps/storefront/base/deployment.yaml';

pictureFailures();

/** Waits until an entry of the diff shows a line on each side. */
async function shows(page: Page, original: string, modified: string): Promise<void> {
  let entries: Awaited<ReturnType<typeof multiDiff>> = [];
  const found = await eventually(async () => {
    entries = await multiDiff(page);
    return entries.find((entry) => entry.original.includes(original) && entry.modified.includes(modified));
  });
  expect(found, `among ${JSON.stringify(entries)}`).toBeDefined();
}

/** Goes back to the file whose effect is shown: quick open would find the diff under the same name. */
async function backToFile(page: Page): Promise<void> {
  await page.locator('.editor-group-container.active .tab[data-resource-name="deployment.yaml"]').click();
  await activeEditor(page, /^deployment\.yaml$/);
}

describe('the effect of an edit', () => {
  let page: Page;

  beforeAll(async () => {
    page = await openFolder(freshFleet('effect').folder);
    await expandRow(page, ['production']);
  });

  test('is said above the file while it is typed', async () => {
    await openFile(page, BASE);
    await goToLine(page, 26, 1);
    await page.keyboard.press('End');
    await page.keyboard.type('1');
    await lens(page, /Unsaved edit: 3 objects change in dev, staging, production/);
    await picture(page, 'effect-lens');
  });

  test('opens as a diff of every app that the edit reaches', async () => {
    await page.locator('.editor-group-container.active .codelens-decoration a', { hasText: 'Unsaved edit' }).click();
    await activeEditor(page, /^Effect of the edit of deployment\.yaml/);
    await shows(page, '        - containerPort: 3000', '        - containerPort: 30001');
    await picture(page, 'effect-diff');
  });

  test('a hover in the diff names the line that decided, and all that it reaches', async () => {
    const said = await hover(page, 'containerPort', '.multiDiffEntry .editor.modified');
    expect(said).toContain(`${BASE}:26`);
    expect(said).toMatch(/Reaches dev, staging, production/);
    await picture(page, 'effect-hover');
  });

  test('the diff follows what is typed beside it', async () => {
    await backToFile(page);
    await page.keyboard.press('Backspace');
    await page.keyboard.type('7');
    await runCommand(page, 'View: Open Previous Editor');
    await activeEditor(page, /^Effect of the edit/);
    await shows(page, '        - containerPort: 3000', '        - containerPort: 30007');
  });

  test('an edit that breaks the file is unknown, and no removal', async () => {
    await backToFile(page);
    await page.keyboard.press('Enter');
    await page.keyboard.type(': [');
    await lens(page, /Effect unknown in dev, staging, production/);
    await picture(page, 'effect-unknown');
    await runCommand(page, 'File: Revert File');
    const left = page.locator('.editor-group-container.active .codelens-decoration', { hasText: 'edit' });
    expect(await eventually(async () => ((await left.count()) === 0 ? true : undefined))).toBe(true);
  });

  test('the command opens it from the keyboard', async () => {
    await backToFile(page);
    await goToLine(page, 8, 1);
    await page.keyboard.press('End');
    await page.keyboard.type('0');
    await lens(page, /Unsaved edit: 1 object changes in dev/);
    await runCommand(page, 'Plumbline: Show Effect of This Edit');
    await activeEditor(page, /^Effect of the edit/);
    await shows(page, '  replicas: 1', '  replicas: 10');
    await picture(page, 'effect-command');
  });
});
