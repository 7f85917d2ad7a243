// The real workbench for tests through the user interface: one server, one browser and one page for each test process.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterEach } from 'vitest';
import { git, demoRepository } from '../../scripts/demo-repository.mjs';
import type { ServerOptions } from '../../scripts/vscode-server.mjs';
import { goToWorkbench, newPage, openView, screenshot } from '../../scripts/workbench.mjs';
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
let shared: Promise<Page> | undefined;

/**
 * Opens a folder (or a `.code-workspace` file) in the shared server and shows the Plumbline view. The page is the one that the test before had, gone
 * to another address: the workbench's code is loaded and compiled by then, which takes more time than all the rest.
 */
export async function openFolder(path: string): Promise<Page> {
  const { origin } = await sharedServer();
  const kind = path.endsWith('.code-workspace') ? 'workspace' : 'folder';
  shared ??= sharedBrowser().then(newPage);
  const page = await shared;
  await goToWorkbench(page, `${origin}/?${kind}=${encodeURIComponent(path)}`);
  await openView(page, 'Plumbline');
  if (kind === 'workspace') await reloadWhileFolderless(page);
  return page;
}

/** A server of the caller's own, and a page on it with the Plumbline view. `close` ends both. */
export async function openOwn(options: ServerOptions) {
  const own = await startServer(options);
  const page = await newPage(await sharedBrowser());
  await goToWorkbench(page, own.url);
  await openView(page, 'Plumbline');
  const close = async () => {
    await page.close();
    await own.stop();
  };
  return { page, server: own, close };
}

/** Gives the user of the shared server a kubeconfig: a copy of `file`. @returns what takes it away again. */
export async function giveKubeconfig(file: string): Promise<() => void> {
  const { home } = await sharedServer();
  const given = join(home, '.kube/config');
  mkdirSync(dirname(given), { recursive: true });
  copyFileSync(file, given);
  return () => rmSync(given);
}

/** Writes settings of a folder, beside those that it has. An open workbench follows. */
export function writeSettings(folder: string, settings: Readonly<Record<string, unknown>>): void {
  const file = join(folder, '.vscode/settings.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...settings }));
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

/** One server for all tests of this process; it ends with the process. */
function sharedServer(): Promise<VsCodeServer> {
  // Its user has no kubeconfig until a test gives one.
  server ??= startServer({ logs: resolve(PICTURES, 'logs'), env: { KUBECONFIG: '' } });
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
    if ((await git.count()) > 0) return;
    await page.waitForTimeout(2_000);
    if ((await git.count()) > 0 || !(await none.isVisible())) return;
    await page.reload();
    await openView(page, 'Plumbline');
  }
}
