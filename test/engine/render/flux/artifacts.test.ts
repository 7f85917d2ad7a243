// What Flux applies out of artifacts that copy rules put together: the same objects, each value with the line of the file that a rule copied.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GIT_CLONES } from '../../../../src/engine/discover/git-url';
import { discover } from '../../../../src/engine/discover/discover';
import { artifactPath } from '../../../../src/engine/discover/artifact-generator';
import { join } from '../../../../src/engine/discover/paths';
import { takeInventory } from '../../../../src/engine/discover/inventory';
import { createSourceCache } from '../../../../src/engine/discover/sources';
import { walkTree } from '../../../../src/engine/discover/tree';
import type { App, BranchTree, Node, Rendered } from '../../../../src/engine/model';
import { discoverBranch, renderApp } from '../../../../src/engine/pipeline';
import type { Files } from '../../../../src/engine/ports';
import { createBuildCache } from '../../../../src/engine/render/kustomize/build';
import { reachOf } from '../../../../src/engine/render/reach';
import { at } from '../../../../src/engine/yaml/access';
import { emitDocuments } from '../../../../src/engine/yaml/emit';
import { memoryFiles } from '../../../support/memory-files';
import { fluxKustomization, kustomization } from '../../discover/trees';
import { CHART, release, renderTree } from './helm-trees';

const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_126);
const CASES = Number(process.env.PLUMBLINE_CASES ?? 300);

