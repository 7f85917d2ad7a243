// Remote bases in real Git repositories, over file:// and over HTTP by git's own backend: the real kustomize builds the same bytes.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNodeFiles } from '../../../src/adapters/node-files';
import { createRemotes, type RemoteFiles } from '../../../src/adapters/remotes';
import { CancelledError, type Failure, type Rendered } from '../../../src/engine/model';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI } from '../../../src/engine/render/kustomize/build';
import { emitDocuments } from '../../../src/engine/yaml/emit';
import { fetchMissing, missingRemotes } from '../../../src/session/fetch-remotes';
import { withEnvironment } from '../../support/environment-variables';
import { type GitRepo, gitRepo } from '../../support/git-repo';
import { type GitServer, serveGit } from '../../support/git-http';
import { disagreement, realBuild } from '../../support/kustomize';
import { oraclePath } from '../../support/parts';

let kustomize: string;
let folder: string;
let repo: GitRepo;
beforeAll(async () => {
  kustomize = await oraclePath('kustomize');
}, 600_000);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-remotes-'));
  repo = gitRepo(REPOSITORY);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  repo.remove();
});

const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 1}\n';
const REPOSITORY = {
  'kustomization.yaml': 'resources: [base]\n',
  'base/kustomization.yaml': 'resources: [web.yaml]\nconfigMapGenerator: [{name: settings, files: [a.conf]}]\n',
  'base/web.yaml': DEPLOYMENT,
  'base/a.conf': 'a = 1\n',
  'overlays/prod/kustomization.yaml': 'resources: [../../base]\nnamePrefix: prod-\n',
  'part/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -part\n',
};

