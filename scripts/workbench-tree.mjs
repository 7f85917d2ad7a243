// The tree in the side bar of a real workbench: what it shows, and how a person goes through it.
import { eventually } from './workbench.mjs';

/** @typedef {{ label: string, description: string, level: number, expanded?: boolean, icon: string, aria: string, index: number }} TreeRow */

// Below the list's own rows, so without the copies that stay in sight at the top while it is scrolled.
const ROW = '.split-view-view .pane-body .monaco-list-rows .monaco-list-row';
/** Fewer rows than this are all drawn. */
const SCREENFUL = 20;
const PAGE = 300;
/** Milliseconds to wait for children that there may not be. */
const PATIENCE = 5_000;
/** Milliseconds without a change after which the tree counts as drawn: more than the extension leaves between two drawings. */
const REST = 400;

/**
 * The rows of the tree in the side bar that are drawn now. The list draws what fits the window, so tests use a high one.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<TreeRow[]>} from top to bottom
 */
export async function treeRows(page) {
  const rows = await page.locator(`.sidebar ${ROW}`).evaluateAll((elements) =>
    elements.map((row) => {
      const text = (selector) => row.querySelector(selector)?.textContent ?? '';
      const icon = row.querySelector('.custom-view-tree-node-item-icon');
      return {
        label: text('.label-name'),
        description: text('.label-description'),
        level: Number(row.getAttribute('aria-level')),
        expanded: row.getAttribute('aria-expanded') === null ? undefined : row.getAttribute('aria-expanded') === 'true',
        icon: [...(icon?.classList ?? [])].filter((name) => name.startsWith('codicon-')).join(' '),
        aria: row.getAttribute('aria-label') ?? '',
        index: Number(row.getAttribute('data-index')),
      };
    }),
  );
  return rows.sort((a, b) => a.index - b.index);
}

/**
 * The row that a path of labels leads to, waited for and scrolled to.
 * @param {import('playwright-core').Page} page
 * @param {readonly string[]} path labels from the top level down
 * @returns {Promise<TreeRow>}
 */
export async function treeRow(page, path) {
  let rows = [];
  const row = await eventually(async () => {
    rows = await treeRows(page);
    const drawn = rowAt(rows, path);
    if (drawn !== undefined || rows.length < SCREENFUL) return drawn;
    rows = await scrolledRows(page);
    const found = rowAt(rows, path);
    if (found !== undefined) await scrollTo(page, found);
    return found;
  });
  if (row === undefined) throw new Error(`the tree has no row ${path.join(' › ')}; it shows:\n${outline(rows)}`);
  return row;
}

/** Open every level of a path, and its last row too when it can be opened, and wait for what is below. */
export async function expandRow(page, path) {
  for (let depth = 1; depth <= path.length; depth++) {
    const part = path.slice(0, depth);
    const row = await treeRow(page, part);
    if (row.expanded !== false) continue;
    await openTwistie(page, part);
    // A click that meets a redraw of the tree is lost.
    if ((await treeRow(page, part)).expanded === false) await openTwistie(page, part);
  }
}

/** Click the row that a path of labels leads to. */
export async function clickRow(page, path, options = {}) {
  await rowLocator(page, await treeRow(page, path))
    .locator('.monaco-icon-label')
    .click(options);
}

/** Click one of a row's inline actions, by the beginning of its label. */
export async function rowAction(page, path, label) {
  await settled(page);
  const row = rowLocator(page, await treeRow(page, path));
  await row.hover();
  await row.locator(`.actions a.action-label[aria-label^="${label}"]`).click();
}

/** Choose from a row's context menu. */
export async function rowMenu(page, path, label) {
  await settled(page);
  await clickRow(page, path, { button: 'right' });
  const item = page.locator(`.monaco-menu .action-item .action-label[aria-label^="${label}"]`);
  await item.waitFor();
  // A menu takes no click in its first moments, so that opening it cannot choose from it.
  await page.waitForTimeout(300);
  await item.click();
}

/** What is drawn of the tree, indented: for messages and for reviews. */
export function outline(rows) {
  return rows.map(({ level, label, description, icon }) => `${'  '.repeat(level)}${label}  ${description}  [${icon}]`).join('\n');
}

async function openTwistie(page, path) {
  await rowLocator(page, await treeRow(page, path))
    .locator('.monaco-tl-twistie')
    .click();
  // A row without children opens too, so that this may come to nothing.
  await eventually(async () => (hasChild(await treeRows(page), await treeRow(page, path)) ? true : undefined), PATIENCE);
}

/** While the tree is being read again, a row's action does not reach the extension with its row: waits until it has come to rest. */
async function settled(page) {
  let before = '';
  await eventually(async () => {
    await page.waitForTimeout(REST);
    const now = outline(await treeRows(page));
    const rests = now === before && (await page.locator('.sidebar .monaco-progress-container.active').count()) === 0;
    before = now;
    return rests ? true : undefined;
  });
}

/** All rows: the list draws only what is in sight, so it is scrolled from top to bottom. */
async function scrolledRows(page) {
  const found = new Map();
  await scroll(page, -100_000);
  for (let known = -1; known < found.size; await scroll(page, PAGE)) {
    known = found.size;
    for (const row of await treeRows(page)) found.set(row.index, row);
  }
  return [...found.values()].sort((a, b) => a.index - b.index);
}

async function scrollTo(page, row) {
  await scroll(page, -100_000);
  for (let drawn = await treeRows(page); !drawn.some(({ index }) => index === row.index); drawn = await treeRows(page)) {
    if (drawn.every(({ index }) => index > row.index)) throw new Error(`the row ${row.label} cannot be scrolled to`);
    await scroll(page, PAGE);
  }
}

async function scroll(page, distance) {
  await page
    .locator('.sidebar .pane-body .monaco-list')
    .first()
    .hover({ position: { x: 150, y: 30 } });
  await page.mouse.wheel(0, distance);
  await page.waitForTimeout(80);
}

function hasChild(rows, { index, level }) {
  return rows.some((row) => row.index === index + 1 && row.level === level + 1);
}

function rowLocator(page, { index }) {
  return page.locator(`.sidebar ${ROW}[data-index="${index}"]`);
}

/** Walks the drawn rows down the path: a child stands below its parent, before the next row of the parent's level. */
function rowAt(rows, path) {
  let start = 0;
  let end = rows.length;
  let found;
  for (const [depth, label] of path.entries()) {
    const at = rows.findIndex((row, index) => index >= start && index < end && row.level === depth + 1 && row.label === label);
    if (at === -1) return undefined;
    found = rows[at];
    const next = rows.findIndex((row, index) => index > at && row.level <= depth + 1);
    [start, end] = [at + 1, next === -1 ? rows.length : next];
  }
  return found;
}
