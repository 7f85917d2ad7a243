// Measures what a chart's render costs with the origin of every value, and without, in turns in one process. Prints JSON.
import { createNodeFiles } from '../../src/adapters/node-files';
import { createHelmCache, renderChart } from '../../src/engine/render/helm/render-chart';

/** What the compiler of JavaScript makes quick after some rounds is what an editor has. */
const WARMING = 20;
const ROUNDS = 40;

const [root = '.'] = process.argv.slice(2);
const files = createNodeFiles(root, { check: 'forget' });
const cache = createHelmCache();

const costs = { all: [] as number[], onlyText: [] as number[] };
for (let round = 0; round < WARMING + ROUNDS; round++) {
  const cost = { all: costOf(false), onlyText: costOf(true) };
  if (round < WARMING) continue;
  costs.all.push(cost.all);
  costs.onlyText.push(cost.onlyText);
}
process.stdout.write(JSON.stringify({ all: middle(costs.all), onlyText: middle(costs.onlyText) }));

/** Milliseconds of processor time. */
function costOf(onlyText: boolean): number {
  global.gc?.();
  const before = process.cpuUsage();
  const { text, failures } = renderChart(
    {
      chart: { kind: 'path', path: '.' },
      release: { name: 'rel', namespace: 'default' },
      values: [],
      helm: 4,
      kubeVersion: 'v1.37.0',
      onlyText,
    },
    files,
    cache,
  );
  const { user, system } = process.cpuUsage(before);
  if (text === '' || failures.length > 0) throw new Error(`the chart is not rendered: ${JSON.stringify(failures)}`);
  return (user + system) / 1000;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
