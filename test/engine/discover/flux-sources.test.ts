// Which source of a Flux object is this repository, and what is said of it: declared or not, by address, by a FluxInstance, through copy rules.
import { describe, expect, test } from 'vitest';
import { discover } from '../../../src/engine/discover/discover';
import { filesIn } from '../../../src/engine/discover/branch/tree';
import { fromPrefix, remotesIn, repositoryOf } from '../../../src/engine/discover/git-url';
import type { App } from '../../../src/engine/model';
import { createBuildCache } from '../../../src/engine/render/kustomize/build';
import { renderFluxKustomization } from '../../../src/engine/render/flux/build';
import { at, text } from '../../../src/engine/yaml/access';
import { memoryFiles } from '../../support/memory-files';
import { fluxKustomization, kustomization } from './trees';

const APP = {
  'app/kustomization.yaml': kustomization('resources: [a.yaml]'),
  'app/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
};

function appsIn(tree: Record<string, string>): readonly App[] {
  return discover(memoryFiles({ ...APP, ...tree })).environments.flatMap(({ apps }) => apps);
}

/** The Kustomization `web`, from a source of that kind and name. */
function web(tree: Record<string, string>, source = 'GitRepository/fleet', path = './app'): App | undefined {
  const [kind = '', name = ''] = source.split('/');
  const object = fluxKustomization('web', path).replace('name: flux-system\n    kind: GitRepository', `name: ${name}\n    kind: ${kind}`);
  return appsIn({ 'clusters/dev/ks.yaml': object, ...tree }).find(({ app }) => app === 'web');
}

