// Whether Chart.lock belongs to what Chart.yaml declares, against `helm dependency build` of the real Helm 3 and 4.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createNodeFiles } from '../../src/adapters/node-files';
import { createHelmCache, renderChart } from '../../src/engine/render/helm/render-chart';
import type { HelmRendered } from '../../src/engine/render/helm/request';
import { writeTree } from '../support/helm-template';
import { oraclePath } from '../support/parts';

vi.setConfig({ testTimeout: 60_000 });

const PLAIN = '- {name: lib, version: ">=1.0.0 <2", repository: "file://../lib"}\n';
const RICH =
  '- name: lib\n  version: "1.*"\n  repository: file://../lib\n  condition: lib.on\n  tags: [a, "b & c"]\n' +
  '  import-values: [data, {child: deep.er, parent: up, more: [1, 2.5, true, null]}]\n  alias: cached\n';
const OTHER = '- {name: other, version: 2.0.0, repository: "file://../other"}\n';
const BROKEN = /out of sync/;

/** What was declared when the lock file was made, what is declared now, and the folder's version of `lib`. */
const CASES: readonly { readonly name: string; readonly locked: string; readonly declared: string; readonly lib?: string }[] = [
  { name: 'the same', locked: PLAIN, declared: PLAIN },
  {
    name: 'the same in another form',
    locked: PLAIN,
    declared: '- repository: file://../lib\n  version: ">=1.0.0 <2" # pinned\n  name: lib\n',
  },
  { name: 'the same with every field', locked: RICH, declared: RICH },
  { name: 'another range', locked: PLAIN, declared: PLAIN.replace('<2', '<3') },
  { name: 'a range that the lock does not meet', locked: PLAIN, declared: PLAIN.replace('>=1.0.0 <2', '^2.0.0') },
  { name: 'an alias more', locked: PLAIN, declared: PLAIN.replace('}', ', alias: more}') },
  { name: 'a condition more', locked: PLAIN, declared: PLAIN.replace('}', ', condition: lib.on}') },
  { name: 'an empty condition more', locked: PLAIN, declared: PLAIN.replace('}', ', condition: "", tags: []}') },
  { name: 'another tag', locked: RICH, declared: RICH.replace('b & c', 'b & d') },
  { name: 'another import', locked: RICH, declared: RICH.replace('2.5', '2') },
  { name: 'a dependency more', locked: PLAIN, declared: PLAIN + OTHER },
  { name: 'a dependency less', locked: PLAIN + OTHER, declared: PLAIN },
  { name: 'another order', locked: PLAIN + OTHER, declared: OTHER + PLAIN },
  { name: 'another folder', locked: PLAIN, declared: PLAIN.replace('../lib', '../lib/') },
  { name: 'a folder that has moved on', locked: PLAIN, declared: PLAIN, lib: '1.3.0' },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-lock-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function helm(major: 3 | 4, action: 'build' | 'update', chart: string): Promise<string | undefined> {
  const env = { PATH: '/nonexistent', HOME: folder, HTTPS_PROXY: 'http://127.0.0.1:9' };
  try {
    await promisify(execFile)(await oraclePath(major === 3 ? 'helm3' : 'helm4'), ['dependency', action, chart], { env });
    return undefined;
  } catch (error) {
    return error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  }
}

function ours(chart: string, major: 3 | 4): HelmRendered {
  const find = () => ({ kind: 'failed', failure: { code: 'notFetched' } }) as const;
  const request = {
    chart: { kind: 'path', path: chart },
    release: { name: 'rel', namespace: 'default' },
    values: [],
    helm: major,
  } as const;
  return renderChart(request, createNodeFiles(folder), createHelmCache(), { find, lock: 'refused' });
}

/** @returns the chart's folder below `folder`, with a lock file that the real Helm has made. */
async function lockedChart(major: 3 | 4, version: 'v1' | 'v2', { locked, declared, lib = '1.2.0' }: (typeof CASES)[number], at: string) {
  const list = (dependencies: string) => `dependencies:\n${dependencies}`;
  const inChart = (dependencies: string) => (version === 'v2' ? list(dependencies) : '');
  const own = (dependencies: string) => `apiVersion: ${version}\nname: app\nversion: 1.0.0\n${inChart(dependencies)}`;
  const of = (name: string, its: string) => `apiVersion: v2\nname: ${name}\nversion: ${its}\n`;
  writeTree(folder, {
    [`${at}/app/Chart.yaml`]: own(locked),
    ...(version === 'v1' ? { [`${at}/app/requirements.yaml`]: list(locked) } : {}),
    [`${at}/lib/Chart.yaml`]: of('lib', '1.2.0'),
    [`${at}/lib/values.yaml`]: 'exports: {data: {a: 1}}\ndeep: {er: {b: 2}}\n',
    [`${at}/other/Chart.yaml`]: of('other', '2.0.0'),
  });
  expect(await helm(major, 'update', join(folder, at, 'app'))).toBeUndefined();
  rmSync(join(folder, at, 'app/charts'), { recursive: true });
  writeTree(folder, { [`${at}/app/Chart.yaml`]: own(declared), [`${at}/lib/Chart.yaml`]: of('lib', lib) });
  if (version === 'v1') writeTree(folder, { [`${at}/app/requirements.yaml`]: list(declared) });
  return `${at}/app`;
}

describe.each([
  [3, 'v2'],
  [4, 'v2'],
  [3, 'v1'],
  [4, 'v1'],
] as const)('as Helm %i has it, of a chart of version %s', (major, version) => {
  test.each(CASES)('$name', async (each) => {
    const chart = await lockedChart(major, version, each, `${major}-${version}-${CASES.indexOf(each)}`);
    const theirs = await helm(major, 'build', join(folder, chart));
    const { failures } = ours(chart, major);
    expect(failures.map(({ code }) => code)).toEqual(theirs === undefined ? [] : ['lockOutOfSync']);
    if (theirs !== undefined) expect(theirs).toMatch(each.lib === undefined ? BROKEN : /can't get a valid version for dependency/);
  });
});

test.each([
  ['v1', []],
  ['v2', ['lockOutOfSync']],
] as const)('the digest of Helm 2 counts for charts of the first version: %s', async (version, codes) => {
  const [same] = CASES as [(typeof CASES)[number]];
  const chart = await lockedChart(3, version, same, `two-${version}`);
  const lock = join(folder, chart, version === 'v1' ? 'requirements.lock' : 'Chart.lock');
  // Of `{"dependencies":[…]}`, as Helm 2 had it.
  const json = '{"dependencies":[{"name":"lib","version":"\\u003e=1.0.0 \\u003c2","repository":"file://../lib"}]}';
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(json))).toString('hex');
  writeFileSync(lock, readFileSync(lock, 'utf8').replace(/sha256:.*/, `sha256:${digest}`));
  expect(ours(chart, 3).failures.map(({ code }) => code)).toEqual(codes);
  expect(await helm(3, 'build', join(folder, chart))).toEqual(codes.length === 0 ? undefined : expect.stringMatching(BROKEN));
});

