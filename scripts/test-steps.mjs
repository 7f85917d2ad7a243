// The table of what `npm test` does: each step, what it needs first, and how many of two cores it may use.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkResult, readVitestReport } from './report.mjs';
import { root, run, tail } from './setup.mjs';
import { nodeEnvironment, suitableNode } from './setup-dependencies.mjs';

export const RESULTS = join(root, 'test-results');

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {'setup' | 'check'} kind a set-up counts only when it fails
 * @property {readonly string[]} needs names of set-up steps
 * @property {readonly string[]} [after] names of steps that must not run at the same time, and go first
 * @property {1 | 2} cores
 * @property {string} about what a progress line says
 * @property {(log: string) => Promise<import('./report.mjs').StepResult>} work
 */

/** Folders of test/ that are steps of their own; every other test file is a unit test. */
const SUITES = [
  { name: 'architecture', folder: 'test/architecture', needs: ['build'], cores: 1, about: 'layer rules, bundles, lock files' },
  { name: 'cli', folder: 'test/cli', needs: ['build', 'parts'], cores: 1, about: 'the command line, as a program' },
  {
    name: 'differential',
    folder: 'test/differential',
    needs: ['build', 'parts'],
    cores: 1,
    about: 'renders against the real kustomize, Helm and Argo CD',
  },
  { name: 'charts', folder: 'test/charts', needs: ['build', 'parts'], cores: 1, about: 'a real registry and chart repository' },
  { name: 'cluster', folder: 'test/cluster', needs: ['build', 'parts'], cores: 1, about: 'against the real API server and controller' },
  {
    name: 'host',
    folder: 'test/vscode-host',
    needs: ['build', 'parts', 'vscode', 'browser'],
    cores: 1,
    about: 'inside the real extension host',
  },
  {
    name: 'e2e',
    folder: 'test/e2e',
    needs: ['build', 'parts', 'vscode', 'browser'],
    cores: 2,
    about: 'through the user interface',
    // One worker without isolation: the files share one server and one browser.
    options: ['--no-isolate', '--no-file-parallelism', '--testTimeout=90000'],
  },
];

/** @returns {Step[]} in the order in which they start when nothing holds them back */
export function testSteps() {
  return [
    check('package', 'the .vsix, and that it is small', ['scripts/package.mjs']),
    // Both write dist/.
    { ...setup('build', 'bundles', ['scripts/build.mjs', '--tests']), after: ['package'] },
    setup('parts', 'kustomize, Helm, etcd, kube-apiserver, kustomize-controller, Argo CD', ['scripts/parts.mjs']),
    setup('vscode', 'the VS Code server', ['scripts/vscode-server.mjs']),
    setup('browser', 'Chromium', ['scripts/browser.mjs']),
    check('lint', 'code style and layers', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']),
    check('typecheck', 'types', ['node_modules/typescript/bin/tsc', '-p', '.', '--noEmit']),
    {
      name: 'unit',
      kind: 'check',
      needs: ['build'],
      cores: 1,
      about: 'every stage, golden files, sessions, adapters',
      work: (log) =>
        vitest(
          'unit',
          SUITES.flatMap(({ folder }) => ['--exclude', `${folder}/**`]),
          log,
        ),
    },
    ...SUITES.filter(({ folder }) => testFiles(folder).length > 0).map(({ folder, options = [], ...step }) => ({
      ...step,
      kind: 'check',
      work: (log) => vitest(step.name, [`${folder}/`, ...options], log),
    })),
  ];
}

/** Test files below a folder, relative to the root. */
export function testFiles(folder = 'test') {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`)
    .filter((name) => !name.includes('node_modules') && !name.startsWith('test/vscode-host/suite/'));
}

function setup(name, about, args) {
  return { ...check(name, about, args), kind: 'setup' };
}

function check(name, about, args) {
  const work = async (log) => {
    const code = await run(suitableNode(), args, { env: nodeEnvironment(), log, timeoutMinutes: 30 });
    return checkResult(name, code, tail(log, 60));
  };
  return { name, kind: 'check', needs: [], cores: 1, about, work };
}

async function vitest(name, args, log) {
  const report = join(RESULTS, `${name}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const command = ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args];
  const code = await run(suitableNode(), command, { env: nodeEnvironment({ NO_COLOR: '1' }), log, timeoutMinutes: 20 });
  return readVitestReport(name, report, code, readFileSync(log, 'utf8'));
}