describe('a base in a repository over file://', () => {
  for (const [what, reference] of [
    ['its top', ''],
    ['a folder', '//base'],
    ['a folder with relative bases', '//overlays/prod'],
    ['a branch', '//base?ref=main'],
    ['a tag', '//base?ref=v1'],
    ['a commit', '//base?ref=COMMIT'],
    ['no submodules', '//base?submodules=false'],
  ] as const) {
    it(`renders ${what} as kustomize renders it`, async () => {
      repo.git('tag', '-a', '-m', 'One', 'v1');
      const commit = repo.git('rev-parse', 'HEAD').trim();
      tree({ 'kustomization.yaml': `resources: ["file://${repo.root}${reference.replace('COMMIT', commit)}"]\nnamespace: shop\n` });
      const { rendered } = await render();
      expect(await compared(rendered)).toBeUndefined();
      expect(rendered.objects.map(({ ref }) => ref.kind)).toContain('Deployment');
    });
  }

  it('gives every value an origin that can be read', async () => {
    tree({ 'kustomization.yaml': `resources: ["file://${repo.root}//base"]\n` });
    const { rendered, files } = await render();
    const { lines } = emitDocuments(rendered.objects.map(({ node }) => node));
    const place = lines.find((line) => line?.path.at(-1) === 'replicas')?.origin;
    expect(place).toMatchObject({ line: 4, column: 18 });
    expect(place?.file).toMatch(/^file\/.*@[0-9a-f]{40}\/base\/web\.yaml$/);
    expect(files.read(place?.file ?? '')).toMatchObject({ kind: 'file', text: DEPLOYMENT });
  });

  it('is used for components, and says where objects came from', async () => {
    const base = `file://${repo.root}`;
    tree({
      'kustomization.yaml': `buildMetadata: [originAnnotations, transformerAnnotations]\nresources: ["${base}//overlays/prod?ref=main", "${base}//base"]\ncomponents: ["${base}//part"]\n`,
    });
    const { rendered } = await render();
    expect(rendered.failures).toEqual([]);
    expect(await compared(rendered)).toBeUndefined();
  });

  it('may build on another repository, and on its own at another revision', async () => {
    repo.git('tag', 'v1');
    repo.write('base/web.yaml', DEPLOYMENT.replace('1}', '2}'));
    repo.write('both/kustomization.yaml', `resources: ["file://${repo.root}//base?ref=v1"]\nnamePrefix: old-\n`);
    repo.write('outer/kustomization.yaml', 'resources: [../both, ../base]\n');
    repo.git('add', '-A');
    repo.git('commit', '-q', '-m', 'Two');
    tree({ 'kustomization.yaml': `resources: ["file://${repo.root}//outer"]\n` });
    const { rendered, started } = await render();
    expect(rendered.failures).toEqual([]);
    expect(started.map((what) => what.replace(/.*\?/, ''))).toEqual([expect.stringContaining('fleet of ships'), 'ref=v1']);
    expect(await compared(rendered)).toBeUndefined();
  });

  it('may be reached by a link, and looks for its own bases from where it really lies', async () => {
    symlinkSync('overlays/prod', join(repo.root, 'alias'));
    repo.write('linked/kustomization.yaml', 'resources: [to]\nnameSuffix: -linked\n');
    symlinkSync('../overlays/prod', join(repo.root, 'linked', 'to'));
    repo.git('add', '-A');
    repo.git('commit', '-q', '-m', 'Links');
    for (const path of ['alias', 'linked']) {
      tree({ 'kustomization.yaml': `resources: ["file://${repo.root}//${path}"]\n` });
      const { rendered } = await render();
      expect(rendered.failures).toEqual([]);
      expect(await compared(rendered)).toBeUndefined();
    }
  });

  it('holds its submodules', async () => {
    const other = gitRepo({ 'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sub}\n' });
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', `file://${other.root}`, 'base/sub');
    repo.write('base/kustomization.yaml', 'resources: [sub/cm.yaml]\n');
    repo.git('add', '-A');
    repo.git('commit', '-q', '-m', 'Submodule');
    const settings = join(folder, 'gitconfig');
    writeFileSync(settings, '[protocol "file"]\n\tallow = always\n');
    await withEnvironment({ GIT_CONFIG_GLOBAL: settings }, async () => {
      for (const [query, count] of [
        ['', 1],
        ['?submodules=false', 0],
      ] as const) {
        tree({ 'kustomization.yaml': `resources: ["file://${repo.root}//base${query}"]\n` });
        const { rendered } = await render();
        expect(rendered.objects).toHaveLength(count);
        expect(await compared(rendered, { GIT_CONFIG_GLOBAL: settings })).toBeUndefined();
      }
    });
    other.remove();
  });
});

