// Other repositories of which a clone is named: rendered from it as it is checked out, with what is checked out said, and nothing outside of it read.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';
import { type GitRepo, gitRepo } from '../support/git-repo';

const fixture = cliFixture();
const URL = 'https://git.example/org/platform';
let fleet: GitRepo;
let platform: GitRepo;

const source = (name: string, ref: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {url: "ssh://git@git.example/org/platform.git", ref: ${ref}}\n`;
const flux = (name: string, path: string) =>
  `---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\n` +
  `spec: {path: ${path}, prune: true, interval: 1m, sourceRef: {kind: GitRepository, name: platform}}\n`;
const map = (name: string, value = 'of the clone') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {told: ${value}}\n`;

beforeEach(() => {
  fleet = gitRepo({
    'clusters/dev/source.yaml': source('platform', '{tag: v1.0.0}'),
    'clusters/dev/web.yaml': flux('web', './apps/web') + flux('all', './clusters'),
    'clusters/dev/release.yaml':
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: chart, namespace: default}\nspec:\n  interval: 1m\n' +
      '  chart:\n    spec:\n      chart: ./chart\n      valuesFiles: [./chart/other.yaml]\n      sourceRef: {kind: GitRepository, name: platform, namespace: flux-system}\n',
    'clusters/dev/kustomization.yaml': 'resources: [source.yaml, web.yaml, release.yaml]\n',
    'clusters/dev/flux-system.yaml': flux('flux-system', './clusters/dev').replace('name: platform}', 'name: flux-system}'),
    'argo/dev/app.yaml':
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: argo-web, namespace: argocd}\nspec:\n  project: default\n' +
      `  destination: {namespace: web, server: https://kubernetes.default.svc}\n  source: {repoURL: "git@git.example:org/platform", path: apps/web, targetRevision: main}\n`,
    'fleet/dev/gitrepo.yaml':
      'apiVersion: fleet.cattle.io/v1alpha1\nkind: GitRepo\nmetadata: {name: ranch, namespace: fleet-default}\n' +
      `spec: {repo: "${URL}", branch: main, paths: [bundle], targets: [{name: dev}]}\n`,
    'overlays/dev/kustomization.yaml': `resources: ["${URL}//apps/web?ref=main"]\nnamePrefix: dev-\n`,
  });
  platform = gitRepo({
    'apps/web/kustomization.yaml': 'resources: [map.yaml, ../../shared]\n',
    'apps/web/map.yaml': map('web'),
    'shared/kustomization.yaml': 'resources: [map.yaml]\n',
    'shared/map.yaml': map('shared'),
    'clusters/ks.yaml': flux('inner', './apps/inner'),
    'apps/inner/map.yaml': map('inner'),
    'apps/inner/left-out.yaml': map('left-out'),
    '.sourceignore': 'left-out.yaml\n',
    'bundle/map.yaml': map('bundle'),
    'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
    'chart/other.yaml': 'told: by the other file\n',
    'chart/templates/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: of-chart}\ndata: {told: {{ .Values.told }}}\n',
  });
});
afterEach(() => {
  fleet.remove();
  platform.remove();
});

const run = (...args: string[]) => fixture.cli(args, { cwd: fleet.root });
const mapped = () => ['--repository', `${URL}=${relative(fleet.root, platform.root)}`];

test('without a clone, what a source holds is not known, and the reason names what to do', async () => {
  const { stdout } = await run('explain', 'dev', 'web');
  expect(stdout).toContain('another source than this repository: ssh://git.example/org/platform.git');
  expect(stdout).toContain('setting plumbline.repositories, or with --repository');
});

test('a Flux source is rendered from the clone, with the Kustomizations in it and without what it ignores', async () => {
  const { stdout, stderr, code } = await run('preview', 'dev', 'web', '--why', ...mapped());
  expect([code, stdout]).toEqual([0, expect.stringContaining('name: shared')]);
  const where = relative(fleet.root, platform.root);
  expect(stdout).toContain(`${where}/apps/web/map.yaml:4`);
  expect(stderr).toContain(`is mapped to ${where}, which is at ${platform.git('rev-parse', 'HEAD').slice(0, 8)} of the branch main`);
  expect(stderr).toContain('and not at the tag v1.0.0, which is asked for');
  const inner = await run('preview', 'dev', 'inner', ...mapped());
  expect(inner.stdout).toContain('name: inner');
  expect(inner.stdout).not.toContain('left-out');
});

