// `helmCharts`: what kustomize does around Helm (values, namespaces, hooks, the order, further steps) is done as the real kustomize does it with --enable-helm.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNodeFiles } from '../../src/adapters/node-files';
import { createRemotes } from '../../src/adapters/remotes';
import {
  type BuildCache,
  buildKustomization,
  createBuildCache,
  KUSTOMIZE_CLI,
  type Profile,
} from '../../src/engine/render/kustomize/build';
import { withHelm } from '../../src/engine/render/kustomize/helm-charts/with-helm';
import { emitDocuments } from '../../src/engine/yaml/emit';
import { fetchMissing, missingRemotes } from '../../src/session/fetch-remotes';
import { realChartRenderer } from '../support/chart-renderer';
import { serveGit } from '../support/git-http';
import { helm } from '../support/helm';
import { describeFailure, disagreement, engineBuild, type Outcome, realBuild } from '../support/kustomize';
import { oraclePath } from '../support/parts';

let kustomize: string;
let helms: Readonly<Record<3 | 4, string>>;
let folder: string;
beforeAll(async () => {
  kustomize = await oraclePath('kustomize');
  helms = { 3: await oraclePath('helm3'), 4: await oraclePath('helm4') };
}, 600_000);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-helm-charts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-web
  namespace: {{ .Release.Namespace }}
