// The tree and the promotion board in every kind of theme: pictures for people, and colours that really differ.
import { afterEach, expect, test } from 'vitest';
import { clearNotifications, diffLines, freshFleet, openOwn, picture, pictureFailures } from '../support/workbench';
import { compareFirst, openBoard, openObject, rowSays, shownLines } from './steps';

let own: Awaited<ReturnType<typeof openOwn>> | undefined;
afterEach(async () => {
  await own?.close();
  own = undefined;
});
pictureFailures();

const backgrounds = new Set<string>();

test.each(['dark', 'light', 'highContrast'] as const)('the %s theme', async (theme) => {
  const { folder } = freshFleet(`theme-${theme}`);
  own = await openOwn({ folder, theme });
  const { page } = own;
  await compareFirst(page, 'production');
  await clearNotifications(page);
  await openObject(page, ['production', 'storefront', 'Deployment/storefront'], /Deployment storefront.*live.*Git/);
  await shownLines(page, /^ {2}replicas: 8$/, () => diffLines(page, 'original'));
  await rowSays(page, ['production', 'storefront', 'Service/storefront'], /in sync/);
  await picture(page, `theme-${theme}-tree`);
  const board = await openBoard(page, 'staging', 'storefront');
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
