// Sources that Flux Kustomizations patch, on the command line: charts are listed and promoted as each cluster has them.
import { expect, test } from 'vitest';
import { fluxKustomization } from '../engine/discover/trees';
import { cliFixture } from '../support/cli-fleet';
import { gitRepo } from '../support/git-repo';

const fixture = cliFixture();

const tagged = (tag: string): string => `patches:
  - target: {kind: OCIRepository}
    patch: |-
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: OCIRepository
      metadata: {name: any}
      spec:
        ref:
          tag: ${tag}  # the release`;

const TREE = {
  'clusters/staging/apps.yaml': fluxKustomization('apps', './apps', tagged('1.3.0')),
  'clusters/production/apps.yaml': fluxKustomization('apps', './apps', tagged('1.2.0')),
  'apps/chart.yaml':
    'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: web, namespace: shop}\nspec: {url: "oci://127.0.0.1:1/charts/web", ref: {tag: 1.0.0}}\n',
  'apps/web.yaml':
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec: {chartRef: {kind: OCIRepository, name: web}}\n',
};

interface Listed {
  readonly name: string;
  readonly apps: readonly { readonly app: string; readonly versions: readonly { readonly tag: string; readonly file: string }[] }[];
}

test('a chart is promoted in the patch of the source of the cluster that it goes to', async () => {
  const repo = gitRepo(TREE);
  try {
    const listed = await fixture.cli(['environments', '--json'], { cwd: repo.root });
    const environments = JSON.parse(listed.stdout) as readonly Listed[];
    const versions = environments.map(({ name, apps }) => [
      name,
      apps.find(({ app }) => app === 'web')?.versions.map(({ tag, file }) => `${tag} ${file}`),
    ]);
    expect(versions).toEqual([
      ['staging', ['1.3.0 clusters/staging/apps.yaml']],
      ['production', ['1.2.0 clusters/production/apps.yaml']],
    ]);
    const promoted = await fixture.cli(['promote', 'web', '--from', 'staging', '--to', 'production', '--branch', 'next'], {
      cwd: repo.root,
    });
    expect(promoted.code).toBe(0);
    expect(promoted.stderr, 'what the promotion does is looked for at the new version').toContain(
      'web 1.3.0 from oci://127.0.0.1:1/charts',
    );
    const after = repo.git('show', 'next:clusters/production/apps.yaml');
    expect(after).toBe(TREE['clusters/production/apps.yaml'].replace('tag: 1.2.0', 'tag: 1.3.0'));
  } finally {
    repo.remove();
  }
});
