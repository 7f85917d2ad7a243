// The order that Argo CD keeps: waves of Applications in the plan of their environment, and waves and hooks within one.
import { expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';
import { type GitRepo, gitRepo } from '../support/git-repo';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();

function application(name: string, path: string, annotations = ''): string {
  return (
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: ${name}\n  namespace: argocd\n${annotations}` +
    `spec:\n  project: default\n  destination: {server: https://kubernetes.default.svc, namespace: ${name}}\n` +
    `  source: {repoURL: https://git.example/fleet.git, path: ${path}}\n`
  );
}

function wave(number: number): string {
  return `  annotations: {argocd.argoproj.io/sync-wave: "${number}"}\n`;
}

function fleet(): GitRepo {
  const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n';
  const job = 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\n  annotations: {argocd.argoproj.io/hook: PreSync}\n';
  const check = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: check\n  annotations: {helm.sh/hook: test}\n';
  return gitRepo({
    'argocd/root.yaml': application('root', 'apps'),
    'apps/shop.yaml': application('shop', 'shop', wave(2)),
    'apps/database.yaml': application('database', 'database', wave(-1)),
    'apps/docs.yaml': application('docs', 'docs'),
    'shop/all.yaml': `${config}---\n${job}---\n${check}`,
    'database/config.yaml': config,
    'docs/config.yaml': config,
  });
}

test('the plan of an environment follows waves, and explain tells waves and hooks within an Application', async () => {
  const repo = fleet();
  try {
    const { stdout } = await fixture.cli(['environments'], { cwd: repo.root });
    expect(stdout).toContain('\n    applied by root, Sync, wave 2\n');
    expect(stdout).toContain('in order: root → database → docs → shop');
    const listed = expectShape('environments', JSON.parse((await fixture.cli(['environments', '--json'], { cwd: repo.root })).stdout));
    const [{ name, plan, apps }] = listed as [{ name: string; plan: object; apps: { app: string; syncTurn?: object }[] }];
    expect(plan).toEqual({ steps: [['root'], ['database'], ['docs'], ['shop']], blocked: [] });
    expect(apps.map(({ app, syncTurn }) => [app, syncTurn])).toContainEqual(['database', { phase: 'Sync', wave: -1 }]);

    const explained = await fixture.cli(['explain', name, 'shop'], { cwd: repo.root });
    expect(explained.stdout).toContain('- its object is applied by root, Sync, wave 2\n');
    expect(explained.stdout).toContain(
      '### Order within a sync\n\n1. PreSync, wave 0: Job/migrate in shop\n2. Sync, wave 0: ConfigMap/settings in shop\n\n- no part of a sync: Pod/check in shop\n',
    );
    const json = await fixture.cli(['explain', name, 'shop', '--json'], { cwd: repo.root });
    expect(expectShape('explanation', JSON.parse(json.stdout))).toMatchObject({
      apps: [
        {
          syncTurn: { phase: 'Sync', wave: 2 },
          sync: {
            steps: [
              { phase: 'PreSync', wave: 0, objects: [{ apiVersion: 'batch/v1', kind: 'Job', namespace: 'shop', name: 'migrate' }] },
              { phase: 'Sync', wave: 0, objects: [{ kind: 'ConfigMap', name: 'settings' }] },
            ],
            notSynced: [{ kind: 'Pod', name: 'check' }],
          },
        },
      ],
    });
  } finally {
    repo.remove();
  }
});
