// `npm run fuzz`: compares the engine with the real kustomize on many random trees, or with the real Helm 3 and 4 on many random charts.
//
//   npm run fuzz -- --count 20000     how many trees; 2000 where nothing is said
//   npm run fuzz -- --seed 7          repeats a run
//   npm run fuzz -- --charts          charts, as many for each major version of Helm
//   npm run fuzz -- --keep FOLDER     where the smallest ones that they differ on are kept; test/fixtures/kustomize-found or test/fixtures/helm/found where nothing is said
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { endChildrenWithUs, root } from './setup.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    charts: { type: 'boolean', default: false },
    keep: { type: 'string' },
  },
});

endChildrenWithUs();
const seed = values.seed ?? String(Date.now() % 2 ** 31);
const keep = resolve(values.keep ?? join(root, values.charts ? 'test/fixtures/helm/found' : 'test/fixtures/kustomize-found'));
const count = values.charts ? { PLUMBLINE_CHARTS: values.count } : { PLUMBLINE_TREES: values.count };
const env = { ...process.env, ...count, PLUMBLINE_SEED: seed, PLUMBLINE_KEEP: keep };
const vitest = spawn('vitest', ['run', `test/differential/random-${values.charts ? 'charts' : 'trees'}.test.ts`], {
  cwd: root,
  env,
  stdio: 'inherit',
});
vitest.on('error', (error) => {
  console.error(`vitest did not start: ${error.message}`);
  process.exitCode = 1;
});
vitest.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
