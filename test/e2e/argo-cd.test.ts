// A repository that Argo CD drives, through the user interface: tree, preview with provenance, problems, effect, comparison, explanation.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeEditor,
  clearNotifications,
  eventually,
  expandRow,
  goToLine,
  hover,
  multiDiff,
  notification,
  openFile,
  openFolder,
  outline,
  pick,
  picture,
  pictureFailures,
  rowAction,
  rowMenu,
  runCommand,
  treeRow,
  treeRows,
  webviewFrame,
} from '../support/workbench';
import { ARGO_CD } from './repositories/argo-cd';
import { freshRepository } from './repositories/fresh';
import { lens, openObject, shownLines } from './steps';

const OVERLAY = 'apps/shop/overlays/production/kustomization.yaml';

pictureFailures();

describe('a repository that Argo CD drives', () => {
  let page: Page;

  beforeAll(async () => {
    page = await openFolder(freshRepository('argo-cd', ARGO_CD));
  });

  test('the tree has the Applications that an ApplicationSet makes, and says what only a Git host knows', async () => {
    await expandRow(page, ['production', 'shop-production']);
    await expandRow(page, ['staging', 'previews']);
    await treeRow(page, ['staging', 'shop-staging']);
    const rows = await treeRows(page);
    expect(outline(rows)).toMatch(/^ {2}staging {2}2 apps/);
    expect(outline(rows)).toMatch(/production[^\n]*\n {4}gateway[^\n]*\n {4}shop-production {2}shop 2\.0\.0/);
    expect((await treeRow(page, ['staging', 'previews', rows.find(({ level }) => level === 3)?.label ?? ''])).label).toContain(
      'pullRequest',
    );
    await picture(page, 'argo-tree');
  });

  test('clusters that only the cluster of Argo CD knows are asked for at the row, and said to be told by it', async () => {
    const [environment = ''] = (await treeRows(page))
      .filter(({ level }) => level === 1)
      .map(({ label }) => label)
      .slice(-1);
    await expandRow(page, [environment, 'edge']);
    expect((await treeRows(page)).at(-1)?.label).toContain('clusters');
    await picture(page, 'argo-clusters-unknown');
    await rowAction(page, [environment, 'edge'], "Ask a Cluster for Argo CD's Clusters");
    await pick(page, 'snapshots/management');
    expect(await notification(page, /told, ApplicationSets give 2 apps/)).toMatch(/^With the clusters that snapshots\/management told/);
    await expandRow(page, ['qa-paris', 'edge-qa-paris']);
    await treeRow(page, ['qa-tokyo', 'edge-qa-tokyo']);
    expect(outline(await treeRows(page))).not.toMatch(/^ {4}edge {2}/m);
    await openObject(page, ['qa-paris', 'edge-qa-paris', 'ConfigMap/cache'], /edge-qa-paris.*rendered\.yaml/);
    await shownLines(page, /^# With the clusters that snapshots\/management told at .* “Forget Argo CD’s Clusters” goes back\.$/);
    await picture(page, 'argo-clusters-told');
    await clearNotifications(page);
  });

  test('and forgotten from the row of an app that they gave', async () => {
    await rowMenu(page, ['qa-paris', 'edge-qa-paris'], "Forget Argo CD's Clusters");
    const gone = async () => (/qa-paris/.test(outline(await treeRows(page))) ? undefined : true);
    expect(await eventually(gone)).toBe(true);
    await picture(page, 'argo-clusters-forgotten');
    await runCommand(page, 'View: Close All Editors');
  });

  test('the preview has what the ApplicationSet sets, and a hover leads to its parameter', async () => {
    await openObject(page, ['production', 'shop-production', 'Deployment/shop'], /shop-production.*rendered\.yaml/);
    await shownLines(page, /^ {2}replicas: 5$/);
    const said = await hover(page, 'replicas');
    expect(said).toContain('argocd/shop.yaml:10');
    expect(said).toContain('apps/shop/base/deployment.yaml:6');
    await picture(page, 'argo-preview-hover');
  });

  test('a chart with values of another source leads to their line', async () => {
    await expandRow(page, ['production', 'gateway']);
    await openObject(page, ['production', 'gateway', 'Service/gateway'], /gateway.*rendered\.yaml/);
    await shownLines(page, /port: 8443$/);
    const said = await hover(page, 'host');
    expect(said).toContain('values/production.yaml:1');
    await picture(page, 'argo-chart-hover');
  });

  test('an edit of the ApplicationSet says what it changes', async () => {
    await openFile(page, 'argocd/shop.yaml');
    await goToLine(page, 10, 41);
    await page.keyboard.press('End');
    for (let step = 0; step < 2; step++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('0');
    await lens(page, /Unsaved edit: 1 object changes in production/);
    await picture(page, 'argo-effect-lens');
    await runCommand(page, 'File: Revert File');
  });

  test('a name that leads nowhere is marked, and counted on the environment', async () => {
    await openFile(page, OVERLAY);
    await goToLine(page, 1, 1);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type(', gone.yaml');
    const mark = page.locator('.editor-group-container.active .squiggly-error');
    expect(await eventually(async () => ((await mark.count()) > 0 ? true : undefined))).toBe(true);
    await page.keyboard.press('Control+Shift+M');
    await page.locator('.markers-panel .monaco-list-row', { hasText: 'gone.yaml' }).first().waitFor();
    await page.locator('.markers-panel .monaco-list-row', { hasText: 'reads the value “prot”' }).first().waitFor();
    await picture(page, 'argo-problems');
    await runCommand(page, 'File: Revert File');
    await page.keyboard.press('Control+Shift+M');
  });

  test('an Application is compared with the one of another environment', async () => {
    await rowMenu(page, ['production', 'shop-production'], 'Compare Rendered with');
    await pick(page, 'staging');
    await activeEditor(page, /staging.*↔.*shop-production \(production\)/);
    const found = await eventually(async () => {
      const entries = await multiDiff(page);
      return entries.find(({ original, modified }) => original.includes('  replicas: 2') && modified.includes('  replicas: 5'));
    });
    expect(found, JSON.stringify(await multiDiff(page))).toBeDefined();
    await picture(page, 'argo-compare-environment');
  });

  test('the explanation has the order of a sync and what could not be resolved', async () => {
    await rowMenu(page, ['production'], 'Explain');
    const production = await webviewFrame(page, '#order-within-a-sync');
    expect(await production.locator('body').innerText()).toMatch(/PreSync, wave 0: Job shop\/migrate/);
    await picture(page, 'argo-explain');
    await runCommand(page, 'View: Close All Editors');
    await rowMenu(page, ['staging'], 'Explain');
    const staging = await webviewFrame(page, '#not-resolved');
    expect(await staging.locator('body').innerText()).toMatch(/argocd\/previews\.yaml:6/);
    await picture(page, 'argo-explain-unresolved');
  });
});
