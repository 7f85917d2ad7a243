// Sources that follow another branch of their own repository, in a real one: what they get is that branch as git knows it, and not what is open.
import { beforeEach, describe, expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';

const fixture = cliFixture();
const URL = 'https://example.com/org/fleet.git';

const config = (name: string, size: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {size: ${size}}\n`;
const application = (name: string, revision: string, source = 'path: web') =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd}\nspec:\n  project: default\n` +
  `  source: {repoURL: ${URL}, ${source}, targetRevision: ${revision}}\n  destination: {name: uat, namespace: web}\n`;

/** Commits files on a branch that has nothing else, and comes back. @returns the commit. */
function branch(name: string, files: Readonly<Record<string, string>>): string {
  const { repo } = fixture;
  repo.git('switch', '-q', '--orphan', name);
  for (const [path, content] of Object.entries(files)) repo.write(path, content);
  repo.git('add', '-A');
  repo.git('commit', '-q', '-m', name);
  const commit = repo.git('rev-parse', 'HEAD').trim();
  repo.git('switch', '-q', 'main');
  return commit;
}

function commit(files: Readonly<Record<string, string>>): void {
  const { repo } = fixture;
  for (const [path, content] of Object.entries(files)) repo.write(path, content);
  repo.git('add', '-A');
  repo.git('commit', '-q', '-m', 'More');
}

async function rows() {
  const { stdout } = await fixture.cli(['environments', '--json']);
  const environments = JSON.parse(stdout) as readonly { name: string; apps: readonly { app: string; path: string }[] }[];
  return environments.flatMap(({ name, apps }) =>
    apps.map(({ app, path }) => `${name}/${app} ${path.replace(/@[0-9a-f]{40}\S*?(?=\/|$)/, '@')}`),
  );
}

beforeEach(() => fixture.repo.git('remote', 'add', 'origin', URL));

describe('an Application that follows an environment branch', () => {
  beforeEach(() => commit({ 'argocd/web.yaml': application('web', 'env/qa'), 'web/a.yaml': config('web', 'open') }));

  test('gets the tree of that branch: of the one here, and of the remote’s where that was fetched', async () => {
    const own = branch('env/qa', { 'web/a.yaml': config('web', 'local') });
    const local = await fixture.cli(['preview', 'uat', 'web']);
    expect(local.stdout).toContain('size: local');
    expect(local.stderr).toBe(
      `note: ${URL} is the address of this working tree's remote origin; it follows the branch env/qa (the environment qa), and what is shown is env/qa at ${own.slice(0, 8)}\n`,
    );
    expect(local.code).toBe(0);
    const fetched = branch('fetched', { 'web/a.yaml': config('web', 'remote') });
    fixture.repo.git('update-ref', 'refs/remotes/origin/env/qa', fetched);
    const remote = await fixture.cli(['preview', 'uat', 'web', '--offline']);
    expect(remote.stdout).toContain('size: remote');
    expect(remote.stderr).toContain(`and what is shown is origin/env/qa at ${fetched.slice(0, 8)}`);
    expect(await rows()).toContain('uat/web env/qa@/web');
    const why = await fixture.cli(['why', 'uat', 'ConfigMap/web', 'data.size']);
    expect(why.stdout).toMatch(/env\/qa@[0-9a-f]{40}\S*\/web\/a\.yaml:4/);
    expect(fixture.repo.git('status', '--porcelain')).toBe('');
  });

  test('gets nothing that is known where no ref has it, and says how to fetch it', async () => {
    const { stdout, stderr, code } = await fixture.cli(['preview', 'uat', 'web']);
    expect(stdout).not.toContain('size:');
    expect(stderr).toContain(
      'otherBranch: web follows the branch or tag env/qa, which this clone does not have: correct the name, or run git fetch origin env/qa:refs/remotes/origin/env/qa.',
    );
    expect(code).not.toBe(0);
    expect((await fixture.cli(['environments'])).stdout).toContain('which this clone does not have');
  });

  test.each(['checked out', 'brought to'])('gets what is open where that branch is %s', async (how) => {
    branch('env/qa', { 'argocd/web.yaml': application('web', 'env/qa'), 'web/a.yaml': config('web', 'committed') });
    fixture.repo.git('switch', '-q', 'env/qa');
    if (how === 'brought to') {
      fixture.repo.git('update-ref', 'refs/remotes/origin/env/qa', 'HEAD');
      fixture.repo.git('switch', '-q', '-c', 'fix', '--track', 'origin/env/qa');
    }
    fixture.repo.write('web/a.yaml', config('web', 'edited'));
    const environment = how === 'brought to' ? 'uat' : 'qa';
    expect((await fixture.cli(['preview', environment, 'web'])).stdout).toContain('size: edited');
  });

  test('compares with its past as the branch is now, and with another branch that it followed', async () => {
    branch('env/qa', { 'web/a.yaml': config('web', 'qa') });
    branch('env/canary', { 'web/a.yaml': config('web', 'canary') });
    commit({ 'web/a.yaml': config('web', 'later') });
    expect((await fixture.cli(['diff', 'uat', '--against-rev', 'HEAD~1'])).stdout).toContain('no differences');
    fixture.repo.write('argocd/web.yaml', application('web', 'env/canary'));
    const { stdout, code } = await fixture.cli(['diff', 'uat', '--against-rev', 'HEAD']);
    expect(stdout).toContain('-  size: qa\n+  size: canary\n');
    expect(code).toBe(1);
  });

  test('finds its versions there, and a promotion of them leads to the environment of the branch', async () => {
    const pinned = (tag: string) => ({
      'web/kustomization.yaml': `resources: [a.yaml]\nimages: [{name: web, newTag: "${tag}"}]\n`,
      'web/a.yaml': config('web', 'x'),
    });
    branch('env/qa', pinned('1.0'));
    branch('release', pinned('1.0'));
    commit({ 'apps/web/overlays/staging/kustomization.yaml': 'images: [{name: web, newTag: "2.0"}]\n' });
    const json = JSON.parse((await fixture.cli(['environments', '--json'])).stdout);
    const uat = json.find(({ name }: { name: string }) => name === 'uat');
    expect(uat.apps[0].versions).toMatchObject([{ image: 'web', tag: '1.0', line: 2 }]);
    const refused = await fixture.cli(['promote', 'web', '--from', 'staging', '--to', 'uat']);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain(
      'its line is on the branch env/qa, which the app follows; promote to qa, the environment that is that branch',
    );
    fixture.repo.write('argocd/web.yaml', application('web', 'release'));
    const other = await fixture.cli(['promote', 'web', '--from', 'staging', '--to', 'uat']);
    expect(other.stderr).toContain('its line is on the branch release, which the app follows; check that branch out, and promote there');
  });

  test('has no second row for the overlay that stands for it in the open tree', async () => {
    const overlay = {
      'apps/cart/overlays/uat/kustomization.yaml': 'resources: [a.yaml]\n',
      'apps/cart/overlays/uat/a.yaml': config('cart', 'open'),
    };
    branch('env/qa', overlay);
    commit({ ...overlay, 'argocd/web.yaml': application('web', 'env/qa', 'path: apps/cart/overlays/uat') });
    expect((await rows()).filter((row) => row.startsWith('uat/'))).toEqual(['uat/web env/qa@/apps/cart/overlays/uat']);
  });
});

test('an Application of applications on another branch applies them as that branch has them', async () => {
  branch('live', { 'apps/one.yaml': application('one', 'live', 'path: one'), 'one/a.yaml': config('one', 'live') });
  commit({
    'argocd/root.yaml': application('root', 'live', 'path: apps'),
    'apps/one.yaml': application('one', 'HEAD', 'path: one'),
    'apps/two.yaml': application('two', 'HEAD', 'path: one'),
    'one/a.yaml': config('one', 'open'),
  });
  expect((await rows()).filter((row) => row.startsWith('uat/'))).toEqual(['uat/one live@/one', 'uat/root live@/apps']);
  expect((await fixture.cli(['preview', 'uat', 'one'])).stdout).toContain('size: live');
});

test('a project of Argo CD that an Application has from another branch is declared', async () => {
  const project =
    'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: team, namespace: argocd}\n' +
    "spec: {sourceRepos: ['*'], destinations: [{namespace: '*', name: '*', server: '*'}]}\n";
  const one = application('one', 'live', 'path: one').replace('project: default', 'project: team');
  branch('live', { 'apps/project.yaml': project, 'apps/one.yaml': one, 'one/a.yaml': config('one', 'live') });
  commit({ 'argocd/root.yaml': application('root', 'live', 'path: apps') });
  const { stdout, stderr, code } = await fixture.cli(['preview', 'uat', 'one']);
  expect(stdout).toContain('size: live');
  expect(stderr).not.toContain('project');
  expect(code).toBe(0);
});

test('values files of another source come from the branch which that follows', async () => {
  branch('live', { 'values/web.yaml': 'size: live\n' });
  commit({
    'argocd/web.yaml':
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\nspec:\n  destination: {name: uat, namespace: web}\n  sources:\n` +
      `  - {repoURL: ${URL}, path: chart, targetRevision: main, helm: {valueFiles: [$values/values/web.yaml]}}\n  - {repoURL: ${URL}, ref: values, targetRevision: live}\n`,
    'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
    'chart/values.yaml': 'size: default\n',
    'chart/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {size: "{{ .Values.size }}"}\n',
    'values/web.yaml': 'size: open\n',
  });
  const { stdout, stderr } = await fixture.cli(['preview', 'uat', 'web']);
  expect(stdout, stderr).toContain('size: live');
});

describe('a Flux Kustomization whose GitRepository follows another branch', () => {
  const source = (name: string, ref: string) =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {url: '${URL}', ref: {branch: ${ref}}}\n---\n`;
  const kustomization = (name: string, path: string, from: string) =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {path: ${path}, sourceRef: {kind: GitRepository, name: ${from}}}\n`;

  test('gets the tree of that branch, without the files that its own rules leave out', async () => {
    branch('live', { 'web/a.yaml': config('web', 'live'), 'web/b.yaml': config('b', 'live'), 'web/.sourceignore': 'b.yaml\n' });
    commit({
      'clusters/uat/web.yaml': source('live', 'live') + kustomization('web', './web', 'live'),
      'web/a.yaml': config('web', 'open'),
    });
    const { stdout, stderr, code } = await fixture.cli(['preview', 'uat', 'web']);
    expect(stdout).toContain('size: live');
    expect(stdout).not.toContain('name: b');
    expect(stderr).toMatch(/^note: GitRepository live .*; it follows the branch live, and what is shown is live at [0-9a-f]{8}$/m);
    expect(code).toBe(0);
  });

  test('as the one that Flux was installed from leads to what is on that branch alone', async () => {
    const flux = source('flux-system', 'live') + kustomization('flux-system', './clusters/uat', 'flux-system');
    branch('live', {
      'clusters/uat/flux.yaml': flux,
      'clusters/uat/web.yaml': kustomization('web', './web', 'flux-system'),
      'web/a.yaml': config('web', 'live'),
    });
    commit({
      'clusters/uat/flux.yaml': flux,
      'clusters/uat/web.yaml': kustomization('web', './web', 'flux-system'),
      'clusters/uat/later.yaml': kustomization('later', './web', 'flux-system'),
      'web/a.yaml': config('web', 'open'),
    });
    expect((await rows()).filter((row) => row.startsWith('uat/'))).toEqual(['uat/flux-system live@/clusters/uat', 'uat/web live@/web']);
    expect((await fixture.cli(['preview', 'uat', 'web'])).stdout).toContain('size: live');
  });

  test('gets nothing that is known where no ref has it', async () => {
    commit({
      'clusters/uat/web.yaml': source('live', 'live') + kustomization('web', './web', 'live'),
      'web/a.yaml': config('web', 'open'),
    });
    const { stdout, stderr } = await fixture.cli(['preview', 'uat', 'web']);
    expect(stdout).not.toContain('size:');
    expect(stderr).toContain('otherBranch: GitRepository live follows the branch live, which this clone does not have');
  });

  test('as a FluxInstance syncs it leads to what is on that branch', async () => {
    branch('live', { 'clusters/uat/web.yaml': kustomization('web', './web', 'flux-system'), 'web/a.yaml': config('web', 'live') });
    commit({
      'flux/instance.yaml': `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec: {sync: {kind: GitRepository, url: '${URL}', path: clusters/uat, ref: refs/heads/live}}\n`,
      'clusters/uat/web.yaml': kustomization('web', './web', 'flux-system'),
      'web/a.yaml': config('web', 'open'),
    });
    expect((await rows()).filter((row) => row.startsWith('uat/'))).toEqual(['uat/flux-system live@/clusters/uat', 'uat/web live@/web']);
    expect((await fixture.cli(['preview', 'uat', 'web'])).stdout).toContain('size: live');
  });

  test('gives a HelmRelease its chart, where a ref has the branch', async () => {
    const chart = (size: string) => ({
      'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
      'chart/templates/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {size: ${size}}\n`,
    });
    const release =
      '---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: web}\n' +
      'spec: {chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: live, namespace: flux-system}}}}\n';
    commit({
      ...chart('open'),
      'clusters/uat/flux.yaml': source('live', 'live') + kustomization('apps', './apps', 'flux-system'),
      'apps/web.yaml': release,
    });
    const unknown = await fixture.cli(['preview', 'uat', 'web']);
    expect(unknown.stdout).not.toContain('size:');
    expect(unknown.stderr).toContain('otherBranch: GitRepository live follows the branch live, which this clone does not have');
    const head = branch('live', chart('live'));
    const { stdout, stderr } = await fixture.cli(['preview', 'uat', 'web']);
    expect(stdout, stderr).toContain('size: live');
    expect(stderr).toContain(`note: GitRepository live follows the branch live, and what is shown is live at ${head.slice(0, 8)}`);
  });
});