const config = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${data.replace(/^/gm, '  ')}\n`;
const generator = (copy: string, more = '') =>
  `apiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\nmetadata: {name: parts, namespace: flux-system}\nspec:\n  sources:\n    - {alias: fleet, kind: GitRepository, name: flux-system}\n    - {alias: platform, kind: GitRepository, name: platform}\n${more}  artifacts:\n    - {name: web, copy: [${copy}]}\n`;
const applied = (path: string) =>
  fluxKustomization('web', path).replace('name: flux-system\n    kind: GitRepository', 'name: web\n    kind: ExternalArtifact');
const platform =
  'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: platform, namespace: flux-system}\nspec: {url: "https://example.com/platform"}\n';

function rendered(
  tree: Readonly<Record<string, string>>,
  over: (files: Files) => Files = (files) => files,
): Rendered & { readonly app: App } {
  const files = over(memoryFiles(tree));
  const app = discover(files)
    .environments.flatMap(({ apps }) => apps)
    .find(({ owner }) => owner?.name === 'web');
  if (app === undefined) throw new Error('no app');
  return { ...renderApp(app, files, createBuildCache()), app };
}

const textOf = ({ objects }: Rendered) => emitDocuments(objects.map(({ node }) => node)).text;
const places = (node: Node | undefined): string => {
  const chain: string[] = [];
  for (let origin = node?.origin; origin !== undefined; origin = origin.overrode)
    chain.push(`${origin.file}:${origin.line} (${origin.step})`);
  return chain.join(' over ');
};

const MOVED = {
  'clusters/dev/web.yaml': applied('./here'),
  'clusters/dev/artifacts.yaml': generator(
    '{from: "@fleet/apps/web/**", to: "@artifact/here/"}, {from: "@fleet/shared/patch.yaml", to: "@artifact/"}',
  ),
  'apps/web/kustomization.yaml': kustomization(
    'resources: [a.yaml]\npatches: [{path: ../patch.yaml}]\nconfigMapGenerator: [{name: made, files: [texts/a.txt]}]',
  ),
  'apps/web/a.yaml': config('a', 'one: "1"\ntwo: "2"'),
  'apps/web/texts/a.txt': 'text\n',
  'shared/patch.yaml': config('a', 'two: "3"'),
};

describe('a folder that copy rules put together', () => {
  test('is built as it stands there, and every value leads to the file that was copied', () => {
    const web = rendered(MOVED);
    expect(web.failures).toEqual([]);
    expect(web.app.path).toBe('clusters/dev/artifacts.yaml/@artifact/parts.web/here');
    const [a, made] = web.objects;
    expect(places(at(a?.node, ['data', 'two']))).toBe('shared/patch.yaml:6 (patch) over apps/web/a.yaml:7 (resource)');
    expect(places(at(a?.node, ['data', 'one']))).toBe('apps/web/a.yaml:6 (resource)');
    expect(places(at(made?.node, ['data', 'a.txt']))).toMatch(/^apps\/web\/texts\/a\.txt:1 /);
  });

  test('names its sources among what it was read from, and what a line of them reaches', () => {
    const web = rendered(MOVED);
    for (const path of ['apps/web/a.yaml', 'apps/web/texts/a.txt', 'shared/patch.yaml', 'clusters/dev/artifacts.yaml', 'apps/web/'])
      expect(web.reads).toContain(path);
    const reached = reachOf([web], { file: 'shared/patch.yaml', line: 6 }).get(web);
    expect(reached).toMatchObject([{ path: ['data', 'two'], how: 'sets' }]);
    expect(reachOf([web], { file: 'apps/web/a.yaml', line: 7 }).get(web)).toMatchObject([{ path: ['data', 'two'], how: 'overridden' }]);
  });

  test('says at its own lines what is wrong', () => {
    const web = rendered({ ...MOVED, 'apps/web/a.yaml': `${config('a', 'one: "1"')}---\n${config('a', 'one: "1"')}` });
    expect(web.failures).toMatchObject([{ code: 'duplicateObject', file: 'apps/web/kustomization.yaml' }]);
    expect(web.failures[0]?.detail).toBe('in apps/web/a.yaml:1 and in apps/web/a.yaml:8');
    const broken = rendered({ ...MOVED, 'apps/web/a.yaml': 'a: [\n' });
    expect(broken.failures).toMatchObject([{ code: 'notYaml', file: 'apps/web/a.yaml' }]);
  });

  test('is built from nothing outside of the artifact', () => {
    const web = rendered({
      ...MOVED,
      'apps/web/kustomization.yaml': kustomization('resources: [../../secret.yaml]'),
      'secret.yaml': config('s', 'a: b'),
    });
    expect(web.objects).toEqual([]);
    expect(web.failures).toMatchObject([{ code: 'outsideRoot', file: 'apps/web/kustomization.yaml' }]);
  });

  test('leads with each key of a merged file to the file that set it', () => {
    const web = rendered({
      ...MOVED,
      'clusters/dev/artifacts.yaml': generator(
        '{from: "@fleet/apps/web/a.yaml", to: "@artifact/here/"}, {from: "@fleet/shared/patch.yaml", to: "@artifact/here/a.yaml", strategy: Merge}',
      ),
    });
    expect(web.failures).toEqual([]);
    expect(textOf(web)).toContain('data:\n  one: "1"\n  two: "3"\n');
    const [a] = web.objects;
    expect(places(at(a?.node, ['data', 'one']))).toBe('apps/web/a.yaml:6 (resource)');
    expect(places(at(a?.node, ['data', 'two']))).toBe('shared/patch.yaml:6 (resource) over apps/web/a.yaml:7 (resource)');
    expect(reachOf([web], { file: 'apps/web/a.yaml', line: 7 }).get(web)).toMatchObject([{ path: ['data', 'two'], how: 'overridden' }]);
  });

  test('has a text that a generator makes of a merged file from the lines of all of them', () => {
    const web = rendered({
      ...MOVED,
      'clusters/dev/artifacts.yaml': generator(
        '{from: "@fleet/apps/web/**", to: "@artifact/here/"}, {from: "@fleet/shared/more.yaml", to: "@artifact/here/values.yaml", strategy: Merge}',
      ),
      'apps/web/kustomization.yaml': kustomization('configMapGenerator: [{name: made, files: [values.yaml]}]'),
      'apps/web/values.yaml': 'a: 1\nb: 2\nc: |\n  d\n  e\n',
      'shared/more.yaml': '# more\n\nb: 3\nx: 4\n',
    });
    const reached = (file: string, line: number) =>
      reachOf([web], { file, line })
        .get(web)
        ?.find(({ path }) => path[0] === 'data')?.how;
    expect(textOf(web)).toContain('    a: 1\n    b: 3\n    c: |\n      d\n      e\n    x: 4\n');
    expect([1, 2, 3, 5, 6].map((line) => reached('apps/web/values.yaml', line))).toEqual([
      'sets',
      'overridden',
      'contributes',
      'contributes',
      undefined,
    ]);
    expect([1, 3, 4].map((line) => reached('shared/more.yaml', line))).toEqual([undefined, 'contributes', 'contributes']);
  });

  test.each([
    ['first', (text: string) => text],
    ['behind another field', (text: string) => text.replace(/^(apiVersion: .*\n)(kind: .*\n)/m, '$2$1')],
    ['in part in the one, and in part in the other', (text: string) => text.replace(/^apiVersion: .*\n/m, '')],
  ])('has an object of a controller that files are merged to, whose apiVersion stands %s', (_, as) => {
    const over = 'apiVersion: helm.toolkit.fluxcd.io/v2\nspec: {values: {size: large}}\n';
    const web = renderTree({
      'clusters/dev/ks.yaml': applied('./'),
      'clusters/dev/artifacts.yaml': generator(
        '{from: "@fleet/app/**", to: "@artifact/"}, {from: "@fleet/env/over.yaml", to: "@artifact/release.yaml", strategy: Merge}',
      ),
      'app/release.yaml': as(release('values: {mine: 1}')),
      'env/over.yaml': over,
    });
    expect(web.failures).toEqual([]);
    expect(places(at(web.values, ['size']))).toBe('env/over.yaml:2 (values) over charts/show/values.yaml:1 (values)');
    expect(places(at(web.values, ['mine']))).toMatch(/^app\/release\.yaml:\d+ \(values\)$/);
  });

  test('finds the Kustomizations and HelmReleases in it, and the versions that they pin', () => {
    const inner = fluxKustomization('inner', './apps/inner');
    const files = memoryFiles({
      ...MOVED,
      'apps/web/a.yaml': inner,
      'apps/web/kustomization.yaml': kustomization('resources: [a.yaml]\nimages: [{name: app, newTag: "1.2"}]'),
      'apps/inner/b.yaml': config('b', 'x: y'),
    });
    const apps = discover(files).environments.flatMap((environment) => environment.apps);
    expect(apps.map(({ app, parent, source }) => [app, parent, source.file])).toEqual([
      ['inner', 'web', 'apps/web/a.yaml'],
      ['web', undefined, 'clusters/dev/web.yaml'],
    ]);
    expect(apps[1]?.versions).toMatchObject([{ image: 'app', tag: '1.2', file: 'apps/web/kustomization.yaml', line: 4 }]);
  });
});

test('what an artifact takes of one environment alone pins its versions, and what several take pins none', () => {
  const pinned = (image: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, image: ${image}}]}}}\n`;
  const environment = (name: string) => ({
    [`clusters/${name}/web.yaml`]: applied('./here'),
    [`clusters/${name}/artifacts.yaml`]: generator(
      `{from: "@fleet/apps/web/**", to: "@artifact/here/"}, {from: "@fleet/env/${name}/patch.yaml", to: "@artifact/here/"}`,
    ),
    [`env/${name}/patch.yaml`]: pinned(`web:${name}`),
  });
  const files = memoryFiles({
    ...environment('dev'),
    ...environment('prod'),
    'apps/web/kustomization.yaml': kustomization(
      'resources: [a.yaml]\npatches: [{path: patch.yaml}, {path: both.yaml}]\nimages: [{name: x, newTag: "1"}]',
    ),
    'apps/web/a.yaml': pinned('web:none'),
    'apps/web/both.yaml': pinned('sidecar:1'),
  });
  const { environments, kustomizations } = discover(files);
  expect(environments.flatMap(({ apps }) => apps.flatMap(({ versions }) => versions.map(({ tag, file }) => `${tag} ${file}`)))).toEqual([
    'dev env/dev/patch.yaml',
    'prod env/prod/patch.yaml',
  ]);
  // By itself it lacks the patch that goes with it.
  expect(kustomizations).toMatchObject([{ path: 'apps/web', isCopied: true }]);
});