describe('a repository that is refused', () => {
  const refused = async (resource: string): Promise<Failure | undefined> => {
    tree({ 'kustomization.yaml': `resources:\n- web.yaml\n- "${resource}"\n`, 'web.yaml': DEPLOYMENT });
    const { rendered } = await render();
    expect(await compared(rendered)).toBeUndefined();
    expect(rendered.objects.map(({ ref }) => ref.name)).toContain('web');
    return rendered.failures[0];
  };

  it('is one that is not there', async () => {
    expect(await refused(`file://${folder}/nothing.git`)).toMatchObject({ code: 'downloadFailed', file: 'kustomization.yaml', line: 3 });
  });

  it('is one without the branch', async () => {
    expect(await refused(`file://${repo.root}?ref=nowhere`)).toMatchObject({
      code: 'downloadFailed',
      detail: expect.stringContaining('nowhere'),
    });
  });

  it('is one whose revision would be an option of git', async () => {
    tree({ 'kustomization.yaml': `resources: ["file://${repo.root}?ref=--upload-pack=touch%20${folder}/owned"]\n` });
    expect((await render()).rendered.failures).toMatchObject([{ code: 'downloadFailed' }]);
    expect(readdirSync(folder)).not.toContain('owned');
  });

  it('is one without the folder', async () => {
    expect(await refused(`file://${repo.root}//nowhere`)).toMatchObject({ code: 'notFound', line: 3 });
  });

  it('is one whose folder is a file', async () => {
    expect(await refused(`file://${repo.root}//base/web.yaml`)).toMatchObject({ code: 'notAKustomization', line: 3 });
  });

  it('is one that climbs out of itself by a path, or by a link', async () => {
    repo.write('climbs/kustomization.yaml', 'resources: [../../../tree]\n');
    repo.write('reads/kustomization.yaml', 'configMapGenerator: [{name: stolen, files: [../base/a.conf]}]\n');
    repo.write('links/kustomization.yaml', 'configMapGenerator: [{name: stolen, files: [secret.conf]}]\n');
    writeFileSync(join(folder, 'secret.conf'), 'password');
    symlinkSync(join(folder, 'secret.conf'), join(repo.root, 'links', 'secret.conf'));
    symlinkSync(folder, join(repo.root, 'away'));
    repo.write('across/kustomization.yaml', 'configMapGenerator: [{name: stolen, files: [a.conf]}]\n');
    symlinkSync('../base/a.conf', join(repo.root, 'across', 'a.conf'));
    repo.git('add', '-A');
    repo.git('commit', '-q', '-m', 'Climb');
    for (const path of ['climbs', 'reads', 'links', 'across', 'away/tree']) {
      expect(await refused(`file://${repo.root}//${path}`), path).toMatchObject({ code: 'outsideRoot' });
    }
  });

  it('is one that names itself', async () => {
    repo.write('self/kustomization.yaml', `resources: ["file://${repo.root}//self"]\n`);
    repo.write('above/below/kustomization.yaml', 'resources: [..]\n');
    repo.write('above/kustomization.yaml', 'resources: [below]\n');
    repo.git('add', '-A');
    repo.git('commit', '-q', '-m', 'Circle');
    expect(await refused(`file://${repo.root}//self`)).toMatchObject({ code: 'cycle' });
    expect(await refused(`file://${repo.root}//above`)).toMatchObject({ code: 'cycle' });
  });
});

