// Renders charts beside the real helm: a first time in a fresh process, and again in one that has rendered them before; and with the origin of every value.
// @ts-check
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startBatch } from './bench-batch.mjs';
import { madeChart } from './bench-chart.mjs';
import { writeTree } from './bench-fleet.mjs';
import { measure, median } from './bench-measure.mjs';
import { program, runProgram } from './bench-programs.mjs';
import { temporaryFolder } from './processes.mjs';
import { root, say } from './setup.mjs';

/** @typedef {import('./bench-measure.mjs').Cost} Cost */
/** @typedef {{ node: string, helm: string }} Programs */

const CLI = join(root, 'dist/cli.js');
const ROUNDS = 7;
/** A shell counts in hundredths of a second, and a small chart takes five of them. */
const RUNS = 5;
const OF_RELEASE = ['--kube-version', 'v1.37.0'];
const REQUEST = JSON.stringify({ chart: '.', name: 'rel', kubeVersion: 'v1.37.0' });

const SIZES = /** @type {const} */ ([
  { name: 'small chart', parts: 1, warm: 1 / 10, more: 200 },
  { name: 'chart of 253 files', parts: 50, warm: 1 / 5, more: 40 },
]);

/**
 * The two sides take turns. Processor time says what the work costs, whatever else the machine does; the clock is what a person waits for.
 *
 * @param {Programs} programs
 * @returns {Promise<import('./bench-table.mjs').Row[]>}
 */
export async function chartRows(programs) {
  const rows = [];
  const origins = await program('provenance');
  for (const { name, parts, warm, more } of SIZES) {
    say(`${name}: beside helm`);
    const { path, remove } = temporaryFolder('bench-chart');
    try {
      writeTree(path, madeChart(parts));
      const first = await firstRenders(path, programs);
      const again = await renderedAgain(path, programs.node, more);
      const { all, onlyText } = await runProgram(origins, programs.node, [path]);
      const what = `${name}, first render in a fresh process (without Node's start: ${milliseconds(first.start.cpu)} of CPU)`;
      rows.push(
        beside(`${what}: CPU against a helm process`, first.ours.cpu, first.helm.cpu, 1),
        beside(`${what}: clock against a helm process`, first.ours.wall, first.helm.wall, 1),
        beside(`${name}, rendered again: CPU against a helm process`, again.cpu, first.helm.cpu, warm),
        beside(`${name}, rendered again: clock against a helm process`, again.wall, first.helm.wall, warm),
        {
          work: `${name}, rendered again as objects: the share of their origins in the CPU`,
          measured: `${milliseconds(all - onlyText)} of ${milliseconds(all)}, ${Math.round((1 - onlyText / all) * 100)} %`,
          value: (1 - onlyText / all) * 100,
          target: 20,
          unit: '%',
        },
      );
    } finally {
      remove();
    }
  }
  return rows;
}

/** @param {string} work @param {number} ours @param {number} helm @param {number} target @returns {import('./bench-table.mjs').Row} */
function beside(work, ours, helm, target) {
  return { work, measured: `${milliseconds(ours)} : ${milliseconds(helm)}`, ratio: ours / helm, target };
}

/** Whole processes, ours without what Node needs to start. Medians in milliseconds. @param {string} chart @param {Programs} programs */
async function firstRenders(chart, { node, helm }) {
  /** @type {Record<'start' | 'ours' | 'helm', Cost[]>} */
  const costs = { start: [], ours: [], helm: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const theirs = await eachOf(helm, ['template', 'rel', chart, ...OF_RELEASE], chart);
    const start = await eachOf(node, ['-e', '0'], chart);
    const mine = await eachOf(node, [CLI, 'helm', chart, '--name', 'rel', ...OF_RELEASE], chart);
    if (mine.output !== theirs.output) throw new Error('the chart renders otherwise than with helm');
    // The first of ours compiles what those after it find in the cache.
    if (round === 0) continue;
    costs.helm.push(theirs);
    costs.start.push(start);
    costs.ours.push({ cpu: mine.cpu - start.cpu, wall: mine.wall - start.wall });
  }
  return { start: middle(costs.start), ours: middle(costs.ours), helm: middle(costs.helm) };
}

/** One of some runs in a row. @param {string} command @param {readonly string[]} args @param {string} cwd */
async function eachOf(command, args, cwd) {
  const loop = `run=0; while [ $run -lt ${RUNS} ]; do "$@" || exit 1; run=$((run + 1)); done`;
  const { cpu, wall, output } = await measure('sh', ['-c', loop, 'sh', command, ...args], { cwd });
  return { cpu: (cpu / RUNS) * 1000, wall: (wall / RUNS) * 1000, output };
}

/** @param {readonly Cost[]} costs @returns {Cost} */
function middle(costs) {
  return { cpu: median(costs.map(({ cpu }) => cpu)), wall: median(costs.map(({ wall }) => wall)) };
}

/**
 * What the compiler of JavaScript makes quick after some rounds is what an editor has: processor time of the renders after the twentieth, the clock of the tenth to the twentieth.
 *
 * @param {string} chart @param {string} node @param {number} more @returns {Promise<Cost>} milliseconds
 */
async function renderedAgain(chart, node, more) {
  const asked = async (/** @type {number} */ count) => {
    const { cpu } = await measure(node, [CLI, 'helm', '--batch'], { cwd: chart, input: `${REQUEST}\n`.repeat(count) });
    return cpu * 1000;
  };
  const cpu = [];
  const wall = [];
  for (let round = 0; round < 3; round++) {
    const few = await asked(20);
    cpu.push(((await asked(20 + more)) - few) / more);
    wall.push(...(await answerTimes(chart, node)));
  }
  return { cpu: median(cpu), wall: median(wall) };
}

/** @param {string} chart @param {string} node */
async function answerTimes(chart, node) {
  const batch = startBatch(node, [CLI, 'helm', '--batch'], chart);
  const times = [];
  try {
    for (let again = 0; again < 20; again++) {
      const before = performance.now();
      await batch.ask([REQUEST]);
      if (again >= 10) times.push(performance.now() - before);
    }
  } finally {
    batch.end();
  }
  return times;
}

/** @param {number} value */
function milliseconds(value) {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
