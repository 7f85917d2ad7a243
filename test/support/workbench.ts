// The real workbench for tests through the user interface: one server and one browser for each test process, a page for each use.
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterEach } from 'vitest';
import { git, demoRepository } from '../../scripts/demo-repository.mjs';
import type { ServerOptions } from '../../scripts/vscode-server.mjs';
import { openView, openWorkbench, screenshot } from '../../scripts/workbench.mjs';
import { launchBrowser } from './browser';
import { repository, startServer, type VsCodeServer } from './vscode-server';

export * from '../../scripts/workbench.mjs';
export * from '../../scripts/workbench-editors.mjs';
export * from '../../scripts/workbench-tree.mjs';
export { git };

/** Where pictures go; git-ignored, kept for people to look at. */
const PICTURES = resolve(repository, 'test-results/e2e');

let browser: Promise<Browser> | undefined;
let server: Promise<VsCodeServer> | undefined;

/** Opens a folder (or a `.code-workspace` file) in the shared server and shows the Plumbline view. The caller closes the page. */
export async function openFolder(path: string, size: { width?: number; height?: number } = {}): Promise<Page> {
  const { origin } = await sharedServer();
  const kind = path.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const page = await openWorkbench(await sharedBrowser(), `${origin}/?${kind}=${encodeURIComponent(path)}`, size);
  await openView(page, 'Plumbline');
  if (kind === 'workspace') await reloadWhileFolderless(page);
  return page;
}

/** A server of the caller's own, and a page on it with the Plumbline view. `close` ends both. */
export async function openOwn(options: ServerOptions, size: { width?: number; height?: number } = {}) {
  const own = await startServer(options);
  const page = await openWorkbench(await sharedBrowser(), own.url, size);
  await openView(page, 'Plumbline');
  const close = async () => {
    await page.close();
    await own.stop();
  };
  return { page, server: own, close };
}

/** A fresh copy of the sample fleet as a Git repository with a remote. */
export function freshFleet(name: string): { folder: string; remote: string } {
  return demoRepository({ folder: resolve(PICTURES, 'repositories', name) });
}

/** Pictures of every open page after a test that fails. Call it below other `afterEach` hooks: the last one runs first. */
export function pictureFailures(): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    const pages = (await sharedBrowser()).contexts().flatMap((context) => context.pages());
    const name = task.name.replaceAll(/[^a-z0-9]+/gi, '-');
    for (const [index, page] of pages.entries()) await picture(page, `failed-${name}-${index}`);
  });
}

export function picture(page: Page, name: string): Promise<void> {
  return screenshot(page, resolve(PICTURES, `${name}.png`));
}

/** One browser for all tests of this process; it ends with the process. */
function sharedBrowser(): Promise<Browser> {
  browser ??= launchBrowser();
  return browser;
}

/** One server for all tests of this process that need no settings of their own; it ends with the process. */
function sharedServer(): Promise<VsCodeServer> {
  server ??= startServer({ logs: resolve(PICTURES, 'logs') });
  return server;
}

/**
 * Under load the workbench sometimes opens a workspace file as one without folders, and tells every extension so (its own Git finds none either,
 * VS Code 1.139). A person reloads the window then.
 */
async function reloadWhileFolderless(page: Page): Promise<void> {
  const none = page.locator('.sidebar .welcome-view-content', { hasText: 'Open a GitOps repository' });
  const git = page.locator('.statusbar-item[id^="status.scm"]');
  for (let attempt = 1; attempt <= 3; attempt++) {
    await Promise.race([git.first().waitFor({ timeout: 30_000 }), none.waitFor({ timeout: 30_000 })]);
    await page.waitForTimeout(2_000);
    if ((await git.count()) > 0 || !(await none.isVisible())) return;
    await page.reload();
    await openView(page, 'Plumbline');
  }
}
