// One headless Chromium for each test process.
import { type Browser, chromium } from 'playwright-core';
import { BROWSER_ARGUMENTS, installBrowser } from '../../scripts/browser.mjs';

/** Errors of the workbench itself that say nothing of the extension: parts that an unbranded build does not have. */
const EXPECTED_NOISE = /vsda|serviceWorker\.js|update\/check|favicon-dark-support\.svg/;

/** The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await installBrowser(), args: [...BROWSER_ARGUMENTS] });
}

/** Whether a console message or a failed request is one that every workbench of this build makes. */
export function isExpectedNoise(text: string): boolean {
  return EXPECTED_NOISE.test(text);
}