test('what is checked out is said as it is: a tag that is asked for, and files that are changed', async () => {
  platform.git('tag', 'v1.0.0');
  writeFileSync(join(platform.root, 'apps/web/map.yaml'), map('web', 'changed'));
  const { stdout, stderr } = await run('preview', 'dev', 'web', ...mapped());
  expect(stdout).toContain('told: changed');
  expect(stderr).not.toContain('asked for');
  expect(stderr).toContain('changed there and not committed: apps/web/map.yaml');
});

test.each([
  ['chart', 'told: by the other file'],
  ['ranch-bundle', 'name: bundle'],
])('the app %s is rendered from the clone', async (app, expected) => {
  const { stdout, stderr, code } = await run('preview', 'dev', app, ...mapped());
  expect([code, stdout, stderr]).toEqual([0, expect.stringContaining(expected), expect.stringContaining('is mapped to')]);
});

test('an Application is rendered from the clone', async () => {
  const { stdout, code } = await run('preview', 'dev', 'argo-web', ...mapped());
  expect([code, stdout]).toEqual([0, expect.stringContaining('name: shared')]);
});

test('a remote base is the clone as it is checked out, and is not fetched', async () => {
  const { stdout, stderr, code } = await run('render', 'overlays/dev', '--offline', ...mapped());
  expect([code, stdout]).toEqual([0, expect.stringContaining('name: dev-shared')]);
  expect(stderr).toContain(`note: ${URL} is mapped to`);
});

/** What a process that stays answers to a line before a change and after it. */
async function aroundChange(args: readonly string[], line: string, change: () => void): Promise<readonly string[]> {
  const child = spawn(process.execPath, [fixture.bundle, ...args, ...mapped()], { cwd: fleet.root });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    child.stdin.write(`${line}\n`);
    return JSON.parse((await lines.next()).value as string).yaml;
  };
  const before = await answer();
  change();
  const answers = [before, await answer()];
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
  return answers;
}

test('with --batch as well, and what is changed in the clone since is seen', async () => {
  const change = () => platform.write('apps/web/map.yaml', map('web', 'changed since'));
  const [before, after] = await aroundChange(['render', '--batch', '--offline'], 'overlays/dev', change);
  expect([before, after]).toEqual([expect.stringContaining('told: of the clone'), expect.stringContaining('told: changed since')]);
});

test('helm takes the same option, for values of a clone, and links that lead out of it are refused', async () => {
  const values = relative(fleet.root, join(platform.root, 'chart/other.yaml'));
  const chart = {
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/templates/map.yaml': map('web', '{{ .Values.told }}'),
  };
  for (const [path, content] of Object.entries(chart)) fleet.write(path, content);
  const input = `${JSON.stringify({ chart: 'web', values: [values] })}\n`;
  const batch = () => fixture.cli(['helm', '--batch', ...mapped()], { cwd: fleet.root, input });
  const one = await run('helm', 'web', '-f', values, ...mapped());
  expect([one.code, one.stdout]).toEqual([0, expect.stringContaining('told: by the other file')]);
  expect(JSON.parse((await batch()).stdout)).toMatchObject({ chart: 'web', yaml: one.stdout });
  const change = () => platform.write('chart/other.yaml', 'told: changed since\n');
  expect(await aroundChange(['helm', '--batch'], input.trim(), change)).toEqual([
    one.stdout,
    expect.stringContaining('told: changed since'),
  ]);
  writeFileSync(join(dirname(platform.root), 'secret.yaml'), 'told: hunter2\n');
  rmSync(join(platform.root, 'chart/other.yaml'));
  symlinkSync(join(dirname(platform.root), 'secret.yaml'), join(platform.root, 'chart/other.yaml'));
  const refused = await run('helm', 'web', '-f', values, ...mapped());
  expect([refused.code, refused.stdout, refused.stderr]).toEqual([1, '', expect.stringContaining('outsideRoot')]);
  expect(JSON.parse((await batch()).stdout)).toMatchObject({ error: { code: 'outsideRoot' } });
});

