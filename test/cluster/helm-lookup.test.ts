// `helm --dry-run=server` against the real Helm 3 and 4, with the same API server: what charts look up, and what they are told of the cluster.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ApiServer, startApiServer } from '../support/api-server';
import { fluxKustomization } from '../engine/discover/trees';
import { buildCli, type CliResult, runCli } from '../support/cli';
import { type GitRepo, gitRepo } from '../support/git-repo';
import { writeTree } from '../support/helm-template';
import { expectShape } from '../support/json-schema';
import { oraclePath } from '../support/parts';

vi.setConfig({ testTimeout: 90_000 });

let server: ApiServer;
let bundle: string;
let folder: string;

const WIDGETS = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.shop.example.com' },
  spec: {
    group: 'shop.example.com',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

const OBJECTS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db', namespace: 'shop' },
    data: { password: btoa('correct-horse'), user: btoa('app') },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop', labels: { tier: 'web' } }, data: { colour: 'green' } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b', namespace: 'shop' }, data: { colour: 'blue' } },
];

const WIDGET = {
  apiVersion: 'shop.example.com/v1',
  kind: 'Widget',
  metadata: { name: 'gear', namespace: 'shop' },
  spec: { teeth: 1234567, ratio: 2.5, huge: 9007199254740991, list: [1, 2], on: true, none: null },
};

/** What each chart writes into a ConfigMap. */
const TEMPLATES: Readonly<Record<string, string>> = {
  'one-object': '{{ (lookup "v1" "Secret" "shop" "db").data.password | b64dec | quote }}',
  'missing-object': '{{ lookup "v1" "Secret" "shop" "none" | toJson | quote }}',
  'missing-namespace': '{{ lookup "v1" "Secret" "nowhere" "db" | toJson | quote }}',
  'a-list': '{{ range (lookup "v1" "ConfigMap" "shop" "").items }}{{ .kind }} {{ .metadata.name }} {{ .data.colour }};{{ end }}',
  'list-kind': '{{ $l := lookup "v1" "ConfigMap" "shop" "" }}{{ $l.kind }} {{ $l.apiVersion }} {{ len $l.items }} {{ typeOf $l.items }}',
  'list-of-a-missing-namespace': '{{ len (lookup "v1" "ConfigMap" "nowhere" "").items }}',
  'every-namespace': '{{ range (lookup "v1" "Secret" "" "").items }}{{ .metadata.namespace }}/{{ .metadata.name }};{{ end }}',
  'an-object-without-its-namespace': '{{ lookup "v1" "Secret" "" "db" | toJson | quote }}',
  'cluster-scoped': '{{ (lookup "v1" "Namespace" "" "shop").metadata.name }} {{ (lookup "v1" "Namespace" "any" "shop").metadata.name }}',
  'cluster-scoped-list': '{{ range (lookup "v1" "Namespace" "" "").items }}{{ .metadata.name }};{{ end }}',
  'a-whole-object': '{{ lookup "v1" "ConfigMap" "shop" "a" | toYaml | nindent 4 }}',
  'custom-kind':
    '{{ $w := lookup "shop.example.com/v1" "Widget" "shop" "gear" }}{{ $w.spec.teeth }} {{ $w.spec.ratio }} {{ $w.spec.huge }} ' +
    '{{ typeOf $w.spec.teeth }} {{ typeOf $w.spec.ratio }} {{ typeOf $w.spec.list }} {{ $w.spec | toJson | quote }} {{ add $w.spec.teeth 1 }}',
  'custom-kind-list': '{{ range (lookup "shop.example.com/v1" "Widget" "" "").items }}{{ .metadata.name }};{{ end }}',
  'a-kind-that-its-group-has-not': '{{ lookup "apps/v1" "Widget" "shop" "gear" | toJson | quote }}',
  'a-list-of-a-kind-that-its-group-has-not': '{{ lookup "apps/v1" "Widget" "shop" "" | toJson | quote }}',
  'an-unknown-group': '{{ lookup "none.example.com/v1" "Widget" "shop" "gear" | toJson | quote }}',
  'a-name-that-is-none': '{{ lookup "v1" "Secret" "shop" "a/b" | toJson | quote }}',
  'generated-once': '{{ $s := lookup "v1" "Secret" "shop" "db" }}{{ if $s }}{{ $s.data.user }}{{ else }}{{ randAlphaNum 8 }}{{ end }}',
  'one-lookup-leads-to-the-next':
    '{{ $c := lookup "v1" "ConfigMap" "shop" "a" }}{{ (lookup "v1" "ConfigMap" "shop" (ternary "b" "c" (eq $c.data.colour "green"))).data.colour }}',
  'capabilities-has':
    '{{ .Capabilities.APIVersions.Has "shop.example.com/v1" }} {{ .Capabilities.APIVersions.Has "shop.example.com/v1/Widget" }} ' +
    '{{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }} {{ .Capabilities.APIVersions.Has "apps/v1/Scale" }} ' +
    '{{ .Capabilities.APIVersions.Has "autoscaling/v1/Scale" }} {{ .Capabilities.APIVersions.Has "extensions/v1beta1" }} {{ .Capabilities.APIVersions.Has "v1" }}',
  'kube-version':
    '{{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.KubeVersion.Major }}.{{ .Capabilities.KubeVersion.Minor }}',
  'how-many-versions': '{{ len .Capabilities.APIVersions }}',
};

