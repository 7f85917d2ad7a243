// Measures what a chart's render costs with the origin of every value, and without, in turns in one process. Prints JSON.
import { createNodeFiles } from '../../src/adapters/node-files';
import { createHelmCache, renderChart } from '../../src/engine/render/helm/render-chart';

/** So many renders in a row are measured as one, with the collections of memory that fall into them. */
const IN_A_ROW = 10;
/** Milliseconds of processor time. What the compiler of JavaScript has made quick by then is what an editor has. */
const WARMING = 4000;
const MEASURED = 4000;

const [root = '.'] = process.argv.slice(2);
const files = createNodeFiles(root, { check: 'forget' });
const cache = createHelmCache();

turns(WARMING);
process.stdout.write(JSON.stringify(turns(MEASURED)));

/** Of each kind, what one render takes, until all of them took so long. */
function turns(milliseconds: number): { readonly all: number; readonly onlyText: number } {
  let [all, onlyText, rounds] = [0, 0, 0];
  while ((all + onlyText) * IN_A_ROW < milliseconds) {
    all += costOf(false);
    onlyText += costOf(true);
    rounds++;
  }
  return { all: all / rounds, onlyText: onlyText / rounds };
}

/** Milliseconds of processor time for one render. */
function costOf(onlyText: boolean): number {
  const before = process.cpuUsage();
  for (let count = 0; count < IN_A_ROW; count++) render(onlyText);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / IN_A_ROW;
}

function render(onlyText: boolean): void {
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
  if (text === '' || failures.length > 0) throw new Error(`the chart is not rendered: ${JSON.stringify(failures)}`);
}
