// Starts the headless Chromium that tests drive.
import { type Browser, chromium } from 'playwright-core';
import { BROWSER_ARGUMENTS, installBrowser } from '../../scripts/browser.mjs';

/** The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await installBrowser(), args: [...BROWSER_ARGUMENTS] });
}