test.each([3, 4] as const)('a chart that is declared twice is held to a version for each, as Helm %i does it', async (major) => {
  const of = (name: string, version: string) => `apiVersion: v2\nname: ${name}\nversion: ${version}\n`;
  const dependency = (from: string, version: string, alias: string) =>
    `- {name: lib, version: ${version}, repository: "file://../${from}", alias: ${alias}}\n`;
  const at = `twice-${major}`;
  const template = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Chart.Name }}-{{ .Chart.Version }}\n';
  writeTree(folder, {
    [`${at}/app/Chart.yaml`]: `${of('app', '1.0.0')}dependencies:\n${dependency('old', '1.x', 'first')}${dependency('new', '2.x', 'second')}`,
    [`${at}/old/Chart.yaml`]: of('lib', '1.4.0'),
    [`${at}/old/templates/config.yaml`]: template,
    [`${at}/new/Chart.yaml`]: of('lib', '2.5.0'),
    [`${at}/new/templates/config.yaml`]: template,
  });
  expect(await helm(major, 'update', join(folder, at, 'app'))).toBeUndefined();
  const env = { PATH: '/nonexistent', HOME: folder };
  const program = await oraclePath(major === 3 ? 'helm3' : 'helm4');
  const { stdout } = await promisify(execFile)(program, ['template', 'rel', join(folder, at, 'app')], { env });
  rmSync(join(folder, at, 'app/charts'), { recursive: true });
  const { failures, text } = ours(`${at}/app`, major);
  expect(failures).toEqual([]);
  expect(text).toContain('name: second-2.5.0');
  expect(text).toBe(stdout);
});
