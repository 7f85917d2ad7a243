// From a source line to what it decides, through the user interface: hover, find references, the command.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeEditor,
  eventually,
  expandRow,
  freshFleet,
  goToLine,
  hover,
  openFile,
  openFolder,
  picture,
  pictureFailures,
  runCommand,
} from '../support/workbench';
import { shownLines } from './steps';

const PATCH = 'apps/storefront/overlays/production/replicas.yaml';
const BASE = 'apps/storefront/base/deployment.yaml';

pictureFailures();

/** Waits until the peek view lists a line, and returns all that it lists. */
async function peeked(page: Page, pattern: RegExp): Promise<string[]> {
  let rows: string[] = [];
  await eventually(async () => {
    rows = await page.locator('.reference-zone-widget .ref-tree .monaco-list-row').allTextContents();
    return rows.some((row) => pattern.test(row)) || undefined;
  });
  expect(rows).toEqual(expect.arrayContaining([expect.stringMatching(pattern)]));
  return rows;
}

describe('from a source line to what it decides', () => {
  let page: Page;

  beforeAll(async () => {
    page = await openFolder(freshFleet('source-reach').folder);
    await expandRow(page, ['production']);
  });

  test('a hover over a patch names the field, what it overrides, and opens the preview at the line', async () => {
    await openFile(page, PATCH);
    const said = await hover(page, 'replicas');
    expect(said).toMatch(/Sets spec\.replicas · Deployment storefront: 5/);
    expect(said).toMatch(/over apps\/storefront\/base\/deployment\.yaml:8/);
    await picture(page, 'source-hover');
    await page.locator('.monaco-hover:not(.hidden) a', { hasText: 'production › storefront' }).first().click();
    await activeEditor(page, /storefront.*rendered\.yaml/);
    await shownLines(page, /^ {2}replicas: 5$/);
    const current = page.locator('.editor-group-container.active .monaco-editor .line-numbers.active-line-number');
    expect(Number(await eventually(async () => (await current.allTextContents()).find((text) => Number(text) > 1)))).toBeGreaterThan(1);
    await picture(page, 'source-hover-preview');
  });

  test('a hover over a base says in which environments a patch wins', async () => {
    await openFile(page, BASE);
    const said = await hover(page, 'replicas');
    expect(said).toMatch(/Would set spec\.replicas/);
    expect(said).toMatch(/overridden by apps\/storefront\/overlays\/production\/replicas\.yaml:7/);
    await picture(page, 'source-hover-base');
  });

  test('references of a line are the rendered lines of every environment', async () => {
    await openFile(page, BASE);
    await goToLine(page, 8, 4);
    await page.keyboard.press('Shift+F12');
    const rows = await peeked(page, /replicas/);
    expect(rows.join('\n')).toMatch(/rendered\.yaml/);
    await picture(page, 'source-references');
    await page.keyboard.press('Escape');
  });

  test('the command shows the same, from the keyboard', async () => {
    await openFile(page, PATCH);
    await goToLine(page, 7, 4);
    await runCommand(page, 'Plumbline: Show What This Line Reaches');
    await page.locator('.reference-zone-widget').waitFor();
    await eventually(async () =>
      (await page.locator('.reference-zone-widget').textContent())?.includes('rendered.yaml') ? true : undefined,
    );
    expect(await page.locator('.reference-zone-widget').textContent()).toMatch(/rendered\.yaml/);
    await picture(page, 'source-reach-command');
  });
});
