// Real repositories, read in place: the clusters and apps that a person would name.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createNodeFiles } from '../../../src/adapters/node-files';
import { createDiscoveryCache } from '../../../src/engine/discover/discover';
import type { App, Discovery } from '../../../src/engine/model';
import { discoverFleet, walkFleet } from '../../../src/engine/pipeline';
import { corpus } from '../../support/corpus';

function discovered(name: string): Discovery {
  const files = createNodeFiles(join(corpus as string, 'repos', name), { check: 'forget' });
  return discoverFleet(files, createDiscoveryCache(), walkFleet(files));
}

describe.skipIf(!corpus)('flux2-kustomize-helm-example', () => {
  test('has staging and production, each with apps and infrastructure, through its ArtifactGenerators', () => {
    const { environments, failures } = discovered('flux2-kustomize-helm-example');
    expect(failures).toEqual([]);
    expect(environments.map(({ name }) => name)).toEqual(['staging', 'production']);
    for (const { name, apps } of environments) {
      expect(apps.map(({ app }) => app)).toEqual([
        'apps',
        'cert-manager',
        'envoy-gateway',
        'infra-configs',
        'infra-controllers',
        'podinfo',
      ]);
      const paths = Object.fromEntries(apps.map(({ app, path }) => [app, path]));
      expect(paths).toMatchObject({
        apps: `apps/${name}`,
        'infra-controllers': 'infrastructure/controllers',
        'infra-configs': 'infrastructure/configs',
      });
      expect(apps.find(({ app }) => app === 'apps')).toMatchObject({ dependsOn: ['infra-configs'], unresolved: [] });
    }
    const podinfo = environments.map(({ apps }) => apps.find(({ app }) => app === 'podinfo')?.versions[0]);
    expect(podinfo).toMatchObject([
      { chart: 'podinfo', tag: '>=1.0.0-alpha', file: 'apps/staging/podinfo-values.yaml' },
      { chart: 'podinfo', tag: '>=1.0.0', file: 'apps/production/podinfo-values.yaml' },
    ]);
  });
});

describe.skipIf(!corpus)('home-ops', () => {
  test('has one cluster with 78 Kustomizations and 69 HelmReleases, each in its namespace', () => {
    const { environments, failures } = discovered('home-ops');
    expect(failures).toEqual([]);
    expect(environments.map(({ name }) => name)).toEqual(['cluster']);
    const apps = environments[0]?.apps ?? [];
    // One more is what its FluxInstance makes.
    expect(apps.filter(({ kind }) => kind === 'fluxKustomization')).toHaveLength(79);
    const releases = apps.filter(({ kind }) => kind === 'helmRelease');
    expect(releases).toHaveLength(69);
    const namespaces = Object.fromEntries(releases.map(({ owner, namespace }) => [owner?.name, namespace]));
    expect(namespaces).toMatchObject({
      plex: 'default',
      cilium: 'kube-system',
      'kube-prometheus-stack': 'o11y',
      'rook-ceph-cluster': 'rook-ceph',
    });
    expect(releases.every(({ namespace, versions }) => namespace !== undefined && versions.length > 0)).toBe(true);
    const left = apps.filter(({ unresolved }) => unresolved.some(({ detail }) => detail?.includes('nothing applies it')));
    expect(left.map(({ app }) => app)).toEqual(['home-operations-runner']);
  });

  test('knows which Kustomization leads to which, and what waits for what', () => {
    const apps = discovered('home-ops').environments[0]?.apps ?? [];
    const find = (name: string) => apps.find(({ app }) => app === name);
    expect(find('cluster-apps')?.parent).toBe('flux-system');
    expect(find('flux-system')?.parent).toBeUndefined();
    expect(find('atuin')).toMatchObject({ parent: 'cluster-apps', path: 'kubernetes/apps/default/atuin/app', namespace: 'default' });
    expect(find('helmrelease/atuin')).toMatchObject({ parent: 'atuin', kind: 'helmRelease' });
    expect(find('actions-runner-controller-runners')?.dependsOn).toEqual(['actions-runner-controller']);
    expect(find('cloudflare-tunnel')?.substituteFrom).toMatchObject([{ kind: 'Secret', name: 'cloudflare-tunnel-id-secret' }]);
  });
});

