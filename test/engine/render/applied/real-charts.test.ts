// Real charts that apply other controllers' objects, and real charts that do not.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createNodeFiles } from '../../../../src/adapters/node-files';
import { createDiscoveryCache } from '../../../../src/engine/discover/discover';
import { discoverFleet, renderApp, walkFleet } from '../../../../src/engine/pipeline';
import type { Files } from '../../../../src/engine/ports';
import { hintsOfChart, mayApply } from '../../../../src/engine/render/applied/hints';
import { createBuildCache } from '../../../../src/engine/render/kustomize/build';
import { linkPath } from '../../../../src/engine/render/kustomize/remote/link';
import { corpus } from '../../../support/corpus';
import { memoryFiles } from '../../../support/memory-files';

const charts = join(corpus ?? '', 'helm/charts');
const DIGEST = 'a'.repeat(64);

describe.skipIf(!corpus)('of real charts', () => {
  test('only those are rendered to find out that are made to apply such objects', () => {
    const files = createNodeFiles(charts, { check: 'forget' });
    const folders = readdirSync(charts).flatMap((owner) => readdirSync(join(charts, owner)).map((name) => `${owner}/${name}`));
    const hints = { kept: new Map(), fetched: new Map() };
    const found = folders.filter((folder) => mayApply([hintsOfChart(folder, files, hints)]));
    expect(folders.length).toBeGreaterThan(300);
    expect(found.sort()).toEqual(['argoproj+argo-helm/argocd-apps', 'fluxcd-community+helm-charts/flux2-sync']);
  });

  test('argocd-apps has its Applications and ApplicationSets below it', () => {
    const destination = { server: 'https://kubernetes.default.svc', namespace: 'shop' };
    const spec = (path: string) => ({ project: 'default', source: { repoURL: 'https://x.example.com/y', path }, destination });
    const generators = [{ git: { repoURL: 'https://x.example.com/y', revision: 'HEAD', directories: [{ path: 'more/*' }] } }];
    const values = {
      applications: { web: { namespace: 'argocd', ...spec('web') } },
      applicationsets: {
        more: { namespace: 'argocd', generators, template: { metadata: { name: '{{path.basename}}' }, spec: spec('{{path}}') } },
      },
    };
    expect(appsWith('argoproj+argo-helm/argocd-apps', values)).toEqual([
      ['all', 'root', ''],
      ['leaf', 'all', 'shop/leaf'],
      ['root', undefined, ''],
      ['web', 'all', 'shop/web'],
    ]);
  });

  test('flux2-sync has its Kustomization below it, and what that leads to', () => {
    const values = { gitRepository: { spec: { url: 'https://x.example.com/y' } }, kustomization: { spec: { path: './web', prune: true } } };
    expect(appsWith('fluxcd-community+helm-charts/flux2-sync', values)).toEqual([
      ['all', 'helmrelease/all', 'undefined/web'],
      ['helmrelease/all', 'root', ''],
      ['root', undefined, ''],
    ]);
  });
});

/** App, parent and what it renders, of a HelmRelease of a chart that was fetched. */
function appsWith(chart: string, values: object) {
  const name = chart.slice(chart.indexOf('/') + 1);
  const tree = memoryFiles({
    '.git/config': '[remote "origin"]\n\turl = https://x.example.com/y\n',
    'clusters/production/root.yaml':
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: root, namespace: flux-system}\nspec: {path: ./layers, sourceRef: {kind: GitRepository, name: flux-system}}\n',
    'layers/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: all, namespace: apps}
spec:
  chart: {spec: {chart: ${name}, version: 1.0.0, sourceRef: {kind: HelmRepository, name: example}}}
  values: ${JSON.stringify(values)}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: example, namespace: apps}
spec: {url: "https://charts.example.com"}
`,
    'web/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n',
    'more/leaf/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: leaf}\n',
  });
  const cached = createNodeFiles(join(charts, chart), { check: 'forget' });
  const link = linkPath({ kind: 'chart', url: 'https://charts.example.com', name, version: '1.0.0', chosenBy: 'sourceController' });
  const folder = `charts.example.com@${DIGEST}/${name}`;
  const inside = (path: string): string | undefined =>
    path === folder ? '.' : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
  const files: Files = {
    read(path) {
      if (path === link) return { kind: 'file', text: folder, version: folder };
      const own = inside(path);
      return own === undefined ? tree.read(path) : cached.read(own);
    },
    list(path) {
      const own = inside(path);
      return own === undefined ? tree.list(path) : cached.list(own);
    },
  };
  const { environments, failures } = discoverFleet(files, createDiscoveryCache(), walkFleet(files));
  expect(failures).toEqual([]);
  expect(environments.map((environment) => environment.name)).toEqual(['production']);
  return environments.flatMap(({ apps }) =>
    apps.map((app) => {
      const { objects, failures: own } = renderApp(app, files, createBuildCache());
      expect(own, app.app).toEqual([]);
      const pods = objects.filter(({ ref }) => ref.kind === 'Pod').map(({ ref }) => `${ref.namespace}/${ref.name}`);
      return [app.app, app.parent, pods.join(' ')];
    }),
  );
}
