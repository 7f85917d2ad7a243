// What apps apply of other controllers' objects, kept from one edit to the next: it is what a session says that starts with the tree as it is.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { App, RemoteReference, Rendered } from '../../src/engine/model';
import { isFetched, parentOf } from '../../src/engine/discover/paths';
import type { Files } from '../../src/engine/ports';
import { linkPath, remoteFolder } from '../../src/engine/render/kustomize/remote/link';
import type { Session } from '../../src/session/session';
import { memoryFiles } from '../support/memory-files';
import { sessionOverFiles } from '../support/session-over';

const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_126);
const RUNS = Number(process.env.PLUMBLINE_RUNS ?? 25);

type Tree = Record<string, string>;

const REPOSITORY = 'https://charts.example.com';
const REFERENCE: RemoteReference = { kind: 'chart', url: REPOSITORY, name: 'argocd-apps', version: '1.0.0', chosenBy: 'sourceController' };
const CHART = `${remoteFolder(REPOSITORY, 'a'.repeat(64))}/argocd-apps`;

const FAR = 'https://example.com/far.yaml';
const FAR_FILE = `${remoteFolder(FAR, 'b'.repeat(64))}/far.yaml`;
const LINKS = [linkPath(REFERENCE), linkPath({ kind: 'file', url: FAR })];

const flux = (name: string, path: string, more = ''): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n` +
  `  path: ${path}\n  sourceRef: {kind: GitRepository, name: flux-system}\n${more}`;

const application = (name: string, path: string): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd}\nspec:\n  project: default\n` +
  `  source: {repoURL: x, path: ${path}}\n  destination: {server: "https://kubernetes.default.svc", namespace: shop}\n`;

const config = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  count: "1"\n`;

const patch = (path: string): string =>
  `  patches:\n  - target: {kind: Application, name: web}\n    patch: |\n      - {op: replace, path: /spec/source/path, value: ${path}}\n`;

const address = `  patches:\n  - target: {kind: HelmRepository}\n    patch: |\n      - {op: replace, path: /spec/url, value: "${REPOSITORY}"}\n`;

const without = (name: string): string =>
  `  - target: {kind: Application, name: ${name}}\n    patch: |\n      $patch: delete\n      apiVersion: any/v1\n      kind: Any\n      metadata: {name: any}\n`;

/** Two clusters over one folder of Applications, patched by each; one of them an app of apps, one that a cluster takes out; a release of a chart that applies more, from the repository that a patch names. */
const TREE: Tree = {
  'clusters/staging/apps.yaml': flux('apps', './argo', patch('web/staging')),
  'clusters/production/apps.yaml': flux('apps', './argo', `${patch('web/production')}${without('old')}`),
  'clusters/production/layers.yaml': flux('layers', './layers', `  postBuild:\n    substitute:\n      STAGE: production\n${address}`),
  'argo/kustomization.yaml': 'resources: [web.yaml, more.yaml, old.yaml]\n',
  'argo/web.yaml': application('web', 'web/none'),
  'argo/more.yaml': application('more', 'more'),
  'argo/old.yaml': application('old', 'old'),
  'old/root.yaml': application('root', 'leaf'),
  'more/kustomization.yaml': 'resources: [leaf.yaml]\nnamePrefix: x-\n',
  'more/leaf.yaml': application('leaf', 'leaf'),
  'leaf/config.yaml': config('leaf'),
  'layers/inner.yaml': flux('inner', '"./web/${STAGE}"'),
  'layers/release.yaml':
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: own, namespace: apps}\nspec:\n' +
    '  chart: {spec: {chart: argocd-apps, version: 1.0.0, sourceRef: {kind: HelmRepository, name: example}}}\n' +
    '  values:\n    apps:\n      cart: cart\n      shop: shop\n',
  'layers/repository.yaml': `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: example, namespace: apps}\nspec:\n  url: https://none.example.com\n`,
  'clusters/staging/remote.yaml': flux('remote', './remote'),
  'remote/kustomization.yaml': `resources: ["${FAR}"]\nnamePrefix: y-\n`,
  'cart/config.yaml': config('cart'),
  'shop/config.yaml': config('shop'),
  'web/none/config.yaml': config('none'),
  'web/staging/config.yaml': config('one'),
  'web/production/config.yaml': config('two'),
};

