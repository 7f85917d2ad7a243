// Workspaces that are not as they should be, or not as usual: empty, broken, with spaces in their path, with several folders, not trusted.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import {
  eventually,
  expandRow,
  freshFleet,
  openFile,
  openFolder,
  openOwn,
  paletteEntries,
  picture,
  pictureFailures,
  runCommand,
  treeRow,
  treeRows,
} from '../support/workbench';
import { openObject, shownLines } from './steps';

let page: Page | undefined;
afterEach(async () => {
  await page?.close();
  page = undefined;
});
pictureFailures();

async function welcome(of: Page, pattern: RegExp): Promise<string> {
  const text = of.locator('.sidebar .welcome-view-content');
  const found = await eventually(async () => (await text.allTextContents()).find((each) => pattern.test(each)));
  expect(found ?? (await text.allTextContents()).join(' ')).toMatch(pattern);
  return found ?? '';
}

test('an empty folder says what is looked for', async () => {
  const folder = freshFleet('empty').folder;
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  page = await openFolder(folder);
  expect(await welcome(page, /No environments were found/)).toMatch(/overlays/);
  await picture(page, 'welcome-empty');
});

test('a file that is not YAML is marked on its line, and the rest still renders', async () => {
  const { folder } = freshFleet('not-yaml');
  writeFileSync(join(folder, 'apps/cart/base/service.yaml'), 'apiVersion: v1\nkind: Service\nmetadata: {name: cart\nspec: [\n');
  page = await openFolder(folder);
  await expandRow(page, ['production']);
  await treeRow(page, ['production', 'cart']);
  await openFile(page, 'apps/cart/base/service.yaml');
  const squiggle = page.locator('.editor-group-container.active .squiggly-error');
  const shown = page;
  expect(await eventually(async () => ((await squiggle.count()) > 0 ? true : undefined))).toBe(true);
  await runCommand(page, 'Problems: Focus on Problems View');
  const problem = shown.locator('.markers-panel .monaco-list-row', { hasText: 'Plumbline' }).first();
  await problem.waitFor();
  await picture(page, 'not-yaml');
  await expandRow(page, ['production', 'cart']);
  const rows = await treeRows(page);
  expect(rows.some(({ icon, level }) => level === 3 && icon.includes('codicon-warning'))).toBe(true);
  await openObject(page, ['production', 'storefront', 'Deployment/storefront'], /storefront.*rendered\.yaml/);
  await shownLines(page, /^ {2}replicas: 5$/);
});

test('a base that is missing is named at the line that asks for it', async () => {
  const { folder } = freshFleet('missing-base');
  rmSync(join(folder, 'apps/catalog/base'), { recursive: true });
  page = await openFolder(folder);
  await expandRow(page, ['production', 'catalog']);
  const rows = await treeRows(page);
  expect(
    rows
      .filter(({ level }) => level === 3)
      .map(({ label }) => label)
      .join('\n'),
  ).toMatch(/base/);
  await openFile(page, 'apps/catalog/overlays/production/kustomization.yaml');
  const squiggle = page.locator('.editor-group-container.active .squiggly-error');
  const marked = page;
  expect(await eventually(async () => ((await squiggle.count()) > 0 ? true : undefined))).toBe(true);
  const item = marked.locator('.editor-group-container.active .view-line', { hasText: '../../base' }).first();
  const isBeside = async () => {
    const [mark, line] = [await squiggle.first().boundingBox(), await item.boundingBox()];
    return mark !== null && line !== null && Math.abs(mark.y - line.y) < 20 ? true : undefined;
  };
  expect(await eventually(isBeside)).toBe(true);
  await picture(page, 'missing-base');
});

test('a folder with spaces and letters of any alphabet works like any other', async () => {
  const { folder } = freshFleet('fleet of größe 100 %');
  page = await openFolder(folder);
  await openObject(page, ['production', 'storefront', 'Deployment/storefront'], /storefront.*rendered\.yaml/);
  await shownLines(page, /^ {2}replicas: 5$/);
});

test('several folders are shown one below the other', async () => {
  const [first, second] = [freshFleet('several/shop'), freshFleet('several/kiosk')];
  const workspace = join(dirname(first.folder), 'both.code-workspace');
  writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'shop' }, { path: 'kiosk' }] }));
  page = await openFolder(workspace);
  await treeRow(page, ['shop']);
  await treeRow(page, ['kiosk']);
  await expandRow(page, ['kiosk', 'production', 'storefront']);
  await openObject(page, ['kiosk', 'production', 'storefront', 'Deployment/storefront'], /storefront.*rendered\.yaml/);
  await shownLines(page, /^ {2}replicas: 5$/);
  await picture(page, 'multi-root');
  expect(second.folder).toContain('kiosk');
});

test('a folder that is not trusted renders, and offers nothing that uses git or a cluster', async () => {
  const { folder } = freshFleet('untrusted');
  const own = await openOwn({ folder, askForTrust: true, settings: { 'security.workspace.trust.startupPrompt': 'never' } });
  try {
    await openObject(own.page, ['production', 'storefront', 'Deployment/storefront'], /storefront.*rendered\.yaml/);
    const entries = (await paletteEntries(own.page, 'Plumbline:')).join('\n');
    expect(entries).toContain('Open Rendered Preview');
    expect(entries).not.toMatch(/Promote|Reconcile|Compare|Pin/);
    await picture(own.page, 'untrusted');
  } finally {
    await own.close();
  }
});

test('without kubeconfig and snapshot, comparing says what to set up', async () => {
  const { folder } = freshFleet('no-cluster');
  rmSync(join(folder, '.vscode'), { recursive: true });
  page = await openFolder(folder);
  await treeRow(page, ['production']);
  await runCommand(page, 'Plumbline: Compare with Cluster');
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'production' }).first().click();
  const message = page.locator('.notifications-toasts .notification-list-item-message');
  const shown = page;
  const found = await eventually(async () => (await message.allTextContents()).find((text) => /kubeconfig|cluster/i.test(text)));
  expect(found).toMatch(/snapshots/);
  await picture(shown, 'no-cluster');
});
