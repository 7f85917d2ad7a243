// Measures one session over a fleet: keystrokes to previews, an edit that it is told of, and the heap. Prints JSON.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClock } from '../../src/adapters/clock';
import { createGit } from '../../src/adapters/git';
import { createNodeFiles } from '../../src/adapters/node-files';
import { createPins } from '../../src/adapters/pins';
import { createSession } from '../../src/session/session';

const KEYSTROKES = 200;
const EDITS = 15;
/** Keystrokes go into so many patches in turn. */
const PATCHES = 20;

interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

const [root = '.'] = process.argv.slice(2);
const files = createNodeFiles(root);
const session = createSession({
  files,
  git: createGit(root),
  pins: createPins(root),
  clock: createClock(),
  randomKey: new Uint8Array(32).fill(7),
});

/** The overlays: above them a fleet of controllers has apps of its own. */
const apps = session
  .discovery()
  .environments.flatMap(({ name, apps: all }) => all.map((app) => ({ environment: name, ...app })))
  .filter(({ path }) => path.includes('/overlays/'));
const keystrokes = Array.from({ length: KEYSTROKES }, (_, index) => keystroke(index));
for (const { environment, app } of apps) session.render(environment, app);
const rendered = heap();
const edits = Array.from({ length: EDITS }, (_, index) => editBase(index));
for (const { environment, app } of apps) session.preview(environment, app);
const previewed = heap();

process.stdout.write(
  JSON.stringify({
    overlays: apps.length,
    keystroke: { cpu: spread(keystrokes.map(({ cpu }) => cpu)), wall: spread(keystrokes.map(({ wall }) => wall)) },
    edit: { cpu: spread(edits.map(({ cpu }) => cpu)).p50, wall: spread(edits.map(({ wall }) => wall)).p50 },
    heap: { rendered, previewed },
  }),
);

/** A change of the number of replicas in an unsaved patch, up to the preview that shows it; the preview was open before. */
function keystroke(index: number): Cost {
  const { environment, app, path } = apps[Math.floor(((index % PATCHES) * apps.length) / PATCHES)] as (typeof apps)[number];
  const patch = `${path}/deployment-patch.yaml`;
  session.preview(environment, app);
  const replicas = 100 + index;
  const text = readFileSync(join(root, patch), 'utf8').replace(/replicas: \d+/, `replicas: ${replicas}`);
  const cost = costOf(() => {
    files.overlay(patch, text);
    session.sourcesChanged([patch]);
    return session.preview(environment, app).text;
  });
  if (!cost.result.includes(`replicas: ${replicas}\n`)) throw new Error(`the preview of ${environment} ${app} does not follow ${patch}`);
  return cost;
}

/** A change of a base on disk that the session is told of, up to the renders of every app. */
function editBase(index: number): Cost {
  const base = `apps/app-${String(index).padStart(4, '0')}/base/app.properties`;
  appendFileSync(join(root, base), `TOLD=${index}\n`);
  const before = new Map(apps.map((app) => [app, session.render(app.environment, app.app)]));
  const cost = costOf(() => {
    files.forget([base]);
    session.sourcesChanged([base]);
    return apps.map((app) => session.render(app.environment, app.app));
  });
  const changed = apps.filter((app, at) => cost.result[at] !== before.get(app)).length;
  if (changed !== 3) throw new Error(`an edit of ${base} rendered ${changed} apps anew, and three use it`);
  return cost;
}

function costOf<T>(work: () => T): Cost & { readonly result: T } {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  const result = work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1000, wall, result };
}

function spread(values: readonly number[]): { readonly p50: number; readonly p95: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] as number;
  return { p50: at(0.5), p95: at(0.95) };
}

/** Megabytes that are still in use after a collection. */
function heap(): number {
  if (globalThis.gc === undefined) throw new Error('run this with --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed / 1e6;
}