function gitRepository(name: string, url: string): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {url: "${url}"}\n`;
}

const config = (url: string) => ({
  '.git/config': `[core]\n\tbare = false\n[remote "upstream"]\n\turl = ${url}\n\tfetch = +refs/heads/*\n`,
});

test.each([
  ['https://github.com/org/fleet.git', 'github.com/org/fleet'],
  ['https://user:token@GitHub.com/org/fleet/', 'github.com/org/fleet'],
  ['ssh://git@github.com/org/fleet', 'github.com/org/fleet'],
  ['ssh://git@github.com:22/org/fleet.git', 'github.com/org/fleet'],
  ['git@github.com:org/fleet.git', 'github.com/org/fleet'],
  ['https://git.example.com:8443/a/b/c', 'git.example.com/a/b/c'],
  ['fleet', undefined],
])('%s is the repository %s', (url, repository) => {
  expect(repositoryOf(url)).toBe(repository);
});

test.each([
  ['.', 'a/b', 'a/b'],
  ['a', 'a/b', 'b'],
  ['a/b', 'a/b', '.'],
  ['a/b', 'a', '..'],
  ['a/b', '.', '../..'],
  ['a/b', 'a/c/d', '../c/d'],
  ['a', 'ab', '../ab'],
])('in the folder %s of its repository, %s is %s', (prefix, path, found) => {
  expect(fromPrefix(prefix, path)).toBe(found);
});

describe('a Git source', () => {
  test.each([
    'https://github.com/org/fleet',
    'ssh://git@github.com/org/fleet.git',
    'git@github.com:Org/fleet',
  ])('with the address %s of a remote, in any spelling, is this repository', (url) => {
    const tree = { 'clusters/dev/source.yaml': gitRepository('fleet', url), ...config('https://x:secret@github.com/org/fleet.git') };
    expect(web(tree)).toMatchObject({
      path: 'app',
      unresolved: [],
      sourceReason: "GitRepository fleet (clusters/dev/source.yaml:1) has the address of this working tree's remote upstream",
      references: [{ kind: 'GitRepository', name: 'fleet', position: { file: 'clusters/dev/source.yaml', line: 1 } }],
    });
  });

  test('with another address is another repository, shown with its children and without credentials', () => {
    const url = 'https://user:hunter2@github.com/org/platform';
    const found = web({ 'clusters/dev/source.yaml': gitRepository('fleet', url), ...config('git@github.com:org/fleet.git') });
    expect(found?.unresolved).toMatchObject([
      {
        code: 'unresolvedSource',
        file: 'clusters/dev/ks.yaml',
        detail:
          'GitRepository fleet is another source than this repository: https://github.com/org/platform. Name a clone on this machine in the setting plumbline.repositories, or with --repository, to see what it holds',
      },
    ]);
  });

  test('of a fork or a mirror is taken for this repository where the path is there, and says so', () => {
    const tree = {
      'clusters/dev/source.yaml': gitRepository('fleet', 'https://github.com/org/fleet'),
      ...config('git@gitlab.com:me/fleet.git'),
    };
    expect(web(tree)?.sourceReason).toBe('GitRepository fleet (clusters/dev/source.yaml:1) is taken for this repository, which has app');
    expect(web(tree, 'GitRepository/fleet', './elsewhere')?.unresolved).toMatchObject([{ code: 'unresolvedSource' }]);
  });

  test('that is declared nowhere is taken for this repository, and says so; unless its path is not here', () => {
    expect(web({}, 'GitRepository/flux-system')?.sourceReason).toBe(
      'GitRepository flux-system is declared nowhere, and is taken for this repository',
    );
    expect(web({}, 'GitRepository/other')).toMatchObject({ unresolved: [], sourceReason: expect.stringContaining('declared nowhere') });
    expect(web({}, 'GitRepository/other', './elsewhere')?.unresolved).toMatchObject([
      { detail: 'GitRepository other is declared nowhere in this repository, which has no elsewhere either' },
    ]);
    const bucket = (spec: string): string =>
      `apiVersion: source.toolkit.fluxcd.io/v1\nkind: Bucket\nmetadata: {name: other, namespace: flux-system}\nspec: ${spec}\n`;
    const declared = (spec: string) => web({ 'clusters/dev/source.yaml': bucket(spec) }, 'Bucket/other')?.unresolved[0]?.detail;
    expect(declared('{endpoint: minio.example, bucketName: fleet}')).toBe(
      'Bucket other is another source than this repository: minio.example/fleet',
    );
    expect(declared('{interval: 1m}')).toBe('Bucket other is another source than this repository');
    // A bucket's content is no matter of the repository's folders.
    expect(web({}, 'Bucket/other')?.unresolved).toMatchObject([
      { code: 'notDeclared', subject: 'Bucket other', detail: 'Bucket other is declared nowhere in this repository' },
    ]);
  });

  test.each([
    ['tag: v1.2.0', 'the tag v1.2.0'],
    ['semver: ">=1.0.0"', 'a tag in >=1.0.0'],
    ['commit: 0123456789abcdef', 'the commit 0123456789abcdef'],
    ['branch: production', undefined],
  ])('pinned by %s says that what is shown is the tree that is open', (ref, pin) => {
    const url = 'https://github.com/org/fleet';
    const source = gitRepository('fleet', url).replace('spec: {', `spec: {ref: {${ref}}, `);
    const reason = web({ 'clusters/dev/source.yaml': source, ...config(url) })?.sourceReason;
    const where = "GitRepository fleet (clusters/dev/source.yaml:1) has the address of this working tree's remote upstream";
    expect(reason).toBe(pin === undefined ? where : `${where}; it is pinned to ${pin}, and what is shown is the tree that is open`);
  });

  test('that follows a branch which is not the one that is checked out gets nothing of what is open, and what is read of that branch', () => {
    const url = 'https://github.com/org/fleet';
    const found = (branch: string, checkedOut: string, more: Readonly<Record<string, string>> = {}) => {
      const source = gitRepository('fleet', url).replace('spec: {', `spec: {ref: {branch: ${branch}}, `);
      const head = { '.git/HEAD': `ref: refs/heads/${checkedOut}\n` };
      return web({ 'clusters/dev/source.yaml': source, ...config(url), ...head, ...more });
    };
    expect(found('release-1.2', 'main')?.unresolved).toMatchObject([
      { code: 'otherBranch', subject: 'GitRepository fleet', detail: 'the branch release-1.2, which Git was not asked for yet' },
    ]);
    const [commit, of] = ['c'.repeat(40), { name: 'release-1.2', mayBeTag: false, remote: 'upstream' }];
    const folder = `release-1.2@${commit}`;
    const own = { ...of, tree: { ref: 'upstream/release-1.2', commit, folder } };
    const read = { '.git/clones': JSON.stringify([{ url: '', folder, commit, changed: [], own }]), [`${folder}/app/a.yaml`]: '' };
    const app = found('release-1.2', 'main', read);
    expect(app).toMatchObject({ path: `${folder}/app`, clone: folder, unresolved: [] });
    expect(app?.sourceReason).toMatch(/; it follows the branch release-1\.2, and what is shown is upstream\/release-1\.2 at cccccccc$/);
    for (const [branch, checkedOut] of [
      ['release-1.2', 'release-1.2'],
      ['main', 'fix'],
    ] as const)
      expect(found(branch, checkedOut)?.sourceReason).not.toContain('follows');
  });
});

describe('a tree that is a folder of its repository', () => {
  const inFleet = { ...config('git@github.com:org/all.git'), '.git/prefix': 'live/fleet' };
  const source = (url: string) => ({ ...inFleet, 'clusters/dev/source.yaml': gitRepository('fleet', url) });

  test('has the paths of a source with the address of a remote from the top of the repository', () => {
    const tree = source('https://github.com/org/all');
    expect(web(tree, 'GitRepository/fleet', './live/fleet/app')).toMatchObject({
      path: 'app',
      unresolved: [],
      sourceReason: expect.stringContaining('remote upstream'),
    });
    for (const [path, code] of [
      ['./app', 'unresolvedSource'],
      ['./live', 'unresolvedSource'],
      ['./live/fleet/none', 'notFound'],
    ] as const)
      expect(web(tree, 'GitRepository/fleet', path)?.unresolved).toMatchObject([{ code }]);
    expect(web(tree, 'GitRepository/fleet', './app')?.unresolved).toMatchObject([
      { subject: 'app', detail: 'it lies outside live/fleet, the folder of its repository that is open: open the whole repository' },
    ]);
  });

  test('may stand for another repository, and is named from either top by the source that Flux was installed from', () => {
    expect(web(source('https://github.com/org/other'))).toMatchObject({
      path: 'app',
      sourceReason: 'GitRepository fleet (clusters/dev/source.yaml:1) is taken for this repository, which has app',
    });
    expect(web(inFleet, 'GitRepository/flux-system')).toMatchObject({ path: 'app', unresolved: [] });
    expect(web(inFleet, 'GitRepository/flux-system', './live/fleet/app')).toMatchObject({ path: 'app', unresolved: [] });
  });
});

test('the tree of a branch has the remotes of the repository, and files of its own', () => {
  const folder = `dev@${'a'.repeat(40)}`;
  const files = filesIn(folder, memoryFiles({ ...config('git@github.com:org/all.git'), [`${folder}/a.yaml`]: 'a: 1' }));
  expect(remotesIn(files)).toEqual([{ name: 'upstream', url: 'git@github.com:org/all.git' }]);
  expect(files.read('a.yaml')).toMatchObject({ kind: 'file' });
});

describe('a FluxInstance', () => {
  const sync = 'sync: {kind: GitRepository, url: "https://github.com/org/fleet", path: clusters/dev, ref: refs/heads/main}';
  test.each([
    [
      'itself',
      `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec:\n  ${sync}\n`,
    ],
    [
      'in the values of its HelmRelease',
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: flux-instance}\nspec:\n  chartRef: {kind: OCIRepository, name: flux-instance}\n  values:\n    instance:\n      ${sync}\n`,
    ],
  ])('%s declares the source that it syncs', (_, object) => {
    const found = web({ 'flux/instance.yaml': object, ...config('git@github.com:org/fleet') }, 'GitRepository/flux-system');
    expect(found?.sourceReason).toMatch(
      /^GitRepository flux-system \(flux\/instance\.yaml:\d+\) has the address of this working tree's remote upstream$/,
    );
    const elsewhere = gitRepository('copy', 'ssh://git@github.com/org/fleet');
    expect(web({ 'flux/instance.yaml': object, 'clusters/dev/copy.yaml': elsewhere }, 'GitRepository/copy')?.sourceReason).toMatch(
      /has the address of the source that Flux was installed from \(flux\/instance\.yaml:\d+\)$/,
    );
  });
});

describe('the Kustomization of a FluxInstance', () => {
  const instance = (path: string) =>
    `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec:\n  sync: {kind: GitRepository, url: "https://github.com/org/fleet", path: ${path}}\n`;
  const tree = {
    ...config('git@github.com:org/fleet'),
    'clusters/dev/web.yaml': fluxKustomization('web', './app'),
    'operator/instance.yaml': instance('./clusters/dev'),
  };

  test('applies what lies in its path, in the environment that the path names', () => {
    const [dev, ...others] = discover(memoryFiles({ ...APP, ...tree })).environments;
    expect([dev?.name, dev?.reason, others.map(({ name }) => name)]).toEqual(['dev', 'Flux entry point in clusters/dev', []]);
    expect(dev?.apps.map(({ app, path, parent }) => [app, path, parent])).toEqual([
      ['flux-system', 'clusters/dev', undefined],
      ['web', 'app', 'flux-system'],
    ]);
    expect(dev?.apps[0]).toMatchObject({
      owner: { kind: 'Kustomization', namespace: 'flux-system', name: 'flux-system' },
      source: { file: 'operator/instance.yaml', line: 5 },
      unresolved: [],
    });
  });

  test('is rendered with the controller’s labels', () => {
    const files = memoryFiles({ ...APP, ...tree });
    const app = discover(files).environments[0]?.apps[0] as App;
    const { objects, failures } = renderFluxKustomization(app, files, createBuildCache());
    expect(failures).toEqual([]);
    expect(objects.map(({ ref }) => `${ref.kind} ${ref.name}`)).toEqual(['Kustomization web']);
    expect(text(at(objects[0]?.node, ['metadata', 'labels', 'kustomize.toolkit.fluxcd.io/name']))).toBe('flux-system');
  });

  test('is the one that a file holds, where one does', () => {
    const apps = appsIn({ ...tree, 'clusters/dev/sync.yaml': fluxKustomization('flux-system', './clusters/dev') });
    expect(apps.map(({ app, source }) => [app, source.file])).toEqual([
      ['flux-system', 'clusters/dev/sync.yaml'],
      ['web', 'clusters/dev/web.yaml'],
    ]);
  });

  test('whose path is not here says so', () => {
    const apps = appsIn({ ...tree, 'operator/instance.yaml': instance('clusters/gone') });
    expect(apps.find(({ app }) => app === 'flux-system')?.unresolved).toMatchObject([{ code: 'notFound', file: 'operator/instance.yaml' }]);
  });
});

describe('an ExternalArtifact', () => {
  const TAKEN = 'GitRepository flux-system is declared nowhere, and is taken for this repository';
  const generator = (copy: string) =>
    `apiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\nmetadata: {name: parts, namespace: flux-system}\nspec:\n  sources: [{alias: mono, kind: GitRepository, name: flux-system}, {alias: other, kind: OCIRepository, name: charts}]\n  artifacts: [{name: apps, copy: [${copy}]}]\n`;
  const find = (copy: string, path = './app') => web({ 'clusters/dev/artifacts.yaml': generator(copy) }, 'ExternalArtifact/apps', path);

  test.each([
    ['a folder’s content', '{from: "@mono/app/**", to: "@artifact/"}', './', 'app'],
    ['a folder’s content into a folder of the same name', '{from: "@mono/app/**", to: "@artifact/app/"}', './app', 'app'],
    ['a folder', '{from: "@mono/app", to: "@artifact/"}', './app', 'app'],
    ['everything', '{from: "@mono/**", to: "@artifact/"}', './app', 'app'],
    ['a folder without its notes', '{from: "@mono/app/**", to: "@artifact/", exclude: ["*.md", "**/*.png"]}', './', 'app'],
  ])('of %s is read in place', (_, copy, path, leadsTo) => {
    expect(find(copy, path)).toMatchObject({ path: leadsTo, unresolved: [], references: [{ kind: 'ArtifactGenerator', name: 'parts' }] });
    expect(find(copy, path)?.sourceReason).toBe(
      `ArtifactGenerator parts (clusters/dev/artifacts.yaml:1) copies it from ${leadsTo}; ${TAKEN}`,
    );
  });

  const inside = (path: string) => `clusters/dev/artifacts.yaml/@artifact/parts.apps/${path}`;

  test.each([
    ['a file alone', '{from: "@mono/app/a.yaml", to: "@artifact/app/"}'],
    ['a file under another name', '{from: "@mono/app/**", to: "@artifact/app/"}, {from: "@mono/app/a.yaml", to: "@artifact/app/b.yaml"}'],
    [
      'folders that are laid over each other',
      '{from: "@mono/app/**", to: "@artifact/app/"}, {from: "@mono/clusters/dev/**", to: "@artifact/app/"}',
    ],
    ['manifests left out', '{from: "@mono/app/**", to: "@artifact/app/", exclude: ["a.yaml"]}'],
    [
      'a file that is put into the folder',
      '{from: "@mono/app/**", to: "@artifact/app/"}, {from: "@mono/clusters/*/*.yaml", to: "@artifact/app/"}',
    ],
    [
      'a file merged',
      '{from: "@mono/app/**", to: "@artifact/app/"}, {from: "@mono/app/a.yaml", to: "@artifact/app/a.yaml", strategy: Merge}',
    ],
  ])('with %s is a tree of its own', (_, copy) => {
    expect(find(copy)).toMatchObject({ path: inside('app'), unresolved: [], artifact: { path: inside('').slice(0, -1) } });
    expect(find(copy)?.sourceReason).toBe(`ArtifactGenerator parts (clusters/dev/artifacts.yaml:1) makes it; ${TAKEN}`);
  });

  test.each([
    ['another source', '{from: "@other/app/**", to: "@artifact/app/"}', 'OCIRepository charts is declared nowhere'],
    ['a source that it does not name', '{from: "@none/app/**", to: "@artifact/app/"}', 'it has no source with the alias none'],
    ['nothing of the path', '{from: "@mono/clusters/**", to: "@artifact/clusters/"}', 'make no folder app'],
    ['what is not there', '{from: "@mono/gone/**", to: "@artifact/app/"}', 'the rule in line 6 fails, as nothing matches gone/**'],
    [
      'an archive',
      '{from: "@mono/app/**", to: "@artifact/"}, {from: "@mono/app/**", to: "@artifact/app/x/", strategy: Extract}',
      'unpacked',
    ],
  ])('of %s says so', (_, copy, reason) => {
    expect(find(copy)?.unresolved).toMatchObject([{ code: 'unresolvedSource', detail: expect.stringContaining(reason) }]);
  });

  test.each([
    [
      'that moves',
      '{from: "@mono/app/**", to: "@artifact/moved/here/"}, {from: "@mono/clusters/**", to: "@artifact/"}',
      './moved/here',
      'app',
    ],
    ['beside one from elsewhere', '{from: "@mono/app", to: "@artifact/"}, {from: "@other/**", to: "@artifact/others/"}', './app', 'app'],
    [
      'below one that moves',
      '{from: "@mono/deep/**", to: "@artifact/"}, {from: "@mono/app/**", to: "@artifact/other/"}',
      './er/web',
      'deep/er/web',
    ],
    [
      'that is laid over by a later rule',
      '{from: "@mono/deep/er/**", to: "@artifact/x/"}, {from: "@mono/app/**", to: "@artifact/y/"}',
      './y',
      'app',
    ],
  ])('of a folder %s is read where the repository has it, and with it what it builds on', (_, copy, path, leadsTo) => {
    const tree = {
      'clusters/dev/artifacts.yaml': generator(copy),
      'deep/er/web/kustomization.yaml': kustomization('resources: [../base]'),
      'deep/er/base/kustomization.yaml': kustomization('resources: [a.yaml]'),
      'deep/er/base/a.yaml': APP['app/a.yaml'],
    };
    const found = web(tree, 'ExternalArtifact/apps', path);
    expect(found).toMatchObject({ path: leadsTo, unresolved: [] });
    expect(found?.sourceReason).toBe(`ArtifactGenerator parts (clusters/dev/artifacts.yaml:1) copies it from ${leadsTo}; ${TAKEN}`);
  });

  test.each([
    ['base', 'resources: [../base]'],
    ['patch', 'resources: [a.yaml]\npatches: [{path: ../base/patch.yaml}]'],
    ['file of a generator', 'configMapGenerator: [{name: a, files: [key=../base/a.yaml]}]'],
  ])('of a folder that moves away from its %s is a tree of its own: what lies beside it there is something else', (_, fields) => {
    const tree = {
      'clusters/dev/artifacts.yaml': generator(
        '{from: "@mono/deep/web/**", to: "@artifact/moved/"}, {from: "@mono/app/**", to: "@artifact/"}',
      ),
      'deep/web/kustomization.yaml': kustomization(fields),
      'deep/web/a.yaml': APP['app/a.yaml'],
      'deep/base/kustomization.yaml': kustomization('resources: [a.yaml]'),
      'deep/base/a.yaml': APP['app/a.yaml'],
    };
    expect(web(tree, 'ExternalArtifact/apps', './moved')).toMatchObject({ path: inside('moved'), unresolved: [] });
  });

  test('says that its generator is suspended, and that a source is pinned to another commit', () => {
    const tree = {
      'clusters/dev/artifacts.yaml': generator('{from: "@mono/app/**", to: "@artifact/x/"}').replace(
        'namespace: flux-system}',
        'namespace: flux-system, annotations: {source.extensions.fluxcd.io/reconcile: disabled}}',
      ),
      'clusters/dev/source.yaml': gitRepository('flux-system', 'https://github.com/org/fleet').replace(
        'spec: {',
        'spec: {ref: {tag: v1.0.0}, ',
      ),
    };
    expect(web(tree, 'ExternalArtifact/apps', './x')?.sourceReason).toMatch(
      /copies it from app; parts is suspended, so that its artifacts stay as they were made last; .*; it is pinned to the tag v1\.0\.0/,
    );
  });

  describe('that a pathPattern makes', () => {
    const byFolder = (pattern: string, name: string, copy: string) =>
      generator(copy).replace('name: apps', `name: "${name}"`).replace('  sources:', `  pathPattern: "${pattern}"\n  sources:`);
    const made = (pattern: string, name: string, copy: string, artifact = 'web-dev', path = './') =>
      web(
        {
          'clusters/dev/artifacts.yaml': byFolder(pattern, name, copy),
          'teams/Web/envs/dev/a.yaml': APP['app/a.yaml'],
          'teams/api/envs/dev/a.yaml': APP['app/a.yaml'],
          'teams/api/envs/dev/deeper/a.yaml': APP['app/a.yaml'],
        },
        `ExternalArtifact/${artifact}`,
        path,
      );
    const copy = '{from: "@mono/teams/{team}/envs/{env}/**", to: "@artifact/{team}/"}';

    test('is that of its folder, whose name is in lower case', () => {
      expect(made('@mono/teams/{team}/envs/{env}', '{team}-{env}', copy, 'web-dev', './Web')).toMatchObject({
        path: 'teams/Web/envs/dev',
        unresolved: [],
      });
      expect(made('@mono/teams/{team}/envs/{env}', '{team}-{env}', copy, 'api-dev', './api')).toMatchObject({ path: 'teams/api/envs/dev' });
    });

    test.each([
      ['no such folder', '@mono/teams/{team}/envs/{env}', '{team}-{env}', 'shop-dev', 'no ArtifactGenerator in the repository makes'],
      ['two folders of one name', '@mono/teams/{team}/envs/{env}', 'web-{env}', 'web-dev', 'gives the name web-dev once more'],
      ['a capture that is none', '@mono/teams/{team}', '{team}-{env}', 'web-dev', '{team}-{env} names what the pattern does not'],
      ['a brace that is open', '@mono/teams/{team', '{team}-dev', 'web-dev', 'has a brace that nothing closes'],
      ['a source that is not here', '@other/teams/{team}', '{team}-dev', 'web-dev', 'OCIRepository charts is declared nowhere'],
      ['a source that it does not name', '@none/teams/{team}', '{team}-dev', 'web-dev', 'it has no source with the alias none'],
    ])('of %s says so', (_, pattern, name, artifact, reason) => {
      expect(made(pattern, name, copy, artifact)?.unresolved).toMatchObject([
        { code: 'unresolvedSource', detail: expect.stringContaining(reason) },
      ]);
    });
  });

  test('that nothing makes says so', () => {
    expect(web({}, 'ExternalArtifact/apps')?.unresolved).toMatchObject([
      { detail: 'no ArtifactGenerator in the repository makes the artifact apps' },
    ]);
  });
});