data:
  values: {{ .Values | toJson | quote }}
  monitored: {{ .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" | quote }}
  kube: {{ .Capabilities.KubeVersion.Version | quote }}
---
apiVersion: v1
kind: Service
metadata:
  name: web
  labels: {on: "yes", port: "0777"}
spec:
  ports: [{port: {{ .Values.port }}}]
`;
const HOOK = (event: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${event}, annotations: {helm.sh/hook: ${event}}}
spec: {containers: [{name: c, image: "busybox"}]}
`;
const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: shops.example.com}
spec: {group: example.com, names: {kind: Shop, plural: shops}, scope: Namespaced}
`;
const VALUES = 'port: 80\nnested: {a: 1, b: [x, y], c: "on"}\nflag: yes\nname: chart\n';

function chart(home = 'charts', name = 'web'): Record<string, string> {
  return {
    [`${home}/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.2.3\n`,
    [`${home}/${name}/values.yaml`]: VALUES,
    [`${home}/${name}/templates/web.yaml`]: TEMPLATE,
    [`${home}/${name}/templates/test.yaml`]: HOOK('test'),
    [`${home}/${name}/templates/hook.yaml`]: HOOK('pre-install'),
    [`${home}/${name}/crds/shop.yaml`]: CRD,
  };
}

const INLINE = 'valuesInline: {port: 81, nested: {b: [z], d: 1.5, c: null}, flag: no}';

const BUILT: Readonly<Record<string, string>> = {
  'a chart with nothing but its name': '{name: web}',
  'a release with a name and a namespace': '{name: web, releaseName: shop, namespace: shops}',
  'inline values over those of the chart': `{name: web, ${INLINE}}`,
  'inline values under those of the chart': `{name: web, valuesMerge: merge, ${INLINE}}`,
  'inline values in the place of a file': `{name: web, valuesMerge: replace, ${INLINE}}`,
  'no inline values': '{name: web, valuesInline: {}, valuesMerge: replace}',
  'a values file': '{name: web, valuesFile: own.yaml}',
  'a values file under inline values': `{name: web, valuesFile: own.yaml, ${INLINE}}`,
  'further values files': '{name: web, additionalValuesFiles: [own.yaml, more.yaml]}',
  'resource definitions': '{name: web, includeCRDs: true}',
  'no hooks': '{name: web, skipHooks: true}',
  'no tests': '{name: web, skipTests: true}',
  'versions of the API': '{name: web, apiVersions: [monitoring.coreos.com/v1, a/v1], kubeVersion: 1.28.3}',
  'a name by template': '{name: web, nameTemplate: fixed}',
  'a name by a template with functions': '{name: web, nameTemplate: "{{ upper `SHOP` | lower }}-{{ add 1 2 }}"}',
};

const REFUSED: Readonly<Record<string, string>> = {
  'a name by a template that fails': '{name: web, nameTemplate: "{{ fail `no` }}"}',
  'a name by a template that is none': '{name: web, nameTemplate: "{{ none }}"}',
  'a release named twice': '{name: web, nameTemplate: fixed, releaseName: shop}',
  'a name that would be an option': '{name: web, releaseName: --post-renderer}',
  'another way to merge': `{name: web, valuesMerge: deep, ${INLINE}}`,
  'values that are no map': '{name: web, valuesInline: [a]}',
  'a values file that is not there': '{name: web, valuesFile: none.yaml}',
  'a values file outside of the root': '{name: web, valuesFile: ../outside.yaml}',
  'a values file that is a list': `{name: web, valuesFile: list.yaml, ${INLINE}}`,
  'a chart that is not there': '{name: none}',
  'a chart with a field that nobody knows': '{name: web, chart: web}',
  'a chart with no name': '{releaseName: web}',
};

const FILES = { 'own.yaml': 'port: 90\nflag: on\nnested: {a: 2}\n', 'more.yaml': 'name: more\n', 'list.yaml': '- a\n' };

describe('an entry of helmCharts', () => {
  for (const [entries, kind] of [
    [BUILT, 'yaml'],
    [REFUSED, 'refused'],
  ] as const) {
    for (const [what, entry] of Object.entries(entries)) {
      it(`with ${what}${kind === 'yaml' ? '' : ' is refused'}`, async () => {
        tree({ ...chart(), ...FILES, 'kustomization.yaml': `helmCharts:\n- ${entry}\n` });
        writeFileSync(join(folder, 'outside.yaml'), 'port: 1\n');
        expect(await agrees()).toBe(kind);
      }, 30_000);
    }
  }

  it('with a version and a repository, where the chart lies', async () => {
    tree({
      ...chart('charts/web-1.2.3'),
      'kustomization.yaml': 'helmCharts: [{name: web, version: 1.2.3, repo: "https://example.test"}]\n',
    });
    await agrees();
  });

  it('with Helm 3', async () => {
    tree({ ...chart(), 'kustomization.yaml': `helmCharts: [{name: web, includeCRDs: true, ${INLINE}}]\n` });
    expect(await agrees(3)).toBe('yaml');
  });
});

describe('charts in a kustomization', () => {
  for (const [what, files] of Object.entries({
    'go through its transformers': {
      'kustomization.yaml':
        'helmCharts: [{name: web, namespace: other}]\nnamespace: shop\nnamePrefix: p-\ncommonLabels: {team: a}\ncommonAnnotations: {x: z}\npatches:\n- target: {kind: Service}\n  patch: "- {op: add, path: /spec/type, value: NodePort}"\n',
    },
    'say where they come from': {
      'kustomization.yaml': 'helmCharts: [{name: web}]\nbuildMetadata: [originAnnotations, transformerAnnotations]\nnamePrefix: p-\n',
    },
    'come from a folder of charts': {
      ...chart('vendor'),
      'kustomization.yaml': 'helmGlobals: {chartHome: vendor}\nhelmCharts: [{name: web, releaseName: v}]\n',
    },
    'come from a folder outside of the root, whose values may not be read': {
      'app/kustomization.yaml': 'helmGlobals: {chartHome: ../charts}\nhelmCharts: [{name: web}]\n',
      'kustomization.yaml': 'resources: [app]\n',
    },
    'come from a folder outside of the root, with values of their own': {
      'app/kustomization.yaml': 'helmGlobals: {chartHome: ../charts}\nhelmCharts: [{name: web, valuesFile: own.yaml}]\n',
      'app/own.yaml': 'port: 7\n',
      'kustomization.yaml': 'resources: [app]\n',
    },
    'take the namespace of an overlay': {
      'base/kustomization.yaml': 'helmGlobals: {chartHome: charts}\nhelmCharts: [{name: web}]\n',
      ...chart('base/charts'),
      'a/kustomization.yaml': 'resources: [../base]\nnamespace: a\nnamePrefix: a-\n',
      'b/kustomization.yaml': 'resources: [../base]\nnamespace: b\nnamePrefix: b-\n',
      'c/kustomization.yaml': 'resources: [../base]\nnamePrefix: c-\n',
      'kustomization.yaml': 'resources: [a, b, c]\n',
    },
    'are asked for by the deprecated field': {
      ...chart('old'),
      'kustomization.yaml':
        'helmChartInflationGenerator:\n- {chartName: web, chartHome: old, releaseName: r, valuesLocal: {port: 8}, valuesMerge: merge, values: own.yaml}\n',
      ...FILES,
    },
    'are asked for by an object': {
      'kustomization.yaml': 'generators: [chart.yaml]\n',
      'chart.yaml':
        'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: web}\nname: web\nreleaseName: r\nvaluesInline: {port: 8}\nincludeCRDs: true\n',
    },
    'stand beside resources': {
      'kustomization.yaml': 'resources: [web.yaml]\nhelmCharts: [{name: web, releaseName: r}]\nsortOptions: {order: fifo}\n',
      'web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first}\n',
    },
    'may not bring what is there': {
      'kustomization.yaml': 'resources: [web.yaml]\nhelmCharts: [{name: web, releaseName: r}]\n',
      'web.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
    },
  } as Readonly<Record<string, Readonly<Record<string, string>>>>)) {
    it(what, async () => {
      tree({ ...chart(), ...files });
      expect(await agrees()).toBe(/may not/.test(what) ? 'refused' : 'yaml');
    }, 30_000);
  }

  it('are refused without --enable-helm, at their line', () => {
    tree({ ...chart(), 'kustomization.yaml': 'helmCharts:\n- name: web\n' });
    expect(engineBuild(createNodeFiles(join(folder, 'tree')), '.', createBuildCache())).toEqual({
      kind: 'refused',
      reasons: ['kustomization.yaml:2:3: helmNotEnabled: helmCharts'],
    });
  });
});

describe('a chart from a repository', () => {
  it('is fetched, unpacked and rendered as if it lay there', async () => {
    for (const [path, content] of Object.entries(chart('packed', 'shop'))) write(path, content);
    await helm(folder, 'package', join(folder, 'packed/shop'), '--destination', folder);
    await helm(folder, 'repo', 'index', folder);
    const send = (file: string) => (response: { end(content: Buffer): unknown }) => void response.end(readFileSync(file));
    const server = await serveGit({
      root: folder,
      files: { '/index.yaml': send(join(folder, 'index.yaml')), '/shop-1.2.3.tgz': send(join(folder, 'shop-1.2.3.tgz')) },
    });
    try {
      tree({
        'kustomization.yaml': `helmCharts: [{name: shop, version: 1.2.3, repo: "${server.url}", releaseName: r, valuesInline: {port: 9}}]\n`,
      });
      expect(engineBuildWith(profileWith(4))).toMatchObject({
        kind: 'refused',
        reasons: [expect.stringMatching(/^kustomization\.yaml:1:21: notFetched: shop 1\.2\.3 from http:/)],
      });
      expect(await agrees()).toBe('yaml');
    } finally {
      await server.close();
    }
  }, 60_000);
});

function tree(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) write(`tree/${path}`, content);
}

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const remotesOf = () => createRemotes({ folder: join(folder, 'cache') });

function profileWith(major: 3 | 4): Profile {
  const cache = join(folder, 'cache/trees');
  const locate = (path: string) => path.replace(/^.*@([0-9a-f]{64})/, `${cache}/$1`);
  const onDisk = (path: string) => (path.includes('@') ? locate(path) : join(folder, 'tree', path));
  return { ...KUSTOMIZE_CLI, renderChart: realChartRenderer(helms[major], onDisk) };
}

function engineBuildWith(profile: Profile): Outcome {
  return engineBuild(remotesOf().over(createNodeFiles(join(folder, 'tree'))), '.', createBuildCache(), profile);
}

/** Both sides give the same bytes, or both refuse; kustomize in a copy, for it fetches charts into the tree. */
async function agrees(major: 3 | 4 = 4): Promise<Outcome['kind']> {
  const cache = createBuildCache();
  const own = await built(cache, withHelm(KUSTOMIZE_CLI, cache));
  const ours = await built(createBuildCache(), profileWith(major));
  expect(disagreement(ours, own), 'our own engine for charts, and Helm').toBeUndefined();
  cpSync(join(folder, 'tree'), join(folder, 'copy'), { recursive: true });
  const flags = ['--enable-helm', '--helm-command', helms[major]];
  expect(disagreement(await realBuild(kustomize, join(folder, 'copy'), flags, { HOME: folder }), ours)).toBeUndefined();
  return ours.kind;
}

/** The engine's outcome, once everything was fetched; each failure has a position. */
async function built(cache: BuildCache, profile: Profile): Promise<Outcome> {
  const remotes = remotesOf();
  const files = remotes.over(createNodeFiles(join(folder, 'tree')));
  const build = () => buildKustomization('.', files, profile, cache);
  const signal = new AbortController().signal;
  await fetchMissing({ remotes, signal, missing: () => missingRemotes([build()]), arrived: () => undefined });
  const { objects, failures } = build();
  for (const failure of failures) expect(failure).toMatchObject({ file: expect.any(String), line: expect.any(Number) });
  return failures.length > 0
    ? { kind: 'refused', reasons: failures.map(describeFailure) }
    : { kind: 'yaml', yaml: emitDocuments(objects.map(({ node }) => node)).text };
}
