// Renders a real repository of the corpus, where there is one: in a fresh process, and again after edits in a session.
// @ts-check
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { measure, medianCost } from './bench-measure.mjs';
import { program, runProgram } from './bench-programs.mjs';
import { root, say } from './setup.mjs';

const CLI = join(root, 'dist/cli.js');
const REPOSITORY = resolve(root, process.env.PLUMBLINE_CORPUS ?? '../shared/corpus', 'repos/home-ops');

/**
 * Processor time counts, because the work is done on one core; on a machine that is not busy the clock says the same.
 *
 * @param {string} node
 * @param {number} rounds
 * @returns {Promise<import('./bench-table.mjs').Row[]>}
 */
export async function repositoryRows(node, rounds) {
  if (!existsSync(REPOSITORY)) {
    say(`a real repository: left out, because there is none at ${REPOSITORY}`);
    return [];
  }
  say('a real repository, cold and after edits');
  const cold = medianCost(await times(rounds, () => measure(node, [CLI, 'environments', '--repo', REPOSITORY], { cwd: root })));
  const { kustomizations, releases, first, median, worst } = await runProgram(await program('repository'), node, [REPOSITORY]);
  const what = `home-ops (${kustomizations} Kustomizations, ${releases} HelmReleases)`;
  return [
    { work: `${what}: listed by a fresh process`, measured: costText(cold.cpu * 1000, cold.wall * 1000) },
    {
      work: `${what}: discovered, rendered and written, cold`,
      measured: costText(first.cpu, first.wall),
      value: first.cpu / 1000,
      target: 1.5,
    },
    { work: `${what}: all of it again after an edit of one file, median`, measured: costText(median.cpu, median.wall) },
    {
      work: `${what}: the same for the file that reaches everything`,
      measured: costText(worst.cpu, worst.wall),
      value: worst.cpu / 1000,
      target: 0.3,
    },
  ];
}

/** @template T @param {number} count @param {() => Promise<T>} work @returns {Promise<T[]>} */
async function times(count, work) {
  const results = [];
  for (let round = 0; round < count; round++) results.push(await work());
  return results;
}

/** @param {number} cpu @param {number} wall */
function costText(cpu, wall) {
  return `${Math.round(cpu)} ms of CPU, ${Math.round(wall)} ms on the clock`;
}