describe.skipIf(!corpus)('podinfo', () => {
  test('has its three overlays', () => {
    const { environments, kustomizations } = discovered('podinfo');
    expect(environments.map(({ name, apps }) => `${name} ${apps.map(({ path }) => path)}`)).toEqual([
      'dev deploy/overlays/dev',
      'staging deploy/overlays/staging',
      'production deploy/overlays/production',
    ]);
    const dev = kustomizations.find(({ path }) => path === 'deploy/overlays/dev');
    expect(dev?.bases).toEqual(expect.arrayContaining(['deploy/bases/backend', 'deploy/bases/frontend']));
  });
});

describe.skipIf(!corpus)('argo-cd-applicationset-examples', () => {
  test('has the clusters that its generators name, with guestbook and the add-ons', () => {
    const { environments, failures } = discovered('argo-cd-applicationset-examples');
    const under = (name: string): readonly App[] => environments.find((environment) => environment.name === name)?.apps ?? [];
    expect(failures).toEqual([]);
    expect(environments.map(({ name }) => name)).toEqual([
      'engineering-dev',
      'finance-preprod',
      'engineering-prod',
      'in-cluster',
      'kubernetes.default.svc',
    ]);
    const examples = 'applicationset/examples';
    for (const cluster of ['engineering-dev', 'engineering-prod']) {
      expect(paths(under(cluster))).toEqual(
        expect.arrayContaining([
          `${cluster}-guestbook ${examples}/list-generator/guestbook/${cluster}`,
          `${cluster}-guestbook ${examples}/git-generator-files-discovery/apps/guestbook`,
          `argo-workflows-${cluster} ${examples}/matrix/cluster-addons/argo-workflows`,
          `prometheus-operator-${cluster} ${examples}/matrix/cluster-addons/prometheus-operator`,
          `second-${cluster}-2 ${examples}/list-generator/guestbook/${cluster}`,
        ]),
      );
      expect(under(cluster)).toHaveLength(30);
    }
    expect(paths(under('engineering-dev'))).toContain(`engineering-dev-guestbook ${examples}/template-override/engineering-dev-override`);
    expect(paths(under('in-cluster'))).toEqual(
      expect.arrayContaining([
        `argo-workflows ${examples}/git-generator-directory/cluster-addons/argo-workflows`,
        `prometheus-operator ${examples}/git-generator-directory/cluster-addons/prometheus-operator`,
      ]),
    );
  });

  test('has each app under a name of its own, and a row for each set that asks a cluster, a Git host or another repository', () => {
    const { environments } = discovered('argo-cd-applicationset-examples');
    for (const { apps } of environments) expect(new Set(apps.map(({ app }) => app)).size).toBe(apps.length);
    const rows = environments.flatMap(({ apps }) => apps).filter(({ kind }) => kind === 'argoApplicationSet');
    expect(rows.every(({ unresolved }) => unresolved.every(({ file, line }) => file !== undefined && line !== undefined))).toBe(true);
    const reasons = rows.flatMap(({ unresolved }) => unresolved.map(({ subject = '' }) => subject));
    expect([...new Set(reasons)].sort()).toEqual([
      'What the generator clusterDecisionResource gives',
      'What the generator clusters gives',
      'What the generator pullRequest gives',
      'What the generator scmProvider gives',
      'https://github.com/infra-team/cluster-deployments.git',
    ]);
  });
});

/** What Argo CD calls each, and what it renders. */
function paths(apps: readonly App[]): string[] {
  return apps.map(({ owner, path }) => `${owner?.name} ${path}`);
}