describe('over HTTP', () => {
  let server: GitServer;
  afterEach(() => server.close());

  it('a base in a repository is found behind the address of a page', async () => {
    const page = '<!DOCTYPE html>\n<html><body>A repository</body></html>\n';
    server = await serveGit({ root: dirname(repo.root), files: { '/fleet.git/base': page } });
    rename('fleet.git');
    tree({ 'kustomization.yaml': `resources: ["${server.url}/fleet.git/base"]\n` });
    const { rendered } = await render();
    expect(rendered.failures).toEqual([]);
    expect(await compared(rendered)).toBeUndefined();
  });

  it('a page that is no YAML stands in front of a repository', async () => {
    server = await serveGit({ root: dirname(repo.root), files: { '/org/fleet': '<!DOCTYPE html>\n<p>It: is\n a: [page' } });
    mkdirSync(join(dirname(repo.root), 'org'));
    rename('org/fleet');
    tree({ 'kustomization.yaml': `resources: ["${server.url}/org/fleet"]\n` });
    const { rendered } = await render();
    expect(rendered.failures).toEqual([]);
    expect(rendered.objects.map(({ ref }) => ref.kind)).toContain('Deployment');
    expect(await compared(rendered)).toBeUndefined();
  });

  it('a sign-in is asked for, used and never shown', async () => {
    server = await serveGit({ root: dirname(repo.root), credentials: 'ada:s3cr3t-t0ken' });
    rename('fleet.git');
    tree({ 'kustomization.yaml': `resources: ["${server.url}/fleet.git//base"]\n` });
    const without = (await render()).rendered;
    expect(without.failures).toMatchObject([{ code: 'downloadFailed', file: 'kustomization.yaml', line: 1 }]);
    const signedIn = server.url.replace('://', '://ada:s3cr3t-t0ken@');
    tree({ 'kustomization.yaml': `resources: ["${signedIn}/fleet.git//base"]\nbuildMetadata: [originAnnotations]\n` });
    const { rendered, started } = await render();
    expect(await compared(rendered)).toBeUndefined();
    expect(rendered.secrets).toContain('s3cr3t-t0ken');
    expect(started.join()).not.toContain('s3cr3t');
    expect(contentOf(join(folder, 'cache'))).not.toContain('s3cr3t');
    tree({ 'kustomization.yaml': `resources: ["${signedIn}/other.git//base"]\n` });
    const { rendered: failing } = await render();
    expect(JSON.stringify(failing.failures)).toContain('downloadFailed');
    expect(JSON.stringify(failing.failures)).not.toContain('s3cr3t');
  });

  it('tags are fetched once, branches are looked at in each run, and nothing is fetched twice', async () => {
    server = await serveGit({ root: dirname(repo.root) });
    repo.git('tag', 'v1');
    rename('fleet.git');
    const uploads = () => server.requests.filter((request) => request.startsWith('POST')).length;
    tree({ 'kustomization.yaml': `resources: ["${server.url}/fleet.git//base?ref=v1"]\n` });
    expect((await render()).rendered.failures).toEqual([]);
    const before = server.requests.length;
    expect((await render()).started).toEqual([]);
    expect(server.requests).toHaveLength(before);
    tree({ 'kustomization.yaml': `resources: ["${server.url}/fleet.git//base?ref=main"]\n` });
    expect((await render()).rendered.failures).toEqual([]);
    const fetched = uploads();
    expect((await render()).started).not.toEqual([]);
    expect(uploads() - fetched).toBeLessThanOrEqual(1);
    expect((await render(remotesAt(false))).started).toEqual([]);
  });

  it('a server that is silent is given up after the time that the address allows', async () => {
    server = await serveGit({ root: folder, files: { '/a/b.git/info/refs': () => undefined } });
    tree({ 'kustomization.yaml': `resources: ["${server.url}/a/b.git?timeout=1"]\n` });
    const { rendered } = await render();
    expect(rendered.failures).toMatchObject([{ code: 'timeout', detail: expect.stringContaining('1 seconds') }]);
  });

  it('an answer that ends early is no repository', async () => {
    server = await serveGit({
      root: folder,
      files: {
        '/a/b.git/info/refs': (response) =>
          response.writeHead(200, { 'content-length': '900' }).write('001e# service', () => response.destroy()),
      },
    });
    tree({ 'kustomization.yaml': `resources: ["${server.url}/a/b.git"]\n` });
    expect((await render()).rendered.failures).toMatchObject([{ code: 'downloadFailed' }]);
  });

  it('what an ended process left half fetched is cleared away after a day', async () => {
    server = await serveGit({ root: folder, files: { '/web.yaml': DEPLOYMENT } });
    const incoming = join(folder, 'cache', 'incoming');
    for (const name of ['old', 'new']) mkdirSync(join(incoming, name), { recursive: true });
    utimesSync(join(incoming, 'old'), new Date(), new Date(Date.now() - 2 * 24 * 60 * 60 * 1000));
    tree({ 'kustomization.yaml': `resources: [${server.url}/web.yaml]\n` });
    expect((await render()).rendered.failures).toEqual([]);
    expect(readdirSync(incoming)).toEqual(['new']);
  });

  it('fetching can be cancelled', async () => {
    server = await serveGit({ root: folder, files: { '/a/b.git/info/refs': () => undefined } });
    const remotes = remotesAt();
    const abort = new AbortController();
    const reference = { kind: 'repository', url: `${server.url}/a/b.git`, ref: '', submodules: true, timeoutMilliseconds: 60_000 } as const;
    const fetching = remotes.fetch(reference, { signal: abort.signal });
    setTimeout(() => abort.abort(), 200);
    await expect(fetching).rejects.toThrow(CancelledError);
    expect(readdirSync(join(folder, 'cache', 'incoming'))).toEqual([]);
  });
});

