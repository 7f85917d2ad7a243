// `npm run bench`: measures the engine beside kustomize in one run, on fleets made for it, and prints a Markdown table with the targets.
//
//   npm run bench -- --rounds 5           the cold renders are repeated so often (3), the two sides taking turns
//   npm run bench -- --apps 50,200        sizes in apps of three overlays (50,200,800); the middle one is the one of the targets
//   npm run bench -- --cluster            also drift against a real API server
//   npm run bench -- --no-build           measures dist/ as it is
//
// Ends with 0 unless something could not be measured, or the two sides do not give the same YAML.
// @ts-check
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startApiServer } from './cluster.mjs';
import { baseEdits } from './bench-batch.mjs';
import { chartRows } from './bench-charts.mjs';
import { fleet, fluxFleet, overlaysOf, writeTree } from './bench-fleet.mjs';
import { measure, medianCost } from './bench-measure.mjs';
import { program, runProgram } from './bench-programs.mjs';
import { repositoryRows } from './bench-repository.mjs';
import { machine, table } from './bench-table.mjs';
import { partPath } from './parts.mjs';
import { temporaryFolder } from './processes.mjs';
import { root, say } from './setup.mjs';
import { suitableNode } from './setup-dependencies.mjs';

/** @typedef {import('./bench-measure.mjs').Cost} Cost */
/** @typedef {{ apps: number, folder: string, overlays: string[], remove: () => void }} Fleet */
/** @typedef {{ kustomize: string, loop: string, node: string }} Programs */
/** @typedef {{ ours: Cost, loop: Cost }} Cold */

const CLI = join(root, 'dist/cli.js');
const PROCESSES = 60;
const EDITS = 15;
/** Seven objects each: about a thousand. */
const DRIFT_APPS = 143;

