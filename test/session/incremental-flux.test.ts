// After each of many random edits of what Flux Kustomizations share, each of them is rendered as by somebody without any memory.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.

// The seed is printed with what failed; PLUMBLINE_SEED sets another, PLUMBLINE_EDITS sets how many edits there are.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GIT_CLONES } from '../../src/engine/discover/git-url';
import { discover } from '../../src/engine/discover/discover';
import type { App, Rendered } from '../../src/engine/model';
import { renderApp } from '../../src/engine/pipeline';
import type { Files } from '../../src/engine/ports';
import { createBuildCache } from '../../src/engine/render/kustomize/build';
import type { Session } from '../../src/session/session';
import { fluxKustomization, kustomization } from '../engine/discover/trees';
import { memoryFiles } from '../support/memory-files';
import { sessionOverFiles } from '../support/session-over';

const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_126);
const EDITS = Number(process.env.PLUMBLINE_EDITS ?? 400);
const CLONE = '../platform';

const config = (name: string, value: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  value: ${value}\n`;
const gitRepository = (name: string, spec: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  ${spec}\n`;
const source = (ignore: string) => gitRepository('flux-system', `url: https://example.com/fleet\n  ignore: "${ignore}"`);
const patching = (replicas: number) =>
  `patches:\n    - target: {kind: Kustomization}\n      patch: |\n        - {op: add, path: /spec/commonMetadata, value: {labels: {edited: "${replicas}"}}}`;
const child = (name: string, suffix: string) =>
  fluxKustomization(
    name,
    `./apps/${name}/inner`,
    `nameSuffix: -${suffix}\n  postBuild: {substituteFrom: [{kind: ConfigMap, name: settings}, {kind: ConfigMap, name: defaults}]}`,
  );
const RELEASE =
  'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web}\nspec:\n  chartRef: {kind: GitRepository, name: flux-system}\n  values: {a: "${value}"}\n';

/** What each file may hold: the first is what it holds at first, undefined where it is gone. */
const STATES: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'clusters/dev/apps.yaml': [patching(1), patching(2), 'prune: true'].map((spec) => fluxKustomization('apps', './apps', spec)),
  'clusters/dev/source.yaml': [source(''), source('extra.yaml'), undefined],
  'clusters/dev/platform.yaml': [
    `${gitRepository('platform', 'url: https://example.com/platform')}---\n${fluxKustomization('platform', './base').replace('name: flux-system\n    kind', 'name: platform\n    kind')}`,
  ],
  'apps/web/ks.yaml': [
    child('web/inner', 'a').replace('name: web/inner', 'name: web'),
    child('web/inner', 'b').replace('name: web/inner', 'name: web'),
  ],
  'apps/api/ks.yaml': [child('api', 'a'), undefined, 'kind: [\n'],
  'apps/api/kustomization.yaml': [kustomization('resources: [ks.yaml]'), undefined],
  'apps/web/kustomization.yaml': [kustomization('resources: [ks.yaml]'), kustomization('resources: []')],
  'apps/settings.yaml': [config('settings', 'one'), `# moved\n${config('settings', 'one')}`, config('settings', 'two'), undefined],
  'apps/generated/kustomization.yaml': [
    kustomization('configMapGenerator: [{name: defaults, envs: [defaults.env], options: {disableNameSuffixHash: true}}]'),
  ],
  'apps/generated/defaults.env': ['fallback=1\n', 'fallback=2\nvalue=three\n', 'no: env\n', undefined],
  'apps/extra.yaml': [config('extra', 'x'), config('settings', 'three'), undefined],
  'apps/web/inner/web.yaml': [config('web', '${value}${fallback}'), config('web', '${value}-2')],
  'apps/web/inner/release.yaml': [RELEASE, undefined],
  'apps/api/inner/api.yaml': [config('api', '${value}')],
  'apps/api/inner/extra.yaml': [undefined, config('more', 'y')],
  '.sourceignore': [undefined, 'extra.yaml\n', 'settings.yaml\n', '/apps/api/\n'],
  'apps/.sourceignore': [undefined, '!extra.yaml\n'],
  'apps/web/.sourceignore': [undefined, 'web.yaml\n'],
  [`${CLONE}/base/one.yaml`]: [config('one', '1'), config('one', '2')],
  [`${CLONE}/base/two.yaml`]: [undefined, config('two', '2')],
  [`${CLONE}/.sourceignore`]: [undefined, 'two.yaml\n'],
};

