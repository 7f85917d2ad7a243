// `npm run fuzz`: compares the engine with the real kustomize on many random trees.
//
//   npm run fuzz -- --count 20000     how many trees; 2000 where nothing is said
//   npm run fuzz -- --seed 7          repeats a run
//   npm run fuzz -- --shrink          looks for the smallest tree that they differ on
//   npm run fuzz -- --wide           with the fields on which the two still differ
//   npm run fuzz -- --keep FOLDER     writes the last tree that they differ on
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { endChildrenWithUs, root } from './setup.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    shrink: { type: 'boolean' },
    wide: { type: 'boolean' },
    keep: { type: 'string' },
  },
});

endChildrenWithUs();
const env = { ...process.env, PLUMBLINE_TREES: values.count };
env.PLUMBLINE_SEED = values.seed ?? String(Date.now() % 2 ** 31);
if (values.shrink) env.PLUMBLINE_SHRINK = '1';
if (values.wide) env.PLUMBLINE_WIDE = '1';
if (values.keep !== undefined) env.PLUMBLINE_KEEP = values.keep;
const vitest = spawn('vitest', ['run', 'test/differential/random-trees.test.ts'], { cwd: root, env, stdio: 'inherit' });
vitest.on('error', (error) => {
  console.error(`vitest did not start: ${error.message}`);
  process.exitCode = 1;
});
vitest.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
