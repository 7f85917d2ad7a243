// Bundles the measuring programs of test/bench, which use the session from its sources, and runs them.
// @ts-check
import { join } from 'node:path';
import { build } from 'esbuild';
import { measure } from './bench-measure.mjs';
import { root } from './setup.mjs';

/** @param {'session' | 'drift' | 'repository' | 'provenance'} name @returns {Promise<string>} path of the bundle: inside the project, where packages are found */
export async function program(name) {
  const outfile = join(root, 'test-results/bench', `${name}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [`test/bench/${name}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    packages: 'external',
    logLevel: 'warning',
  });
  return outfile;
}

/** @param {string} path @param {string} node @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] @returns {Promise<any>} what the program wrote, as JSON */
export async function runProgram(path, node, args, env) {
  const { output } = await measure(node, ['--expose-gc', path, ...args], { cwd: root, env });
  return JSON.parse(output);
}
