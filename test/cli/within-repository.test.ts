// A fleet that is a folder of its repository, and one in a worktree: sources with the address of a remote are this repository.
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';
import { type GitRepo, gitRepo } from '../support/git-repo';

const fixture = cliFixture();
let monorepo: GitRepo;

beforeEach(() => {
  monorepo = gitRepo({
    'live/fleet/clusters/dev/source.yaml':
      'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: all, namespace: flux-system}\nspec: {url: "ssh://git@git.example/org/all"}\n',
    'live/fleet/clusters/dev/web.yaml':
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web, namespace: flux-system}\n' +
      'spec: {path: ./live/fleet/apps/web, prune: true, interval: 1m, sourceRef: {kind: GitRepository, name: all}}\n',
    'live/fleet/apps/web/release.yaml': ['near', 'far']
      .map(
        (name) =>
          `---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${name}, namespace: web}\nspec:\n  interval: 1m\n  chart:\n    spec:\n` +
          `      chart: ${name === 'near' ? './live/fleet/charts/near' : './charts/far'}\n      valuesFiles: [./charts/shared.yaml]\n` +
          '      sourceRef: {kind: GitRepository, name: all, namespace: flux-system}\n',
      )
      .join(''),
    ...chart('live/fleet/charts/near'),
    ...chart('charts/far'),
    'charts/shared.yaml': 'told: by the shared file\n',
  });
  monorepo.git('remote', 'add', 'origin', 'https://git.example/org/all.git');
});
afterEach(() => monorepo.remove());

function chart(folder: string): Record<string, string> {
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  return {
    [`${folder}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
    [`${folder}/values.yaml`]: 'told: by the chart\n',
    [`${folder}/templates/config.yaml`]:
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\ndata: {told: {{ .Values.told }}}\n',
  };
}

test('paths of a source lead from the top of the repository into the folder that is open', async () => {
  const repo = ['--repo', join(monorepo.root, 'live/fleet')];
  const listed = await fixture.cli(['environments', ...repo]);
  expect(listed.stdout).toContain('web   apps/web  Kustomization flux-system/web');
  expect(listed.stdout).not.toContain('unknown');
  for (const name of ['near', 'far']) {
    const { stdout, stderr } = await fixture.cli(['preview', 'dev', name, ...repo]);
    expect([stdout.replaceAll('"', ''), stderr]).toEqual([expect.stringContaining('told: by the shared file'), '']);
  }
});

test('an earlier commit is of the same repository', async () => {
  const { code, stdout } = await fixture.cli(['diff', 'dev', 'web', '--against-rev', 'HEAD', '--repo', join(monorepo.root, 'live/fleet')]);
  expect([code, stdout]).toEqual([0, 'dev against HEAD: no differences\n']);
});

test('a worktree has the remotes of its repository', async () => {
  const worktree = join(dirname(monorepo.root), 'worktree');
  monorepo.git('worktree', 'add', '-q', worktree, '-b', 'other');
  const { stdout } = await fixture.cli(['explain', 'dev', 'web'], { cwd: worktree });
  expect(stdout).toContain("has the address of this working tree's remote origin");
  expect(stdout).toContain('- everything was resolved');
});
