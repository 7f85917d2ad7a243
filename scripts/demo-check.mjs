// One pass of the main job through the user interface, as a person would do it: the steps, and what must be true after each.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from './demo-repository.mjs';
import {
  answerDialog,
  closeQuickInput,
  eventually,
  notification,
  openView,
  openWorkbench,
  pick,
  screenshot,
  statusBarItem,
  webviewFrame,
} from './workbench.mjs';
import { activeEditor, changedLines, diffLines, editorLines, hover } from './workbench-editors.mjs';
import { clickRow, expandRow, rowAction, rowMenu, treeRow, treeRows } from './workbench-tree.mjs';

const STATUS_ITEM = 'plumbline.plumbline.status';

/**
 * @param {object} options
 * @param {import('playwright-core').Browser} options.browser
 * @param {string} options.url address that opens the fleet
 * @param {{ folder: string, remote: string }} options.fleet
 * @param {boolean} options.cluster real API servers stand behind the kubeconfig's contexts, instead of the snapshots
 * @param {string} options.pictures folder for screenshots
 * @returns {Promise<number>} 0, or 1 after a step that failed
 */
export async function checkMainJob({ browser, url, fleet, cluster, pictures }) {
  const page = await openWorkbench(browser, url);
  let number = 0;
  const job = { page, fleet, cluster, picture: (name) => screenshot(page, join(pictures, `${numbered(number)}-${name}.png`)) };
  for (const [name, step] of STEPS) {
    number += 1;
    const start = Date.now();
    try {
      const note = await step(job);
      // What slides in is in its place now.
      await page.waitForTimeout(300);
      await job.picture(name.replaceAll(/[^a-z]+/g, '-'));
      console.log(`✓ ${name}${note ? `: ${note}` : ''} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
    } catch (error) {
      await screenshot(page, join(pictures, 'failure.png'));
      console.log(`✗ ${name}: ${error.message}\n  see ${join(pictures, 'failure.png')}`);
      return 1;
    }
  }
  console.log(`${number} steps passed; pictures are in ${pictures}`);
  return 0;
}

const numbered = (number) => String(number).padStart(2, '0');

/** In order: each builds on the ones before it. A step returns what it saw, in a few words. */
const STEPS = [
  ['the view lists the environments in promotion order', listEnvironments],
  ['an app lists the objects that it renders', listObjects],
  ['a preview shows the rendered manifests', openPreview],
  ['a hover names the line that decided', explainLine],
  ['the first comparison asks for the cluster', askForPin],
  ['the tree shows what has drifted', showDrift],
  ['the diff editor shows the drift of an object', openDrift],
  ['a secret stays masked in its diff', openSecretDrift],
  ['the status bar shows the worst state', showStatus],
  ['a promotion shows its plan', planPromotion],
  ['a promotion makes a branch with a commit', createPromotion],
];

async function listEnvironments({ page }) {
  await openView(page, 'Plumbline');
  await treeRow(page, ['production']);
  // After them come what no rule puts in order, and what could not be worked out.
  const names = (await treeRows(page))
    .filter(({ level }) => level === 1)
    .map(({ label }) => label)
    .slice(0, 3);
  expectEqual(names.join(', '), 'dev, staging, production');
  return names.join(', ');
}

async function listObjects({ page }) {
  await expandRow(page, ['production', 'storefront']);
  const row = await treeRow(page, ['production', 'storefront', 'Deployment/storefront']);
  return row.label;
}

async function openPreview({ page }) {
  await clickRow(page, ['production', 'storefront', 'Deployment/storefront']);
  await activeEditor(page, /storefront.*rendered\.yaml/);
  await expectLine(() => editorLines(page), /^ {2}replicas: 5$/);
  return 'replicas: 5';
}

async function explainLine({ page }) {
  const said = await hover(page, 'replicas');
  expectMatch(said, /apps\/storefront\/overlays\/production\/replicas\.yaml/);
  expectMatch(said, /apps\/storefront\/base\/deployment\.yaml/);
  return 'apps/storefront/overlays/production/replicas.yaml, over the base';
}

async function askForPin({ page, cluster, picture }) {
  await rowAction(page, ['production'], 'Compare');
  // With one kubeconfig its current context is taken; of several snapshots one must be chosen.
  if (!cluster) await pick(page, 'snapshots/production');
  await page.locator('.monaco-dialog-box').waitFor();
  await picture('the-question');
  const question = await answerDialog(page, 'Pin production');
  expectMatch(question, cluster ? /shop-production/ : /snapshots\/production/);
  const found = await notification(page, /^production: /);
  return found.slice(0, 80);
}

async function showDrift({ page }) {
  const states = [];
  // Payments has a Secret that SOPS encrypts: what nobody can read is unknown, which outweighs the drift beside it.
  for (const [app, pattern] of [
    ['storefront', /^drifted/],
    ['cart', /^drifted/],
    ['payments', /^unknown/],
    ['catalog', /^missing/],
  ]) {
    const row = await eventually(async () => {
      const found = await treeRow(page, ['production', app]);
      return pattern.test(found.description) ? found : undefined;
    });
    if (row === undefined) throw new Error(`${app} is not ${pattern}: ${(await treeRow(page, ['production', app])).description}`);
    states.push(`${app} ${row.description.split(' · ')[0]}`);
  }
  return states.join(', ');
}

async function openDrift({ page }) {
  await expandRow(page, ['production', 'storefront']);
  await clickRow(page, ['production', 'storefront', 'Deployment/storefront']);
  await activeEditor(page, /Deployment storefront.*live.*Git/);
  await expectLine(() => diffLines(page, 'original'), /^ {2}replicas: 8$/);
  await expectLine(() => diffLines(page, 'modified'), /^ {2}replicas: 5$/);
  if ((await changedLines(page, 'modified')) === 0) throw new Error('the diff editor marks no line');
  return 'replicas: 8 live, 5 in Git';
}

async function openSecretDrift({ page, fleet }) {
  const password = /password: (\S+)/.exec(readFileSync(join(fleet.folder, 'apps/payments/overlays/production/database.yaml'), 'utf8'))?.[1];
  if (password === undefined) throw new Error('the sample has lost its password');
  await expandRow(page, ['production', 'payments']);
  const secret = (await treeRows(page)).find(({ label, description }) => label.startsWith('Secret/') && /drifted/i.test(description));
  if (secret === undefined) throw new Error('no Secret of payments is shown as drifted');
  await clickRow(page, ['production', 'payments', secret.label]);
  await activeEditor(page, /^Secret .*live.*Git/);
  const lines = await expectLine(() => diffLines(page, 'modified'), /password: /);
  const shown = [...lines, ...(await diffLines(page, 'original'))].join('\n');
  const encoded = Buffer.from(password).toString('base64');
  if (shown.includes(password) || shown.includes(encoded)) throw new Error('the password is on the screen');
  return lines.find((line) => line.includes('password: '))?.trim();
}

async function showStatus({ page }) {
  const { text, label } = await statusBarItem(page, STATUS_ITEM);
  expectMatch(`${text} ${label}`, /production/);
  expectMatch(`${text} ${label}`, /missing|drifted|degraded|unknown/i);
  return text;
}

async function planPromotion({ page }) {
  await expandRow(page, ['staging']);
  await rowMenu(page, ['staging', 'storefront'], 'Promote');
  await pick(page, 'production');
  const board = await promotionBoard(page);
  const text = (await board.locator('main').textContent()) ?? '';
  expectMatch(text, /apps\/storefront\/overlays\/production\/kustomization\.yaml/);
  return (await board.locator('h1').textContent()) ?? '';
}

async function createPromotion({ page, fleet }) {
  const before = git(fleet.folder, 'rev-parse', 'main');
  const board = await promotionBoard(page);
  await board.locator('vscode-button.create', { hasText: 'push' }).first().click();
  const branch = await eventually(
    async () => git(fleet.remote, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/promote/') || undefined,
  );
  if (branch === undefined) throw new Error('no branch promote/… arrived at the remote');
  expectEqual(git(fleet.folder, 'rev-parse', 'main'), before);
  expectEqual(git(fleet.folder, 'rev-parse', `${branch}^`), before);
  const stat = git(fleet.folder, 'diff', '--numstat', 'main', branch);
  expectEqual(stat, '1\t1\tapps/storefront/overlays/production/kustomization.yaml');
  await eventually(async () => ((await board.locator('#status').getAttribute('class')) === 'done' ? true : undefined));
  return `${branch}: ${git(fleet.folder, 'log', '-1', '--format=%s', branch)}`;
}

/** The board, once the plan is drawn. The choice of the target is asked only where there are several. */
async function promotionBoard(page) {
  await closeQuickInput(page);
  return webviewFrame(page, 'main #actions');
}

async function expectLine(read, pattern) {
  let lines = [];
  const found = await eventually(async () => {
    lines = await read();
    return lines.some((line) => pattern.test(line)) ? lines : undefined;
  });
  if (found === undefined) throw new Error(`no line matches ${pattern}; the editor shows:\n${lines.join('\n')}`);
  return found;
}

function expectEqual(actual, expected) {
  if (actual !== expected) throw new Error(`expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`);
}

function expectMatch(text, pattern) {
  if (!pattern.test(text)) throw new Error(`expected ${pattern} in: ${text.slice(0, 600)}`);
}
