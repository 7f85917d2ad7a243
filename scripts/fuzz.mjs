// `npm run fuzz`: compares the engine with the real kustomize on many random trees.
//
//   npm run fuzz -- --count 20000     how many trees; 2000 where nothing is said
//   npm run fuzz -- --seed 7          repeats a run
//   npm run fuzz -- --keep FOLDER     where the smallest trees that they differ on are kept; test/fixtures/kustomize-found where nothing is said
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { endChildrenWithUs, root } from './setup.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    keep: { type: 'string', default: join(root, 'test/fixtures/kustomize-found') },
  },
});

endChildrenWithUs();
const seed = values.seed ?? String(Date.now() % 2 ** 31);
const env = { ...process.env, PLUMBLINE_TREES: values.count, PLUMBLINE_SEED: seed, PLUMBLINE_KEEP: resolve(values.keep) };
const vitest = spawn('vitest', ['run', 'test/differential/random-trees.test.ts'], { cwd: root, env, stdio: 'inherit' });
vitest.on('error', (error) => {
  console.error(`vitest did not start: ${error.message}`);
  process.exitCode = 1;
});
vitest.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