const FETCHED: Tree = {
  [FAR_FILE]: application('far', 'leaf'),
  [`${CHART}/Chart.yaml`]: 'apiVersion: v2\nname: argocd-apps\nversion: 1.0.0\n',
  [`${CHART}/templates/apps.yaml`]: `{{- range $name, $path := .Values.apps }}\n---\n${application('{{ $name }}', '{{ $path }}')}{{- end }}\n`,
};

/** A tree that is looked up anew at each call, with the chart once it was fetched. */
function filesOver(tree: Tree, isThere: () => boolean): Files {
  const cached = memoryFiles(FETCHED);
  return {
    read(path) {
      if (path === linkPath(REFERENCE)) return isThere() ? { kind: 'file', text: CHART, version: CHART } : { kind: 'unread' };
      if (path === linkPath({ kind: 'file', url: FAR }))
        return isThere() ? { kind: 'file', text: FAR_FILE, version: FAR_FILE } : { kind: 'unread' };
      return path.startsWith('//') || isFetched(path) ? cached.read(path) : memoryFiles(tree).read(path);
    },
    list: (path) => (isFetched(path) ? cached : memoryFiles(tree)).list(path),
  };
}

interface Placed {
  readonly app: App;
  readonly rendered: Rendered;
}

function rendersOf(session: Session): ReadonlyMap<string, Placed> {
  const { environments } = session.discovery();
  return new Map(
    environments.flatMap(({ name, apps }) =>
      apps.map((app) => [`${name} ${app.app}`, { app, rendered: session.render(name, app.app) }] as const),
    ),
  );
}

function contentOf({ objects, failures }: Rendered): string {
  return JSON.stringify([objects, failures]);
}

function said(session: Session) {
  return [session.discovery(), [...rendersOf(session)].map(([key, { rendered }]) => [key, contentOf(rendered)])];
}

test('all of them are found', () => {
  const apps = [...rendersOf(sessionOverFiles(filesOver(TREE, () => true)))].map(([key, { app }]) => [key, app.parent, app.path]);
  expect(apps).toEqual([
    ['staging apps', undefined, 'argo'],
    ['staging more', 'apps', 'more'],
    ['staging old', 'apps', 'old'],
    ['staging remote', undefined, 'remote'],
    ['staging root', 'old', 'leaf'],
    ['staging web', 'apps', 'web/staging'],
    ['staging x-leaf', 'more', 'leaf'],
    ['staging y-far', 'remote', 'leaf'],
    ['production apps', undefined, 'argo'],
    ['production cart', 'own', 'cart'],
    ['production inner', 'layers', 'web/production'],
    ['production layers', undefined, 'layers'],
    ['production more', 'apps', 'more'],
    ['production own', 'layers', 'layers'],
    ['production shop', 'own', 'shop'],
    ['production web', 'apps', 'web/production'],
    ['production x-leaf', 'more', 'leaf'],
  ]);
});

test('a chart that arrives brings the apps that it applies, and one that goes takes them along', () => {
  let isThere = false;
  const session = sessionOverFiles(filesOver(TREE, () => isThere));
  const names = () => [...rendersOf(session).keys()].filter((key) => /cart|shop/.test(key));
  expect(names()).toEqual([]);
  expect(session.discovery().environments[1]?.unread).toMatchObject([{ code: 'applicationsUnfetched', subject: 'own' }]);
  isThere = true;
  session.sourcesChanged(LINKS);
  expect(names()).toEqual(['production cart', 'production shop']);
  expect(session.discovery().environments[1]?.unread).toBeUndefined();
  expect(said(session)).toEqual(said(sessionOverFiles(filesOver(TREE, () => true))));
  isThere = false;
  session.sourcesChanged(LINKS);
  expect(names()).toEqual([]);
});