const chartOf = (name: string, text: string): Record<string, string> => ({
  [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
  [`${name}/templates/out.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  out: |-\n    ${text}\n`,
});

beforeAll(async () => {
  [server, bundle] = await Promise.all([startApiServer({ context: 'fleet' }), buildCli()]);
  folder = mkdtempSync(join(tmpdir(), 'plumbline-lookup-'));
  for (const [name, text] of Object.entries(TEMPLATES)) writeTree(folder, chartOf(name, text));
  for (const object of [WIDGETS, ...OBJECTS]) await server.client.apply(object);
  // A definition takes a moment until its kind can be applied.
  await vi.waitFor(() => server.client.apply(WIDGET), { timeout: 20_000, interval: 200 });
});
afterAll(async () => {
  await server?.stop();
  for (const each of [folder, bundle && dirname(bundle)]) if (each !== undefined) rmSync(each, { recursive: true, force: true });
});

const ours = (args: readonly string[]): Promise<CliResult> =>
  runCli(bundle, ['helm', ...args], { cwd: folder, env: { KUBECONFIG: server.kubeconfig } });

async function real(
  helm: 3 | 4,
  args: readonly string[],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const env = { PATH: '/nonexistent', HOME: folder, KUBECONFIG: server.kubeconfig };
  try {
    const said = await promisify(execFile)(await oraclePath(helm === 3 ? 'helm3' : 'helm4'), ['template', 'rel', ...args], {
      cwd: folder,
      env,
    });
    return { code: 0, ...said };
  } catch (error) {
    if (error instanceof Error && 'stderr' in error && 'code' in error)
      return { code: Number(error.code), stdout: '', stderr: String(error.stderr) };
    throw error;
  }
}

describe.each([3, 4] as const)('as Helm %i', (helm) => {
  const asked = (chart: string, ...more: readonly string[]) =>
    ours([chart, '--name', 'rel', '--helm-version', String(helm), '--dry-run=server', ...more]);

  test.each(Object.keys(TEMPLATES))('%s', async (chart) => {
    const [theirs, mine] = [await real(helm, [chart, '--dry-run=server']), await asked(chart)];
    expect({ ...mine, stderr: '' }).toEqual({ code: theirs.code, stdout: theirs.stdout, stderr: '' });
  });

  test('--batch answers with the cluster, too', async () => {
    const charts = ['one-object', 'one-lookup-leads-to-the-next', 'kube-version', 'missing-object'];
    const lines = charts.map((chart) => `${JSON.stringify({ chart, name: 'rel', helmVersion: String(helm) })}\n`);
    const options = { cwd: folder, env: { KUBECONFIG: server.kubeconfig }, input: lines.join('') };
    const { stdout } = await runCli(bundle, ['helm', '--batch', '--context', 'fleet'], options);
    const theirs = await Promise.all(charts.map((chart) => real(helm, [chart, '--dry-run=server'])));
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ chart, yaml }) => [chart, yaml])).toEqual(charts.map((chart, at) => [chart, theirs[at]?.stdout]));
    const refused = await runCli(bundle, ['helm', '--batch', '--context', 'fleet-nobody'], { ...options, input: lines[0] ?? '' });
    expect(JSON.parse(refused.stdout)).toMatchObject({ chart: 'one-object', error: { code: 'lookupFailed' } });
  });

  test('--json lists what was looked up', async () => {
    const found = { apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'db', answer: 'found' };
    const { stdout } = await asked('generated-once', '--json');
    expect(expectShape('helm', JSON.parse(stdout))).toMatchObject({ lookups: [found], unknowables: [], warnings: [], failures: [] });
    const offline = await ours(['generated-once', '--json']);
    expect(expectShape('helm', JSON.parse(offline.stdout))).toMatchObject({
      lookups: [{ ...found, answer: 'notAsked' }],
      warnings: [{ code: 'lookupNotAsked' }],
    });
  });

  test('what it may not read fails the render, and says so', async () => {
    const theirs = await real(helm, ['one-object', '--dry-run=server', '--kube-context', 'fleet-nobody']);
    expect(theirs).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot get resource "secrets"') });
    const { code, stdout, stderr } = await asked('one-object', '--context', 'fleet-nobody');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^one-object\/templates\/out\.yaml:7:\d+: lookupFailed: The chart asks the cluster for Secret shop\/db, and got no answer: .*cannot get resource "secrets".* Helm would fail there too\./m,
    );
  });
});

