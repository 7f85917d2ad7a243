// `helmCharts` on the command line: refused without --enable-helm, as kustomize refuses them, and rendered with it; origins lead into the chart.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCli, runCli } from '../support/cli';
import { type GitRepo, gitRepo } from '../support/git-repo';
import { realBuild } from '../support/kustomize';
import { oraclePath } from '../support/parts';

let bundle: string;
let fleet: GitRepo;
beforeAll(async () => {
  bundle = await buildCli();
  fleet = gitRepo({
    'overlays/prod/kustomization.yaml':
      'helmCharts:\n- name: web\n  releaseName: shop\n  valuesInline:\n    colour: green\nnamePrefix: prod-\n',
    'overlays/imaged/kustomization.yaml': 'helmCharts:\n- name: web\nimages:\n- {name: web, newTag: "2"}\n',
    'overlays/imaged/charts/web/values.yaml': '{}\n',
    'overlays/imaged/charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'overlays/imaged/charts/web/templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: out\n',
    'overlays/random/kustomization.yaml': 'helmCharts:\n- name: web\n',
    'overlays/random/charts/web/values.yaml': '{}\n',
    'overlays/random/charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'overlays/random/charts/web/templates/config.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: out\ndata:\n  drawn: a{{ randAlphaNum 11 }}\n',
    'overlays/helms/kustomization.yaml': 'helmCharts:\n- name: web\n',
    'overlays/helms/charts/web/values.yaml': '{}\n',
    'overlays/helms/charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'overlays/helms/charts/web/templates/config.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  helm: {{ .Capabilities.HelmVersion.Version }}\n',
    'overlays/prod/charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'overlays/prod/charts/web/values.yaml': 'colour: blue\n',
    'overlays/prod/charts/web/templates/config.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  fixed: one\n  colour: {{ .Values.colour }}\n  {{ include "by" . }}\n' +
      '  {{- if eq .Values.colour "green" }}\n  fresh: leaf\n  {{- end }}\n',
    'overlays/prod/charts/web/templates/_by.tpl': '{{ define "by" }}by: {{ .Values.colour }}\n  for: all{{ end }}\n',
  });
});
afterAll(() => {
  fleet.remove();
  rmSync(join(bundle, '..'), { recursive: true, force: true });
});

const cli = (...args: readonly string[]) => runCli(bundle, args, { cwd: fleet.root });

it('are refused without the flag, at their line', async () => {
  const { code, stdout, stderr } = await cli('render', 'overlays/prod');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^overlays\/prod\/kustomization\.yaml:2:3: helmNotEnabled: .*--enable-helm/);
});

it('and nothing is said of what may match them, where they were not rendered', async () => {
  const { stderr } = await cli('render', 'overlays/imaged');
  expect(stderr).toMatch(/^overlays\/imaged\/kustomization\.yaml:2:3: helmNotEnabled: .*\n$/);
  expect(JSON.parse((await cli('render', 'overlays/imaged', '--json')).stdout)).toMatchObject({ warnings: [] });
  expect((await cli('render', 'overlays/imaged', '--enable-helm')).stderr).toMatch(/imageMatchesNothing/);
});

it('are rendered with it, to the bytes that kustomize and Helm give', async () => {
  const { code, stdout, stderr } = await cli('render', 'overlays/prod', '--enable-helm');
  expect([code, stderr]).toEqual([0, '']);
  const flags = ['--enable-helm', '--helm-command', await oraclePath('helm4')];
  const real = await realBuild(await oraclePath('kustomize'), join(fleet.root, 'overlays/prod'), flags, { HOME: fleet.root });
  expect(real).toEqual({ kind: 'yaml', yaml: stdout });
});

it('lead to the line of the template that wrote a value', async () => {
  const { stdout } = await cli('render', 'overlays/prod', '--enable-helm', '--why');
  expect(stdout).toMatch(/fixed: one +# overlays\/prod\/charts\/web\/templates\/config\.yaml:6/);
});

it('are part of the preview of an overlay', async () => {
  const { code, stdout } = await cli('preview', 'prod');
  expect([code, stdout]).toEqual([0, expect.stringContaining('colour: green')]);
});

it('know the values that a field was made of', async () => {
  const { stdout } = await cli('why', 'prod', 'ConfigMap/prod-shop', 'data.colour');
  expect(stdout).toMatch(/^data\.colour: green\n {2}overlays\/prod\/(?:kustomization\.yaml:5|charts\/web\/templates\/config\.yaml:7)/);
});

it('know the calls of templates that led to a field', async () => {
  const templates = 'overlays/prod/charts/web/templates';
  const { stdout } = await cli('why', 'prod', 'ConfigMap/prod-shop', 'data.by');
  expect(stdout).toContain(`  written by ${templates}/_by.tpl:1:25  (template)\n    through ${templates}/config.yaml:8:6\n`);
  const plain = await cli('why', 'prod', 'ConfigMap/prod-shop', 'data.for');
  expect(plain.stdout).toBe(`data.for: all\n  ${templates}/_by.tpl:2:8  (template)\n    through ${templates}/config.yaml:8:6\n`);
});

it('name the values that a condition around a field read', async () => {
  const { stdout } = await cli('why', 'prod', 'ConfigMap/prod-shop', 'data.fresh');
  expect(stdout).toBe(
    'data.fresh: leaf\n  overlays/prod/charts/web/templates/config.yaml:10:10  (template)\n' +
      '  decided by overlays/prod/kustomization.yaml:5:13  (values)\n    over overlays/prod/charts/web/values.yaml:1:9  (values)\n',
  );
  const { stdout: fixed } = await cli('why', 'prod', 'ConfigMap/prod-shop', 'data.fixed');
  expect(fixed).not.toContain('decided by');
});

it('are rendered in the ways of the Helm that --helm-version names, which is nothing without --enable-helm', async () => {
  const [third, fourth] = [
    await cli('render', 'overlays/helms', '--enable-helm', '--helm-version', '3'),
    await cli('render', 'overlays/helms', '--enable-helm'),
  ];
  expect([third.code, third.stdout]).toEqual([0, expect.stringContaining('helm: v3.22.0')]);
  expect([fourth.code, fourth.stdout]).toEqual([0, expect.stringContaining('helm: v4.3.1')]);
  const without = await cli('render', 'overlays/helms', '--helm-version', '3');
  expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('--enable-helm')]);
});

it('draw real random values with --real-random, other ones each time; where that makes no sense it is said', async () => {
  const render = () => cli('render', 'overlays/random', '--enable-helm', '--real-random');
  const [first, second] = [await render(), await render()];
  expect(first.stdout).toMatch(/drawn: [A-Za-z0-9]{12}$/m);
  expect(second.stdout).not.toBe(first.stdout);
  expect((await cli('render', 'overlays/random', '--enable-helm')).stdout).toBe(
    (await cli('render', 'overlays/random', '--enable-helm')).stdout,
  );
  for (const [args, words] of [
    [['render', 'overlays/random', '--real-random'], '--real-random is for charts, which are rendered with --enable-helm.'],
    [
      ['render', 'overlays/random', '--enable-helm', '--real-random', '--verify'],
      '--verify compares, and random values are never the same twice.',
    ],
    [['render', '--batch', '--enable-helm', '--real-random'], '--batch takes no --real-random.'],
    [['diff', 'prod', '--real-random'], '--real-random'],
  ] as const) {
    const { code, stdout, stderr } = await cli(...args);
    expect([code, stdout], args.join(' ')).toEqual([2, '']);
    expect(stderr).toContain(words);
  }
});
