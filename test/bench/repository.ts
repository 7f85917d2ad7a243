// Measures one session over a real repository, read in place: an edit of a file up to the previews of everything. Prints JSON.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClock } from '../../src/adapters/clock';
import { createGit } from '../../src/adapters/git';
import { createNodeFiles } from '../../src/adapters/node-files';
import { createPins } from '../../src/adapters/pins';
import { createSession } from '../../src/session/session';

const EDITS = 30;

const [root = '.'] = process.argv.slice(2);
const files = createNodeFiles(root);
const session = createSession({
  files,
  git: createGit(root),
  pins: createPins(root),
  clock: createClock(),
  randomKey: new Uint8Array(32).fill(7),
});

interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

const first = costOf(previewAll);
const apps = session.discovery().environments.flatMap((environment) => environment.apps);
const sources = [...new Set(apps.map(({ source }) => source.file))];
const few = sources.filter((_, index) => index % Math.ceil(sources.length / EDITS) === 0);
const edits = few.map(edit).toSorted((a, b) => a.cpu - b.cpu);
/** Everything is patched by them, so that everything is rendered again. */
const roots = apps
  .filter(({ kind, parent }) => kind === 'fluxKustomization' && parent === undefined)
  .map(({ source }) => edit(source.file));

process.stdout.write(
  JSON.stringify({
    kustomizations: apps.filter(({ kind }) => kind === 'fluxKustomization').length,
    releases: apps.filter(({ kind }) => kind === 'helmRelease').length,
    first,
    median: edits[Math.floor(edits.length / 2)],
    worst: [...edits, ...roots].toSorted((a, b) => a.cpu - b.cpu).at(-1),
  }),
);

/** What all of it renders, written down. */
function previewAll(): void {
  const previews = session.discovery().environments.map(({ name }) => session.preview(name));
  if (previews.every(({ text }) => text === '')) throw new Error('nothing is rendered');
}

/** A change of the last number of a file, in an unsaved buffer, up to the previews of every environment. */
function edit(path: string, index = 0): Cost {
  const text = readFileSync(join(root, path), 'utf8').replace(/^([\s\S]*\w: )\d+(\w*\n)/, `$1${index + 11}$2`);
  return costOf(() => {
    files.overlay(path, `${text}# ${index}\n`);
    session.sourcesChanged([path]);
    previewAll();
  });
}

/** Milliseconds. */
function costOf(work: () => void): Cost {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1000, wall };
}