describe('a HelmRelease in preview', () => {
  const RELEASE =
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n' +
    '  chart:\n    spec: {chart: charts/web, sourceRef: {kind: GitRepository, name: flux-system}}\n';
  const TEMPLATE =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: out\ndata:\n  kube: {{ .Capabilities.KubeVersion }}\n' +
    '  has: {{ .Capabilities.APIVersions.Has "shop.example.com/v1/Widget" | quote }}\n' +
    '  url: "app:{{ with lookup "v1" "Secret" "shop" "db" }}{{ .data.password | b64dec }}{{ else }}new{{ end }}"\n' +
    '  widgets: {{ (lookup "shop.example.com/v1" "Widget" "shop" "").items | default list | len | quote }}\n';
  let fleet: GitRepo;
  beforeAll(() => {
    fleet = gitRepo({
      'clusters/dev/apps.yaml': fluxKustomization('apps', './apps'),
      'apps/release.yaml': RELEASE,
      'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'charts/web/templates/a.yaml': TEMPLATE,
      'dump/all.yaml': [WIDGETS, ...OBJECTS, WIDGET].map((object) => `--- ${JSON.stringify(object)}\n`).join(''),
      'bare/all.yaml': JSON.stringify(OBJECTS[0]),
    });
  });
  afterAll(() => fleet?.remove());
  const cli = (...args: readonly string[]) => runCli(bundle, args, { cwd: fleet.root, env: { KUBECONFIG: server.kubeconfig } });
  const preview = (...args: readonly string[]) => cli('preview', 'dev', 'web', ...args);

  test('asks nobody unless told to, and says what charts are then told', async () => {
    const { code, stdout, stderr } = await preview();
    expect([code, stdout]).toEqual([0, expect.stringContaining('url: app:new\n')]);
    expect(stderr).toMatch(/a\.yaml:8:\d+: lookupNotAsked: The chart looks up Secret shop\/db in the cluster, and none was asked/);
    expect(stderr).toContain('all Widget objects of shop');
  });

  test('with the answers of a context, its Secrets masked', async () => {
    const { code, stdout, stderr } = await preview('--context', 'fleet');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/kube: v1\.36\.3\n {2}url: •{8} \([a-z2-7]+\)\n {2}widgets: "1"\n/);
    expect(stdout).toContain('has: "true"');
    expect(stdout).not.toContain('correct-horse');
  });

  test('with those of a snapshot, and what it cannot know is said', async () => {
    const { code, stdout, stderr } = await preview('--snapshot', 'dump');
    expect(code).toBe(0);
    expect(stdout).toMatch(/kube: v1\.37\.0\n {2}url: •{8} \([a-z2-7]+\)\n {2}widgets: "1"\n/);
    expect(stderr).toMatch(
      /^information: charts\/web\/Chart\.yaml:1:1: capabilityUnknown: .*dump does not say the version of its cluster/m,
    );
    const unknown = await preview('--snapshot', 'bare');
    expect([unknown.code, unknown.stdout]).toEqual([1, '']);
    expect(unknown.stderr).toMatch(
      /a\.yaml:9:\d+: lookupFailed: .*all Widget objects of shop.*holds no object and no definition of this kind/,
    );
  });

  test('a refusal is a failure of this app, at the line of its template', async () => {
    const { code, stdout, stderr } = await preview('--context', 'fleet-nobody');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^charts\/web\/templates\/a\.yaml:8:\d+: lookupFailed: .*Secret shop\/db.*cannot get resource "secrets"/m);
  });

  test('an environment that is pinned elsewhere is not asked for', async () => {
    await cli('diff', 'dev', '--context', 'fleet', '--pin');
    expect(await preview('--snapshot', 'dump')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('contextMismatch') });
    expect((await preview('--context', 'fleet')).code).toBe(0);
  });
});