/** @param {string[]} argv */
async function main(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      rounds: { type: 'string', default: '3' },
      apps: { type: 'string', default: '50,200,800' },
      cluster: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
    },
  });
  const sizes = values.apps.split(',').map(Number);
  const rounds = Number(values.rounds);
  if (rounds < 1 || sizes.some((size) => !(size > 0))) throw new Error('--rounds and --apps take numbers above 0');
  if (!values['no-build']) execFileSync(suitableNode(), [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const programs = { kustomize: await partPath('kustomize'), loop: await partPath('kustomize-loop'), node: suitableNode() };
  const fleets = sizes.map((size) => createFleet(size));
  try {
    const rows = await measureAll(fleets, programs, rounds);
    rows.push(...(await chartRows({ node: programs.node, helm: await partPath('helm4') })));
    rows.push(...(await repositoryRows(programs.node, rounds)));
    if (values.cluster) rows.push(...(await drift(programs.node)));
    process.stdout.write(`${machine(programs.node)}\n\n${table(rows)}`);
  } finally {
    for (const { remove } of fleets) remove();
  }
}

/** @param {readonly Fleet[]} fleets @param {Programs} programs @param {number} rounds */
async function measureAll(fleets, programs, rounds) {
  /** @type {Map<number, Cold>} */
  const cold = new Map();
  for (const one of fleets) {
    // The largest is there for the growth alone.
    const times = one === fleets.at(-1) && fleets.length > 1 ? 1 : rounds;
    cold.set(one.overlays.length, await coldRenders(one, programs, times));
  }
  const main = /** @type {Fleet} */ (fleets[Math.floor(fleets.length / 2)]);
  say(`${main.overlays.length} overlays: one kustomize process each`);
  const processes = await processPerOverlay(main, programs);
  say(`${main.overlays.length} overlays: warm, after edits of a base`);
  const warm = await baseEdits({ node: programs.node, cli: CLI, folder: main.folder, overlays: main.overlays, edits: EDITS });
  say(`${main.overlays.length} overlays: keystrokes and memory, in a session`);
  const session = await runProgram(await program('session'), programs.node, [main.folder]);
  say(`${main.overlays.length} Flux Kustomizations: keystrokes in a session`);
  const controlled = createFleet(main.apps, fluxFleet);
  try {
    const flux = await runProgram(await program('session'), programs.node, [controlled.folder]);
    return rowsOf({ main, cold, processes, warm, session, flux });
  } finally {
    controlled.remove();
  }
}

/** The two sides take turns, so that whatever else the machine does falls on both. @param {Fleet} fleet @param {Programs} programs @param {number} rounds */
async function coldRenders({ folder, overlays }, programs, rounds) {
  const input = `${overlays.join('\n')}\n`;
  /** @type {Cost[]} */
  const ours = [];
  /** @type {Cost[]} */
  const loop = [];
  for (let round = 1; round <= rounds; round++) {
    say(`${overlays.length} overlays, cold: round ${round} of ${rounds}`);
    const mine = await measure(programs.node, [CLI, 'render', '--batch'], { cwd: folder, input });
    const theirs = await measure(programs.loop, [], { cwd: folder, input });
    mustAgree(answers(mine.output), answers(theirs.output), overlays);
    ours.push(mine);
    loop.push(theirs);
  }
  return { ours: medianCost(ours), loop: medianCost(loop) };
}

/** What one process for each overlay would cost, from a sample of them. @param {Fleet} fleet @param {Programs} programs @returns {Promise<Cost & { sample: number }>} */
async function processPerOverlay({ folder, overlays }, { kustomize, node }) {
  const sample = overlays.filter((_, index) => index % Math.ceil(overlays.length / PROCESSES) === 0);
  const each = 'for folder; do "$KUSTOMIZE" build "$folder" || exit 1; echo "# end"; done';
  const { cpu, wall, output } = await measure('env', [`KUSTOMIZE=${kustomize}`, 'sh', '-c', each, 'sh', ...sample], { cwd: folder });
  const mine = await measure(node, [CLI, 'render', '--batch'], { cwd: folder, input: `${sample.join('\n')}\n` });
  const theirs = output.split('# end\n').slice(0, -1);
  mustAgree(answers(mine.output), new Map(sample.map((overlay, index) => [overlay, theirs[index]])), sample);
  const scale = overlays.length / sample.length;
  return { cpu: cpu * scale, wall: wall * scale, sample: sample.length };
}

/** @param {string} lines @returns {Map<string, string | undefined>} */
function answers(lines) {
  return new Map(
    lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map(({ dir, yaml }) => [dir, yaml]),
  );
}

/** @param {Map<string, string | undefined>} ours @param {Map<string, string | undefined>} theirs @param {readonly string[]} overlays */
function mustAgree(ours, theirs, overlays) {
  const wrong = overlays.filter((overlay) => ours.get(overlay) === undefined || ours.get(overlay) !== theirs.get(overlay));
  if (wrong.length > 0) throw new Error(`${wrong.length} of ${overlays.length} overlays differ from kustomize, ${wrong[0]} for one`);
}

/** @param {number} apps @param {(apps: number) => import('./bench-fleet.mjs').Tree} [tree] @returns {Fleet} */
function createFleet(apps, tree = fleet) {
  const { path, remove } = temporaryFolder('bench');
  writeTree(path, tree(apps));
  // The tree of a repository ends where Git says.
  execFileSync('git', ['init', '--quiet', path]);
  return { apps, folder: path, overlays: overlaysOf(apps), remove };
}

/** @param {string} node @returns {Promise<import('./bench-table.mjs').Row[]>} */
async function drift(node) {
  say(`drift of ${DRIFT_APPS} apps against a real API server`);
  const { folder, remove } = createFleet(DRIFT_APPS);
  const server = await startApiServer({ log: say });
  try {
    const { url, ca, adminToken, context, kubeconfig } = server;
    const given = JSON.stringify({ url, ca, token: adminToken, context });
    const { objects, ours, bare, first, requests } = await runProgram(await program('drift'), node, [folder, given], {
      KUBECONFIG: kubeconfig,
    });
    const work = `drift of ${objects} objects`;
    return [
      { work: `${work}: clock against a bare client`, measured: `${seconds(ours)} : ${seconds(bare)}`, ratio: ours / bare, target: 2 },
      { work: `${work}: first result`, measured: seconds(first), value: first, target: 1 },
      {
        work: `${work}: requests, against a dry run of each object and a list of each kind`,
        measured: `${requests.ours} : ${requests.bare}`,
        ratio: requests.ours / requests.bare,
        target: 1.05,
      },
    ];
  } finally {
    await server.stop();
    remove();
  }
}

/** @param {{ main: Fleet, cold: Map<number, Cold>, processes: Cost & { sample: number }, warm: any, session: any, flux: any }} results */
function rowsOf({ main, cold, processes, warm, session, flux }) {
  const count = main.overlays.length;
  const { ours, loop } = /** @type {Cold} */ (cold.get(count));
  const [smallest, ...larger] = [...cold.keys()];
  const each = (/** @type {number} */ size) => /** @type {Cold} */ (cold.get(size)).ours.cpu / size;
  /** @type {import('./bench-table.mjs').Row[]} */
  const rows = [
    {
      work: `${count} overlays, cold: CPU against a Go loop`,
      measured: `${seconds(ours.cpu)} : ${seconds(loop.cpu)}`,
      ratio: ours.cpu / loop.cpu,
      target: 1 / 2,
    },
    {
      work: `${count} overlays, cold: clock against a Go loop`,
      measured: `${seconds(ours.wall)} : ${seconds(loop.wall)}`,
      ratio: ours.wall / loop.wall,
    },
    {
      work: `${count} overlays, cold: CPU against a kustomize process each`,
      measured: `${seconds(ours.cpu)} : ${seconds(processes.cpu)}, scaled up from ${processes.sample} processes`,
      ratio: ours.cpu / processes.cpu,
      target: 1 / 15,
    },
    {
      work: 'a base of three overlays edited, the three asked again: clock against cold',
      measured: `${milliseconds(warm.three)} : ${seconds(warm.cold)}`,
      ratio: warm.three / 1000 / warm.cold,
      target: 1 / 100,
    },
    {
      work: `a base of three overlays edited, all ${count} asked again: clock against cold`,
      measured: `${milliseconds(warm.all)} : ${seconds(warm.cold)}`,
      ratio: warm.all / 1000 / warm.cold,
      target: 1 / 100,
    },
    {
      work: `the same in a session that is told of the edit: CPU against cold`,
      measured: `${milliseconds(session.edit.cpu)} : ${seconds(ours.cpu)}`,
      ratio: session.edit.cpu / 1000 / ours.cpu,
      target: 1 / 100,
    },
    {
      work: `keystroke in a patch, ${count} overlays: p50`,
      measured: `${milliseconds(session.keystroke.cpu.p50)} of CPU, ${milliseconds(session.keystroke.wall.p50)} on the clock`,
    },
    {
      work: `keystroke in a patch, ${count} overlays: p95`,
      measured: `${milliseconds(session.keystroke.cpu.p95)} of CPU, ${milliseconds(session.keystroke.wall.p95)} on the clock`,
      value: session.keystroke.cpu.p95,
      target: 50,
      unit: 'ms',
    },
    {
      work: `keystroke in a patch, ${count} Flux Kustomizations: p95`,
      measured: `${milliseconds(flux.keystroke.cpu.p95)} of CPU, ${milliseconds(flux.keystroke.wall.p95)} on the clock (p50: ${milliseconds(flux.keystroke.cpu.p50)} of CPU)`,
      value: flux.keystroke.cpu.p95,
      target: 50,
      unit: 'ms',
    },
    {
      work: `heap, ${count} overlays rendered and held`,
      measured: `${megabytes(session.heap.rendered)}`,
      value: session.heap.rendered,
      target: 300,
      unit: 'MB',
    },
    { work: `heap, previews of all ${count} held as well`, measured: `${megabytes(session.heap.previewed)}` },
    ...larger.map((size) => ({
      work: `growth of cold CPU from ${smallest} to ${size} overlays, for each overlay`,
      measured: `${milliseconds(each(smallest) * 1000)} → ${milliseconds(each(size) * 1000)}`,
      ratio: each(size) / each(smallest),
      target: 1.1,
    })),
  ];
  return rows;
}

/** @param {number} value */
function seconds(value) {
  return `${value.toFixed(2)} s`;
}

/** @param {number} value */
function milliseconds(value) {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

/** @param {number} value */
function megabytes(value) {
  return `${Math.round(value)} MB`;
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
