// What an Argo CD Application applies, with the origin of every value that the Application decides, and what is said where something is missing.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Argo CD substitutes.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { discover } from '../../../../src/engine/discover/discover';
import type { App, Node, Path, Rendered } from '../../../../src/engine/model';
import { renderArgoApplication } from '../../../../src/engine/render/argo/application';
import { createBuildCache } from '../../../../src/engine/render/kustomize/build';
import { linkPath } from '../../../../src/engine/render/kustomize/remote/link';
import { at } from '../../../../src/engine/yaml/access';
import { toJson } from '../../../../src/engine/yaml/json';
import { memoryFiles } from '../../../support/memory-files';

const FIXTURE = resolve(import.meta.dirname, '../../../fixtures/argo/repository');
const TREE = Object.fromEntries(
  readdirSync(FIXTURE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(FIXTURE.length + 1), readFileSync(path, 'utf8')];
    }),
);

function application(spec: object, name = 'shop'): string {
  const destination = { server: 'https://kubernetes.default.svc', namespace: 'store' };
  const object = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: { destination, ...spec },
  };
  return stringify(object);
}

interface Shown extends Rendered {
  readonly app: App;
  /** `file:line step` of a value. */
  readonly from: (kind: string, path: Path) => string | undefined;
  readonly value: (kind: string, path: Path) => unknown;
}

function render(spec: object | string, extra: Readonly<Record<string, string>> = {}): Shown {
  const files = memoryFiles({ ...TREE, 'argocd/app.yaml': typeof spec === 'string' ? spec : application(spec), ...extra });
  const apps = discover(files).environments.flatMap((environment) => environment.apps);
  const app = apps.find(({ kind, app }) => kind === 'argoApplication' && app === 'shop') as App;
  const rendered = renderArgoApplication(app, files, createBuildCache());
  const node = (kind: string, path: Path): Node | undefined => at(rendered.objects.find(({ ref }) => ref.kind === kind)?.node, path);
  return {
    ...rendered,
    app,
    from: (kind, path) => {
      const origin = node(kind, path)?.origin;
      return origin && `${origin.file}:${origin.line} ${origin.step}`;
    },
    value: (kind, path) => {
      const found = node(kind, path);
      return found && toJson(found);
    },
  };
}

const git = (options: object): object => ({ source: { repoURL: 'https://git.example/fleet', ...options } });

/** The line of the Application's file that a text stands in. */
function lineOf(spec: object, part: string): number {
  return (
    application(spec)
      .split('\n')
      .findIndex((line) => line.includes(part)) + 1
  );
}

