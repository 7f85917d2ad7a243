// Drives a real VS Code workbench through a browser page, as a person would: for the tests through the user interface and the demo's check.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** @typedef {import('playwright-core').Page} Page */

/** Milliseconds that anything the workbench draws may take; the machine may be busy. */
export const WAIT = 20_000;
/** Milliseconds after which a click is tried again. */
const CLICK = 5_000;

/**
 * Open an address of the server in a page of its own, and wait until the workbench and its status bar are there.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @returns {Promise<Page>}
 */
export async function openWorkbench(browser, url) {
  const page = await newPage(browser);
  await goToWorkbench(page, url);
  return page;
}

/**
 * A page with room for a long tree.
 * @param {import('playwright-core').Browser} browser
 * @returns {Promise<Page>}
 */
export function newPage(browser) {
  return browser.newPage({ viewport: { width: 1440, height: 1080 } });
}

/**
 * Go to an address of the server, and wait until its workbench and status bar are there.
 * @param {Page} page
 * @param {string} url
 */
export async function goToWorkbench(page, url) {
  await page.goto(url);
  await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
}

/**
 * Open a view container by its title in the activity bar, and wait until its tree (or welcome text) is drawn.
 * @param {Page} page
 * @param {string} title
 */
export async function openView(page, title) {
  const item = page.locator(`.activitybar .action-item:has(a[aria-label^="${title}"])`);
  await item.waitFor({ timeout: 60_000 });
  const shown = page.locator(`.sidebar .composite.title:has-text("${title}")`);
  // The activity bar draws its items anew while extensions add theirs: a click can fall between two drawings and be lost.
  for (let attempt = 1; attempt <= 4 && !(await shown.isVisible()); attempt++) {
    if (!(await isChecked(item))) await settled(item.locator('a').click({ timeout: CLICK }));
    await settled(shown.waitFor({ timeout: CLICK }));
  }
  await shown.waitFor({ timeout: WAIT });
  // Away from the item, whose tooltip lies over the tree.
  await page.mouse.move(700, 300);
}

/**
 * Run a command of the palette by its full title, and leave what it opens to the caller.
 * @param {Page} page
 * @param {string} title as shown: `Category: Title`
 */
export async function runCommand(page, title) {
  await closeQuickInput(page);
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input[type=text]');
  await input.waitFor({ timeout: WAIT });
  await input.fill(`>${title}`);
  const row = page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first();
  await row.waitFor({ timeout: WAIT });
  await row.click();
}

/** The palette's entries for a text: what a person is offered. */
export async function paletteEntries(page, text) {
  await closeQuickInput(page);
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input[type=text]');
  await input.waitFor({ timeout: WAIT });
  await input.fill(`>${text}`);
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor({ timeout: WAIT });
  const entries = await quickPickItems(page);
  await closeQuickInput(page);
  return entries;
}

/** Choose from the quick pick that a command has opened, by a part of an item's label. */
export async function pick(page, label) {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  await row.waitFor({ timeout: WAIT });
  await row.click();
}

/** Close what asks at the top of the window, if anything does. */
export async function closeQuickInput(page) {
  const widget = page.locator('.quick-input-widget');
  if (await widget.isVisible()) await page.keyboard.press('Escape');
  await widget.waitFor({ state: 'hidden', timeout: WAIT });
}

/** Press a button of the modal dialog that is open, by the beginning of its label. Returns what the dialog said. */
export async function answerDialog(page, button) {
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.waitFor({ timeout: WAIT });
  const text = ((await dialog.locator('.dialog-message-container').textContent()) ?? '').trim();
  await dialog.locator('.dialog-buttons .monaco-button', { hasText: button }).first().click();
  await dialog.waitFor({ state: 'detached', timeout: WAIT });
  return text;
}

/** Texts of the notifications that are shown. */
export async function notifications(page) {
  return (await page.locator('.notifications-toasts .notification-list-item-message').allTextContents()).map((text) => text.trim());
}

/** Wait for a notification that matches, and return its text. */
export async function notification(page, pattern) {
  const found = await eventually(async () => (await notifications(page)).find((text) => pattern.test(text)));
  if (found === undefined) throw new Error(`no notification matches ${pattern}; shown: ${JSON.stringify(await notifications(page))}`);
  return found;
}

/** Press a button of the notification whose text matches. */
export async function answerNotification(page, pattern, button) {
  await notification(page, pattern);
  const item = page.locator('.notifications-toasts .notification-list-item', { hasText: pattern }).first();
  await item.hover();
  await item.locator('.notification-list-item-buttons-container .monaco-button', { hasText: button }).first().click();
}

/** Close every notification. */
export async function clearNotifications(page) {
  await runCommand(page, 'Notifications: Clear All Notifications');
}

/**
 * Text and accessible label of one of the extension's status bar items.
 * @param {Page} page
 * @param {string} id as the extension names it
 */
export async function statusBarItem(page, id) {
  const item = page.locator(`.statusbar-item[id="${id}"]`);
  await item.waitFor({ timeout: WAIT });
  return { text: ((await item.textContent()) ?? '').trim(), label: (await item.locator('a').getAttribute('aria-label')) ?? '' };
}

/** The frame of a webview, found by an element of its own. */
export async function webviewFrame(page, selector) {
  const frame = await eventually(async () => {
    for (const candidate of page.frames()) if (await holds(candidate, selector)) return candidate;
    return undefined;
  });
  if (frame === undefined) throw new Error(`no webview shows ${selector}`);
  return frame;
}

/** Save a picture of the window, with notifications and menus as they are once they have stopped moving. */
export async function screenshot(page, file) {
  mkdirSync(dirname(file), { recursive: true });
  await page.screenshot({ path: file, animations: 'disabled' });
}

/** Ask until there is an answer or the time is over. */
export async function eventually(ask, milliseconds = WAIT) {
  for (const end = Date.now() + milliseconds; ; ) {
    const found = await ask();
    if (found !== undefined || Date.now() > end) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** A frame may go while it is asked. */
async function holds(frame, selector) {
  try {
    return (await frame.locator(selector).count()) > 0;
  } catch (error) {
    if (!frame.isDetached()) throw error;
    return false;
  }
}

async function isChecked(item) {
  const classes = await settled(item.getAttribute('class', { timeout: CLICK }));
  return classes?.split(' ').includes('checked') ?? false;
}

/** Waits for an attempt that may run out of time; any other failure is thrown. */
async function settled(attempt) {
  try {
    return await attempt;
  } catch (error) {
    if (error.name !== 'TimeoutError') throw error;
    return undefined;
  }
}

/** Labels of the quick pick that is open. */
async function quickPickItems(page) {
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor({ timeout: WAIT });
  return page.locator('.quick-input-list .monaco-list-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
}
