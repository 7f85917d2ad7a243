// Renders on a thread of their own, by the bundled worker: the same as in place, called off, and ended where they have no end.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createNodeFiles } from '../../../src/adapters/node-files';
import type { EndingLongRenders } from '../../../src/adapters/render-thread/long-renders';
import { withEvidence } from '../../../src/engine/check/chart-values';
import { CancelledError, type Rendered } from '../../../src/engine/model';
import { renderTarget } from '../../../src/engine/pipeline';
import type { Answer, Files, LongRender } from '../../../src/engine/ports';
import { createBuildCache } from '../../../src/engine/render/kustomize/build';
import { inputsOf } from '../../../src/session/handed-over';
import { projectRoot } from '../../support/cli';
import { corpus } from '../../support/corpus';
import { HOSTILE, hostileChart } from '../../support/hostile-charts';
import { memoryFiles } from '../../support/memory-files';
import { buildWorker, slowChart, workerRenders } from '../../support/render-worker';

let worker: string;
let threads = 0;
const open: EndingLongRenders[] = [];

beforeAll(async () => {
  worker = await buildWorker();
});

afterEach(() => {
  for (const each of open.splice(0)) each.dispose();
  threads = 0;
});

function renders(limit?: number): EndingLongRenders {
  const made = workerRenders(worker, () => threads++, limit);
  open.push(made);
  return made;
}

const never = new AbortController().signal;

describe('the thread that renders', () => {
  it('gives of the charts of the fixtures what is rendered in place, with all origins', async () => {
    const folder = join(projectRoot, 'test/fixtures/helm/charts');
    await sameInPlace(folder, chartsBelow(folder));
  });

  it.skipIf(corpus === undefined)('gives of charts of real repositories what is rendered in place', { timeout: 180_000 }, async () => {
    const folder = join(corpus ?? '', 'helm/charts');
    const isWanted = process.env.PLUMBLINE_CORPUS_ALL === '1' ? () => true : (_: string, index: number) => index % 8 === 0;
    await sameInPlace(folder, chartsBelow(folder).filter(isWanted));
  });

  it('says what it lacks, and nothing of what it was not given', async () => {
    const { files, request } = slow(10);
    const lacking = { ...request, inputs: new Map([...request.inputs].filter(([path]) => !path.endsWith('values.yaml'))) };
    const answer = await renders().render(lacking, never);
    expect(answer).toMatchObject({
      kind: 'answer',
      value: { objects: [], needs: [{ kind: 'file', path: 'app/charts/slow/values.yaml' }] },
    });
    expect(files.read('app/charts/slow/values.yaml').kind).toBe('file');
  });

  it('starts no thread before the first render', () => {
    renders();
    expect(threads).toBe(0);
  });

  it('stops a render that was called off, and goes on with the next in the same thread', async () => {
    const port = renders();
    const abort = new AbortController();
    const stale = port.render(slow(400_000).request, abort.signal);
    const next = port.render(slow(10).request, never);
    abort.abort();
    await expect(stale).rejects.toThrow(CancelledError);
    expect(sumOf(await next)).toBe('45');
    expect(threads).toBe(1);
  });

  it.each([
    'a range over a number',
    'digests of a long text',
    'a long text, matched',
    'tpl of thousands of texts',
    'matches that each search all of the text',
    'a map that stands in itself often, compared',
  ])('stops %s when it is called off at work, and answers the next', async (what) => {
    const port = renders();
    const abort = new AbortController();
    const stale = port.render(hostile(what), abort.signal);
    const next = port.render(slow(10).request, never);
    await new Promise((resolve) => setTimeout(resolve, 50));
    abort.abort();
    // The engine may have answered already: each of them ends by itself as well.
    const ended = await stale.then(
      (answer) => answer.kind === 'answer' && answer.value.failures.map(({ code }) => code),
      (error: unknown) => error,
    );
    expect(ended instanceof CancelledError ? ['tooMuchWork'] : ended).toEqual(['tooMuchWork']);
    expect(sumOf(await next)).toBe('45');
  });

  it('never begins a render that was called off while it waited', async () => {
    const port = renders();
    const abort = new AbortController();
    const first = port.render(slow(100_000).request, never);
    const waiting = port.render(slow(20).request, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toThrow(CancelledError);
    expect(sumOf(await first)).toBe('4999950000');
  });

  it('is ended with a render that takes too long, which says so; the next one gets another thread', async () => {
    const port = renders(100);
    const answer = await port.render(slow(400_000).request, never);
    expect(answer).toEqual({ kind: 'failed', reason: { code: 'tooSlow', subject: 'app', detail: '0.1 s' } });
    const patient = renders();
    expect(sumOf(await patient.render(slow(10).request, never))).toBe('45');
    expect(threads).toBe(2);
  });

  it('calls off everything when it is disposed', async () => {
    const port = renders();
    const both = [port.render(slow(400_000).request, never), port.render(slow(10).request, never)];
    port.dispose();
    for (const each of both) await expect(each).rejects.toThrow(CancelledError);
    await expect(port.render(slow(10).request, never)).rejects.toThrow(CancelledError);
  });

  it('answers with the reason where the thread ends by itself', async () => {
    const port = workerRenders(join(projectRoot, 'test/support/no-such-worker.js'));
    open.push(port);
    const answer = await port.render(slow(10).request, never);
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'internal', detail: expect.stringContaining('no-such-worker') } });
  });
});