const PATHS = Object.keys(STATES);

test(`a session, ${EDITS} edits (seed ${SEED})`, { timeout: 120_000 + EDITS * 100 }, () => {
  const { files, edits } = stage();
  const session = sessionOverFiles(files);
  const seen = new Set([said(session)]);
  for (const edit of edits) {
    const path = edit();
    session.sourcesChanged(path.startsWith(CLONE) ? [] : [path]);
    const warm = said(session);
    expectSame(warm, said(sessionOverFiles(files)), path);
    seen.add(warm);
  }
  expect(seen.size, 'most edits must show').toBeGreaterThan(EDITS / 4);
});

test(`apps as they were discovered at first, ${EDITS} edits (seed ${SEED})`, { timeout: 120_000 + EDITS * 100 }, () => {
  const { files, edits } = stage();
  const cache = createBuildCache();
  const apps = discover(files).environments.flatMap((environment) => environment.apps);
  expect(apps.map(({ app }) => app)).toEqual(['api', 'apps', 'helmrelease/web', 'platform', 'web']);
  const seen = new Set<string>();
  for (const edit of edits) {
    const path = edit();
    const warm = JSON.stringify(apps.map((app) => told(app, renderApp(app, files, cache))));
    expectSame(warm, JSON.stringify(apps.map((app) => told(app, renderApp(app, files, createBuildCache())))), path);
    seen.add(warm);
  }
  expect(seen.size, 'most edits must show').toBeGreaterThan(EDITS / 4);
});

/** Compared as text, which is much quicker where they are the same. */
function expectSame(warm: string, cold: string, path: string): void {
  if (warm !== cold) expect(JSON.parse(warm), `after ${path}`).toEqual(JSON.parse(cold));
}

/** Everything that each app renders, with every origin, and with what a later edit is judged by. */
function said(session: Session): string {
  const { environments } = session.discovery();
  return JSON.stringify(environments.flatMap(({ name, apps }) => apps.map((app) => [name, told(app, session.render(name, app.app))])));
}

function told({ app }: App, { objects, failures, needs, reads }: Rendered) {
  return { app, objects, failures, needs, reads: [...new Set(reads)].sort() };
}

/** Files that say what the latest of the edits left, each of which tells the path that it changed. */
function stage() {
  const at: Record<string, number> = {};
  let now = filesAt(at);
  const drawn = fc.sample(fc.record({ path: fc.constantFrom(...PATHS), state: fc.nat() }), { seed: SEED, numRuns: EDITS });
  const edits = drawn.map(({ path, state }) => () => {
    at[path] = state % (STATES[path] ?? []).length;
    now = filesAt(at);
    return path;
  });
  return { files: { read: (path: string) => now.read(path), list: (path: string) => now.list(path) }, edits };
}

/** The tree, and a clone of another repository beside it. */
function filesAt(at: Readonly<Record<string, number>>): Files {
  const held = PATHS.flatMap((path) => {
    const content = STATES[path]?.[at[path] ?? 0];
    return content === undefined ? [] : [[path, content] as const];
  });
  const inClone = (path: string) => path === CLONE || path.startsWith(`${CLONE}/`);
  const tree = memoryFiles(Object.fromEntries(held.filter(([path]) => !inClone(path))));
  const clone = memoryFiles(Object.fromEntries(held.filter(([path]) => inClone(path)).map(([path, text]) => [path.slice(3), text])));
  const clones = JSON.stringify([{ url: 'https://example.com/platform', folder: CLONE, commit: 'c'.repeat(40), branch: 'main' }]);
  return {
    read(path) {
      if (path === GIT_CLONES) return { kind: 'file', text: clones, version: clones };
      return inClone(path) ? clone.read(path.slice(3)) : tree.read(path);
    },
    list: (path) => (inClone(path) ? clone.list(path.slice(3)) : tree.list(path)),
  };
}
