// A chart that takes long through the user interface: the preview says so above the last complete render, and shows the new one when it comes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeEditor,
  answer,
  editorLines,
  expandRow,
  freshFleet,
  openFile,
  openFolder,
  pick,
  picture,
  pictureFailures,
  rowAction,
  rowMenu,
  runCommand,
  webviewFrame,
} from '../support/workbench';

pictureFailures();

/** Rounds of work, and their number in an object, so that a preview shows which render it is. */
const ROUNDS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: rounds
data:
  rounds: {{ .Values.rounds | quote }}
{{- $sum := 0 }}{{ range until (int .Values.rounds) }}{{ $sum = add $sum . }}{{ end }}
---
`;

const VALUES = 'charts/notifications/values.yaml';
/** The preview stays in sight beside the file that is edited. */
const PREVIEW = '.editor-group-container:not(.active) .editor-instance .monaco-editor';
const previewText = async (page: Page): Promise<string> => (await editorLines(page, PREVIEW)).join('\n');

/** A chart whose work its values say: none yet. */
function addRounds(folder: string): void {
  const template = join(folder, 'charts/notifications/templates/deployment.yaml');
  writeFileSync(template, ROUNDS + readFileSync(template, 'utf8'));
  writeFileSync(join(folder, VALUES), `rounds: 0\n${readFileSync(join(folder, VALUES), 'utf8')}`);
}

/** The preview of the release on the left, and on the right the cursor behind the number of rounds. */
async function openBoth(page: Page): Promise<void> {
  await rowAction(page, ['production', 'notifications', 'notifications'], 'Open Rendered Preview');
  await activeEditor(page, /notifications.*rendered\.yaml/);
  await runCommand(page, 'View: Split Editor Right');
  await openFile(page, VALUES);
  await page.keyboard.press('Control+G');
  await answer(page, `:1:${'rounds: 0'.length + 1}`);
  await page.keyboard.press('Backspace');
}

describe('a chart that takes long', () => {
  let page: Page;

  beforeAll(async () => {
    const { folder } = freshFleet('long-chart');
    addRounds(folder);
    page = await openFolder(folder);
    await expandRow(page, ['production', 'notifications']);
    await openBoth(page);
  });

  test('is said to be on its way, above the last complete render', { timeout: 120_000 }, async () => {
    await expect.poll(() => previewText(page), { timeout: 30_000 }).toMatch(/^kind: Service$/m);
    await page.keyboard.type('600000');
    const marked =
      /takes longer than others and is still being rendered[\s\S]*^# Out of date: the last complete render follows[\s\S]*^kind: Service$/m;
    await expect.poll(() => previewText(page), { timeout: 30_000 }).toMatch(marked);
    await picture(page, 'long-chart-on-its-way');
  });

  test('appears when it is done', { timeout: 120_000 }, async () => {
    await expect.poll(() => previewText(page), { timeout: 90_000 }).toMatch(/rounds: "600000"$/m);
    expect(await previewText(page)).not.toMatch(/still being rendered/);
    await picture(page, 'long-chart-done');
  });

  test('is in the plan of a promotion, on both sides of its effect', { timeout: 120_000 }, async () => {
    // Long still, and short enough for a board on a busy machine.
    await page.keyboard.press('Backspace');
    await expect.poll(() => previewText(page), { timeout: 30_000 }).toMatch(/rounds: "60000"$/m);
    await expandRow(page, ['staging', 'notifications']);
    await rowMenu(page, ['staging', 'notifications', 'notifications'], 'Promote');
    await pick(page, 'production');
    const board = await webviewFrame(page, 'main #actions');
    await expect.poll(() => board.locator('main').textContent(), { timeout: 30_000 }).toMatch(/Deployment notifications/);
    expect(await board.locator('main').textContent()).not.toMatch(/ConfigMap rounds/);
    await picture(page, 'long-chart-board');
  });
});