describe('of another repository', () => {
  const COMPOSED = {
    'clusters/dev/web.yaml': applied('./'),
    'clusters/dev/platform.yaml': platform,
    'clusters/dev/artifacts.yaml': generator(
      '{from: "@platform/base/**", to: "@artifact/base/"}, {from: "@fleet/apps/web/**", to: "@artifact/"}',
    ),
    'apps/web/kustomization.yaml': kustomization('resources: [base]\nnamePrefix: my-'),
  };
  const CLONE = '../platform';
  const clones = JSON.stringify([
    { url: 'https://example.com/platform', folder: CLONE, commit: 'c'.repeat(40), branch: 'main', changed: [] },
  ]);
  const beside = memoryFiles({
    'platform/base/kustomization.yaml': kustomization('resources: [one.yaml]'),
    'platform/base/one.yaml': config('one', 'a: b'),
  });
  const withClone = (files: Files): Files => ({
    read: (path) => {
      if (path === GIT_CLONES) return { kind: 'file', text: clones, version: clones };
      return path.startsWith(CLONE) ? beside.read(path.slice(3)) : files.read(path);
    },
    list: (path) => (path.startsWith(CLONE) ? beside.list(path.slice(3)) : files.list(path)),
  });

  test('whose clone is named, files are read in the clone', () => {
    const web = rendered(COMPOSED, withClone);
    expect(web.failures).toEqual([]);
    expect(places(at(web.objects[0]?.node, ['data', 'a']))).toBe('../platform/base/one.yaml:6 (resource)');
    expect(web.clones).toEqual([
      expect.stringContaining(
        'GitRepository platform (clusters/dev/platform.yaml:1) is mapped to ../platform, which is at cccccccc of the branch main',
      ),
    ]);
  });

  test('that is not here, the artifact is not known, and why is said at its name', () => {
    const web = rendered(COMPOSED);
    expect(web.objects).toEqual([]);
    expect(web.failures).toMatchObject([
      {
        code: 'unresolvedSource',
        file: 'clusters/dev/web.yaml',
        line: 10,
        repository: 'https://example.com/platform',
        detail: expect.stringContaining('GitRepository platform is another source'),
      },
    ]);
  });

  test('that is not here, what no rule lays over is known all the same', () => {
    const web = rendered({
      ...COMPOSED,
      'clusters/dev/web.yaml': applied('./web'),
      'clusters/dev/artifacts.yaml': generator(
        '{from: "@platform/base/**", to: "@artifact/base/"}, {from: "@fleet/apps/web/*.yaml", to: "@artifact/"}, {from: "@fleet/apps/web/**", to: "@artifact/web/"}',
      ),
      'apps/web/kustomization.yaml': kustomization('resources: [a.yaml]'),
      'apps/web/a.yaml': config('a', 'a: b'),
    });
    expect(web.failures).toEqual([]);
    expect(web.objects).toHaveLength(1);
  });

  test('or of another artifact, which may be made of one that is here', () => {
    const chained = generator(
      '{from: "@inner/x/**", to: "@artifact/y/"}',
      '    - {alias: inner, kind: ExternalArtifact, name: inner}\n',
    ).concat('    - {name: inner, copy: [{from: "@fleet/apps/web/**", to: "@artifact/x/z/"}]}\n');
    const tree = {
      'clusters/dev/web.yaml': applied('./y/z'),
      'clusters/dev/artifacts.yaml': chained,
      'apps/web/a.yaml': config('a', 'a: b'),
    };
    const web = rendered(tree);
    expect(web.failures).toEqual([]);
    expect(places(at(web.objects[0]?.node, ['data', 'a']))).toBe('apps/web/a.yaml:6 (resource)');
    const ring = rendered({ ...tree, 'clusters/dev/artifacts.yaml': chained.replace('@fleet/apps/web/**', '@inner/x/**') });
    expect(ring.failures).toMatchObject([
      { code: 'unresolvedSource', detail: expect.stringContaining('the artifact inner is copied from itself') },
    ]);
  });
});

