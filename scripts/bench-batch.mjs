// Edits a base below a running `render --batch`, and times its next answers.
// @ts-check
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { nameOf } from './bench-fleet.mjs';
import { median } from './bench-measure.mjs';

/**
 * Each edit adds a setting to the base of another app; the three overlays of that app are then asked, or all of them.
 *
 * @param {{ node: string, cli: string, folder: string, overlays: readonly string[], edits: number }} options
 * @returns {Promise<{ cold: number, three: number, all: number }>} on the clock: `cold` in seconds from the start of the process, the others in milliseconds
 */
export async function baseEdits({ node, cli, folder, overlays, edits }) {
  const start = performance.now();
  const batch = startBatch(node, [cli, 'render', '--batch'], folder);
  try {
    await batch.ask(overlays);
    const cold = (performance.now() - start) / 1000;
    const three = [];
    const all = [];
    for (let edit = 0; edit < 2 * edits; edit++) {
      const setting = `EDITED=${edit}`;
      const app = nameOf(edit % (overlays.length / 3));
      appendFileSync(join(folder, `apps/${app}/base/app.properties`), `${setting}\n`);
      const own = overlays.filter((overlay) => overlay.includes(`/${app}/`));
      const asked = edit % 2 === 0 ? own : overlays;
      const before = performance.now();
      const answers = await batch.ask(asked);
      (edit % 2 === 0 ? three : all).push(performance.now() - before);
      const changed = answers.filter((answer) => answer.includes(setting)).length;
      if (changed !== own.length) throw new Error(`an edit of a base shows in ${changed} of the ${own.length} overlays that use it`);
    }
    return { cold, three: median(three), all: median(all) };
  } finally {
    batch.end();
  }
}

/** A program that answers each line with a line. @param {string} command @param {readonly string[]} args @param {string} cwd */
export function startBatch(command, args, cwd) {
  const child = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
  /** @type {Buffer[]} */
  let parts = [];
  let lines = 0;
  let wanted = Number.POSITIVE_INFINITY;
  /** @type {() => void} */
  let complete = () => {};
  /** @type {(error: Error) => void} */
  let broken = () => {};
  child.stdout.on('data', (/** @type {Buffer} */ part) => {
    parts.push(part);
    for (let at = part.indexOf(10); at !== -1; at = part.indexOf(10, at + 1)) lines++;
    if (lines >= wanted) complete();
  });
  child.on('error', (error) => broken(error));
  child.on('exit', (code) => broken(new Error(`render --batch ended with ${code} before it had answered`)));
  return {
    /** @param {readonly string[]} folders @returns {Promise<string[]>} an answer a line */
    async ask(folders) {
      parts = [];
      lines = 0;
      wanted = folders.length;
      await new Promise((done, fail) => {
        complete = () => done(undefined);
        broken = fail;
        child.stdin.write(`${folders.join('\n')}\n`);
      });
      return Buffer.concat(parts).toString().trimEnd().split('\n');
    },
    end: () => child.stdin.end(),
  };
}
