// Values that no template reads, over charts of real repositories: none of them is read in a render, and none changes one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createNodeFiles } from '../../../src/adapters/node-files';
import { unreadValues } from '../../../src/engine/check/chart-values';
import type { Finding, MapNode, Node, Origin } from '../../../src/engine/model';
import { GoMap, GoSlice } from '../../../src/engine/render/helm/go/values';
import { Tables } from '../../../src/engine/render/helm/release/provenance/tables';
import { createHelmCache, renderChart } from '../../../src/engine/render/helm/render-chart';
import type { HelmRendered, HelmRequest } from '../../../src/engine/render/helm/request';
import { ValueOrigins } from '../../../src/engine/render/helm/values/origins';
import { corpus } from '../../support/corpus';
import { keysOf, placeOf, randomFrom } from '../../support/helm-provenance';

interface CorpusRender {
  readonly chart: string;
  readonly values: string | null;
  readonly ok: boolean;
}

const folder = join(corpus ?? '', 'helm');
/** How often a chart is drawn to put new keys into its values. */
const DRAWN = Number(process.env.PLUMBLINE_RUNS ?? 200);

const cases = (): readonly CorpusRender[] =>
  (JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { renders: CorpusRender[] }).renders.filter(({ ok }) => ok);

function requestOf({ chart, values }: CorpusRender): HelmRequest {
  return {
    chart: { kind: 'path', path: chart },
    release: { name: 'rel', namespace: 'default' },
    values: values === null ? [] : [{ kind: 'file', path: `${chart}/${values}` }],
    helm: 4,
    kubeVersion: 'v1.37.0',
    now: () => new Date(0),
  };
}

const foundIn = ({ releases = [] }: HelmRendered): readonly Finding[] => releases.flatMap((release) => unreadValues(release).made);

/** The output, and so everything that a value could change. */
const outputOf = ({ files }: HelmRendered): string => files.map(({ name, text }) => `${name}\n${text}`).join('\n');

if (corpus === undefined) console.warn('Unread values are not held against real charts: PLUMBLINE_CORPUS names no folder.');