describe('a chart in an artifact', () => {
  const packed = (copy: string) => ({
    'app/release.yaml': release('values: {mine: 1}').replace(
      / {2}chart:\n( {4}.*\n)+/,
      '  chartRef: {kind: ExternalArtifact, name: web, namespace: flux-system}\n',
    ),
    'clusters/dev/artifacts.yaml': generator(copy),
    'env/values.yaml': '# larger\nsize: large\nmore: {a: 1}\n',
  });

  test('has merged values of which each key leads to the file that set it', () => {
    const web = renderTree({
      ...packed(
        '{from: "@fleet/charts/show", to: "@artifact/"}, {from: "@fleet/env/values.yaml", to: "@artifact/show/values.yaml", strategy: Merge}',
      ),
      'charts/show/values.yaml': 'size: small\nother: 2\n',
    });
    expect(web.failures).toEqual([]);
    expect(places(at(web.values, ['size']))).toBe('env/values.yaml:2 (values) over charts/show/values.yaml:1 (values)');
    expect(places(at(web.values, ['other']))).toBe('charts/show/values.yaml:2 (values)');
    expect(places(at(web.values, ['more', 'a']))).toBe('env/values.yaml:3 (values)');
    expect(textOf(web)).toContain('"size":"large"');
    expect(places(at(web.objects[0]?.node, ['data', 'values']))).toMatch(/^charts\/show\/templates\/show\.yaml:6 /);
    for (const path of ['env/values.yaml', 'charts/show/values.yaml', 'charts/show/Chart.yaml', 'charts/show/templates/show.yaml'])
      expect(web.reads).toContain(path);
  });

  test('has values of a ConfigMap that was made of a merged file by the lines of that file’s sources', () => {
    const web = renderTree({
      ...packed(
        '{from: "@fleet/app/**", to: "@artifact/"}, {from: "@fleet/env/values.yaml", to: "@artifact/values.yaml", strategy: Merge}',
      ),
      'clusters/dev/ks.yaml': applied('./'),
      'app/kustomization.yaml': kustomization(
        'namespace: shop\nresources: [release.yaml]\nconfigMapGenerator: [{name: given, files: [values.yaml]}]\ngeneratorOptions: {disableNameSuffixHash: true}',
      ),
      'app/release.yaml': release('valuesFrom: [{kind: ConfigMap, name: given}]'),
      'app/values.yaml': 'size: small\nother: 2\n',
    });
    expect(web.failures).toEqual([]);
    expect(places(at(web.values, ['size']))).toBe(
      'env/values.yaml:2 (values) over app/values.yaml:1 (values) over charts/show/values.yaml:1 (values)',
    );
    expect(places(at(web.values, ['other']))).toBe('app/values.yaml:2 (values)');
    expect(places(at(web.values, ['more', 'a']))).toBe('env/values.yaml:3 (values)');
    expect(at(web.values, ['other'])?.origin.approximate).toBeUndefined();
  });

  test('takes another file for its values', () => {
    const web = renderTree(
      packed('{from: "@fleet/charts/**", to: "@artifact/"}, {from: "@fleet/env/values.yaml", to: "@artifact/show/values.yaml"}'),
    );
    expect(web.failures).toEqual([]);
    expect(places(at(web.values, ['size']))).toBe('env/values.yaml:2 (values)');
  });

  test('keeps its version: the digest of an artifact is added only for an OCIRepository', () => {
    const chart = {
      ...CHART,
      'charts/show/templates/show.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {version: "{{ .Chart.Version }}"}\n',
    };
    const web = renderTree({ ...chart, ...packed('{from: "@fleet/charts/show", to: "@artifact/"}') });
    expect(textOf(web)).toContain('version: 1.0.0\n');
  });
});

