// What there is much of is told together on a terminal, and one by one in JSON; what is unknown says so first.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fluxKustomization } from '../engine/discover/trees';
import { release } from '../engine/render/flux/helm-trees';
import { cliFixture } from '../support/cli-fleet';
import { type GitRepo, gitRepo } from '../support/git-repo';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();

const names = (word: string, count: number) => Array.from({ length: count }, (_, at) => `${word}${at}`);
const remote = (name: string) =>
  release(
    'values: {size: 1}',
    `chart: ${name === 'release0' ? 'other' : 'show'}\nversion: 1.0.0\nsourceRef: {kind: HelmRepository, name: charts}`,
  ).replace('name: web', `name: ${name}`);
const external = (name: string) =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: ${name}, namespace: shop}\nspec: {target: {name: ${name}}}\n`;
const TREE = {
  'clusters/dev/ks.yaml': fluxKustomization('apps', './app'),
  'app/source.yaml':
    'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: charts, namespace: shop}\nspec: {url: "https://charts.example.com"}\n',
  ...Object.fromEntries(names('release', 5).map((name) => [`app/${name}.yaml`, remote(name)])),
  ...Object.fromEntries(names('key', 6).map((name) => [`app/${name}.yaml`, external(name)])),
};

let repo: GitRepo;
beforeEach(() => {
  repo = gitRepo(TREE);
});
afterEach(() => repo.remove());
const cli = (...args: string[]) => fixture.cli([...args, '--offline'], { cwd: repo.root });

const TOGETHER =
  'notFetched: 2 charts and bases have not been fetched, and what they hold is unknown in 5 places. Fetch them with “Plumbline: Fetch Remote Bases”, or on the command line without --offline.';
const ROWS = [
  'show 1.0.0 from https://charts.example.com  (app/release1.yaml:12 and 3 more)',
  'other 1.0.0 from https://charts.example.com  (app/release0.yaml:12)',
];

describe('charts that are not fetched', () => {
  test('are told together by check, and one by one in JSON', async () => {
    const { stdout } = await cli('check');
    expect(stdout).toContain(`note: ${TOGETHER}\n  ${ROWS.join('\n  ')}\n5 notes in `);
    const json = expectShape('check', JSON.parse((await cli('check', '--json')).stdout)) as { problems: { code: string }[] };
    expect(json.problems.map(({ code }) => code)).toEqual(names('', 5).map(() => 'notFetched'));
    expect((await cli('check', '--format', 'markdown')).stdout.match(/^\| 🔵/gm)).toHaveLength(1);
  });

  test('are told together by preview and explain', async () => {
    expect((await cli('preview', 'dev')).stderr).toContain(`${TOGETHER}\n  ${ROWS.join('\n  ')}\n`);
    expect((await cli('explain', 'dev')).stdout).toContain(`\n- ${TOGETHER}\n  - ${ROWS.join('\n  - ')}\n`);
  });

  test('leave unknown whether there is an object, and say so first', async () => {
    const { code, stderr } = await cli('why', 'dev', 'Deployment/web', 'spec');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^objectUnknown: It is not known whether the environment renders Deployment\/web: /),
    });
  });

  test('are unknown before and after, which a diff says once', async () => {
    const { code, stdout } = await cli('diff', 'dev', '--against-rev', 'HEAD');
    expect(code).toBe(2);
    expect(stdout.match(/unknown, before and after: .*notFetched/g)).toHaveLength(5);
    expect(stdout).not.toMatch(/unknown, before: |^ {2}unknown: /m);
  });
});

test('notes on many objects are counted for an environment, and stand one by one for fewer', async () => {
  const { stderr } = await cli('preview', 'dev');
  expect(stderr.match(/^note: /gm)).toHaveLength(1);
  expect(stderr).toContain('note: 6 ExternalSecret: make Secrets in the cluster; Git does not hold their values (');
  repo.write('app/key0.yaml', '');
  expect((await cli('preview', 'dev')).stderr.match(/^note: ExternalSecret\/key\d in shop: Makes the Secret/gm)).toHaveLength(5);
});

test('environments --json --all has what is of no environment', async () => {
  repo.write('atlantis.yaml', 'version: 3\nprojects:\n- {name: network, dir: network}\n');
  const all = expectShape('allEnvironments', JSON.parse((await cli('environments', '--json', '--all')).stdout));
  expect(all).toMatchObject({ environments: [{ name: 'dev' }], otherParts: [{ name: 'network' }], hidden: [], failures: [] });
  const { stdout, stderr } = await cli('environments', '--json');
  expect(expectShape('environments', JSON.parse(stdout))).toMatchObject([{ name: 'dev' }]);
  expect(stderr).toContain('of no environment');
});

describe('what a command names wrongly ends it with 2', () => {
  test.each([
    [['reach', 'nothing.yaml:1'], 'notFound'],
    [['environments', '--repo', 'nowhere'], 'notFound'],
    [['promote', 'apps', '--from', 'dev', '--to', 'dev'], 'usage'],
    [['diff', 'gone'], 'noSuchEnvironment'],
  ])('%j', async (args, code) => {
    const result = await cli(...args);
    expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(new RegExp(`^${code}: `)) });
  });

  test('no kube-context at all, with how to name one', async () => {
    const { code, stderr } = await fixture.cli(['diff', 'dev', '--offline'], { cwd: repo.root, env: { KUBECONFIG: '/nonexistent' } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^noCluster: .*--context.*--snapshot/);
  });
});
