// Changes keys of the values of charts of real repositories: what changes in the render names the key among its origins.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createNodeFiles } from '../../../../src/adapters/node-files';
import type { EmittedLine, Origin } from '../../../../src/engine/model';
import type { Files } from '../../../../src/engine/ports';
import { createHelmCache, renderChart } from '../../../../src/engine/render/helm/render-chart';
import type { HelmRequest } from '../../../../src/engine/render/helm/request';
import { emitDocuments } from '../../../../src/engine/yaml/emit';
import { corpus } from '../../../support/corpus';
import { type Change, type Key, keysOf, randomFrom, scalarsOf, type Tally, tallyOf, tryKey } from '../../../support/helm-provenance';

interface CorpusRender {
  readonly chart: string;
  readonly values: string | null;
  readonly ok: boolean;
  readonly core?: boolean;
}

const folder = join(corpus ?? '', 'helm');

/** Of each render that is not core, so many keys are changed; or all, in each way, which takes a quarter of an hour. */
const SHARE = 6;
const isWhole = process.env.PLUMBLINE_CORPUS_ALL === '1';

const CHANGES: readonly Change[] = ['other', 'empty', 'null'];

function corpusRenders(): readonly CorpusRender[] {
  const { renders } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { renders: CorpusRender[] };
  return renders.filter(({ ok }) => ok);
}

function requestOf({ chart, values }: CorpusRender): HelmRequest {
  return {
    chart: { kind: 'path', path: chart },
    release: { name: 'rel', namespace: 'default' },
    values: values === null ? [] : [{ kind: 'file', path: `${chart}/${values}` }],
    helm: 4,
    kubeVersion: 'v1.37.0',
  };
}

const isWritten = (origin: Origin): boolean =>
  origin.approximate !== true && [origin, ...(origin.by ?? [])].some(({ step }) => step === 'template');

/** A render, and its keys to change. */
function startOf(one: CorpusRender, files: Files) {
  const request = requestOf(one);
  const cache = createHelmCache();
  const base = renderChart(request, files, cache);
  return {
    keys: (change: Change) => (base.values === undefined ? [] : keysOf(base.values, change)),
    run: (key: Key, tally: Tally) => tryKey(key, base, request, files, cache, tally),
  };
}

/** A null in `mission-control` counts as soon as the user sets anything beside it: in a file of the user's, for an edit of the chart's own does not. */
const isOfAnEdit = (what: string): boolean => !/^elasticsearch\..*data\.esPassword/.test(what);

function told({ keys, refused, changed, unnamed, unreached, exact, unmoved }: Tally): string {
  return (
    `${keys} keys (${refused} refused): ${changed} scalars change, ${unnamed.length} do not name the key, ${unreached.length} are not reached from its line; ` +
    `of ${exact} that are the key's value, ${unmoved.length} do not change`
  );
}

/** Whether the line of the template could have written it: it has the key that the line shows, or an action that may have. */
function holds({ origin, path }: EmittedLine, files: Files): boolean {
  const template = [origin, ...(origin.by ?? [])].find(({ step }) => step === 'template');
  const answer = template && files.read(template.file);
  const text = answer?.kind === 'file' ? (answer.text.split('\n')[(template?.line ?? 1) - 1] ?? '') : '';
  const key = path.findLast((step) => typeof step === 'string');
  return text.includes('{{') || text.includes('}}') || (key !== undefined && text.includes(String(key)));
}

if (corpus === undefined) console.warn('The origins of charts are not held against real ones: PLUMBLINE_CORPUS names no folder.');

describe.skipIf(corpus === undefined)('what changes names the key that was changed', () => {
  test('each key of the core charts', { timeout: 180_000 }, () => {
    const tally = tallyOf();
    const files = createNodeFiles(join(folder, 'charts'), { check: 'forget' });
    const cache = createHelmCache();
    for (const one of corpusRenders().filter(({ core }) => core === true)) {
      const request = requestOf(one);
      const base = renderChart(request, files, cache);
      for (const key of base.values === undefined ? [] : keysOf(base.values)) tryKey(key, base, request, files, cache, tally);
    }
    console.log(told(tally));
    expect(tally.changed).toBeGreaterThan(1000);
    expect(tally.unnamed).toEqual([]);
    expect(tally.unreached).toEqual([]);
    expect(tally.unmoved.length).toBeLessThanOrEqual(tally.exact / 100);
  });

  test.each(isWhole ? CHANGES : [])('each key of the other charts: %s', { timeout: 1_800_000 }, (change) => {
    const tally = tallyOf();
    const files = createNodeFiles(join(folder, 'charts'), { check: 'forget' });
    for (const one of corpusRenders().filter(({ core }) => core !== true)) {
      const tried = startOf(one, files);
      for (const key of tried.keys(change)) tried.run(key, tally);
    }
    console.log(`${change}: ${told(tally)}`);
    expect(tally.unnamed).toEqual([]);
    expect(tally.unreached.filter(isOfAnEdit)).toEqual([]);
  });

  test('some keys of every other chart', { timeout: 180_000 }, () => {
    const seed = Number(process.env.PLUMBLINE_SEED ?? 1);
    const random = randomFrom(seed);
    const one = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
    const tally = tallyOf();
    const others = tallyOf();
    const files = createNodeFiles(join(folder, 'charts'), { check: 'forget' });
    for (const render of corpusRenders().filter(({ core }) => core !== true)) {
      const tried = startOf(render, files);
      for (let share = 0; share < SHARE; share++) {
        const change = one(CHANGES);
        const keys = tried.keys(change);
        if (keys.length > 0) tried.run(one(keys), change === 'other' ? tally : others);
      }
    }
    console.log(`seed ${seed}: ${told(tally)}\n${tally.unmoved.join('\n')}\nemptied or taken out: ${told(others)}`);
    expect([...tally.unnamed, ...others.unnamed]).toEqual([]);
    expect([...tally.unreached, ...others.unreached].filter(isOfAnEdit)).toEqual([]);
    // A value that is taken out may have a default that is the same.
    expect(tally.unmoved.length).toBeLessThanOrEqual(Math.max(2, tally.exact / 50));
  });

  test('scalars whose origin is not exact are few', { timeout: 180_000 }, () => {
    const files = createNodeFiles(join(folder, 'charts'), { check: 'forget' });
    const cache = createHelmCache();
    const counts = { scalars: 0, values: 0, approximate: 0, lines: 0, written: 0, holding: 0 };
    for (const one of corpusRenders()) {
      const { objects, hooks } = renderChart(requestOf(one), files, cache);
      for (const line of emitDocuments([...objects, ...hooks].map(({ node }) => node)).lines) {
        if (line === undefined) continue;
        counts.lines++;
        if (isWritten(line.origin)) counts.written++;
        if (holds(line, files)) counts.holding++;
      }
      for (const { origin } of [...objects, ...hooks].flatMap(({ node }) => scalarsOf(node))) {
        counts.scalars++;
        if (origin.step === 'values') counts.values++;
        if (origin.approximate) counts.approximate++;
      }
    }
    console.log(
      `${counts.scalars} scalars: ${counts.values} are the value of a key, ${counts.approximate} have an approximate origin; ` +
        `of ${counts.lines} lines ${counts.written} name a template line, ${counts.holding} one that holds their key or an action`,
    );
    expect(counts.approximate).toBeLessThanOrEqual(counts.scalars / 50);
    expect(counts.written).toBeGreaterThan(counts.lines * 0.9);
    expect(counts.holding).toBeGreaterThan(counts.lines * 0.9);
    expect(counts.values).toBeGreaterThan(counts.scalars / 20);
  });
});