describe('values that the Application decides stand in its file', () => {
  test('options of kustomize, the namespace and the tracking id', () => {
    const spec = git({
      path: 'overlay',
      kustomize: {
        images: ['nginx:1.27'],
        commonLabels: { tier: 'web' },
        patches: [{ target: { kind: 'Deployment' }, patch: '- op: add\n  path: /spec/paused\n  value: true\n' }],
      },
    });
    const { failures, from, value } = render(spec);
    expect(failures).toEqual([]);
    expect(value('Deployment', ['spec', 'template', 'spec', 'containers', 1, 'image'])).toBe('nginx:1.27');
    expect(from('Deployment', ['spec', 'template', 'spec', 'containers', 1, 'image'])).toBe(
      `argocd/app.yaml:${lineOf(spec, 'nginx:1.27')} image`,
    );
    expect(from('Deployment', ['metadata', 'labels', 'tier'])).toBe(`argocd/app.yaml:${lineOf(spec, 'tier')} label`);
    expect(from('Deployment', ['spec', 'paused'])).toBe(`argocd/app.yaml:${lineOf(spec, 'value: true')} jsonPatch`);
    expect(from('Deployment', ['metadata', 'namespace'])).toBe(`argocd/app.yaml:${lineOf(spec, 'namespace: store')} namespace`);
    expect(value('Deployment', ['metadata', 'annotations', 'argocd.argoproj.io/tracking-id'])).toBe('shop:apps/Deployment:store/own-api');
    expect(from('Deployment', ['metadata', 'annotations', 'argocd.argoproj.io/tracking-id'])).toBe('argocd/app.yaml:4 annotation');
  });

  test('parameters and values of Helm, in a text too', () => {
    const helm = { parameters: [{ name: 'image.tag', value: '9' }], values: 'replicas: 4\nextra:\n  a: b\n' };
    const spec = git({ path: 'chart', helm });
    const { failures, values, value } = render(spec);
    expect(failures).toEqual([]);
    const place = (path: Path) => {
      const origin = at(values, path)?.origin;
      return `${origin?.file}:${origin?.line}`;
    };
    expect(place(['image', 'tag'])).toBe(`argocd/app.yaml:${lineOf(spec, 'value: "9"')}`);
    expect(place(['replicas'])).toBe(`argocd/app.yaml:${lineOf(spec, 'replicas: 4')}`);
    expect(place(['extra', 'a'])).toBe(`argocd/app.yaml:${lineOf(spec, 'a: b')}`);
    expect(place(['flag'])).toBe('chart/values.yaml:6');
    expect(value('Deployment', ['spec', 'replicas'])).toBe(4);
  });

  test('merged values where a second source is there for its files alone', () => {
    const sources = [
      { repoURL: 'x', path: 'chart', helm: { valueFiles: ['$other/values/shop/values.yaml'] } },
      { repoURL: 'x', ref: 'other' },
    ];
    const { failures, values } = render({ sources });
    expect(failures).toEqual([]);
    expect(at(values, ['replicas'])).toMatchObject({ text: '5', origin: { file: 'values/shop/values.yaml', line: 1 } });
  });

  test('overrides beside the manifests', () => {
    const { failures, value, from } = render(git({ path: 'named-chart', helm: { releaseName: 'mine' } }));
    expect(failures).toEqual([]);
    expect(value('Deployment', ['metadata', 'name'])).toBe('from-the-file');
    expect(value('Deployment', ['spec', 'replicas'])).toBe(7);
    expect(from('Deployment', ['spec', 'replicas'])).toMatch(/^named-chart\/(\.argocd-source|templates\/deployment)\.yaml/);
  });
});

describe('namespaces', () => {
  const created = {
    ...git({ path: 'plain' }),
    syncPolicy: { syncOptions: ['CreateNamespace=true'], managedNamespaceMetadata: { labels: { a: 'b' } } },
  };

  test('CreateNamespace adds the namespace, with its metadata, unless it is among the objects', () => {
    const { objects, value, from } = render(created);
    expect(objects[0]?.ref).toEqual({ apiVersion: 'v1', kind: 'Namespace', name: 'store' });
    expect(value('Namespace', ['metadata', 'labels'])).toEqual({ a: 'b' });
    expect(from('Namespace', ['kind'])).toBe(`argocd/app.yaml:${lineOf(created, 'CreateNamespace')} generator`);
    const own = application({ ...created, destination: { name: 'in-cluster', namespace: 'extra' } });
    expect(render(own).objects.filter(({ ref }) => ref.kind === 'Namespace')).toHaveLength(1);
  });

  test('cluster-scoped objects have none, those of a CRD of the Application too, and a repeated one is a warning', () => {
    const { objects, warnings } = render(git({ path: 'plain', directory: { recurse: true } }));
    const namespaces = Object.fromEntries(objects.map(({ ref }) => [`${ref.kind} ${ref.name}`, ref.namespace]));
    expect(namespaces).toMatchObject({
      'ClusterRole reader': undefined,
      'Widget one': undefined,
      'Service web': 'elsewhere',
      'Deployment web': 'store',
    });
    expect(warnings).toMatchObject([
      { code: 'objectRepeated', subject: 'ConfigMap first', file: 'plain/list.yaml', related: [{ file: 'plain/nested/config.yml' }] },
    ]);
  });

  test('secret values stay marked', () => {
    const { objects } = render(git({ path: 'plain', directory: { recurse: true } }));
    const secret = objects.find(({ ref }) => ref.kind === 'Secret');
    expect(at(secret?.node, ['stringData', 'password'])).toMatchObject({ secret: true });
  });
});