describe('single files over HTTP', () => {
  let server: GitServer;
  afterEach(() => server.close());

  it('are resources, patches and the content of generators', async () => {
    server = await serveGit({
      root: folder,
      files: {
        '/web.yaml': DEPLOYMENT,
        '/patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 7}\n',
        '/a.conf': 'a = 1\n',
        '/some.env': 'KEY=value\n',
      },
    });
    const { url } = server;
    tree({
      'kustomization.yaml': `resources: [${url}/web.yaml]\npatches: [{path: ${url}/patch.yaml}]\nconfigMapGenerator: [{name: c, files: [${url}/a.conf, b=${url}/a.conf]}, {name: d, envs: [${url}/some.env]}]\nbuildMetadata: [originAnnotations]\n`,
    });
    const again = (await render()).rendered;
    expect(again.failures).toEqual([]);
    expect(await compared(again)).toBeUndefined();
    const { lines } = emitDocuments(again.objects.map(({ node }) => node));
    const origin = lines.find((line) => line?.path.at(-1) === 'replicas')?.origin;
    expect(origin?.file).toMatch(/^127\.0\.0\.1\/\d+@[0-9a-f]{64}\/patch\.yaml$/);
    expect(origin?.overrode?.file).toMatch(/\/web\.yaml$/);
  });

  it('are refused where the server has none, and are no bases', async () => {
    server = await serveGit({ root: folder, files: { '/broken.yaml': 'a: [b' } });
    const { url } = server;
    for (const [field, code] of [
      [`resources: [${url}/none.yaml]`, 'downloadFailed'],
      [`resources: [${url}/broken.yaml]`, 'notYaml'],
      [`resources: [${url}/org/none/broken.yaml]`, 'downloadFailed'],
      [`components: [${url}/none.yaml]`, 'downloadFailed'],
      [`patches: [{path: ${url}/none.yaml}]`, 'downloadFailed'],
    ]) {
      tree({ 'kustomization.yaml': `${field}\nnamespace: x\n` });
      const { rendered } = await render();
      expect(
        rendered.failures.map((failure) => failure.code),
        field,
      ).toContain(code);
      expect(await compared(rendered), field).toBeUndefined();
    }
  });
});

function tree(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'tree', path)), { recursive: true });
    writeFileSync(join(folder, 'tree', path), content);
  }
}

function remotesAt(fresh = true): RemoteFiles {
  return createRemotes({ folder: join(folder, 'cache'), fresh });
}

async function render(remotes = remotesAt()) {
  const [files, cache] = [remotes.over(createNodeFiles(join(folder, 'tree'))), createBuildCache()];
  const build = (): Rendered => buildKustomization('.', files, KUSTOMIZE_CLI, cache);
  const started: string[] = [];
  await fetchMissing({
    remotes,
    signal: new AbortController().signal,
    missing: () => missingRemotes([build()]),
    arrived: () => undefined,
    onStart: (what) => started.push(what),
  });
  return { rendered: build(), files, started };
}

async function compared({ objects, failures }: Rendered, env: NodeJS.ProcessEnv = {}): Promise<string | undefined> {
  const own = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', ...env };
  const real = await realBuild(kustomize, join(folder, 'tree'), [], own);
  const ours =
    failures.length > 0
      ? { kind: 'refused' as const, reasons: failures.map(({ code, detail }) => `${code} ${detail}`) }
      : { kind: 'yaml' as const, yaml: emitDocuments(objects.map(({ node }) => node)).text };
  return disagreement(real, ours);
}

/** Gives the repository a name without spaces, as addresses have. */
const rename = (name: string): void => renameSync(repo.root, join(dirname(repo.root), name));

/** All that the files below a folder hold, and what they are called. */
function contentOf(root: string): string {
  const entries = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path));
  return entries.map((path) => `${path}\n${statSync(path).isFile() ? readFileSync(path, 'utf8') : ''}`).join('\n');
}