describe('where the tree is not the repository', () => {
  const config = '[remote "origin"]\n\turl = https://example.com/all.git\n';
  const inFolder = (copy: string) => ({
    ...MOVED,
    '.git/config': config,
    '.git/prefix': 'live/fleet',
    'clusters/dev/source.yaml':
      'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: flux-system, namespace: flux-system}\nspec: {url: "https://example.com/all"}\n',
    'clusters/dev/artifacts.yaml': generator(copy),
  });

  test('rules name paths from the top of the repository, of which a folder is open', () => {
    const web = rendered(
      inFolder(
        '{from: "@fleet/live/fleet/apps/web/**", to: "@artifact/here/"}, {from: "@fleet/live/fleet/shared/patch.yaml", to: "@artifact/"}',
      ),
    );
    expect(web.failures).toEqual([]);
    expect(places(at(web.objects[0]?.node, ['data', 'two']))).toBe('shared/patch.yaml:6 (patch) over apps/web/a.yaml:7 (resource)');
  });

  test('what lies beside that folder is not known', () => {
    const web = rendered(
      inFolder('{from: "@fleet/live/fleet/apps/web/**", to: "@artifact/here/"}, {from: "@fleet/live/*/patch.yaml", to: "@artifact/"}'),
    );
    expect(web.objects).toEqual([]);
    expect(web.failures).toMatchObject([
      {
        code: 'unresolvedSource',
        detail: expect.stringContaining('it lies outside live/fleet, the folder of its repository that is open'),
      },
    ]);
  });

  test('a branch is built from its own files', () => {
    const folder = `example.com/all@${'a'.repeat(40)}`;
    const files = memoryFiles(Object.fromEntries(Object.entries(MOVED).map(([path, text]) => [`${folder}/${path}`, text])));
    const branch: BranchTree = { environment: 'dev', branch: 'dev', ref: 'dev', commit: 'a'.repeat(40), folder };
    const [app] = discoverBranch(branch, files).environment.apps;
    if (app === undefined) throw new Error('no app');
    const web = renderApp(app, files, createBuildCache());
    expect(web.failures).toEqual([]);
    expect(places(at(web.objects[0]?.node, ['data', 'two']))).toBe(
      `${folder}/shared/patch.yaml:6 (patch) over ${folder}/apps/web/a.yaml:7 (resource)`,
    );
  });
});

