// What a HelmRelease applies: where its chart comes from, how the release is called, and what the controller and Helm add to its objects.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import { describe, expect, test } from 'vitest';
import type { Rendered } from '../../../../src/engine/model';
import { type CheckedOut, GIT_CHECKED_OUT } from '../../../../src/engine/discover/checked-out';
import type { FileAnswer, Files } from '../../../../src/engine/ports';
import { linkPath, remoteFolder } from '../../../../src/engine/render/kustomize/remote/link';
import { at, text } from '../../../../src/engine/yaml/access';
import { fluxKustomization, kustomization } from '../../discover/trees';
import { release, renderTree, textOf } from './helm-trees';

const OBJECTS = {
  'charts/show/crds/crd.yaml':
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: gates.example.com\nspec:\n  group: example.com\n  scope: Cluster\n  names: {kind: Gate}\n  versions: [{name: v1}]\n',
  'charts/show/templates/more.yaml':
    'apiVersion: example.com/v1\nkind: Gate\nmetadata:\n  name: gate\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: extra\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: check\n  annotations: {helm.sh/hook: test}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  labels: {app.kubernetes.io/managed-by: chart}\nspec:\n  template:\n    spec:\n      containers:\n      - {name: web, image: ghcr.io/web:1}\n',
};

function shown(rendered: Rendered): string[] {
  return rendered.objects.map(({ ref }) => `${ref.kind} ${ref.namespace ?? '-'}/${ref.name}`);
}

function render(spec: string, tree: Record<string, string> = {}): Rendered {
  return renderTree({ 'app/release.yaml': release(spec), ...tree });
}

describe('the release', () => {
  test.each([
    ['values: {}', 'ConfigMap shop/web'],
    ['targetNamespace: other', 'ConfigMap other/other-web'],
    ['targetNamespace: other\nreleaseName: mine', 'ConfigMap other/mine'],
    [`releaseName: ${'long-'.repeat(12)}x`, `ConfigMap shop/${'long-'.repeat(8)}-1d518923f16f`],
  ])('with %s is %s', (spec, expected) => {
    const rendered = render(spec);
    expect(rendered.failures).toEqual([]);
    expect(shown(rendered)).toEqual([expected]);
  });

  test('is as its parent applies it: patched, and with the variables of that', () => {
    const rendered = renderTree({
      'clusters/dev/ks.yaml': fluxKustomization(
        'apps',
        './app',
        'postBuild: {substitute: {SIZE: huge}}\n  patches:\n  - patch: |\n      apiVersion: helm.toolkit.fluxcd.io/v2\n      kind: HelmRelease\n      metadata: {name: web, namespace: shop}\n      spec: {values: {patched: true}}\n',
      ),
      'app/release.yaml': release('values:\n  size: ${SIZE}\n'),
    });
    expect(rendered.failures).toEqual([]);
    expect(at(rendered.values, ['size'])).toMatchObject({ text: 'huge', origin: { file: 'clusters/dev/ks.yaml', step: 'substitution' } });
    expect(text(at(rendered.values, ['patched']))).toBe('true');
  });

  test('says which fields are not carried out', () => {
    const { failures } = render('upgrade: {preserveValues: true}\nbrandNew: 1\npostRenderers: [{other: {}}]');
    expect(failures.map(({ code, subject, line }) => `${code} ${subject} ${line}`)).toEqual([
      'unsupported spec.brandNew 13',
      'unsupported spec.upgrade.preserveValues 12',
      'unsupported spec.postRenderers 14',
    ]);
  });
});