describe('what cannot be had is named', () => {
  const codes = (shown: Shown) => shown.failures.map(({ code, subject, file, line }) => ({ code, subject, file, line }));

  test('a chart that was not fetched is a need, and renders from where it is fetched to', () => {
    const spec = { source: { repoURL: 'registry.example/charts', chart: 'team/shop', targetRevision: '1.x', helm: { releaseName: 'r' } } };
    const { failures, needs, app } = render(spec);
    const remote = { kind: 'chart', url: 'oci://registry.example/charts/team', name: 'shop', version: '1.x' } as const;
    expect(needs).toMatchObject([{ kind: 'remoteBase', remote }]);
    expect(failures).toMatchObject([{ code: 'notFetched', file: 'argocd/app.yaml', line: lineOf(spec, 'chart: team/shop') }]);
    expect(app).toMatchObject({ path: 'argocd', unresolved: [], versions: [{ chart: 'team/shop', tag: '1.x' }] });
    expect(linkPath(remote)).not.toBe('');
  });

  test('dependencies that a chart lacks are fetched, in the versions of Chart.lock, as Argo CD does with helm dependency build', () => {
    const chart = (name: string, more = '') => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${more}`;
    const part = (name: string) => `kind: ConfigMap\napiVersion: v1\nmetadata: {name: ${name}}\ndata: {size: "{{ .Values.size }}"}\n`;
    const dependencies = `dependencies:
- {name: cache, version: ^7.0.0, repository: "https://charts.example"}
- {name: local, version: 1.0.0, repository: "file://../local"}
`;
    const remote = { kind: 'chart', url: 'https://charts.example', name: 'cache', version: '7.1.2', chosenBy: 'dependency' } as const;
    const folder = `charts.example/cache@${'a'.repeat(40)}`;
    const lock =
      'dependencies:\n- {name: cache, version: 7.1.2, repository: "https://charts.example"}\n- {name: local, version: 1.0.0, repository: "file://../local"}\n' +
      'digest: sha256:74b90f60a7f64e627e23a2027d7a9cc7bbb28d9e2bb539b83e04837da487f727\n';
    const tree = {
      'umbrella/Chart.yaml': chart('umbrella', dependencies),
      'umbrella/Chart.lock': lock,
      'umbrella/values.yaml': 'cache: {size: large}\n',
      'local/Chart.yaml': chart('local'),
      'local/templates/a.yaml': part('local'),
    };
    const spec = git({ path: 'umbrella' });
    const without = render(spec, tree);
    expect(without.needs).toMatchObject([{ kind: 'remoteBase', remote }]);
    expect(codes(without)).toEqual([
      { code: 'notFetched', subject: 'cache 7.1.2 from https://charts.example', file: 'umbrella/Chart.yaml', line: 5 },
    ]);
    const fetched = {
      [linkPath(remote)]: folder,
      [`${folder}/Chart.yaml`]: chart('cache'),
      [`${folder}/templates/a.yaml`]: part('cache'),
    };
    const whole = render(spec, { ...tree, ...fetched });
    expect(whole.failures).toEqual([]);
    expect(whole.objects.map(({ ref }) => ref.name)).toEqual(['cache', 'local']);
    // What Argo CD would not fetch is not rendered either.
    const stale = render(spec, { ...tree, ...fetched, 'umbrella/Chart.lock': lock.replace('7.1.2', '6.0.0') });
    expect(stale.objects).toEqual([]);
    expect(stale.failures).toMatchObject([
      {
        code: 'lockOutOfSync',
        subject: 'umbrella',
        detail: 'it locks cache at 6.0.0, and ^7.0.0 is declared',
        file: 'umbrella/Chart.lock',
        line: 2,
        column: 3,
      },
    ]);
    expect(whole.from('ConfigMap', ['data', 'size'])).toBe('umbrella/values.yaml:1 values');
    const alias = { ...tree, 'umbrella/Chart.yaml': chart('umbrella', dependencies.replace('https://charts.example', '@internal')) };
    expect(codes(render(spec, alias))).toMatchObject([{ code: 'dependencyMissing', subject: 'cache' }]);
  });

  test('plugins, Jsonnet, options that are not known, and hydrated sources', () => {
    expect(codes(render(git({ path: 'plain', plugin: { name: 'x' } })))).toMatchObject([
      { code: 'controllerOnly', subject: 'What spec.source.plugin renders' },
    ]);
    expect(codes(render(git({ path: 'overlay', kustomize: { version: 'v4' } })))).toMatchObject([
      { code: 'controllerOnly', subject: 'spec.source.kustomize.version' },
    ]);
    expect(codes(render(git({ path: 'jsonnet' }), { 'jsonnet/a.jsonnet': '{}' }))).toEqual([
      { code: 'controllerOnly', subject: 'What jsonnet/a.jsonnet renders', file: 'jsonnet/a.jsonnet', line: 1 },
    ]);
    const hydrator = {
      sourceHydrator: { drySource: { repoURL: 'x', path: 'plain', targetRevision: 'main' }, syncSource: { targetBranch: 'b', path: 'p' } },
    };
    expect(codes(render(hydrator))).toMatchObject([{ code: 'controllerOnly', subject: 'What spec.sourceHydrator leads to' }]);
    const revision = git({ path: 'chart', helm: { parameters: [{ name: 'config', value: '$ARGOCD_APP_REVISION' }] } });
    expect(codes(render(revision))).toMatchObject([
      { code: 'controllerOnly', subject: '${ARGOCD_APP_REVISION}', line: lineOf(revision, 'REVISION') },
    ]);
  });

  test('a folder and a reference that are not here; the other sources are still shown', () => {
    const sources = [
      { repoURL: 'https://git.example/other', path: 'absent' },
      { repoURL: 'https://git.example/fleet', path: 'base' },
    ];
    const shown = render({ sources });
    expect(codes(shown)).toEqual([
      { code: 'unresolvedSource', subject: 'shop', file: 'argocd/app.yaml', line: lineOf({ sources }, 'path: absent') },
    ]);
    expect(shown.objects.map(({ ref }) => ref.name)).toEqual(['api']);
    const referring = [
      { repoURL: 'x', ref: 'other' },
      { repoURL: 'y', path: 'chart', helm: { valueFiles: ['$other/a.yaml'] } },
    ];
    expect(codes(render({ sources: referring }))).toMatchObject([{ code: 'unresolvedSource', subject: '$other/a.yaml' }]);
  });

  test('a broken override, and a source without a path', () => {
    expect(codes(render(git({ path: 'plain' }), { 'plain/.argocd-source.yaml': 'a: [' }))).toMatchObject([
      { code: 'notYaml', file: 'plain/.argocd-source.yaml' },
    ]);
    expect(codes(render(git({})))).toMatchObject([{ code: 'objectInvalid', subject: 'spec.source' }]);
  });
});

test('an Application depends on all that it was made from', () => {
  const { reads } = render(git({ path: 'chart', helm: { valueFiles: ['values-production.yaml'] } }));
  expect(reads).toEqual(expect.arrayContaining(['argocd/app.yaml', 'chart/.argocd-source.yaml', 'chart/values-production.yaml', 'chart/']));
});

test('Applications in other namespaces than Argo CD are tracked with theirs', () => {
  const object = parse(application(git({ path: 'base' })));
  object.metadata.namespace = 'teams';
  const usual = application(git({ path: 'plain' }), 'other');
  const { value } = render(stringify(object), { 'z/other.yaml': usual });
  expect(value('Deployment', ['metadata', 'annotations', 'argocd.argoproj.io/tracking-id'])).toBe('teams_shop:apps/Deployment:store/api');
});
