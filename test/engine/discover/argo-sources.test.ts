// Which repository a source of Argo CD names: this one by its remotes or by what else is known, an opened folder of it, or another one.
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { discover } from '../../../src/engine/discover/discover';
import type { App, Rendered } from '../../../src/engine/model';
import { renderArgoApplication } from '../../../src/engine/render/argo/application';
import { createBuildCache } from '../../../src/engine/render/kustomize/build';
import { toJson } from '../../../src/engine/yaml/json';
import { memoryFiles } from '../../support/memory-files';

const FOLDER = { 'app/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' };
const CHART = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
  'chart/values.yaml': 'size: default\n',
  'chart/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {size: "{{ .Values.size }}"}\n',
  'values/shop.yaml': 'size: large\n',
};

type Tree = Readonly<Record<string, string>>;

const upstream = (branch: string, merge: string): string =>
  `[remote "upstream"]\n\turl = https://github.com/org/fleet\n[branch "${branch}"]\n\tremote = upstream\n\tmerge = refs/heads/${merge}\n`;
const config = (url: string): Tree => ({ '.git/config': `[remote "upstream"]\n\turl = ${url}\n` });

function application(spec: object): string {
  const destination = { server: 'https://kubernetes.default.svc', namespace: 'store' };
  const metadata = { name: 'shop', namespace: 'argocd' };
  return stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata, spec: { destination, ...spec } });
}

function shop(tree: Tree, spec: object): { readonly app: App; readonly rendered: Rendered } {
  const files = memoryFiles({ 'argocd/shop.yaml': application(spec), ...tree });
  const app = appsIn(files).find(({ owner }) => owner?.name === 'shop') as App;
  return { app, rendered: renderArgoApplication(app, files, createBuildCache()) };
}

function appsIn(files: ReturnType<typeof memoryFiles>): readonly App[] {
  return discover(files).environments.flatMap(({ apps }) => apps);
}

const at = (repoURL: string, path = 'app') => ({ source: { repoURL, path, targetRevision: 'main' } });

