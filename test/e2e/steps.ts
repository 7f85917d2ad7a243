// What several tests through the user interface do first: compare with a snapshot, open a promotion's board.
import type { Frame, Page } from 'playwright-core';
import { expect } from 'vitest';
import {
  activeEditor,
  answerDialog,
  clickRow,
  editorLines,
  eventually,
  expandRow,
  notification,
  pick,
  rowAction,
  rowMenu,
  treeRow,
  type TreeRow,
  webviewFrame,
} from '../support/workbench';

/** Compares an environment for the first time: the cluster is asked for, and the pin confirmed. Returns question and outcome. */
export async function compareFirst(
  page: Page,
  environment: string,
  snapshot = `snapshots/${environment}`,
): Promise<{ question: string; outcome: string }> {
  await compareWith(page, environment, snapshot);
  const question = await answerDialog(page, `Pin ${environment}`);
  return { question, outcome: await notification(page, new RegExp(`^${environment}: `)) };
}

/** Asks for a comparison, and chooses the cluster that it asks for. */
export async function compareWith(page: Page, environment: string, cluster: string): Promise<void> {
  await rowAction(page, [environment], 'Compare');
  const offered = page.locator('.quick-input-list .monaco-list-row', { hasText: cluster }).first();
  // A workbench that is still starting may move the focus, which closes what asks at its top.
  if ((await eventually(async () => ((await offered.isVisible()) ? true : undefined), 5_000)) === undefined)
    await rowAction(page, [environment], 'Compare');
  await pick(page, cluster);
}

/** Waits until a row's description says what it should. */
export async function rowSays(page: Page, path: readonly string[], pattern: RegExp): Promise<TreeRow> {
  const found = await eventually(async () => {
    const row = await treeRow(page, path);
    return pattern.test(row.description) ? row : undefined;
  });
  if (found === undefined) expect((await treeRow(page, path)).description, path.join(' › ')).toMatch(pattern);
  return found as TreeRow;
}

/** Opens an object's row, and waits for the editor that it opens. */
export async function openObject(page: Page, path: readonly string[], title: RegExp): Promise<void> {
  await expandRow(page, path.slice(0, -1));
  await clickRow(page, path);
  await activeEditor(page, title);
}

/** Waits until the active editor shows a line, and returns all that it shows. */
export async function shownLines(page: Page, pattern: RegExp, read: () => Promise<string[]> = () => editorLines(page)): Promise<string[]> {
  let lines: string[] = [];
  const found = await eventually(async () => {
    lines = await read();
    return lines.some((line) => pattern.test(line)) ? lines : undefined;
  });
  expect(found ?? lines, `a line like ${pattern}`).toEqual(expect.arrayContaining([expect.stringMatching(pattern)]));
  return lines;
}

/** Opens the promotion board of an app, from its row. */
export async function openBoard(page: Page, environment: string, app: string, target = 'production'): Promise<Frame> {
  await expandRow(page, [environment]);
  await rowMenu(page, [environment, app], 'Promote');
  await pick(page, target);
  return webviewFrame(page, 'main #actions');
}

/** Opens the next problem of the active editor below its line, and returns what it says. */
export async function peekedProblem(page: Page): Promise<string> {
  await page.keyboard.press('F8');
  const widget = page.locator('.editor-group-container.active .marker-widget');
  await widget.waitFor();
  return (await widget.textContent()) ?? '';
}

/** Waits until the lens above the active file says what it should. */
export async function lens(page: Page, pattern: RegExp): Promise<string> {
  let said = '';
  await eventually(async () => {
    said = (await page.locator('.editor-group-container.active .codelens-decoration').allTextContents())
      .join(' ')
      .replaceAll('\u00a0', ' ');
    return pattern.test(said) || undefined;
  });
  expect(said).toMatch(pattern);
  return said;
}