test.each([
  ['a Kustomization', 'web', MOVED],
  [
    'a HelmRelease',
    'show',
    {
      ...CHART,
      'clusters/dev/ks.yaml': fluxKustomization('apps', './app'),
      'clusters/dev/artifacts.yaml': generator(
        '{from: "@fleet/charts/**", to: "@artifact/"}, {from: "@fleet/env/values.yaml", to: "@artifact/show/values.yaml", strategy: Merge}',
      ),
      'app/release.yaml': release('values: {mine: 1}')
        .replace(/ {2}chart:\n( {4}.*\n)+/, '  chartRef: {kind: ExternalArtifact, name: web, namespace: flux-system}\n')
        .replace('name: web\n  namespace: shop', 'name: show\n  namespace: shop'),
      'env/values.yaml': 'size: large\n',
    },
  ],
])('%s says of what is not gathered yet what it lacks, and by its name, until it is rendered', (_, name, tree: Record<string, string>) => {
  const files = memoryFiles(tree);
  const app = discover(files)
    .environments.flatMap(({ apps }) => apps)
    .find(({ owner }) => owner?.name === name);
  if (app === undefined) throw new Error('no app');
  const whole = renderApp(app, files, createBuildCache());
  const gathered = new Set<string>();
  const limited: Files = {
    read: (path) => (gathered.has(path) ? files.read(path) : { kind: 'unread' }),
    list: (path) => (gathered.has(`${path}/`) ? files.list(path) : { kind: 'unread' }),
  };
  let last = renderApp(app, limited, createBuildCache());
  for (let round = 0; round < 20; round++) {
    const lacking = [...last.reads, ...last.needs.map(({ kind, path }) => (kind === 'directory' ? `${path}/` : path))];
    const more = lacking.filter((path) => !gathered.has(path));
    if (more.length === 0) break;
    for (const path of more) gathered.add(path);
    last = renderApp(app, limited, createBuildCache());
  }
  expect(last.failures).toEqual([]);
  expect(last.objects).toEqual(whole.objects);
  expect(whole.objects.length).toBeGreaterThan(0);
});

