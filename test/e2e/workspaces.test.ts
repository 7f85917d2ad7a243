// Workspaces that are not as they should be, or not as usual: empty, broken, with spaces in their path, with several folders, not trusted.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  eventually,
  expandRow,
  freshFleet,
  notification,
  openFile,
  openFolder,
  openOwn,
  paletteEntries,
  pick,
  picture,
  pictureFailures,
  runCommand,
  treeRow,
  treeRows,
} from '../support/workbench';
import { openObject, shownLines } from './steps';

let page: Page;
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

describe('a folder with broken parts', () => {
  beforeAll(async () => {
    const { folder } = freshFleet('broken');
    writeFileSync(join(folder, 'apps/cart/base/service.yaml'), 'apiVersion: v1\nkind: Service\nmetadata: {name: cart\nspec: [\n');
    rmSync(join(folder, 'apps/catalog/base'), { recursive: true });
    page = await openFolder(folder);
  });

  const squiggle = () => page.locator('.editor-group-container.active .squiggly-error');

  test('a file that is not YAML is marked on its line, and the rest still renders', async () => {
    await expandRow(page, ['production', 'cart']);
    await openFile(page, 'apps/cart/base/service.yaml');
    expect(await eventually(async () => ((await squiggle().count()) > 0 ? true : undefined))).toBe(true);
    await runCommand(page, 'Problems: Focus on Problems View');
    await page.locator('.markers-panel .monaco-list-row', { hasText: 'Plumbline' }).first().waitFor();
    await picture(page, 'not-yaml');
    await runCommand(page, 'View: Toggle Problems');
    const rows = await treeRows(page);
    expect(rows.some(({ icon, level }) => level === 3 && icon.includes('codicon-warning'))).toBe(true);
    await openObject(page, ['production', 'storefront', 'Deployment/storefront'], /storefront.*rendered\.yaml/);
    await shownLines(page, /^ {2}replicas: 5$/);
  });

  test('a base that is missing is named at the line that asks for it', async () => {
    await expandRow(page, ['production', 'catalog']);
    const below = (await treeRows(page)).filter(({ level }) => level === 3).map(({ label }) => label);
    expect(below.join('\n')).toMatch(/base/);
    await openFile(page, 'apps/catalog/overlays/production/kustomization.yaml');
    expect(await eventually(async () => ((await squiggle().count()) > 0 ? true : undefined))).toBe(true);
    const item = page.locator('.editor-group-container.active .view-line', { hasText: '../../base' }).first();
    const isBeside = async () => {
      const [mark, line] = [await squiggle().first().boundingBox(), await item.boundingBox()];
      return mark !== null && line !== null && Math.abs(mark.y - line.y) < 20 ? true : undefined;
    };
    expect(await eventually(isBeside)).toBe(true);
    await picture(page, 'missing-base');
  });
});

describe('a folder with spaces and letters of any alphabet, without kubeconfig and snapshot', () => {
  beforeAll(async () => {
    const { folder } = freshFleet('fleet of größe 100 %');
    rmSync(join(folder, '.vscode'), { recursive: true });
    page = await openFolder(folder);
  });

  test('comparing says what to set up', async () => {
    await treeRow(page, ['production']);
    await runCommand(page, 'Plumbline: Compare with Cluster');
    await pick(page, 'production');
    expect(await notification(page, /kubeconfig|cluster/i)).toMatch(/snapshots/);
    await picture(page, 'no-cluster');
  });

  test('works like any other', async () => {
    await openObject(page, ['production', 'storefront', 'Deployment/storefront'], /storefront.*rendered\.yaml/);
    await shownLines(page, /^ {2}replicas: 5$/);
  });
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
