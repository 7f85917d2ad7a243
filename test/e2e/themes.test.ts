// The tree and the promotion board in every kind of theme: pictures for people, and colours that really differ.
import type { Frame, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  clearNotifications,
  diffLines,
  freshFleet,
  openFolder,
  picture,
  pictureFailures,
  runCommand,
  writeSettings,
} from '../support/workbench';
import { compareFirst, openBoard, openObject, rowSays, shownLines } from './steps';

/** What the editor calls a theme, and the class that it gives to what is drawn in it: windows and webviews. */
const THEMES = {
  dark: { name: 'Default Dark Modern', drawn: '.vs-dark', webview: '.vscode-dark' },
  light: { name: 'Default Light Modern', drawn: '.vs', webview: '.vscode-light' },
  highContrast: { name: 'Default High Contrast', drawn: '.hc-black', webview: '.vscode-high-contrast' },
};

pictureFailures();

describe('in every theme', () => {
  let page: Page;
  let folder: string;
  let board: Frame;
  const backgrounds = new Set<string>();

  beforeAll(async () => {
    folder = freshFleet('themes').folder;
    page = await openFolder(folder);
    await compareFirst(page, 'production');
    await clearNotifications(page);
    board = await openBoard(page, 'staging', 'storefront');
  });

  test.each(['dark', 'light', 'highContrast'] as const)('the %s theme', async (theme) => {
    const { name, drawn, webview } = THEMES[theme];
    writeSettings(folder, { 'workbench.colorTheme': name });
    await page.locator(`.monaco-workbench${drawn}`).waitFor();
    await openObject(page, ['production', 'storefront', 'Deployment/storefront'], /Deployment storefront.*live.*Git/);
    await shownLines(page, /^ {2}replicas: 8$/, () => diffLines(page, 'original'));
    await rowSays(page, ['production', 'storefront', 'Service/storefront'], /in sync/);
    await picture(page, `theme-${theme}-tree`);
    await runCommand(page, 'View: Open Previous Editor');
    await board.locator(`body${webview} main #actions`).waitFor();
    await picture(page, `theme-${theme}-board`);
    const [background, foreground] = await board.locator('main h1').evaluate((heading) => {
      return [getComputedStyle(document.body).backgroundColor, getComputedStyle(heading).color];
    });
    expect(foreground).not.toBe(background);
    backgrounds.add(String(await page.locator('.sidebar').evaluate((part) => getComputedStyle(part).backgroundColor)));
  });

  test('no two themes look the same', () => {
    expect(backgrounds.size).toBe(3);
  });
});