// What is read where the repository has it must be what is built out of the artifact itself.
test(`${CASES} random folders and rules: what is read in place is what the artifact holds (seed ${SEED})`, { timeout: 120_000 }, () => {
  const name = fc.constantFrom('a', 'b', 'base');
  const folder = fc.constantFrom('apps', 'apps/a', 'apps/b', 'apps/base', 'other/a');
  const resource = fc.constantFrom('x.yaml', 'y.yaml', '../base', '../b', '../x.yaml', '../../other/a', './x.yaml', 'a');
  const fields = fc.tuple(
    fc.uniqueArray(resource, { maxLength: 3 }),
    fc.constantFrom('', 'patches: [{path: p.yaml}]', 'patches: [{path: ../p.yaml}]', 'configMapGenerator: [{name: g, files: [notes.md]}]'),
  );
  const tree = fc
    .record({
      kustomizations: fc.dictionary(folder, fields, { minKeys: 1 }),
      objects: fc.uniqueArray(fc.tuple(folder, fc.constantFrom('x.yaml', 'y.yaml', 'p.yaml')), {
        minLength: 2,
        maxLength: 8,
        selector: (one) => one.join('/'),
      }),
      notes: fc.uniqueArray(folder, { maxLength: 2 }),
      ignored: fc.constantFrom('', 'y.yaml', 'apps/b/'),
    })
    .map(({ kustomizations, objects, notes, ignored }) => ({
      ...Object.fromEntries(
        Object.entries(kustomizations).map(([path, [resources, more]]) => [
          `${path}/kustomization.yaml`,
          kustomization(`resources: ${JSON.stringify(resources)}\n${more}`),
        ]),
      ),
      ...Object.fromEntries(
        objects.map(([path, file]) => [
          `${path}/${file}`,
          config(file === 'p.yaml' ? 'x-a' : `${file[0]}-${path.replaceAll('/', '-')}`, `in: ${path}`),
        ]),
      ),
      ...Object.fromEntries(notes.map((path) => [`${path}/notes.md`, path])),
      ...(ignored === '' ? {} : { '.sourceignore': `${ignored}\n` }),
    }));
  const copy = fc
    .array(
      fc.tuple(
        fc.constantFrom(
          'apps/**',
          'apps',
          'apps/a/**',
          'apps/b/**',
          'apps/base',
          '**',
          'apps/*',
          'other/**',
          'apps/a/x.yaml',
          'apps/**/x.yaml',
        ),
        fc.constantFrom('', 'apps/', 'a/', 'x/', 'apps/a/', 'x/b/'),
        fc.constantFrom('', ', exclude: ["*.md"]', ', exclude: ["y.yaml"]', ', strategy: Merge', ', optional: true'),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((rules) => rules.map(([from, to, more]) => `{from: "@fleet/${from}", to: "@artifact/${to}"${more}}`).join(', '));
  const declared = fc.tuple(name, fc.constantFrom('.', 'apps', 'x', 'a')).map(([one, above]) => `./${above}/${one}`);
  let inPlace = 0;
  fc.assert(
    fc.property(tree, copy, fc.oneof(declared, fc.constantFrom('./apps', './x', './')), (files, rules, path) => {
      const all = memoryFiles({ ...files, 'clusters/dev/artifacts.yaml': generator(rules), 'clusters/dev/web.yaml': applied(path) });
      const app = discover(all)
        .environments.flatMap(({ apps }) => apps)
        .find((one) => one.app === 'web');
      if (app === undefined || app.unresolved.length > 0 || app.artifact !== undefined) return;
      const declaredPath = join('.', path);
      const inventory = takeInventory(walkTree(all), all, createSourceCache());
      const [owner] = inventory.kustomizations;
      if (owner === undefined) throw new Error('no Kustomization');
      expect(artifactPath(owner, 'web', declaredPath, inventory).layout).toBeUndefined();
      const [known] = inventory.artifacts.values();
      const layout = (known as { layout?: App['artifact'] } | undefined)?.layout;
      if (layout === undefined) throw new Error('no artifact');
      const there = renderApp({ ...app, path: join(layout.path, declaredPath), artifact: layout }, all, createBuildCache());
      const here = renderApp(app, all, createBuildCache());
      expect(there.objects).toEqual(here.objects);
      // Beside an artifact is outside of it, and beside the tree nothing.
      expect(there.failures.map(({ file, line }) => ({ file, line }))).toEqual(here.failures.map(({ file, line }) => ({ file, line })));
      if (here.objects.length > 0) inPlace++;
    }),
    { seed: SEED, numRuns: CASES * 10 },
  );
  expect(inPlace).toBeGreaterThan(CASES / 10);
});
