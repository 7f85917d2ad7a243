// Dependencies and merged values, each with its origin. Against the real Helm: test/differential/helm.test.ts.
import { describe, expect, test } from 'vitest';
import { FailureError, type Node } from '../../../../../src/engine/model';
import { loadChart } from '../../../../../src/engine/render/helm/chart/load';
import { createReads } from '../../../../../src/engine/render/helm/chart/reads';
import { coalesceValues } from '../../../../../src/engine/render/helm/values/coalesce';
import { processDependencies } from '../../../../../src/engine/render/helm/values/dependencies';
import { fullPath, instantiate, type ChartInstance } from '../../../../../src/engine/render/helm/values/instance';
import { ValueOrigins } from '../../../../../src/engine/render/helm/values/origins';
import { plainJson } from '../../../../../src/engine/render/helm/values/plain-json';
import { userValues, type ValuesSource } from '../../../../../src/engine/render/helm/values/user-values';
import { valuesNode } from '../../../../../src/engine/render/helm/values/values-node';
import { at } from '../../../../../src/engine/yaml/access';
import { memoryFiles } from '../../../../support/memory-files';

const CHART = {
  'web/Chart.yaml':
    'apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n' +
    '- {name: db, version: 1.x, condition: db.enabled}\n- {name: db, alias: logs, version: ^1.0.0, tags: [extra]}\n',
  'web/values.yaml': 'db:\n  enabled: true\n  size: 2\nglobal:\n  zone: eu\nmode: null\n',
  'web/charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.2.0\n',
  'web/charts/db/values.yaml': 'size: 1\nmode: null\nuser: app\n',
  'prod.yaml': 'db:\n  size: 3\n',
};

function work(sources: readonly ValuesSource[], helm: 3 | 4 = 4, tree: Readonly<Record<string, string>> = CHART) {
  const files = memoryFiles(tree);
  const { chart } = loadChart('web', files, helm, new Map(), createReads());
  if (chart === undefined) throw new Error('there is no chart');
  const origins = new ValueOrigins();
  const warnings: string[] = [];
  const merging = { helm, origins, warn: (detail: string) => void warnings.push(detail) };
  const given = userValues(sources, files, createReads(), merging);
  const instance = instantiate(chart, origins);
  processDependencies(instance, given, merging);
  const values = coalesceValues(instance, given, false, merging);
  const node = valuesNode(values, origins, { file: 'web', line: 1, column: 1, step: 'values', approximate: true });
  return { instance, json: plainJson(values) as Record<string, unknown>, node, warnings };
}

const paths = ({ dependencies }: ChartInstance) => dependencies.map(fullPath);
const set = (text: string): ValuesSource => ({ kind: 'set', text });

function places(node: Node | undefined): readonly string[] {
  const found: string[] = [];
  for (let origin = node?.origin; origin !== undefined; origin = origin.overrode)
    found.push(`${origin.file}:${origin.line}:${origin.column}`);
  return found;
}

describe('which dependencies take part', () => {
  test.each([
    ['by default, and one of them under another name', [], ['web/charts/db', 'web/charts/logs']],
    ['a condition takes one out', [set('db.enabled=false')], ['web/charts/logs']],
    ['a tag another', [set('tags.extra=false')], ['web/charts/db']],
    ['a condition that is no boolean decides nothing', [set('db.enabled=maybe')], ['web/charts/db', 'web/charts/logs']],
  ] as const)('%s', (_what, sources, expected) => {
    expect(paths(work(sources).instance)).toEqual(expected);
  });

  test('what decides nothing is said', () => {
    expect(work([set('db.enabled=maybe')]).warnings).toContain('the condition db.enabled of the dependency db is neither true nor false');
  });

  test('values of a dependency that are no map are refused where they stand', () => {
    const values = { kind: 'file', path: 'bad.yaml' } as const;
    expect(() => work([values], 4, { ...CHART, 'bad.yaml': 'a: 1\ndb: text\n' })).toThrow(FailureError);
    try {
      work([values], 4, { ...CHART, 'bad.yaml': 'a: 1\ndb: text\n' });
    } catch (error) {
      expect((error as FailureError).failure).toMatchObject({ code: 'valuesInvalid', file: 'bad.yaml', line: 2, column: 5 });
    }
  });
});

describe('merged values', () => {
  test('the release wins over the chart, the chart over its dependency; globals go down; the loaded chart stays as it is', () => {
    const { json } = work([{ kind: 'file', path: 'prod.yaml' }]);
    expect(json).toMatchObject({ db: { size: 3, user: 'app', global: { zone: 'eu' } }, logs: { size: 1, global: { zone: 'eu' } } });
    expect(work([]).json).toMatchObject({ db: { size: 2 } });
  });

  test('nulls of a chart’s own values: kept by Helm 3, left out by Helm 4', () => {
    const helm3 = work([], 3).json;
    const helm4 = work([], 4).json;
    expect(['mode' in helm3, 'mode' in helm4]).toEqual([true, false]);
  });

  test('every key knows its source, and what that overrode', () => {
    const { node } = work([{ kind: 'file', path: 'prod.yaml' }, set('logs.size=9')]);
    expect(places(at(node, ['db', 'size']))).toEqual(['prod.yaml:2:9', 'web/values.yaml:3:9', 'web/charts/db/values.yaml:1:7']);
    expect(places(at(node, ['db', 'user']))).toEqual(['web/charts/db/values.yaml:3:7']);
    expect(places(at(node, ['db', 'global', 'zone']))).toEqual(['web/values.yaml:5:9']);
    expect(places(at(node, ['logs', 'size']))).toEqual(['--set logs.size:1:6', 'web/charts/db/values.yaml:1:7']);
  });

  test('what an import brings has the origin of the dependency’s own value', () => {
    const { json, node } = work([], 4, {
      ...CHART,
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n- {name: db, version: 1.x, import-values: [shared]}\n',
      'web/charts/db/values.yaml': 'exports:\n  shared:\n    port: 5432\n',
    });
    expect(json).toMatchObject({ port: 5432 });
    expect(places(at(node, ['port']))).toEqual(['web/charts/db/values.yaml:3:11']);
  });
});
