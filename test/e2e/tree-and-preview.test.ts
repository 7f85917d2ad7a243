// The sidebar and the rendered preview: environments in order, objects, unsaved edits, provenance, problems on their lines.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeEditor,
  closeQuickInput,
  editorTitles,
  eventually,
  expandRow,
  freshFleet,
  goToLine,
  hover,
  openFile,
  openFolder,
  outline,
  paletteEntries,
  picture,
  pictureFailures,
  runCommand,
  treeRow,
  treeRows,
} from '../support/workbench';
import { openObject, shownLines } from './steps';

const DEPLOYMENT = ['production', 'storefront', 'Deployment/storefront'];
const PREVIEW = /storefront.*rendered\.yaml/;
const PATCH = 'apps/storefront/overlays/production/replicas.yaml';

pictureFailures();

describe('the sample fleet in the editor', () => {
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = freshFleet('tree').folder;
    page = await openFolder(folder);
  });

  test('lists environments in promotion order, each with its apps', async () => {
    await expandRow(page, ['production']);
    await treeRow(page, ['production', 'storefront']);
    const rows = await treeRows(page);
    expect(
      rows
        .filter(({ level }) => level === 1)
        .map(({ label }) => label)
        .slice(0, 3),
    ).toEqual(['dev', 'staging', 'production']);
    for (const app of ['storefront', 'cart', 'catalog', 'payments']) {
      expect(outline(rows)).toContain(app);
      expect((await treeRow(page, ['production', app])).aria).toContain('production');
    }
    await picture(page, 'tree');
  });

  test('an app lists the objects that it renders', async () => {
    await expandRow(page, ['production', 'storefront']);
    await treeRow(page, DEPLOYMENT);
    const labels = (await treeRows(page)).filter(({ level }) => level === 3).map(({ label }) => label);
    expect(labels).toEqual(
      expect.arrayContaining(['Deployment/storefront', 'Ingress/storefront', 'PodDisruptionBudget/storefront', 'Service/storefront']),
    );
    await picture(page, 'tree-objects');
  });

  test('an object opens the preview at its place', async () => {
    await openObject(page, DEPLOYMENT, PREVIEW);
    const lines = await shownLines(page, /^ {2}replicas: 5$/);
    expect(lines.join('\n')).toContain('kind: Deployment');
    await picture(page, 'preview');
  });

  test('a hover names the line that decided and the one that it overrode', async () => {
    await openObject(page, DEPLOYMENT, PREVIEW);
    const said = await hover(page, 'replicas');
    expect(said).toContain(`${PATCH}:7`);
    expect(said).toContain('apps/storefront/base/deployment.yaml');
    expect(said).toMatch(/Reaches production/);
    await picture(page, 'hover');
  });

  test('go to definition opens the deciding line', async () => {
    // In an editor that is open already, the row puts the cursor to the object's first line at a moment that nothing shows: perhaps after the click.
    await runCommand(page, 'View: Close All Editors');
    await eventually(async () => ((await editorTitles(page)).length === 0 ? true : undefined));
    await openObject(page, DEPLOYMENT, PREVIEW);
    const lines = await shownLines(page, /^ {2}replicas: 5$/);
    await page.locator('.editor-group-container.active .view-line span span', { hasText: 'replicas' }).first().click();
    await page.keyboard.press('F12');
    await activeEditor(page, /^replicas\.yaml$/);
    const current = page.locator('.editor-group-container.active .monaco-editor .line-numbers.active-line-number');
    expect(await eventually(async () => (await current.allTextContents()).find((text) => text === '7'))).toBe('7');
    expect(lines.length).toBeGreaterThan(5);
    await picture(page, 'definition');
  });

  test('the preview follows an edit that is not saved', async () => {
    await openFile(page, PATCH);
    await goToLine(page, 7, 14);
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('6');
    await shownLines(page, /^ {2}replicas: 6$/);
    await openObject(page, DEPLOYMENT, PREVIEW);
    await shownLines(page, /^ {2}replicas: 6$/);
    expect(readFileSync(join(folder, PATCH), 'utf8')).toContain('replicas: 5');
    await picture(page, 'preview-unsaved');
    await openFile(page, PATCH);
    await runCommand(page, 'File: Revert File');
    await openObject(page, DEPLOYMENT, PREVIEW);
    await shownLines(page, /^ {2}replicas: 5$/);
  });

  test('a plain Secret in Git is marked on its line', async () => {
    await openFile(page, 'apps/payments/overlays/production/database.yaml');
    const squiggle = page.locator('.editor-group-container.active .squiggly-warning');
    expect(await eventually(async () => ((await squiggle.count()) > 0 ? true : undefined))).toBe(true);
    await picture(page, 'finding');
  });

  test('every command is in the palette under one category', async () => {
    const entries = (await paletteEntries(page, 'Plumbline:')).join('\n');
    for (const title of [
      'Promote…',
      'Reconcile',
      'Open Drift',
      'Open Rendered Preview',
      'Compare with Cluster',
      'Select Cluster Context…',
    ]) {
      expect(entries).toContain(`Plumbline: ${title}`);
    }
    await closeQuickInput(page);
  });

  test('no editor that was opened on the way has failed', async () => {
    expect(await editorTitles(page)).not.toContain('Error');
    expect(await page.locator('.monaco-editor-pane-placeholder').count()).toBe(0);
  });
});