async function sameInPlace(folder: string, charts: readonly string[]): Promise<void> {
  const port = renders();
  const cache = createBuildCache();
  for (const chart of charts) {
    const files = chartFiles(folder, chart);
    const rendered = renderTarget({ kind: 'folder', path: 'app' }, files, cache);
    const answer = await port.render(requestFor(rendered, files), never);
    expect(answer.kind === 'answer' && answer.value, chart).toStrictEqual(withEvidence(rendered));
  }
  expect(charts.length).toBeGreaterThan(5);
  expect(threads).toBe(1);
}

function slow(loops: number): { readonly files: Files; readonly request: LongRender } {
  const files = memoryFiles({ 'app/kustomization.yaml': 'helmCharts: [{name: slow}]\n', ...slowChart('app/charts/slow', loops) });
  const attempt = renderTarget({ kind: 'folder', path: 'app' }, files, createBuildCache({ allowance: { steps: 1, bytes: 1, input: 1 } }));
  return { files, request: requestFor(attempt, files) };
}

function hostile(what: string): LongRender {
  const chart = Object.entries(hostileChart(HOSTILE[what] as string)).map(([path, text]) => [`app/charts/web/${path}`, text] as const);
  const files = memoryFiles({ 'app/kustomization.yaml': 'helmCharts: [{name: web}]\n', ...Object.fromEntries(chart) });
  const attempt = renderTarget({ kind: 'folder', path: 'app' }, files, createBuildCache({ allowance: { steps: 1, bytes: 1, input: 1 } }));
  return requestFor(attempt, files);
}

function requestFor({ reads }: Rendered, files: Files): LongRender {
  return { tree: files, target: { kind: 'folder', path: 'app' }, inputs: inputsOf(reads, files) };
}

function sumOf(answer: Answer<Rendered>): string | undefined {
  const data = answer.kind === 'answer' ? answer.value.objects[0]?.node.entries.find(({ key }) => key === 'data')?.value : undefined;
  const sum = data?.kind === 'map' ? data.entries.find(({ key }) => key === 'sum')?.value : undefined;
  return sum?.kind === 'scalar' ? sum.text : undefined;
}

/** A kustomization in `app` with one of the charts, which lie in `app/charts`. */
function chartFiles(folder: string, chart: string): Files {
  const disk = createNodeFiles(folder, { check: 'forget' });
  const home = 'app/charts';
  const own = memoryFiles({
    'app/kustomization.yaml': `helmGlobals: {chartHome: charts}\nhelmCharts: [{name: ${chart}, releaseName: rel, includeCRDs: true}]\n`,
  });
  const below = (path: string): string | undefined =>
    path === home ? '.' : path.startsWith(`${home}/`) ? path.slice(home.length + 1) : undefined;
  return {
    read(path) {
      const inside = below(path);
      return inside === undefined ? own.read(path) : disk.read(inside);
    },
    list(path) {
      const inside = below(path);
      return inside === undefined ? own.list(path) : disk.list(inside);
    },
  };
}

function chartsBelow(folder: string): readonly string[] {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => {
    if (existsSync(join(folder, name, 'Chart.yaml'))) return [name];
    return chartsBelow(join(folder, name)).map((below) => `${name}/${below}`);
  });
}
