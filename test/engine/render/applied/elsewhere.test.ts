// Objects of controllers that kustomizations take from remote bases and charts: found where these were fetched before, and never fetched to look.
import { describe, expect, test } from 'vitest';
import { createDiscoveryCache } from '../../../../src/engine/discover/discover';
import { isFetched } from '../../../../src/engine/discover/paths';
import type { App, RemoteReference } from '../../../../src/engine/model';
import { discoverFleet, renderApp, walkFleet } from '../../../../src/engine/pipeline';
import type { Files } from '../../../../src/engine/ports';
import { createBuildCache } from '../../../../src/engine/render/kustomize/build';
import { linkPath, remoteFolder } from '../../../../src/engine/render/kustomize/remote/link';
import { parseRepository } from '../../../../src/engine/render/kustomize/remote/repository';
import { memoryFiles } from '../../../support/memory-files';
import { application, pod, type Tree } from './fleets';
import { fluxKustomization, kustomization } from '../../discover/trees';

const BASE = 'https://git.example.com/platform//base?ref=v1';

function repository(address: string): RemoteReference {
  const { host, path, ref, submodules, timeoutMilliseconds } = parseRepository(address) as NonNullable<ReturnType<typeof parseRepository>>;
  return { kind: 'repository', url: host + path, ref, submodules, timeoutMilliseconds };
}

const REPOSITORY = { reference: repository(BASE), folder: remoteFolder('https://git.example.com/platform', 'a'.repeat(40)) };
const CHARTS = 'https://charts.example.com';
const CHART = {
  reference: { kind: 'chart', url: CHARTS, name: 'apps', version: '1.0.0' } as const,
  folder: remoteFolder(CHARTS, 'b'.repeat(64)),
};

const inFolder = (name: string, path: string): string => application(name, `{repoURL: x, path: ${path}}`);

const FETCHED: Tree = {
  [`${REPOSITORY.folder}/base/kustomization.yaml`]: kustomization('resources: [../more, web.yaml]'),
  [`${REPOSITORY.folder}/base/web.yaml`]: inFolder('web', 'web'),
  [`${REPOSITORY.folder}/more/kustomization.yaml`]: kustomization('resources: [inner.yaml]'),
  [`${REPOSITORY.folder}/more/inner.yaml`]: fluxKustomization('inner', './inner'),
  [`${CHART.folder}/apps/Chart.yaml`]: 'apiVersion: v2\nname: apps\nversion: 1.0.0\n',
  [`${CHART.folder}/apps/values.yaml`]: 'app: none\n',
  [`${CHART.folder}/apps/templates/app.yaml`]: inFolder('{{ .Values.app }}', 'web'),
};

/** A tree, with what was fetched for it. */
function filesOf(tree: Tree, fetched: Tree | undefined): Files {
  const [own, cached] = [memoryFiles(tree), memoryFiles(fetched ?? {})];
  const links = new Map([
    [linkPath(REPOSITORY.reference), REPOSITORY.folder],
    [linkPath(CHART.reference), `${CHART.folder}/apps`],
  ]);
  return {
    read(path) {
      const target = links.get(path);
      // Git's addresses lead to no file.
      if (fetched !== undefined && path === linkPath({ kind: 'file', url: BASE }))
        return { kind: 'failed', reason: { code: 'downloadFailed', subject: BASE } };
      if (path.startsWith('//'))
        return target === undefined || fetched === undefined ? { kind: 'unread' } : { kind: 'file', text: target, version: target };
      return (isFetched(path) ? cached : own).read(path);
    },
    list: (path) => (isFetched(path) ? cached : own).list(path),
  };
}

function appsOf(tree: Tree, fetched: Tree | 'nothing' = FETCHED, cache = createDiscoveryCache()) {
  const files = filesOf(tree, fetched === 'nothing' ? undefined : fetched);
  const { environments } = discoverFleet(files, cache, walkFleet(files));
  return environments.flatMap(({ name, apps, unread = [] }) => [
    ...apps.map((app) => ({ row: `${name} ${app.app}${app.parent === undefined ? '' : ` < ${app.parent}`}`, app })),
    ...unread.map(({ code, subject, detail }) => ({ row: `${name} ${code} ${subject} ${detail}`, app: undefined })),
  ]);
}

const rows = (tree: Tree, fetched: Tree | 'nothing' = FETCHED, cache?: ReturnType<typeof createDiscoveryCache>) =>
  appsOf(tree, fetched, cache).map(({ row }) => row);

describe('a remote base of a Flux Kustomization', () => {
  const TREE: Tree = {
    'clusters/production/apps.yaml': fluxKustomization('apps', './apps'),
    'apps/kustomization.yaml': kustomization(`resources: ["${BASE}"]\nnamePrefix: eu-`),
    'web/pod.yaml': pod('web'),
    'inner/pod.yaml': pod('inner'),
  };

  test('brings its apps once it was fetched, as they are applied', () => {
    const found = appsOf(TREE);
    expect(found.map(({ row }) => row)).toEqual(['production apps', 'production eu-inner < apps', 'production eu-web < apps']);
    const names = found.map(({ app }) =>
      renderApp(app as App, filesOf(TREE, FETCHED), createBuildCache()).objects.map(({ ref }) => ref.name),
    );
    expect(names).toEqual([['eu-inner', 'eu-web'], ['inner'], ['web']]);
  });

  test('brings none before, and says nothing of them', () => {
    const cache = createDiscoveryCache();
    expect(rows(TREE, 'nothing', cache)).toEqual(['production apps']);
    expect(rows(TREE, FETCHED, cache)).toEqual(rows(TREE));
  });

  test('is not built where its texts hold no such objects', () => {
    const plain = { ...FETCHED, [`${REPOSITORY.folder}/base/web.yaml`]: pod('web'), [`${REPOSITORY.folder}/more/inner.yaml`]: pod('more') };
    expect(rows(TREE, plain)).toEqual(['production apps']);
  });
});

test('a remote base of an Application brings what Argo CD applies of it', () => {
  const tree = {
    'root.yaml': inFolder('root', 'apps'),
    'apps/kustomization.yaml': kustomization(`resources: ["${BASE}"]`),
    'web/pod.yaml': pod('web'),
    'inner/pod.yaml': pod('inner'),
  };
  expect(rows(tree)).toEqual(['in-cluster inner < root', 'in-cluster root', 'in-cluster web < root']);
});

describe('a chart of a kustomization that is applied by hand', () => {
  const tree = (values: string): Tree => ({
    'argo/overlays/production/kustomization.yaml': kustomization(
      `helmCharts: [{name: apps, repo: "${CHARTS}", version: 1.0.0, valuesInline: ${values}}]`,
    ),
    'web/pod.yaml': pod('web'),
  });

  test('brings its Applications once it was fetched', () => {
    expect(rows(tree('{app: web}'))).toEqual(['production argo', 'in-cluster web']);
  });

  test('says that they are not known before, where it is named for them', () => {
    expect(rows(tree('{app: web}'), 'nothing')).toEqual(['production argo', 'production applicationsUnfetched argo apps']);
  });
});
