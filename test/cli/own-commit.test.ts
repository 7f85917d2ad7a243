// `reconcileStrategy: Revision` on a chart of the repository itself: the commit that its version has, or why none can be told.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';
import { type GitRepo, gitRepo } from '../support/git-repo';

const fixture = cliFixture();
let fleet: GitRepo;

const SOURCE =
  'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: flux-system, namespace: flux-system}\n' +
  'spec: {url: "https://git.example/org/fleet", ref: {branch: main}}\n';
const KUSTOMIZATION =
  'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\n' +
  'spec: {path: ./apps, prune: true, interval: 1m, sourceRef: {kind: GitRepository, name: flux-system}}\n';
const RELEASE =
  'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  interval: 1m\n  chart:\n    spec:\n' +
  '      chart: charts/web\n      reconcileStrategy: Revision\n      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}\n';

beforeEach(() => {
  fleet = gitRepo({
    'clusters/dev/source.yaml': SOURCE,
    'clusters/dev/apps.yaml': KUSTOMIZATION,
    'apps/release.yaml': RELEASE,
    'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'charts/web/templates/map.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  labels: {helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}}\n',
  });
});
afterEach(() => fleet.remove());

const run = (...args: string[]) => fixture.cli(args, { cwd: fleet.root });
const head = (revision = 'HEAD') => fleet.git('rev-parse', revision).slice(0, 12);

test('is the last one, where all is committed', async () => {
  const { stdout, stderr, code } = await run('preview', 'dev', 'web');
  expect([code, stdout, stderr]).toEqual([0, expect.stringContaining(`helm.sh/chart: web-1.0.0_${head()}\n`), '']);
});

test('is that in a folder of the repository as well', async () => {
  const { stdout, code } = await fixture.cli(['preview', 'dev', 'web', '--repo', fleet.root], { cwd: `${fleet.root}/apps` });
  expect([code, stdout]).toEqual([0, expect.stringContaining(`web-1.0.0_${head()}\n`)]);
});

test.each([
  ['a file is changed', 'what is changed is not committed: apps/release.yaml', () => fleet.write('apps/release.yaml', `${RELEASE}\n`)],
  ['a file is new', 'what is changed is not committed: apps/new.txt', () => fleet.write('apps/new.txt', '')],
  [
    'another branch is checked out',
    'of the branch next is checked out, and not the branch main, which is asked for',
    () => void fleet.git('checkout', '-qb', 'next'),
  ],
  ['no branch is', 'is checked out, and not the branch main, which is asked for', () => void fleet.git('checkout', '-q', '--detach')],
])('is not known where %s, which is said, and where to go on', async (_, why, prepare) => {
  prepare();
  const { stdout, stderr, code } = await run('preview', 'dev', 'web');
  expect([code, stdout]).toEqual([1, expect.stringContaining('helm.sh/chart: web-1.0.0_unknown\n')]);
  expect(stderr).toMatch(/^apps\/release\.yaml:9:26: commitUnknown: The version of the chart gets the commit of its source/m);
  expect(stderr).toContain(why);
  expect(stderr).toContain('“unknown” stands in its place; commit what is changed, and check out what the source asks for');
});

test('of an earlier commit is that commit, and what came of it differs from what comes of the last', async () => {
  const before = head();
  fleet.write('clusters/dev/note.txt', 'more\n');
  fleet.git('add', '-A');
  fleet.git('commit', '-qm', 'More');
  const { stdout, code } = await run('diff', 'dev', 'web', '--against-rev', 'HEAD~1');
  expect(code).toBe(1);
  expect(stdout).toContain(`-    helm.sh/chart: web-1.0.0_${before}\n+    helm.sh/chart: web-1.0.0_${head()}\n`);
  fleet.write('clusters/dev/note.txt', 'changed\n');
  const changed = await run('diff', 'dev', 'web', '--against-rev', 'HEAD');
  expect([changed.code, changed.stdout]).toEqual([2, expect.stringContaining('unknown: apps/release.yaml:9:26')]);
});

test('of an environment branch is the last one of that branch', async () => {
  fleet.git('branch', 'env/staging');
  fleet.write('clusters/dev/note.txt', 'more\n');
  const { stdout, code } = await run('preview', 'staging', 'web');
  expect([code, stdout]).toEqual([0, expect.stringContaining(`web-1.0.0_${head('env/staging')}\n`)]);
});
