// A chart that takes long through the user interface: the preview says so above the last complete render, a plan shows its progress, and both come.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeEditor,
  answer,
  editorLines,
  eventually,
  expandRow,
  freshFleet,
  goToLine,
  notification,
  notifications,
  openFile,
  openFolder,
  pick,
  picture,
  pictureFailures,
  rowAction,
  rowMenu,
  webviewFrame,
} from '../support/workbench';
import { shownLines } from './steps';

pictureFailures();

/** Some seconds of work, once there are more than two replicas. */
const LOOP =
  '{{- if gt (int .Values.replicaCount) 2 }}{{- $sum := 0 }}{{ range until 2000000 }}{{ $sum = add $sum . }}{{ end }}\n# {{ $sum }}\n{{ end }}\n';

const VALUES = 'apps/notifications/overlays/production/values.yaml';

describe('a chart that takes long', () => {
  let page: Page;

  beforeAll(async () => {
    const { folder } = freshFleet('long-chart');
    const template = join(folder, 'charts/notifications/templates/deployment.yaml');
    writeFileSync(template, LOOP + readFileSync(template, 'utf8'));
    page = await openFolder(folder);
    await expandRow(page, ['production', 'notifications']);
    await openRelease(page);
    await shownLines(page, /^kind: Deployment$/);
  });

  test('is said to be on its way, above the last complete render', async () => {
    await writeReplicas(page, '3');
    await openRelease(page);
    const lines = await shownLines(page, /^# .*takes longer than others and is still being rendered/);
    expect(lines.join('\n')).toMatch(/^# Out of date: the last complete render follows/m);
    expect(lines).toContain('kind: Deployment');
    await picture(page, 'long-chart-on-its-way');
  });

  test('appears when it is done', async () => {
    await expect.poll(async () => (await editorLines(page)).join('\n'), { timeout: 90_000 }).not.toMatch(/still being rendered/);
    await goToLine(page, 45);
    await shownLines(page, /^ {2}replicas: 3$/);
    await picture(page, 'long-chart-done');
  });

  test('shows the progress of a plan that renders it, and the board when it is made', { timeout: 200_000 }, async () => {
    await writeReplicas(page, '4');
    await expandRow(page, ['staging', 'notifications']);
    await rowMenu(page, ['staging', 'notifications', 'notifications'], 'Promote');
    await pick(page, 'production');
    await notification(page, /^Planning the promotion of helmrelease\/notifications…/);
    await picture(page, 'long-chart-planning');
    const isPlanned = async () => ((await notifications(page)).some((text: string) => /^Planning/.test(text)) ? undefined : true);
    expect(await eventually(isPlanned, 120_000)).toBe(true);
    const board = await webviewFrame(page, 'main #actions');
    await expect.poll(() => board.locator('main').textContent(), { timeout: 90_000 }).toMatch(/Deployment notifications/);
    await picture(page, 'long-chart-board');
  });
});

async function openRelease(page: Page): Promise<void> {
  await rowAction(page, ['production', 'notifications', 'notifications'], 'Open Rendered Preview');
  await activeEditor(page, /notifications.*rendered\.yaml/);
}

/** Types the number of replicas over the one that stands there, and saves nothing. */
async function writeReplicas(page: Page, count: string): Promise<void> {
  await openFile(page, VALUES);
  const line = (await editorLines(page)).findIndex((text: string) => /replicaCount: \d$/.test(text)) + 1;
  // By keys alone: the lens above the file may lie where a click would go.
  await page.keyboard.press('Control+G');
  await answer(page, `:${line}:${'    replicaCount: 2'.length + 1}`);
  await page.keyboard.press('Backspace');
  await page.keyboard.type(count);
}
