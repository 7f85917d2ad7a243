// Objects of one name in several clusters: each environment takes those of its own, wherever the objects that name them are shared.
import { expect, test } from 'vitest';
import { discover } from '../../../src/engine/discover/discover';
import type { App } from '../../../src/engine/model';
import { memoryFiles } from '../../support/memory-files';

const FLUX = 'kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization';
const TREE = 'sourceRef: {kind: GitRepository, name: flux-system}';

function cluster(name: string, tag: string): Readonly<Record<string, string>> {
  const at = `clusters/${name}`;
  return {
    [`${at}/flux-system/sync.yaml`]: `apiVersion: ${FLUX}\nmetadata: {name: flux-system, namespace: flux-system}\nspec: {path: ./${at}, ${TREE}}\n`,
    [`${at}/apps.yaml`]: `apiVersion: ${FLUX}\nmetadata: {name: apps, namespace: flux-system}\nspec: {path: ./shared, ${TREE}}\n`,
    [`${at}/chart.yaml`]: `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: chart, namespace: flux-system}\nspec: {url: "oci://ghcr.io/org/chart", ref: {tag: ${tag}}}\n`,
    [`${at}/code.yaml`]: `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: code, namespace: flux-system}\nspec: {url: "https://github.com/org/code-${name}"}\n`,
    [`${at}/settings.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata: {name: ${name}}\n`,
  };
}

const SHARED = {
  'shared/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: flux-system}
spec: {chartRef: {kind: OCIRepository, name: chart}, valuesFrom: [{kind: ConfigMap, name: settings}]}
`,
  'shared/web.yaml': `apiVersion: ${FLUX}
metadata: {name: web, namespace: flux-system}
spec: {path: ./web, ${TREE}, postBuild: {substituteFrom: [{kind: ConfigMap, name: settings}]}}
---
apiVersion: ${FLUX}
metadata: {name: code, namespace: flux-system}
spec: {path: ./deploy, sourceRef: {kind: GitRepository, name: code}}
`,
  'web/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n',
};

const FILES = memoryFiles({ ...cluster('production', '1.0.0'), ...cluster('staging', '2.0.0'), ...SHARED });

test.each([
  ['staging', '2.0.0'],
  ['production', '1.0.0'],
])('%s', (name, tag) => {
  const { environments } = discover(FILES);
  const apps = environments.find((environment) => environment.name === name)?.apps ?? [];
  const app = (called: string) => apps.find((each) => each.app === called) as App;
  expect(app('shop').versions).toMatchObject([{ chart: 'chart', tag, file: `clusters/${name}/chart.yaml`, line: 4 }]);
  expect(app('shop').references?.map(({ position }) => position?.file)).toEqual([
    `clusters/${name}/chart.yaml`,
    `clusters/${name}/settings.yaml`,
  ]);
  expect(app('web').substituteFrom?.map(({ position }) => position?.file)).toEqual([`clusters/${name}/settings.yaml`]);
  expect(app('code').unresolved).toMatchObject([{ repository: `https://github.com/org/code-${name}` }]);
});
