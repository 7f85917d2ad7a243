// Environment branches, `.plumbline.yaml`, image automation, Fleet and parts of other tools, through the user interface.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeEditor,
  clickRow,
  eventually,
  expandRow,
  git,
  hover,
  multiDiff,
  openFile,
  openFolder,
  pick,
  picture,
  pictureFailures,
  rowMenu,
  treeRow,
  treeRows,
  webviewFrame,
  writeSettings,
} from '../support/workbench';
import { freshRepository, orphanBranch } from './repositories/fresh';
import { CANARY_BRANCH, LIVE_BRANCH, MANY_SYSTEMS } from './repositories/many-systems';
import { lens, openObject, shownLines } from './steps';

pictureFailures();

describe('systems side by side', () => {
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = freshRepository('many-systems', MANY_SYSTEMS);
    orphanBranch(folder, 'env/live', LIVE_BRANCH);
    orphanBranch(folder, 'env/canary', CANARY_BRANCH);
    page = await openFolder(folder);
  });

  test('the tree has folders, a branch, a target of Fleet and parts of other tools', async () => {
    for (const name of ['canary', 'live', 'production', 'staging', 'edge', 'Other']) await expandRow(page, [name]);
    await treeRow(page, ['production', 'network-production']);
    await treeRow(page, ['staging', 'network-staging']);
    await treeRow(page, ['Other', 'accounts']);
    const names = (await treeRows(page)).filter(({ level }) => level === 1).map(({ label }) => label);
    // Production and live are of one kind by their names; what .plumbline.yaml lists goes first.
    expect(names.slice(0, 4)).toEqual(['staging', 'canary', 'production', 'live']);
    await picture(page, 'systems-tree');
  });

  test('a branch is read without a checkout, and compared with another one', async () => {
    await openObject(page, ['live', 'live', 'Deployment/shop'], /live.*rendered\.yaml/);
    await shownLines(page, /^ {2}replicas: 7$/);
    expect(git(folder, 'branch', '--show-current')).toBe('main');
    expect(await hover(page, 'replicas')).toMatch(/env\/live@[0-9a-f]{7}\/shop\.yaml:6/);
    await picture(page, 'systems-branch-preview');
    await page.locator('.monaco-hover:not(.hidden) a', { hasText: 'shop.yaml:6' }).click();
    await activeEditor(page, /^shop\.yaml$/);
    await rowMenu(page, ['live'], 'Compare Rendered with');
    await pick(page, 'canary');
    await activeEditor(page, /^canary ↔ live/);
    const found = await eventually(async () => {
      const entries = await multiDiff(page);
      return entries.find(({ original, modified }) => original.includes('  replicas: 1') && modified.includes('  replicas: 7'));
    });
    await picture(page, 'systems-branch-compare');
    expect(found, JSON.stringify(await multiDiff(page))).toBeDefined();
  });

  test('a mistake in .plumbline.yaml is a problem at its line, which leads there', async () => {
    await page.keyboard.press('Control+Shift+M');
    const listed = page.locator('.markers-panel .monaco-list-row', { hasText: 'a whole number is expected' }).first();
    await listed.waitFor();
    await picture(page, 'systems-problems');
    await listed.dblclick();
    await activeEditor(page, /^\.plumbline\.yaml$/);
    await page.keyboard.press('Control+Shift+M');
    const mark = page.locator('.editor-group-container.active .squiggly-error');
    expect(await eventually(async () => ((await mark.count()) > 0 ? true : undefined))).toBe(true);
    await shownLines(page, /order: second/);
    await picture(page, 'systems-declared');
  });

  test('the setting orders what the file does not', async () => {
    writeSettings(folder, { 'plumbline.environments': [{ name: 'edge', order: 0 }] });
    const first = await eventually(async () => ((await treeRows(page))[0]?.label === 'edge' ? true : undefined));
    expect(first, (await treeRows(page)).map(({ label }) => label).join()).toBe(true);
    await picture(page, 'systems-setting');
  });

  test('a line that image automation sets says by which policy, as a lens and in the hover', async () => {
    await openFile(page, 'apps/shop/overlays/staging/kustomization.yaml');
    await lens(page, /Set by ImagePolicy flux-system:shop \(semver 2\.x\)/);
    const said = await hover(page, 'newTag');
    expect(said).toMatch(/ImagePolicy flux-system:shop/);
    await picture(page, 'systems-image-lens');
  });

  test('a bundle of Fleet renders its chart with the values of its target', async () => {
    await openObject(page, ['edge', 'shop-bundles-gateway', 'Service/gateway'], /shop-bundles-gateway.*rendered\.yaml/);
    await shownLines(page, /port: 8443$/);
    expect(await hover(page, 'host')).toContain('bundles/gateway/fleet.yaml:10');
    await picture(page, 'systems-fleet');
  });

  test('a part opens the file that describes it, and the explanation lists it', async () => {
    await clickRow(page, ['production', 'network-production']);
    await activeEditor(page, /^network\.yaml$/);
    await rowMenu(page, ['production'], 'Explain');
    const shown = await webviewFrame(page, '#carried-out-by-other-tools');
    expect(await shown.locator('body').innerText()).toMatch(/Terraform network-production/);
    expect(await shown.locator('body').innerText()).toMatch(/module acme\/vpc 5\.1\.0/);
    expect(await shown.locator('body').innerText()).toMatch(
      /ExternalSecret login: Makes the Secret “login” in the cluster.*Its keys there: password/,
    );
    await picture(page, 'systems-explain');
  });

  test('the version of a module is promoted from the row of its part', async () => {
    await rowMenu(page, ['staging', 'infra/envs/staging'], 'Promote');
    const board = await webviewFrame(page, 'main #actions');
    await board.locator('text=5.2.0').first().waitFor();
    expect(await board.locator('body').innerText()).toContain('infra/envs/production/main.tf');
    await picture(page, 'systems-promote-module');
  });
});