describe('objects', () => {
  test('have the namespace of the release where their kind has one, the labels of Flux and of Helm; hooks are none', () => {
    const rendered = render('values: {}', OBJECTS);
    expect(rendered.failures).toEqual([]);
    expect(shown(rendered)).toEqual([
      'CustomResourceDefinition -/gates.example.com',
      'Namespace -/extra',
      'ConfigMap shop/web',
      'Deployment shop/web',
      'Gate -/gate',
    ]);
    const [crd, , , deployment] = rendered.objects;
    expect(textOf({ ...rendered, objects: [deployment as (typeof rendered.objects)[0]] })).toContain(
      'metadata:\n  annotations:\n    meta.helm.sh/release-name: web\n    meta.helm.sh/release-namespace: shop\n  labels:\n    app.kubernetes.io/managed-by: Helm\n    helm.toolkit.fluxcd.io/name: web\n    helm.toolkit.fluxcd.io/namespace: shop\n  name: web\n  namespace: shop\n',
    );
    const labels = at(crd?.node, ['metadata', 'labels']);
    expect(labels?.kind === 'map' && labels.entries.map(({ key }) => key)).toEqual([
      'helm.toolkit.fluxcd.io/name',
      'helm.toolkit.fluxcd.io/namespace',
    ]);
  });

  test.each([
    ['install: {crds: Skip}', false],
    ['install: {skipCRDs: true}', false],
    ['install: {crds: Skip}\nupgrade: {crds: CreateReplace}', true],
    ['upgrade: {crds: Skip}', true],
  ])('with %s: whether CRDs are there is %s', (spec, there) => {
    expect(shown(render(spec, OBJECTS)).some((one) => one.startsWith('CustomResourceDefinition'))).toBe(there);
  });

  test('have the namespace before them that Helm makes: with its own label, and with nothing of the release', () => {
    const rendered = render('targetNamespace: other\ninstall: {createNamespace: true}\ncommonMetadata: {labels: {team: shop}}', OBJECTS);
    expect(rendered.failures).toEqual([]);
    expect(shown(rendered).slice(0, 3)).toEqual(['CustomResourceDefinition -/gates.example.com', 'Namespace -/other', 'Namespace -/extra']);
    const namespace = rendered.objects[1] as (typeof rendered.objects)[0];
    expect(textOf({ ...rendered, objects: [namespace] })).toBe(
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n    name: other\n  name: other\n',
    );
    expect(at(namespace.node, ['metadata', 'name'])?.origin).toMatchObject({ file: 'app/release.yaml', line: 12, step: 'generator' });
    expect(at(namespace.node, ['kind'])?.origin).toMatchObject({ file: 'app/release.yaml', line: 13, step: 'generator' });
  });

  test.each([
    ['the chart has one', 'targetNamespace: extra\ninstall: {createNamespace: true}', ['extra']],
    ['nothing names another namespace', 'install: {createNamespace: true}', ['extra']],
    ['it is not asked for', 'targetNamespace: other\ninstall: {createNamespace: false}', ['extra']],
  ])('have no namespace made for them where %s', (_, spec, names) => {
    const { objects } = render(spec, OBJECTS);
    expect(objects.filter(({ ref }) => ref.kind === 'Namespace').map(({ ref }) => ref.name)).toEqual(names);
  });

  test('take commonMetadata over their own, then what Helm sets', () => {
    const rendered = render('commonMetadata:\n  labels: {team: shop, app.kubernetes.io/managed-by: me}\n  annotations: {note: "1"}');
    const metadata = at(rendered.objects[0]?.node, ['metadata']);
    expect(text(at(metadata, ['labels', 'team']))).toBe('shop');
    expect(at(metadata, ['labels', 'team'])?.origin).toMatchObject({ file: 'app/release.yaml', line: 13, step: 'commonMetadata' });
    expect(text(at(metadata, ['labels', 'app.kubernetes.io/managed-by']))).toBe('Helm');
    expect(text(at(metadata, ['annotations', 'note']))).toBe('1');
  });

  test('are patched and get images by postRenderers, each after the one before, with origins in the release', () => {
    const rendered = render(
      'postRenderers:\n- kustomize:\n    patches:\n    - target: {kind: Deployment}\n      patch: |\n        - op: add\n          path: /spec/replicas\n          value: 3\n    images:\n    - name: ghcr.io/web\n      newTag: "2"\n- kustomize:\n    patches:\n    - patch: |\n        kind: Deployment\n        apiVersion: apps/v1\n        metadata: {name: web}\n        spec: {replicas: 4}\n',
      OBJECTS,
    );
    expect(rendered.failures).toEqual([]);
    const deployment = rendered.objects.find(({ ref }) => ref.kind === 'Deployment')?.node;
    expect(at(deployment, ['spec', 'replicas'])).toMatchObject({
      text: '4',
      origin: { file: 'app/release.yaml', line: 29, step: 'patch', overrode: { line: 19, step: 'jsonPatch' } },
    });
    expect(text(at(deployment, ['spec', 'template', 'spec', 'containers', 0, 'image']))).toBe('ghcr.io/web:2');
    expect(text(at(deployment, ['metadata', 'labels', 'app.kubernetes.io/managed-by']))).toBe('Helm');
  });

  test('are patched by the fields of older versions where the release is of one, and the fields are named where it is not', () => {
    const spec =
      'postRenderers:\n- kustomize:\n    patchesStrategicMerge:\n    - {kind: Deployment, apiVersion: apps/v1, metadata: {name: web}, spec: {replicas: 4}}\n' +
      '    patchesJson6902:\n    - target: {kind: Deployment, name: web}\n      patch: [{op: add, path: /metadata/labels, value: {older: "yes"}}]\n';
    const older = renderTree({ 'app/release.yaml': release(spec).replace('fluxcd.io/v2', 'fluxcd.io/v2beta2'), ...OBJECTS });
    const deployment = older.objects.find(({ ref }) => ref.kind === 'Deployment')?.node;
    expect([older.failures, text(at(deployment, ['spec', 'replicas']))]).toEqual([[], '4']);
    expect(text(at(deployment, ['metadata', 'labels', 'older']))).toBe('yes');
    expect(render(spec, OBJECTS).failures).toMatchObject([
      { code: 'objectInvalid', subject: 'spec.postRenderers.kustomize.patchesStrategicMerge' },
      { code: 'objectInvalid', subject: 'spec.postRenderers.kustomize.patchesJson6902' },
    ]);
  });

  test('of a post-renderer whose patch matches nothing are named at the patch', () => {
    const { failures } = render(
      'postRenderers:\n- kustomize:\n    patches:\n    - patch: |\n        kind: Deployment\n        apiVersion: apps/v1\n        metadata: {name: gone}\n',
    );
    expect(failures).toMatchObject([{ code: 'patchTargetMissing', file: 'app/release.yaml' }]);
  });
});