test('what a branch that is an environment applies is found in its own tree, once the chart has come', () => {
  const folder = `shop@${'c'.repeat(40)}`;
  const { 'clusters/staging/apps.yaml': _, ...one } = TREE;
  const branch = Object.fromEntries(Object.entries(one).map(([path, text]) => [`${folder}/${path}`, text]));
  const own = memoryFiles(branch);
  let isThere = false;
  const outer = filesOver({ 'README.md': 'nothing\n' }, () => isThere);
  const files: Files = {
    read: (path) => (path.startsWith(folder) ? own : outer).read(path),
    list: (path) => (path.startsWith(folder) ? own : outer).list(path),
  };
  const session = sessionOverFiles(files);
  const tree = { environment: 'qa', ref: 'env/qa', branch: 'env/qa', commit: 'c'.repeat(40), folder };
  session.branchesRead({ trees: [tree], followed: [], failures: [] });
  const names = () =>
    session.discovery().environments.map(({ name, apps }) => [name, apps.map(({ app }) => app).filter((app) => /cart|leaf/.test(app))]);
  expect(names()).toEqual([['qa', ['x-leaf']]]);
  isThere = true;
  session.sourcesChanged(LINKS);
  expect(names()).toEqual([['qa', ['cart', 'x-leaf']]]);
  expect(session.render('qa', 'cart').objects.map(({ ref }) => ref.name)).toEqual(['cart']);
});

describe('kept builds', () => {
  const edits = fc.array(fc.record({ path: fc.nat(), line: fc.nat(), kind: fc.constantFrom('drop', 'swap', 'restore', 'fetch') }), {
    minLength: 1,
    maxLength: 8,
  });

  test('say after any row of edits what a session says that begins with the tree', { timeout: 240_000 }, () => {
    fc.assert(
      fc.property(edits, (row) => {
        const tree = { ...TREE };
        let isThere = true;
        const session = sessionOverFiles(filesOver(tree, () => isThere));
        said(session);
        for (const { path, line, kind } of row) {
          const paths = Object.keys(TREE);
          const name = paths[path % paths.length] as string;
          const lines = (tree[name] ?? '').split('\n');
          const at = line % lines.length;
          if (kind === 'fetch') isThere = !isThere;
          else if (kind === 'restore') tree[name] = TREE[name] as string;
          else if (kind === 'drop') tree[name] = lines.filter((_, index) => index !== at).join('\n');
          else tree[name] = (tree[name] ?? '').replace('production', 'staging');
          session.sourcesChanged(kind === 'fetch' ? LINKS : [name]);
          expect(said(session)).toEqual(said(sessionOverFiles(filesOver({ ...tree }, () => isThere))));
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});

test('without any one of its files, what changes is what the reverse index names or a failure says', () => {
  const tree = { ...TREE };
  const session = sessionOverFiles(filesOver(tree, () => true));
  let named = 0;
  for (const path of Object.keys(TREE)) {
    const text = tree[path] as string;
    const before = rendersOf(session);
    const reached = namedByIndex(session, path, text);
    delete tree[path];
    session.sourcesChanged([path]);
    const after = rendersOf(session);
    for (const [key, { app, rendered }] of before) {
      const now = after.get(key);
      const label = `${key} without ${path}`;
      const reads = rendered.reads.includes(path) || rendered.reads.includes(`${parentOf(path)}/`);
      if (now === undefined) expect(aboveReads(app, path, before), `${label} goes`).toBe(true);
      else if (contentOf(now.rendered) !== contentOf(rendered)) {
        expect(reads || app.source.file === path || aboveReads(app, path, before), `${label} changes and has not read it`).toBe(true);
        expect(reached.has(key) || now.rendered.failures.length > 0, `${label} changes and nothing says so`).toBe(true);
      }
      if (reached.has(key)) {
        named++;
        expect(now === undefined || contentOf(now.rendered) !== contentOf(rendered), `${label} is named and stays`).toBe(true);
      }
    }
    tree[path] = text;
    session.sourcesChanged([path]);
  }
  expect(named).toBeGreaterThan(15);
  expect(said(session)).toEqual(said(sessionOverFiles(filesOver(TREE, () => true))));
});

/** Whether something that applies it reads the file, or holds it. */
function aboveReads(app: App, path: string, renders: ReadonlyMap<string, Placed>): boolean {
  for (let one: App | undefined = app; one !== undefined; one = one.appliedBy) {
    const { key, source } = one;
    if (source.file === path) return true;
    const own = [...renders.values()].find((each) => each.app.key === key && key !== undefined);
    if (own?.rendered.reads.some((read) => read === path || read === `${parentOf(path)}/`) === true) return true;
  }
  return false;
}

function namedByIndex(session: Session, file: string, text: string): ReadonlySet<string> {
  const named = new Set<string>();
  text.split('\n').forEach((_, index) => {
    for (const { environment, app, fields } of session.reach({ file, line: index + 1 }).apps)
      if (fields.some(({ how }) => how !== 'overridden')) named.add(`${environment} ${app}`);
  });
  return named;
}
