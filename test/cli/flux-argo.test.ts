// Applications of Argo CD that Flux Kustomizations patch, on the command line: listed, rendered and promoted as each cluster has them.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import { expect, test } from 'vitest';
import { fluxKustomization } from '../engine/discover/trees';
import { cliFixture } from '../support/cli-fleet';
import { gitRepo } from '../support/git-repo';

const fixture = cliFixture();

const inline = (tag: string, namespace: string): string => `patches:
  - target: {kind: Application}
    patch: |-
      - op: replace
        path: /spec/destination/namespace
        value: ${namespace}
      - op: add
        path: /spec/source/kustomize
        value: {images: ["shop:${tag}"]}  # the release`;

const TREE = {
  'clusters/staging/apps.yaml': fluxKustomization('apps', './argo', inline('1.3.0', 'shop-staging')),
  'clusters/production/apps.yaml': fluxKustomization('apps', './argo', inline('1.2.0', 'shop')),
  'argo/web.yaml':
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\nspec:\n  project: default\n' +
    '  source: {repoURL: "https://git.example/fleet.git", path: web}\n  destination: {server: "https://kubernetes.default.svc", namespace: none}\n',
  'web/kustomization.yaml': 'resources: [pod.yaml]\n',
  'web/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: shop}]}\n',
};

test('a release is promoted in the patch of the cluster that it goes to', async () => {
  const repo = gitRepo(TREE);
  try {
    const listed = await fixture.cli(['environments', '--json'], { cwd: repo.root });
    const environments = JSON.parse(listed.stdout) as { name: string; apps: { app: string; parent?: string; namespace: string }[] }[];
    expect(environments.map(({ name, apps }) => [name, apps.map(({ app, parent, namespace }) => [app, parent, namespace])])).toEqual([
      [
        'staging',
        [
          ['apps', undefined, undefined],
          ['web', 'apps', 'shop-staging'],
        ],
      ],
      [
        'production',
        [
          ['apps', undefined, undefined],
          ['web', 'apps', 'shop'],
        ],
      ],
    ]);
    const preview = await fixture.cli(['preview', 'production', 'web'], { cwd: repo.root });
    expect([preview.code, preview.stderr]).toEqual([0, '']);
    expect(preview.stdout).toMatch(/namespace: shop\n[\s\S]*image: shop:1\.2\.0\n/);
    const why = await fixture.cli(['why', 'production', 'Pod/web', 'spec.containers[0].image', '--app', 'web'], { cwd: repo.root });
    expect(why.stdout).toContain('clusters/production/apps.yaml');
    const promoted = await fixture.cli(['promote', 'web', '--from', 'staging', '--to', 'production', '--branch', 'next'], {
      cwd: repo.root,
    });
    expect([promoted.code, promoted.stderr]).toEqual([0, '']);
    const after = repo.git('show', 'next:clusters/production/apps.yaml');
    expect(after).toBe(TREE['clusters/production/apps.yaml'].replace('shop:1.2.0', 'shop:1.3.0'));
  } finally {
    repo.remove();
  }
});

test('an Application that a cluster takes out is listed for the other one alone', async () => {
  const without = `patches:
  - target: {kind: Application}
    patch: |-
      $patch: delete
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: web}`;
  const repo = gitRepo({ ...TREE, 'clusters/production/apps.yaml': fluxKustomization('apps', './argo', without) });
  try {
    const listed = await fixture.cli(['environments', '--json'], { cwd: repo.root });
    const environments = JSON.parse(listed.stdout) as { name: string; apps: { app: string }[] }[];
    expect(environments.map(({ name, apps }) => [name, apps.map(({ app }) => app)])).toEqual([
      ['staging', ['apps', 'web']],
      ['production', ['apps']],
    ]);
    const explained = await fixture.cli(['explain', 'production'], { cwd: repo.root });
    expect([explained.code, explained.stderr]).toEqual([0, '']);
    expect(explained.stdout).not.toContain('argo/web.yaml');
  } finally {
    repo.remove();
  }
});

test('a version that a variable gives is not edited in the place of the variable', async () => {
  const repo = gitRepo({
    ...TREE,
    'clusters/production/apps.yaml': fluxKustomization(
      'apps',
      './argo',
      `${inline('${TAG}', 'shop')}\n  postBuild: {substitute: {TAG: 1.2.0}}`,
    ),
  });
  try {
    const promoted = await fixture.cli(['promote', 'web', '--from', 'staging', '--to', 'production'], { cwd: repo.root });
    expect([promoted.code, promoted.stdout]).toEqual([1, '']);
    expect(promoted.stderr).toContain('notPromotable');
  } finally {
    repo.remove();
  }
});