describe('the chart', () => {
  const from = (kind: string, version = '1.2.x') =>
    `chart: show\nversion: ${version}\nsourceRef: {kind: ${kind}, name: charts, namespace: sources}`;
  const source = (kind: string, spec: string, namespace = 'sources') =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata:\n  name: charts\n  namespace: ${namespace}\nspec:\n${spec.replace(/^/gm, '  ')}\n`;

  test('of a HelmRepository that is not fetched is a need and a failure, and nothing is shown', () => {
    const rendered = renderTree({
      'app/release.yaml': release('values: {}', from('HelmRepository')),
      'app/source.yaml': source('HelmRepository', 'url: https://charts.example.com'),
    });
    expect(rendered.objects).toEqual([]);
    const remote = {
      kind: 'chart',
      url: 'https://charts.example.com',
      name: 'show',
      version: '1.2.x',
      chosenBy: 'sourceController',
    } as const;
    expect(rendered.needs).toEqual([{ kind: 'remoteBase', path: linkPath(remote), remote }]);
    expect(rendered.failures).toEqual([
      { code: 'notFetched', subject: 'show 1.2.x from https://charts.example.com', file: 'app/release.yaml', line: 12, column: 47 },
    ]);
  });

  test('of a Git repository is packed with what its lock file locks, and with nothing else, which is said', () => {
    const part = (name: string) => ({
      [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
      [`charts/${name}/templates/part.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: part-${name}}\n`,
    });
    const dependency = (name: string) => `- {name: ${name}, version: 1.x, repository: "file://../${name}"}\n`;
    const locked = (name: string) => dependency(name).replace('1.x', '1.0.0');
    const tree = {
      ...part('a'),
      ...part('b'),
      'charts/show/Chart.yaml': `apiVersion: v2\nname: show\nversion: 1.0.0\ndependencies:\n${dependency('a')}${dependency('b')}`,
      'charts/show/Chart.lock': `dependencies:\n${locked('a')}digest: sha256:of-others\n`,
    };
    const rendered = render('values: {}', tree);
    expect([rendered.failures, shown(rendered)]).toEqual([[], ['ConfigMap shop/part-a', 'ConfigMap shop/web']]);
    expect(rendered.warnings).toMatchObject([
      {
        code: 'lockOutOfSync',
        severity: 'warning',
        subject: 'charts/show',
        detail: 'it locks no b',
        file: 'charts/show/Chart.lock',
        line: 3,
      },
    ]);
    const moved = render('values: {}', { ...tree, 'charts/a/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.1.0\n' });
    expect(moved.failures).toMatchObject([
      {
        code: 'lockOutOfSync',
        detail: 'it locks a at 1.0.0, and charts/a has the version 1.1.0',
        file: 'charts/show/Chart.lock',
        line: 2,
      },
    ]);
    // As many as are locked are there: source-controller looks no further.
    const counted = render('values: {}', { ...tree, 'charts/show/charts/c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n' });
    expect([counted.failures, shown(counted), counted.warnings.length]).toEqual([[], ['ConfigMap shop/web'], 1]);
    const unlocked = { ...tree, 'charts/b/Chart.yaml': 'apiVersion: v2\nname: b\nversion: 2.0.0\n' } as Record<string, string>;
    delete unlocked['charts/show/Chart.lock'];
    expect(render('values: {}', unlocked).failures).toMatchObject([
      { code: 'chartInvalid', detail: 'it needs b 1.x, and charts/b has the version 2.0.0', file: 'charts/show/Chart.yaml', line: 6 },
    ]);
  });

  test('of a Git repository is packed with the dependencies that it lacks', () => {
    const lacking = 'dependencies: [{name: cache, version: 7.x, repository: "https://charts.example.com"}]\n';
    const tree = {
      'app/release.yaml': release(
        'values: {}',
        'chart: ./charts/lacking\nsourceRef: {kind: GitRepository, name: charts, namespace: sources}',
      ),
      'app/source.yaml': source('GitRepository', 'url: https://git.example.com/fleet.git'),
      'charts/lacking/Chart.yaml': `apiVersion: v2\nname: lacking\nversion: 1.0.0\n${lacking}`,
    };
    const { needs, failures } = renderTree(tree);
    expect(needs).toMatchObject([{ kind: 'remoteBase', remote: { url: 'https://charts.example.com', name: 'cache', version: '7.x' } }]);
    expect(failures).toMatchObject([{ code: 'notFetched', file: 'charts/lacking/Chart.yaml', line: 4 }]);
  });

  test('of a registry is looked for below the address of the repository', () => {
    const { needs } = renderTree({
      'app/release.yaml': release('values: {}', from('HelmRepository', '"*"')),
      'elsewhere/source.yaml': source('HelmRepository', 'type: oci\nurl: oci://ghcr.io/shop/charts'),
    });
    expect(needs).toMatchObject([{ remote: { url: 'oci://ghcr.io/shop/charts', name: 'show', version: '' } }]);
  });

  test('of a HelmRepository whose address its parent substitutes', () => {
    const { needs } = renderTree({
      'clusters/dev/ks.yaml': fluxKustomization('apps', './app', 'postBuild: {substitute: {HOST: charts.example.com}}'),
      'app/release.yaml': release('values: {}', from('HelmRepository')),
      'app/source.yaml': source('HelmRepository', 'url: https://${HOST}'),
    });
    expect(needs).toMatchObject([{ remote: { url: 'https://charts.example.com' } }]);
  });

  test.each([
    ['ref: {tag: 1.2.3}', { version: '1.2.3', chosenBy: 'tag' }],
    ['ref: {tag: 1.2.3, semver: 1.x, semverFilter: ".*-rc.*"}', { version: '1.x', chosenBy: 'semver', tagFilter: '.*-rc.*' }],
    ['interval: 1m', { version: 'latest', chosenBy: 'tag' }],
    [`ref: {digest: "sha256:${'a'.repeat(64)}", semver: 1.x}`, { version: `sha256:${'a'.repeat(64)}` }],
  ])('of an OCIRepository with %s is %j', (spec, revision) => {
    const ref = release('chartRef: {kind: OCIRepository, name: charts}').replace(/ {2}chart:\n( {4}.*\n)+/, '');
    const { needs } = renderTree({
      'app/release.yaml': ref,
      'app/source.yaml': source('OCIRepository', `url: oci://ghcr.io/shop/show\n${spec}`, 'shop'),
    });
    expect(needs.map((need) => (need.kind === 'remoteBase' ? need.remote : need))).toEqual([
      { kind: 'chart', url: 'oci://ghcr.io/shop', name: 'show', ...revision },
    ]);
  });

  test.each([
    ['OCIRepository', 'url: oci://registry.shop/charts/show\ninsecure: true', true],
    ['HelmRepository', 'url: oci://registry.shop/charts\ntype: oci\ninsecure: true', true],
    ['HelmRepository', 'url: https://charts.shop\ninsecure: true', undefined],
    ['OCIRepository', 'url: oci://registry.shop/charts/show', undefined],
  ])('of an %s with %j is asked for without encryption: %s', (kind, spec, isPlainHttp) => {
    const of =
      kind === 'HelmRepository'
        ? release('values: {}', from(kind))
        : release('chartRef: {kind: OCIRepository, name: charts}').replace(/ {2}chart:\n( {4}.*\n)+/, '');
    const { needs } = renderTree({
      'app/release.yaml': of,
      'app/source.yaml': source(kind, spec, kind === 'OCIRepository' ? 'shop' : undefined),
    });
    expect(needs.map((need) => need.kind === 'remoteBase' && need.remote.kind === 'chart' && need.remote.isPlainHttp)).toEqual([
      isPlainHttp,
    ]);
  });

  test('of a HelmChart is the one that its own source has', () => {
    const ref = release('chartRef: {kind: HelmChart, name: charts}').replace(/ {2}chart:\n( {4}.*\n)+/, '');
    const chart = source(
      'HelmChart',
      'chart: ./charts/show\nsourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}',
      'shop',
    );
    const rendered = renderTree({ 'app/release.yaml': ref, 'app/chart.yaml': chart });
    expect(rendered.failures).toEqual([]);
    expect(shown(rendered)).toEqual(['ConfigMap shop/web']);
  });

  describe('of an ExternalArtifact', () => {
    const render = (copy: string) =>
      renderTree({
        'app/release.yaml': release('chartRef: {kind: ExternalArtifact, name: packed}').replace(/ {2}chart:\n( {4}.*\n)+/, ''),
        'clusters/dev/artifacts.yaml':
          'apiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\nmetadata: {name: parts, namespace: shop}\nspec:\n' +
          '  sources: [{alias: all, kind: GitRepository, name: flux-system, namespace: flux-system}, {alias: other, kind: OCIRepository, name: charts}]\n' +
          `  artifacts: [{name: packed, copy: [${copy}]}]\n`,
      });

    test.each([
      '{from: "@all/charts/show", to: "@artifact/"}',
      '{from: "@all/charts/show/**", to: "@artifact/show/"}',
      '{from: "@all/charts/**", to: "@artifact/"}',
    ])('is the folder that %s packs', (copy) => {
      const rendered = render(copy);
      expect(rendered.failures).toEqual([]);
      expect(shown(rendered)).toEqual(['ConfigMap shop/web']);
      expect(rendered.reads).toContain('clusters/dev/artifacts.yaml');
    });

    test.each([
      ['{from: "@all/charts/show/**", to: "@artifact/"}', 'is no chart in a single folder of its own'],
      ['{from: "@all/**", to: "@artifact/"}', 'is no chart in a single folder of its own'],
      ['{from: "@other/**", to: "@artifact/"}', 'OCIRepository charts is declared nowhere'],
    ])('that %s packs is unresolved at its name', (copy, detail) => {
      const rendered = render(copy);
      expect(rendered.objects).toEqual([]);
      expect(rendered.failures).toMatchObject([
        { code: 'unresolvedSource', file: 'app/release.yaml', detail: expect.stringContaining(detail) },
      ]);
    });
  });

  test.each([
    ['GitRepository', 'url: https://example.com/other', 'is another source than this repository'],
    ['Bucket', 'bucketName: charts', 'is another source than this repository'],
    ['HelmRepository', undefined, 'no file of the repository has the HelmRepository charts'],
  ])('of a %s that is not here is unresolved at its name', (kind, spec, detail) => {
    const bootstrap = source('GitRepository', 'url: https://example.com/this', 'flux-system').replace('name: charts', 'name: flux-system');
    const rendered = renderTree({
      'app/release.yaml': release('values: {}', from(kind)),
      'clusters/dev/flux.yaml': bootstrap,
      ...(spec === undefined ? {} : { 'app/source.yaml': source(kind, spec) }),
    });
    expect(rendered.objects).toEqual([]);
    const code = spec === undefined ? 'notDeclared' : 'unresolvedSource';
    expect(rendered.failures).toMatchObject([{ code, file: 'app/release.yaml', line: 12 }]);
    expect(rendered.failures[0]?.detail).toContain(detail);
  });

  test('that was fetched is rendered from where it lies; valuesFiles are files of the chart', () => {
    const folder = `${remoteFolder('https://charts.example.com', 'a'.repeat(64))}/show`;
    const link = linkPath({
      kind: 'chart',
      url: 'https://charts.example.com',
      name: 'show',
      version: '1.2.x',
      chosenBy: 'sourceController',
    });
    const follow = (files: Files): Files => ({
      ...files,
      read: (path) => (path === link ? { kind: 'file', text: folder, version: folder } : files.read(path)),
    });
    const tree = {
      'app/release.yaml': release('values: {}', `${from('HelmRepository')}\nvaluesFiles: [ci.yaml]`),
      'app/source.yaml': source('HelmRepository', 'url: https://charts.example.com'),
      [`${folder}/Chart.yaml`]: 'apiVersion: v2\nname: show\nversion: 1.2.9\n',
      [`${folder}/ci.yaml`]: 'size: ci\n',
      [`${folder}/templates/a.yaml`]: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Chart.Version }}-{{ .Values.size }}\n',
    };
    const rendered = renderTree(tree, follow);
    expect(rendered.failures).toEqual([]);
    expect(shown(rendered)).toEqual(['ConfigMap shop/1.2.9+1-ci']);
    expect(rendered.reads).toContain(link);
    // It was packed by somebody who has left out already what is to be left out.
    const packed = renderTree({ ...tree, [`${folder}/.helmignore`]: 'templates/\n' }, follow);
    expect(shown(packed)).toEqual(['ConfigMap shop/1.2.9+1-ci']);
  });

  describe('has a version to which controllers add', () => {
    const told = {
      'charts/show/templates/version.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: version}\ndata: {version: {{ .Chart.Version }}}\n',
    };
    const versionOf = (rendered: Rendered): string | undefined =>
      text(at(rendered.objects.find(({ ref }) => ref.name === 'version')?.node, ['data', 'version']));
    const fromTree = (more: string, apiVersion = 'v2') =>
      renderTree({
        'app/release.yaml': release(
          'values: {}',
          `chart: charts/show\nsourceRef: {kind: GitRepository, name: flux-system}\n${more}`,
        ).replace('fluxcd.io/v2', `fluxcd.io/${apiVersion}`),
        'charts/show/other.yaml': 'size: other\n',
        ...told,
      });

    test.each([
      ['nothing', '', '1.0.0'],
      ['the first generation, with values files', 'valuesFiles: [charts/show/other.yaml]', '1.0.0+1'],
      ['the same, with the older field for one file', 'valuesFile: charts/show/other.yaml', '1.0.0+1'],
    ])('%s', (_, more, version) => {
      const rendered = fromTree(more, 'v2beta1');
      expect([rendered.failures, versionOf(rendered)]).toEqual([[], version]);
    });

    test('the commit, with reconcileStrategy: Revision, before the generation; one that git does not tell is said, and never guessed', () => {
      const revision = (state: FileAnswer) =>
        renderTree(
          {
            'app/release.yaml': release(
              'values: {}',
              'chart: charts/show\nsourceRef: {kind: GitRepository, name: flux-system}\nreconcileStrategy: Revision\nvaluesFiles: [charts/show/other.yaml]',
            ),
            'charts/show/other.yaml': 'size: other\n',
            ...told,
          },
          (files) => ({ ...files, read: (path) => (path === GIT_CHECKED_OUT ? state : files.read(path)) }),
        );
      const stating = (state: CheckedOut) => revision({ kind: 'file', text: JSON.stringify(state), version: '' });
      const commit = 'abcdef0123456789'.padEnd(40, '0');
      const known = stating({ commit, changed: [], tags: [] });
      expect([known.failures, versionOf(known)]).toEqual([[], '1.0.0+abcdef012345.1']);
      const unknown = [stating({ commit, changed: ['a'] }), stating({ commit }), stating({}), revision({ kind: 'absent' })];
      for (const rendered of unknown) {
        expect(rendered.failures).toMatchObject([{ code: 'commitUnknown', file: 'app/release.yaml', line: 12 }]);
        expect(versionOf(rendered)).toBe('1.0.0+unknown.1');
      }
      const open = revision({ kind: 'unread' });
      expect(open.failures).toMatchObject([
        { code: 'unread', subject: 'The commit that is checked out', file: 'app/release.yaml', line: 12 },
      ]);
      expect([open.needs, versionOf(open)]).toEqual([[{ kind: 'file', path: GIT_CHECKED_OUT }], '1.0.0+unknown.1']);
    });

    test('the digest of the artifact, of an OCIRepository', () => {
      const folder = `${remoteFolder('oci://registry.example.com/charts', `abcdef012345${'0'.repeat(52)}`)}/show`;
      const link = linkPath({ kind: 'chart', url: 'oci://registry.example.com/charts', name: 'show', version: '1.2.9', chosenBy: 'tag' });
      const tree = {
        'app/release.yaml': release('values: {}').replace(/ {2}chart:\n(?: {4}.*\n)+/, '  chartRef: {kind: OCIRepository, name: charts}\n'),
        'app/source.yaml': source('OCIRepository', 'url: oci://registry.example.com/charts/show\nref: {tag: 1.2.9}', 'shop'),
        [`${folder}/Chart.yaml`]: 'apiVersion: v2\nname: show\nversion: v1.2.9+own\n',
        [`${folder}/templates/version.yaml`]: told['charts/show/templates/version.yaml'],
      };
      const rendered = renderTree(tree, (files) => ({
        ...files,
        read: (path) => (path === link ? { kind: 'file', text: folder, version: folder } : files.read(path)),
      }));
      expect([rendered.failures, versionOf(rendered)]).toEqual([[], '1.2.9+abcdef012345']);
    });
  });

  test('that is not there is a failure where it is named', () => {
    const chart = 'chart: charts/shown\nsourceRef: {kind: GitRepository, name: flux-system}';
    const { failures } = renderTree({ 'app/release.yaml': release('values: {}', chart) });
    expect(failures).toMatchObject([{ code: 'notFound', subject: 'charts/shown', file: 'app/release.yaml', line: 10, column: 14 }]);
  });

  test('that a template refuses is a failure at the template, and one that is no chart at the folder', () => {
    const refused = render('values: {}', { 'charts/show/templates/bad.yaml': '{{ required "give a key" .Values.gone }}' });
    expect(refused.failures).toMatchObject([{ code: 'templateFailed', file: 'charts/show/templates/bad.yaml', line: 1 }]);
    const none = renderTree({
      'app/release.yaml': release('values: {}', 'chart: app\nsourceRef: {kind: GitRepository, name: flux-system}'),
    });
    expect(none.failures).toMatchObject([{ code: 'chartInvalid', subject: 'app' }]);
  });

  test('that no kustomization file takes in is not rendered, with the reason', () => {
    const rendered = renderTree({ 'app/kustomization.yaml': kustomization('resources: []'), 'app/release.yaml': release('values: {}') });
    expect(rendered.objects).toEqual([]);
    expect(rendered.failures).toMatchObject([{ code: 'unresolvedSource', subject: 'web' }]);
  });
});
