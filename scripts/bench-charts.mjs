// Renders charts beside the real helm: a first time in a fresh process, and again in one that has rendered them before.
// @ts-check
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startBatch } from './bench-batch.mjs';
import { madeChart } from './bench-chart.mjs';
import { writeTree } from './bench-fleet.mjs';
import { measure, median } from './bench-measure.mjs';
import { temporaryFolder } from './processes.mjs';
import { root, say } from './setup.mjs';

const CLI = join(root, 'dist/cli.js');
const ROUNDS = 7;
const SIZES = /** @type {const} */ ([
  { name: 'small chart', parts: 1, warm: 1 / 10 },
  { name: 'chart of 253 files', parts: 50, warm: 1 / 3 },
]);

/**
 * Clock times, because helm uses several cores and a person waits for it. The two sides take turns.
 *
 * @param {{ node: string, helm: string }} programs
 * @returns {Promise<import('./bench-table.mjs').Row[]>}
 */
export async function chartRows(programs) {
  const rows = [];
  for (const size of SIZES) {
    say(`${size.name}: beside helm`);
    const { path, remove } = temporaryFolder('bench-chart');
    try {
      writeTree(path, madeChart(size.parts));
      const { start, first, warm, helm } = await measureChart(path, programs);
      const own = first - start;
      rows.push(
        {
          work: `${size.name}, first render in a fresh process (Node's start of ${milliseconds(start)} not counted): clock against a helm process`,
          measured: `${milliseconds(own)} : ${milliseconds(helm)}`,
          ratio: own / helm,
          target: 1,
        },
        {
          work: `${size.name}, rendered again: clock against a helm process`,
          measured: `${milliseconds(warm)} : ${milliseconds(helm)}`,
          ratio: warm / helm,
          target: size.warm,
        },
      );
    } finally {
      remove();
    }
  }
  return rows;
}

/** Medians in milliseconds. @param {string} chart @param {{ node: string, helm: string }} programs */
async function measureChart(chart, { node, helm }) {
  /** @type {Record<'start' | 'first' | 'warm' | 'helm', number[]>} */
  const times = { start: [], first: [], warm: [], helm: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const theirs = await measure(helm, ['template', 'rel', chart, '--kube-version', 'v1.37.0'], { cwd: chart });
    times.helm.push(theirs.wall * 1000);
    times.start.push((await measure(node, ['-e', '0'], { cwd: chart })).wall * 1000);
    const before = performance.now();
    const batch = startBatch(node, [CLI, 'helm', '--batch'], chart);
    try {
      const request = JSON.stringify({ chart: '.', name: 'rel', kubeVersion: 'v1.37.0' });
      const [answer = ''] = await batch.ask([request]);
      times.first.push(performance.now() - before);
      const { yaml, error } = JSON.parse(answer);
      if (yaml !== theirs.output) throw new Error(`the chart renders otherwise than with helm: ${JSON.stringify(error ?? 'other YAML')}`);
      // What the compiler of JavaScript makes quick after some rounds is what an editor has.
      for (let again = 0; again < 20; again++) {
        const asked = performance.now();
        await batch.ask([request]);
        if (again >= 10) times.warm.push(performance.now() - asked);
      }
    } finally {
      batch.end();
    }
  }
  return { start: median(times.start), first: median(times.first), warm: median(times.warm), helm: median(times.helm) };
}

/** @param {number} value */
function milliseconds(value) {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