describe('an ApplicationSet', () => {
  const set = (name: string, revision: string, path: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: ${name}, namespace: argocd}\nspec:\n` +
    `  generators: [{git: {repoURL: ${URL}, revision: ${revision}, directories: [{path: ${path}}]}}]\n` +
    "  template:\n    metadata: {name: '{{path.basename}}'}\n    spec:\n      project: default\n" +
    `      source: {repoURL: ${URL}, path: '{{path}}', targetRevision: ${revision}}\n      destination: {name: uat, namespace: web}\n`;
  const shown = async () => (await rows()).filter((row) => row.startsWith('uat/') || row.startsWith('in-cluster/'));

  test('whose generator follows another branch has the folders of that branch, and none where no ref has it', async () => {
    commit({ 'argocd/set.yaml': set('set', 'live', 'web/*'), 'web/open/a.yaml': config('a', 'open') });
    const { stdout } = await fixture.cli(['environments']);
    expect(stdout).toContain('set follows the branch or tag live, which this clone does not have');
    branch('live', { 'web/one/a.yaml': config('a', 'one'), 'web/two/a.yaml': config('a', 'two') });
    expect(await shown()).toEqual(['uat/one live@/web/one', 'uat/two live@/web/two']);
    expect((await fixture.cli(['preview', 'uat', 'two'])).stdout).toContain('size: two');
  });

  test('on another branch, in the folder of an Application that follows it, is there as that branch has it', async () => {
    branch('live', { 'sets/set.yaml': set('set', 'live', 'web/*'), 'web/one/a.yaml': config('a', 'one') });
    commit({
      'argocd/root.yaml': application('root', 'live', 'path: sets'),
      'sets/set.yaml': set('set', 'HEAD', 'web/*'),
      'web/open/a.yaml': config('a', 'open'),
    });
    expect(await shown()).toEqual(['uat/one live@/web/one', 'uat/root live@/sets']);
  });
});

test('a GitRepo of Fleet has its bundles as the branch has them that it follows', async () => {
  const gitRepo = (ref: string) =>
    `apiVersion: fleet.cattle.io/v1alpha1\nkind: GitRepo\nmetadata: {name: web, namespace: fleet-default}\nspec: {repo: ${URL}, ${ref}, paths: [web], targets: [{name: uat}]}\n`;
  const tree = { 'web/fleet.yaml': 'defaultNamespace: web\n', 'web/a.yaml': config('web', 'open') };
  commit({ ...tree, 'fleet/web.yaml': gitRepo('branch: live') });
  const unknown = await fixture.cli(['environments']);
  expect(unknown.stdout).toContain('web follows the branch live, which this clone does not have');
  branch('live', { ...tree, 'web/a.yaml': config('web', 'live') });
  expect((await rows()).filter((row) => row.startsWith('uat/'))).toEqual(['uat/web-web live@/web']);
  expect((await fixture.cli(['preview', 'uat', 'web-web'])).stdout).toContain('size: live');
  expect(await rows()).toHaveLength(3);
});

test('what follows a branch from a folder of the repository has its paths from the top, as that branch has all of it', async () => {
  branch('live', { 'fleet/web/a.yaml': config('web', 'live'), 'shared/a.yaml': config('shared', 'live') });
  commit({
    'fleet/argocd/web.yaml': application('web', 'live', 'path: fleet/web'),
    'fleet/argocd/shared.yaml': application('shared', 'live', 'path: shared'),
    'fleet/web/a.yaml': config('web', 'open'),
  });
  const preview = (app: string) => fixture.cli(['preview', 'uat', app, '--repo', `${fixture.repo.root}/fleet`]);
  const web = await preview('web');
  expect(web.stdout, web.stderr).toContain('size: live');
  const shared = await preview('shared');
  expect(shared.stdout, shared.stderr).toContain('size: live');
});

test('what the tree of an environment branch follows is that branch, too', async () => {
  branch('base', { 'web/a.yaml': config('web', 'base') });
  branch('env/qa', { 'argocd/web.yaml': application('web', 'base'), 'web/a.yaml': config('web', 'qa') });
  branch('env/canary', { 'argocd/web.yaml': application('web', 'env/canary'), 'web/a.yaml': config('web', 'canary') });
  const of = (environment: string) => fixture.cli(['preview', environment, 'web']);
  expect((await of('qa')).stdout).toContain('size: base');
  expect((await of('canary')).stdout).toContain('size: canary');
  const { stdout } = await fixture.cli(['diff', 'canary', '--against-rev', 'env/canary']);
  expect(stdout).toContain('no differences');
});

test('the default branch is another one where an environment branch is checked out', async () => {
  branch('env/qa', { 'argocd/web.yaml': application('web', 'main'), 'web/a.yaml': config('web', 'qa') });
  commit({ 'web/a.yaml': config('web', 'main') });
  fixture.repo.git('switch', '-q', 'env/qa');
  const { stdout, stderr } = await fixture.cli(['preview', 'qa', 'web']);
  expect(stdout).toContain('size: main');
  expect(stderr).toContain('it follows the branch main, and what is shown is main at ');
});

test('a tag is what a revision means that no branch is called', async () => {
  commit({ 'argocd/web.yaml': application('web', 'stable'), 'web/a.yaml': config('web', 'tagged') });
  fixture.repo.git('tag', '-a', '-m', 'Stable', 'stable');
  commit({ 'web/a.yaml': config('web', 'later') });
  const { stdout, stderr } = await fixture.cli(['preview', 'uat', 'web']);
  expect(stdout).toContain('size: tagged');
  expect(stderr).toContain('it follows the tag stable, and what is shown is stable at ');
});