describe.skipIf(corpus === undefined)('values that no template reads, in real charts', () => {
  afterEach(() => void vi.restoreAllMocks());

  test('changing them changes nothing', { timeout: 180_000 }, () => {
    const files = createNodeFiles(join(folder, 'charts'), { check: 'forget' });
    const cache = createHelmCache();
    const counts = { warning: 0, information: 0, error: 0 };
    const tried = { keys: 0 };
    const moved: string[] = [];
    for (const one of cases()) {
      const request = requestOf(one);
      const base = renderChart(request, files, cache);
      const found = foundIn(base);
      const places = new Map(found.map((finding) => [`${finding.file}:${finding.line}:${finding.column}`, finding]));
      for (const { severity } of found) counts[severity]++;
      const keys = found.length === 0 || base.values === undefined ? [] : keysOf(base.values);
      for (const key of keys.filter((each) => each.places.some((place) => places.has(place)))) {
        const renderWith = (node: MapNode): HelmRendered =>
          renderChart({ ...request, values: [...request.values, { kind: 'node', node }] }, files, cache);
        const after = renderWith(key.changed);
        tried.keys++;
        if (after.failures.length === 0 && outputOf(after) === outputOf(base)) continue;
        // Helm treats the nulls beside a key that a release gives otherwise: so that it is given counts, whatever it is.
        const again = renderWith((keysOf(key.changed)[0] as (typeof keys)[number]).changed);
        if (after.failures.length === 0 && outputOf(after) === outputOf(again)) continue;
        moved.push(`${one.chart} ${one.values ?? ''}: ${key.path.join('.')}`);
      }
    }
    console.log(`${counts.warning} keys of values files and ${counts.information} defaults are read by no template; ${tried.keys} changed`);
    expect(moved).toEqual([]);
    expect(counts.warning).toBeGreaterThan(5);
    expect(counts.information).toBeGreaterThan(150);
  });

  test('keys that are put into every map, and said to be unread, change nothing either', { timeout: 180_000 }, () => {
    const random = randomFrom(Number(process.env.PLUMBLINE_SEED ?? 1));
    const files = createNodeFiles(join(folder, 'charts'), { check: 'forget' });
    const all = cases();
    const counts = { added: 0, unread: 0, refused: 0 };
    const wrong: string[] = [];
    for (let drawn = 0; drawn < DRAWN; drawn++) {
      const one = all[Math.floor(random() * all.length)] as CorpusRender;
      const request = requestOf(one);
      const cache = createHelmCache();
      const { values } = renderChart(request, files, cache);
      const { entries = [] } = values ?? {};
      const entry = entries[Math.floor(random() * entries.length)];
      if (values === undefined || entry === undefined) continue;
      const render = (text: string, only?: ReadonlySet<string>): HelmRendered => {
        const node = withKeys({ ...values, entries: [entry] }, text, only);
        return renderChart({ ...request, values: [...request.values, { kind: 'node', node }] }, files, cache);
      };
      const before = render('one');
      counts.added++;
      if (before.failures.length > 0) {
        counts.refused++;
        continue;
      }
      const unread = new Set(foundIn(before).map(({ file, line, column }) => `${file}:${line}:${column}`));
      counts.unread += unread.size;
      const after = render('two', unread);
      if (outputOf(after) !== outputOf(before)) wrong.push(`${one.chart} ${one.values ?? ''}: ${entry.key}`);
    }
    console.log(`${counts.added} charts with new keys, of which ${counts.unread} are unread; ${counts.refused} refuse them`);
    expect(wrong).toEqual([]);
    expect(counts.unread).toBeGreaterThan(DRAWN / 4);
  });

  test('no render reads one of them', { timeout: 180_000 }, () => {
    const files = createNodeFiles(join(folder, 'charts'), { check: 'forget' });
    const cache = createHelmCache();
    const read = new Set<string>();
    let origins: ValueOrigins | undefined;
    vi.spyOn(ValueOrigins.prototype, 'setPath').mockImplementation(function (this: ValueOrigins, container, path) {
      origins = this;
      return Reflect.apply(unspied.setPath, this, [container, path]);
    });
    vi.spyOn(Tables.prototype, 'member').mockImplementation(function (this: Tables, container, key, value, whole) {
      if (container instanceof GoMap || container instanceof GoSlice) {
        const origin = origins?.of(container, container instanceof GoSlice ? Number(key) : key);
        if (origin !== undefined) read.add(placeOf(origin));
      }
      return Reflect.apply(unspied.member, this, [container, key, value, whole]);
    });
    const wrong: string[] = [];
    for (const one of cases()) {
      read.clear();
      const rendered = renderChart(requestOf(one), files, cache);
      for (const finding of foundIn(rendered)) {
        if (read.has(`${finding.file}:${finding.line}:${finding.column}`))
          wrong.push(`${one.chart} ${one.values ?? ''}: ${finding.subject}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** Puts a key into each map; with `only`, the others keep the text that they have otherwise. */
function withKeys(root: MapNode, text: string, only?: ReadonlySet<string>): MapNode {
  let line = 0;
  const visit = (node: Node): Node => {
    if (node.kind === 'scalar') return node;
    if (node.kind === 'list') return { ...node, items: node.items.map(visit) };
    const origin: Origin = { file: 'new', line: ++line, column: 1, step: 'values' };
    const own = only === undefined || only.has(placeOf(origin)) ? text : 'one';
    const added = { key: 'plumblineNew', value: { kind: 'scalar', text: own, tag: 'str', origin } as const };
    return { ...node, entries: [...node.entries.map(({ key, value }) => ({ key, value: visit(value) })), added] };
  };
  return visit(root) as MapNode;
}

/** The methods themselves, under what listens to them. */
const unspied = { setPath: ValueOrigins.prototype.setPath, member: Tables.prototype.member };
