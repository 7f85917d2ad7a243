// Editors and diffs of a real workbench: what they show, and how a person moves in them.
import { closeQuickInput, eventually, WAIT } from './workbench.mjs';

/** Titles of the open editors. */
export async function editorTitles(page) {
  return titles(page.locator('.editor-group-container .tab'));
}

/** Wait until the active editor's title matches, and return it. */
export async function activeEditor(page, pattern) {
  const active = page.locator('.editor-group-container.active .tab.active');
  const title = await eventually(async () => (await titles(active)).find((text) => pattern.test(text)));
  if (title === undefined)
    throw new Error(`the active editor does not match ${pattern}; open: ${JSON.stringify(await editorTitles(page))}`);
  return title;
}

/** The lines that the active editor draws, from top to bottom. */
export async function editorLines(page, selector = '.editor-group-container.active .editor-instance .monaco-editor') {
  const lines = await page
    .locator(`${selector} .view-line`)
    .evaluateAll((elements) =>
      elements.map((line) => ({ top: Number.parseFloat(line.style.top), text: (line.textContent ?? '').replaceAll('\u00a0', ' ') })),
    );
  return lines.sort((a, b) => a.top - b.top).map(({ text }) => text);
}

/**
 * The lines that a diff editor draws on one side.
 * @param {import('playwright-core').Page} page
 * @param {'original' | 'modified'} side
 */
export function diffLines(page, side) {
  return editorLines(page, `.monaco-diff-editor .editor.${side}`);
}

/**
 * The entries of the multi-file diff editor that is shown: each one's name, and the lines of both sides as far as they are drawn.
 * @param {import('playwright-core').Page} page
 */
export async function multiDiff(page) {
  const entries = page.locator('.editor-group-container.active .multiDiffEntry');
  const found = [];
  for (const entry of await entries.all()) {
    const lines = (side) => entry.locator(`.editor.${side} .view-line`).allTextContents();
    const [title, original, modified] = await Promise.all([
      entry.locator('.file-path .title').allTextContents(),
      lines('original'),
      lines('modified'),
    ]);
    const plain = (texts) => texts.map((text) => text.replaceAll('\u00a0', ' '));
    found.push({ title: title.join(' '), original: plain(original), modified: plain(modified) });
  }
  return found;
}

/** The texts of the parts that a diff editor marks as changed on one side. */
export async function changedLines(page, side) {
  const kind = side === 'original' ? 'delete' : 'insert';
  return page.locator(`.monaco-diff-editor .editor.${side} .line-${kind}`).count();
}

/** Put the cursor into a line of the active editor. */
export async function goToLine(page, line, column = 1) {
  // Not by a click: the lines may be scrolled out of sight, or lie below a hover.
  const editor = '.editor-group-container.active .editor-instance .monaco-editor';
  await page.locator(`${editor} .native-edit-context, ${editor} textarea.inputarea`).first().focus();
  await page.keyboard.press('Control+G');
  const input = page.locator('.quick-input-widget input[type=text]');
  await input.waitFor({ timeout: WAIT });
  await input.fill(`:${line}:${column}`);
  // What is pressed before the place was found is lost.
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: `line ${line}` })
    .first()
    .waitFor({ timeout: WAIT });
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden', timeout: WAIT });
}

/** Open a file of the folder by its path. */
export async function openFile(page, path) {
  await closeQuickInput(page);
  await page.keyboard.press('Control+P');
  const input = page.locator('.quick-input-widget input[type=text]');
  await input.waitFor({ timeout: WAIT });
  await input.fill(path);
  const name = path.slice(path.lastIndexOf('/') + 1);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click({ timeout: WAIT });
  await activeEditor(page, new RegExp(`^${name.replaceAll('.', '\\.')}$`));
}

/**
 * Hover over a text of the active editor and return what the hover says.
 * @param {import('playwright-core').Page} page
 * @param {string} text
 * @param {string} [within] one of several editors
 */
export async function hover(page, text, within = '.monaco-editor') {
  const target = page.locator(`.editor-group-container.active ${within} .view-line span span`, { hasText: text }).first();
  const content = page.locator('.monaco-hover:not(.hidden) .hover-contents');
  const said = await eventually(async () => {
    await page.mouse.move(5, 5);
    await target.hover();
    await page.waitForTimeout(700);
    return (await content.allTextContents()).join('\n').trim() || undefined;
  });
  if (said === undefined) throw new Error(`there is no hover over ${text}`);
  return said;
}

/** A tab draws the extension apart from the name, and perhaps a folder beside it. */
function titles(tabs) {
  return tabs.evaluateAll((elements) =>
    elements.map((tab) =>
      ['.monaco-icon-name-container', '.monaco-icon-suffix-container'].map((part) => tab.querySelector(part)?.textContent ?? '').join(''),
    ),
  );
}
