// The browser bundle in the real web extension host: no Node beside it, files through the editor's own file system.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page, Worker } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { demoRepository } from '../../scripts/demo-repository.mjs';
import { startVsCodeServer } from '../../scripts/vscode-server.mjs';
import { openView, paletteEntries, screenshot } from '../../scripts/workbench.mjs';
import { activeEditor, editorLines, hover } from '../../scripts/workbench-editors.mjs';
import { clickRow, expandRow, treeRow, treeRows } from '../../scripts/workbench-tree.mjs';
import { launchBrowser } from '../support/browser';
import { addRounds, openBoth, previewText } from '../support/long-chart';
import { repository } from '../support/vscode-server';

describe('in the web extension host', () => {
  let files: Server;
  let server: Awaited<ReturnType<typeof startVsCodeServer>>;
  let browser: Browser;
  let page: Page;
  const said: string[] = [];

  beforeAll(async () => {
    files = await serveExtension();
    const fleet = demoRepository({ folder: join(repository, 'test-results/host/web') });
    addRounds(fleet.folder);
    server = await startVsCodeServer({ folder: fleet.folder });
    browser = await launchBrowser();
    // The extension comes from another port than the workbench, which the workbench's own policy would refuse.
    const context = await browser.newContext({ viewport: { width: 1440, height: 1080 }, bypassCSP: true });
    await addWebExtension(context, `127.0.0.1:${(files.address() as AddressInfo).port}`);
    page = await context.newPage();
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    try {
      await page.goto(server.url, { timeout: 90_000 });
      // At its first start the workbench fetches the extensions that were added to it; on a busy machine it starts its hosts anew before it has
      // them, and goes without. From then on it has them in its cache.
      await openView(page, 'Plumbline').catch(async () => {
        await page.reload({ timeout: 90_000 });
        await openView(page, 'Plumbline');
      });
    } catch (error) {
      await record();
      throw error;
    }
  }, 240_000);

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await record();
  });

  async function record(): Promise<void> {
    await screenshot(page, join(repository, 'test-results/host/web-failed.png'));
    writeFileSync(join(repository, 'test-results/host/web-failed.log'), said.join('\n'));
  }

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    files?.close();
  });

  test('the view lists the environments and what they render', async () => {
    await treeRow(page, ['production']);
    const top = (await treeRows(page)).filter(({ level }) => level === 1).map(({ label }) => label);
    expect(top.slice(0, 3)).toEqual(['dev', 'staging', 'production']);
    await expandRow(page, ['production', 'storefront']);
    await treeRow(page, ['production', 'storefront', 'Deployment/storefront']);
  });

  test('a preview opens, and a hover names the line that decided', async () => {
    await clickRow(page, ['production', 'storefront', 'Deployment/storefront']);
    await activeEditor(page, /storefront.*rendered\.yaml/);
    await expect.poll(() => editorLines(page), { timeout: 20_000 }).toContain('  replicas: 5');
    expect(await hover(page, 'replicas')).toContain('apps/storefront/overlays/production/replicas.yaml');
  });

  test('a chart that takes long is rendered by a worker of its own while the host goes on; an edit calls it off', {
    timeout: 180_000,
  }, async () => {
    const host = await extensionHost(page);
    // Counts the turns of the host's event loop: one that renders has none.
    await host.evaluate(() => setInterval(() => Object.assign(self, { turns: ((self as { turns?: number }).turns ?? 0) + 1 }), 5));
    const turns = (): Promise<number> => host.evaluate(() => (self as { turns?: number }).turns ?? 0);
    await expandRow(page, ['production', 'notifications']);
    await openBoth(page);

    const start = await turns();
    await page.keyboard.type('600000');
    await expect.poll(() => previewText(page), { timeout: 30_000 }).toMatch(/still being rendered/);
    await page.keyboard.press('Backspace');
    await expect.poll(() => previewText(page), { timeout: 120_000 }).toMatch(/rounds: "60000"$/m);
    expect(await previewText(page)).not.toMatch(/still being rendered/);
    await page.keyboard.type('0');
    await expect.poll(() => previewText(page), { timeout: 120_000 }).toMatch(/rounds: "600000"$/m);
    const went = (await turns()) - start;
    expect(went).toBeGreaterThan(50);
    console.log(`the host's event loop turned ${went} times while the chart was rendered`);
  });

  test('commands that need git or a cluster are not offered', async () => {
    const entries = (await paletteEntries(page, 'Plumbline:')).join('\n');
    expect(entries).toMatch(/Open Rendered Preview/);
    expect(entries).not.toMatch(/Compare|Promote|Reconcile|Pin |Open Drift|Context|Fetch|Ask a Cluster|Forget/);
  });
});

/** The worker that is the editor's host of web extensions, by the name that the editor gives it. */
async function extensionHost(page: Page): Promise<Worker> {
  const named = await Promise.all(page.workers().map(async (worker) => ({ worker, name: await worker.evaluate(() => self.name) })));
  const found = named.find(({ name }) => /ExtensionHost/i.test(name));
  if (found === undefined) throw new Error(`no extension host among ${named.map(({ name }) => name)}`);
  return found.worker;
}

/** The checkout's own files, for a workbench that loads the extension as a web one. */
async function serveExtension(): Promise<Server> {
  const types: Readonly<Record<string, string>> = {
    js: 'text/javascript',
    json: 'application/json',
    svg: 'image/svg+xml',
    css: 'text/css',
  };
  const files = createServer((request, response) => {
    const path = join(repository, new URL(request.url ?? '/', 'http://localhost').pathname);
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', '*');
    if (!existsSync(path) || statSync(path).isDirectory()) response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'Content-Type': types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream' })
        .end(readFileSync(path));
  });
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
  return files;
}

/** Adds to the workbench's configuration what a product for the web would have there: an extension by its address. */
async function addWebExtension(context: BrowserContext, authority: string): Promise<void> {
  await context.addInitScript((place) => {
    const read = Element.prototype.getAttribute;
    Element.prototype.getAttribute = function (name) {
      const value = read.call(this, name);
      if (value === null || this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings') return value;
      return JSON.stringify({ ...JSON.parse(value), additionalBuiltinExtensions: [{ scheme: 'http', authority: place, path: '/' }] });
    };
  }, authority);
}
