// Problems of text that is not saved, through the user interface: on the line at fault while it is typed, in the Problems panel, gone with the fault.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  editorLines,
  eventually,
  expandRow,
  freshFleet,
  goToLine,
  openFile,
  openFolder,
  picture,
  pictureFailures,
  runCommand,
  treeRow,
} from '../support/workbench';
import { peekedProblem } from './steps';

const OVERLAY = 'apps/storefront/overlays/production/kustomization.yaml';
const PATCH = 'apps/storefront/overlays/production/replicas.yaml';
const BASE = 'apps/storefront/base/deployment.yaml';

pictureFailures();

describe('problems of unsaved text', () => {
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = freshFleet('problems').folder;
    page = await openFolder(folder);
    await expandRow(page, ['production']);
  });

  /** Waits until a mark of the active editor begins beside a line that shows `text`. */
  async function isMarked(text: string, severity: 'error' | 'warning'): Promise<void> {
    const editor = page.locator('.editor-group-container.active');
    const beside = await eventually(async () => {
      const mark = await editor
        .locator(`.squiggly-${severity}`)
        .first()
        .boundingBox({ timeout: 1_000 })
        .catch(() => null);
      const line = await editor.locator('.view-line', { hasText: text }).first().boundingBox();
      return mark !== null && line !== null && Math.abs(mark.y + mark.height - (line.y + line.height)) < 8 ? true : undefined;
    });
    expect(beside, `a mark beside ${text}`).toBe(true);
  }

  async function revert(): Promise<void> {
    await runCommand(page, 'File: Revert File');
    const marks = page.locator('.editor-group-container.active .squiggly-error');
    expect(await eventually(async () => ((await marks.count()) === 0 ? true : undefined))).toBe(true);
  }

  test('a name that leads nowhere is marked while it is typed, listed, and counted on its row', async () => {
    const saved = readFileSync(join(folder, OVERLAY), 'utf8');
    await openFile(page, OVERLAY);
    await goToLine(page, saved.split('\n').findIndex((line) => line.includes('poddisruptionbudget.yaml')) + 1, 1);
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await isMarked('poddisruptionbudget.yam', 'error');
    await runCommand(page, 'Problems: Focus on Problems View');
    const problem = page.locator('.markers-panel .monaco-list-row', { hasText: 'poddisruptionbudget.yam' }).first();
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/does not exist.*Plumbline.*notFound/);
    await eventually(async () => ((await treeRow(page, ['production', 'storefront'])).icon.includes('warning') ? true : undefined));
    expect((await treeRow(page, ['production', 'storefront'])).icon).toContain('codicon-warning');
    expect(readFileSync(join(folder, OVERLAY), 'utf8')).toBe(saved);
    await picture(page, 'unsaved-problem');
    await runCommand(page, 'View: Toggle Problems');
    await revert();
  });

  test('half-typed text is marked where the reader stumbled, in the base that every environment shares', async () => {
    await openFile(page, BASE);
    await goToLine(page, 8, 1);
    await page.keyboard.press('End');
    await page.keyboard.type(': [');
    await isMarked('replicas: 1: [', 'error');
    expect(await peekedProblem(page)).toMatch(/Plumbline/);
    await picture(page, 'unsaved-problem-peek');
    await page.keyboard.press('Escape');
    await revert();
  });

  test('a line that repeats its base is removed by the light bulb', async () => {
    await openFile(page, PATCH);
    await goToLine(page, 7, 1);
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('1');
    const editor = page.locator('.editor-group-container.active');
    expect(
      await eventually(async () => ((await editor.locator('.squiggly-info, .squiggly-inline-unnecessary').count()) > 0 ? true : undefined)),
    ).toBe(true);
    await page.keyboard.press('Control+.');
    const offered = page.locator('.action-widget .monaco-list-row', { hasText: 'Remove this line, which changes nothing' });
    await offered.waitFor();
    await picture(page, 'quick-fix');
    await offered.click();
    expect(
      await eventually(async () => ((await editorLines(page)).some((line: string) => line.includes('replicas')) ? undefined : true)),
    ).toBe(true);
    await revert();
  });
});