describe('a source', () => {
  test.each([
    'https://github.com/org/fleet',
    'ssh://git@github.com/org/fleet.git',
    'git@github.com:Org/fleet',
  ])('with the address %s of a remote, in any spelling, is this repository', (url) => {
    const { app, rendered } = shop({ ...FOLDER, ...config('https://x:secret@github.com/org/fleet.git') }, at(url));
    expect(app).toMatchObject({
      path: 'app',
      unresolved: [],
      sourceReason: expect.stringMatching(/is the address of this working tree's remote upstream$/),
    });
    expect(rendered.objects.map(({ ref }) => ref.name)).toEqual(['a']);
  });

  test.each([
    ['v1.2.0', true],
    ['1.2', true],
    ['0123456789ab', true],
    ['release', false],
    ['HEAD', false],
  ])('at %s: where that is a version or a commit, what is shown is said to be the tree that is open', (targetRevision, isPinned) => {
    const url = 'https://github.com/org/fleet';
    const { app } = shop({ ...FOLDER, ...config(url) }, { source: { repoURL: url, path: 'app', targetRevision } });
    const where = `${url} is the address of this working tree's remote upstream`;
    const pin = `; it is pinned to ${targetRevision}, and what is shown is the tree that is open`;
    expect(app.sourceReason).toBe(isPinned ? `${where}${pin}` : where);
  });

  describe('that follows a branch', () => {
    const url = 'https://github.com/org/fleet';
    const head = (branch: string) => ({ '.git/HEAD': `ref: refs/heads/${branch}\n` });
    const origin = { '.git/refs/remotes/origin/HEAD': 'ref: refs/remotes/origin/trunk\n' };
    const told = (tree: Readonly<Record<string, string>>, targetRevision: string) =>
      shop({ ...FOLDER, ...config(url), ...tree }, { source: { repoURL: url, path: 'app', targetRevision } }).app.unresolved;

    test('which is not the one that is checked out gets nothing of what is open, until that branch is read', () => {
      const unasked = (branch: string) => [{ code: 'otherBranch', detail: `the ${branch}, which Git was not asked for yet` }];
      expect(told(head('main'), 'release-1.2')).toMatchObject(unasked('branch or tag release-1.2'));
      expect(told(head('main'), 'refs/heads/v1.2')).toMatchObject(unasked('branch v1.2'));
      expect(told({ ...head('fix'), ...origin }, 'main')).toMatchObject(unasked('branch or tag main'));
      const { rendered } = shop(
        { ...FOLDER, ...config(url), ...head('main') },
        { source: { repoURL: url, path: 'app', targetRevision: 'x' } },
      );
      expect(rendered).toMatchObject({ objects: [], failures: [{ code: 'otherBranch' }] });
    });

    describe('that git was asked for', () => {
      const folder = `live@${'c'.repeat(40)}`;
      const live = { [`${folder}/app/a.yaml`]: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: live}\n' };
      const of = { name: 'live', mayBeTag: true, remote: 'upstream' };
      const tree = { ref: 'upstream/live', commit: 'c'.repeat(40), folder };
      const clones = (own: object): Tree => ({
        '.git/clones': JSON.stringify([{ url: '', folder, branch: 'live', commit: tree.commit, changed: [], own }]),
      });
      const follow = (more: Tree) =>
        shop({ ...FOLDER, ...live, ...config(url), ...more }, { source: { repoURL: url, path: 'app', targetRevision: 'live' } });

      test('is rendered from its tree', () => {
        const { app, rendered } = follow({ ...head('main'), ...clones({ ...of, tree }) });
        const reason = `${url} is the address of this working tree's remote upstream; it follows the branch live, and what is shown is upstream/live at cccccccc`;
        expect(app).toMatchObject({ path: `${folder}/app`, clone: folder, unresolved: [], sourceReason: reason });
        expect(rendered.objects.map(({ ref }) => ref.name)).toEqual(['live']);
        expect(rendered).toMatchObject({ failures: [], clones: [reason] });
      });

      test('says what the name came to where it is a tag', () => {
        const { app } = follow({ ...head('main'), ...clones({ ...of, tree: { ...tree, isTag: true, ref: 'live' } }) });
        expect(app.sourceReason).toMatch(/; it follows the tag live, and what is shown is live at cccccccc$/);
      });

      test.each([
        ['is what is checked out', head('live'), { ...of, tree }],
        [
          'is what work on the branch that is checked out is brought to',
          { ...head('fix'), '.git/config': upstream('fix', 'live') },
          { ...of, tree },
        ],
        [
          'is an environment, of which the very commit is checked out',
          { '.git/HEAD': `${tree.commit}\n` },
          { ...of, tree, environment: 'live' },
        ],
        ['is no environment, and a commit is checked out', { '.git/HEAD': `${'d'.repeat(40)}\n` }, { ...of, tree }],
      ])('is what is open where it %s', (_what, git, own) => {
        const { app, rendered } = follow({ ...clones(own), ...git });
        expect(app).toMatchObject({ path: 'app', unresolved: [] });
        expect(rendered.objects.map(({ ref }) => ref.name)).toEqual(['a']);
      });

      test('is its tree where a commit is checked out and it is an environment', () => {
        const { app } = follow({ '.git/HEAD': `${'d'.repeat(40)}\n`, ...clones({ ...of, tree, environment: 'live' }) });
        expect(app.path).toBe(`${folder}/app`);
      });

      test('and cannot be read says why', () => {
        const { app, rendered } = follow({ ...head('main'), ...clones({ ...of, problem: 'it is locked' }) });
        const expected = [{ code: 'otherBranch', detail: 'the branch or tag live, which cannot be read: it is locked' }];
        expect(app.unresolved).toMatchObject(expected);
        expect(rendered).toMatchObject({ objects: [], failures: expected });
      });
    });

    test.each([
      ['which is checked out', head('release'), 'release'],
      ['which is what its remote checks out', { ...head('fix'), ...origin }, 'trunk'],
      ['which usually is that', head('fix'), 'main'],
      ['and nobody knows what is checked out', {}, 'release'],
      ['in a commit that is checked out', { '.git/HEAD': '0123456789abcdef0123456789abcdef01234567\n' }, 'release'],
      ['as what is checked out', head('fix'), 'HEAD'],
      ['no longer: a version', head('fix'), 'v1.2.0'],
      ['no longer: versions', head('fix'), '1.*'],
    ])('%s says nothing of it', (_what, tree, revision) => {
      expect(told(tree, revision)).toEqual([]);
    });
  });

  test('with another address is another repository, even where this one has its path', () => {
    const { app, rendered } = shop({ ...FOLDER, ...config('git@github.com:org/fleet') }, at('https://u:token@github.com/org/other'));
    const expected = {
      code: 'unresolvedSource',
      detail: expect.stringContaining('https://github.com/org/other is another repository than this one'),
      repository: 'https://github.com/org/other',
    };
    expect(app.unresolved).toMatchObject([expected]);
    expect(app.sourceReason).toBeUndefined();
    expect(rendered).toMatchObject({ objects: [], failures: [expected] });
    expect(JSON.stringify(rendered.failures)).not.toContain('token');
  });

  test.each([
    ['of a fork or a mirror', config('git@github.com:me/fleet'), 'whose remote upstream has the same name'],
    ['where nothing tells what the address of this repository is', {}, 'whose own address is not known'],
    ['where the only remote is a folder', config('/srv/git/fleet.git'), 'whose own address is not known'],
  ])('%s is taken for this repository where it has the path, and that is said', (_, git, why) => {
    const { app } = shop({ ...FOLDER, ...git }, at('https://github.com/org/fleet'));
    expect(app).toMatchObject({ unresolved: [], sourceReason: `https://github.com/org/fleet is taken for this repository, ${why}` });
    const { app: without } = shop({ ...FOLDER, ...git }, at('https://github.com/org/fleet', 'nowhere'));
    expect(without.unresolved).toMatchObject([{ detail: expect.stringContaining('nowhere is no folder of this repository') }]);
  });

  test.each([
    ['main', 'notFound'],
    ['HEAD', 'notFound'],
    ['', 'notFound'],
    ['v1.2.0', 'unresolvedSource'],
    ['1.*', 'unresolvedSource'],
  ])('of this very repository whose folder is not there is a fault, unless %s may have it (%s)', (targetRevision, code) => {
    const source = { ...at('https://github.com/org/fleet', 'ap').source, targetRevision };
    const { app, rendered } = shop({ ...FOLDER, ...config('git@github.com:org/fleet') }, { source });
    expect(app.unresolved).toMatchObject([{ code, subject: code === 'notFound' ? 'ap' : 'shop', file: 'argocd/shop.yaml' }]);
    expect(rendered).toMatchObject({ objects: [], failures: [{ code }] });
  });

  test('of which a commit is checked out may be a branch that has the folder', () => {
    const detached = { '.git/HEAD': `${'d'.repeat(40)}\n` };
    const source = { ...at('https://github.com/org/fleet', 'ap').source, targetRevision: 'release' };
    const { app } = shop({ ...FOLDER, ...detached, ...config('git@github.com:org/fleet') }, { source });
    expect(app.unresolved).toMatchObject([{ code: 'unresolvedSource' }]);
  });

  test('with the address that Flux was installed from is this repository, and no other is', () => {
    const flux = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: flux-system, namespace: flux-system}\nspec: {url: "ssh://git@github.com/org/fleet"}\n`;
    const tree = { ...FOLDER, 'clusters/dev/source.yaml': flux };
    const own = shop(tree, at('https://github.com/org/fleet'));
    expect(own.app).toMatchObject({ unresolved: [], sourceReason: expect.stringContaining('Flux was installed from') });
    expect(own.rendered.objects).toHaveLength(1);
    const other = shop(tree, at('https://github.com/org/other'));
    expect(other.app.unresolved).toMatchObject([{ code: 'unresolvedSource' }]);
    expect(other.rendered.failures).toHaveLength(1);
  });

  test('that another one takes files from, and that lacks one, is a fault of the name where it is this very repository', () => {
    const spec = (targetRevision: string) => ({
      sources: [
        { repoURL: 'https://github.com/org/fleet', path: 'chart', helm: { valueFiles: ['$values/values/shopp.yaml'] } },
        { repoURL: 'https://github.com/org/fleet', ref: 'values', targetRevision },
      ],
    });
    const tree = { ...CHART, ...config('git@github.com:org/fleet') };
    expect(shop(tree, spec('main')).rendered.failures).toMatchObject([{ code: 'notFound', subject: 'values/shopp.yaml' }]);
    expect(shop(tree, spec('v1.0.0')).rendered.failures).toMatchObject([
      { code: 'unresolvedSource', subject: '$values/values/shopp.yaml' },
    ]);
  });

  test('that another one takes files from is another repository by its address, too', () => {
    const sources = (ref: string) => ({
      sources: [
        { repoURL: 'https://github.com/org/fleet', path: 'chart', helm: { valueFiles: ['$values/values/shop.yaml'] } },
        { repoURL: ref, ref: 'values' },
      ],
    });
    const tree = { ...CHART, ...config('git@github.com:org/fleet') };
    const { rendered } = shop(tree, sources('https://github.com/org/values'));
    expect(rendered.failures).toMatchObject([{ code: 'unresolvedSource', detail: expect.stringContaining('another repository') }]);
    expect(shop(tree, sources('git@github.com:org/fleet.git')).rendered.failures).toEqual([]);
  });
});

describe('an opened folder of a repository', () => {
  const inFleet = { ...config('git@github.com:org/all.git'), '.git/prefix': 'live/fleet' };
  const url = 'https://github.com/org/all';

  test('has the paths of a source with the address of a remote from the top of the repository', () => {
    const { app, rendered } = shop({ ...FOLDER, ...inFleet }, at(url, 'live/fleet/app'));
    expect(app).toMatchObject({ path: 'app', unresolved: [] });
    expect(rendered.objects.map(({ ref }) => ref.name)).toEqual(['a']);
    expect(shop({ ...FOLDER, ...inFleet }, at(url, 'live/other')).app.unresolved).toMatchObject([
      { code: 'unresolvedSource', detail: expect.stringContaining('open the whole repository') },
    ]);
  });

  test('has values files from the top of the repository and from the folder of the source', () => {
    const helm = (...valueFiles: string[]) => ({ source: { repoURL: url, path: 'live/fleet/chart', helm: { valueFiles } } });
    const sizeOf = ({ rendered }: ReturnType<typeof shop>) => [
      rendered.failures.map(({ code }) => code),
      rendered.objects.map(({ node }) => (toJson(node) as { data: { size: string } }).data.size),
    ];
    const tree = { ...CHART, ...inFleet };
    expect(sizeOf(shop(tree, helm('/live/fleet/values/shop.yaml')))).toEqual([[], ['large']]);
    expect(sizeOf(shop(tree, helm('../values/shop.yaml')))).toEqual([[], ['large']]);
    expect(sizeOf(shop(tree, helm('/shared/values.yaml')))).toEqual([['outsideRoot'], []]);
  });

  test('stands for another repository where its remotes do not rule that out', () => {
    const { app } = shop({ ...FOLDER, ...inFleet }, at('https://github.com/plumb-shop/fleet'));
    expect(app).toMatchObject({ path: 'app', unresolved: [], sourceReason: expect.stringContaining('of which live/fleet is open') });
  });
});

describe('a git generator', () => {
  const set = (repoURL: string, path: string) => {
    const spec = {
      generators: [{ git: { repoURL, directories: [{ path }] } }],
      template: {
        metadata: { name: '{{path.basename}}' },
        spec: { source: { repoURL, path: '{{path}}' }, destination: { name: 'dev' } },
      },
    };
    const metadata = { name: 'set', namespace: 'argocd' };
    return { 'set.yaml': stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', metadata, spec }) };
  };
  const shown = (tree: Tree) =>
    appsIn(memoryFiles(tree)).map(({ app, kind, path, unresolved }) => [app, kind, path, unresolved.map(({ code }) => code)]);

  test('of another repository is not expanded over this one', () => {
    const tree = { ...FOLDER, ...config('git@github.com:org/fleet'), ...set('https://github.com/org/other', 'app') };
    expect(shown(tree)).toEqual([[expect.any(String), 'argoApplicationSet', '.', ['unresolvedSource']]]);
  });

  test('lists an opened folder as the repository has it', () => {
    const tree = {
      ...FOLDER,
      ...config('git@github.com:org/all'),
      '.git/prefix': 'live/fleet',
      ...set('https://github.com/org/all', 'live/fleet/*'),
    };
    expect(shown(tree)).toEqual([['app', 'argoApplication', 'app', []]]);
  });
});