describe('an Argo CD Application in preview', () => {
  const application = (name: string, helm: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd}\nspec:\n  project: default\n` +
    `  source: {repoURL: https://git.example.com/shop.git, path: charts/web, helm: {${helm}}}\n` +
    '  destination: {server: https://kubernetes.default.svc, namespace: shop}\n';
  const TEMPLATE =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: out\ndata:\n  kube: {{ .Capabilities.KubeVersion | quote }}\n' +
    '  widget: {{ .Capabilities.APIVersions.Has "shop.example.com/v1/Widget" | quote }}\n' +
    '  monitor: {{ .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" | quote }}\n' +
    '  secret: {{ lookup "v1" "Secret" "shop" "db" | len | quote }}\n';
  let tree: GitRepo;
  beforeAll(() => {
    tree = gitRepo({
      'argocd/plain.yaml': application('plain', ''),
      'argocd/told.yaml': application('told', 'kubeVersion: "1.29.3", apiVersions: [monitoring.coreos.com/v1]'),
      'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'charts/web/templates/a.yaml': TEMPLATE,
    });
  });
  afterAll(() => tree?.remove());
  const preview = async (app: string, ...args: readonly string[]): Promise<string> => {
    const { stdout } = await runCli(bundle, ['preview', 'in-cluster', app, ...args], {
      cwd: tree.root,
      env: { KUBECONFIG: server.kubeconfig },
    });
    return /data:\n((?: {2}.*\n)+)/.exec(stdout)?.[1] ?? stdout;
  };

  // As its controller asks for manifests: the version without its patch, the kinds that it can watch, and nothing is looked up.
  test('is told the version and kinds of the cluster, and looks nothing up', async () => {
    expect(await preview('plain')).toBe('  kube: v1.33.0\n  monitor: "false"\n  secret: "0"\n  widget: "false"\n');
    expect(await preview('plain', '--context', 'fleet')).toBe('  kube: v1.36.0\n  monitor: "false"\n  secret: "0"\n  widget: "true"\n');
  });

  test('is told what it names itself, whatever the cluster is', async () => {
    const told = '  kube: v1.29.3\n  monitor: "true"\n  secret: "0"\n  widget: "false"\n';
    expect([await preview('told'), await preview('told', '--context', 'fleet')]).toEqual([told, told]);
  });
});