test('neither a path nor a link leads out of the clone', async () => {
  const outside = dirname(platform.root);
  writeFileSync(join(outside, 'secret.yaml'), map('secret', 'hunter2'));
  symlinkSync(join(outside, 'secret.yaml'), join(platform.root, 'apps/web/link.yaml'));
  platform.write('apps/web/kustomization.yaml', 'resources: [map.yaml, link.yaml, ../../../secret.yaml]\n');
  for (const args of [
    ['preview', 'dev', 'web'],
    ['preview', 'dev', 'argo-web'],
    ['render', 'overlays/dev', '--offline'],
  ]) {
    const { stdout, stderr, code } = await run(...args, ...mapped());
    expect([code, `${stdout}${stderr}`]).toEqual([1, expect.not.stringContaining('hunter2')]);
    expect(stderr.match(/outsideRoot/g)?.length).toBeGreaterThan(1);
  }
});

test('a folder that is not there, and what is no pair, are mistakes of the call', async () => {
  for (const value of [`${URL}=nowhere`, 'nonsense']) {
    for (const verb of [['environments'], ['render', '--batch'], ['helm', '--batch'], ['helm', 'chart']]) {
      const { code, stderr } = await run(...verb, '--repository', value);
      expect([code, stderr]).toEqual([2, expect.stringContaining(value.split('=').at(-1) ?? '')]);
    }
  }
});

test('an earlier commit is rendered with the clone as well', async () => {
  const { code, stdout } = await run('diff', 'dev', 'web', '--against-rev', 'HEAD', ...mapped());
  expect([code, stdout]).toEqual([0, 'dev against HEAD: no differences\n']);
});

test.each([
  ['changed or not', 'whether files are changed there is not known', () => platform.write('.git/index', 'no index')],
  ['at a commit or not', 'of which git tells no commit', () => platform.write('.git/HEAD', 'ref: refs/heads/unborn\n')],
  ['a repository or not', 'of which git tells no commit', () => rmSync(join(platform.root, '.git'), { recursive: true })],
])('of a clone that git does not tell to be %s, nothing is claimed', async (_, said, spoil) => {
  spoil();
  const { stdout, stderr, code } = await run('preview', 'dev', 'web', ...mapped());
  expect([code, stdout]).toEqual([0, expect.stringContaining('name: shared')]);
  expect(stderr).toContain(said);
  expect(stderr).not.toContain('not committed');
});

test('however many files are changed in a clone, the first are named and the rest counted', async () => {
  for (let index = 100; index < 250; index++) platform.write(`new-${index}.txt`, '');
  const { stderr } = await run('preview', 'dev', 'web', ...mapped());
  expect(stderr).toContain('changed there and not committed: new-100.txt, new-101.txt, new-102.txt and 147 more');
});

describe('a version that has the commit of its source', () => {
  beforeEach(() => {
    platform.write('chart/Chart.yaml', 'apiVersion: v2\nname: chart\nversion: 1.0.0\n');
    platform.write('chart/other.yaml', 'told: by the other file\n');
    platform.write(
      'chart/templates/map.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: of-chart}\ndata: {version: {{ .Chart.Version }}}\n',
    );
    platform.git('add', '-A');
    platform.git('commit', '-qm', 'Told version');
    const release = readFileSync(join(fleet.root, 'clusters/dev/release.yaml'), 'utf8');
    fleet.write('clusters/dev/release.yaml', release.replace('chart: ./chart\n', 'chart: ./chart\n      reconcileStrategy: Revision\n'));
  });

  test('has that of a clone, where what is asked for is checked out', async () => {
    platform.git('tag', 'v1.0.0');
    const { stdout, code } = await run('preview', 'dev', 'chart', ...mapped());
    expect([code, stdout]).toEqual([0, expect.stringContaining(`version: 1.0.0+${platform.git('rev-parse', 'HEAD').slice(0, 12)}.1\n`)]);
  });

  test.each([
    ['another commit is checked out', /of the branch main is checked out, and not the tag v1\.0\.0, which is asked for/, () => undefined],
    [
      'files are changed',
      /what is changed is not committed: new\.txt/,
      () => {
        platform.git('tag', 'v1.0.0');
        platform.write('new.txt', '');
      },
    ],
    ['git does not say', /git does not say whether files are changed/, () => platform.write('.git/index', 'no index')],
  ])('has none where %s, which is said', async (_, why, prepare) => {
    prepare();
    const { stdout, stderr, code } = await run('preview', 'dev', 'chart', ...mapped());
    expect([code, stdout]).toEqual([1, expect.stringContaining('version: 1.0.0+unknown.1\n')]);
    expect(stderr).toMatch(/^clusters\/dev\/release\.yaml:9:26: commitUnknown: /m);
    expect(stderr).toMatch(why);
  });
});
