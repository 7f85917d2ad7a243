// Random edits of a tree, after each of which what is kept gives the same as somebody without any memory.

// The tree may have a clone of another repository beside it, at `../platform`.
import fc from 'fast-check';
import { expect } from 'vitest';
import { GIT_CLONES } from '../../src/engine/discover/git-url';
import { discover } from '../../src/engine/discover/discover';
import type { App, Rendered } from '../../src/engine/model';
import { renderApp } from '../../src/engine/pipeline';
import type { Files } from '../../src/engine/ports';
import { createBuildCache } from '../../src/engine/render/kustomize/build';
import type { Session } from '../../src/session/session';
import { memoryFiles } from './memory-files';
import { sessionOverFiles } from './session-over';

export const CLONE = '../platform';

/** What each file may hold: the first is what it holds at first, undefined where it is gone. */
export type States = Readonly<Record<string, readonly (string | undefined)[]>>;

interface Edits {
  readonly seed: number;
  readonly edits: number;
}

/** A session that is told of each edit. */
export function expectSessionKeepsUp(states: States, { seed, edits: count }: Edits): void {
  const { files, edits } = stage(states, seed, count);
  const session = sessionOverFiles(files);
  const seen = changes(said(session));
  for (const edit of edits) {
    const path = edit();
    session.sourcesChanged(path.startsWith(CLONE) ? [] : [path]);
    const warm = said(session);
    expectSame(warm, said(sessionOverFiles(files)), path);
    seen.note(warm);
  }
  expect(seen.count(), 'many edits must show').toBeGreaterThan(count / 5);
}

/** Apps as they were discovered at first, over builds that are kept. @param names of the apps. */
export function expectBuildsKeepUp(states: States, { seed, edits: count }: Edits, names: readonly string[]): void {
  const { files, edits } = stage(states, seed, count);
  const cache = createBuildCache();
  const apps = discover(files).environments.flatMap((environment) => environment.apps);
  expect(apps.map(({ app }) => app)).toEqual(names);
  const seen = changes('');
  for (const edit of edits) {
    const path = edit();
    const warm = JSON.stringify(apps.map((app) => told(app, renderApp(app, files, cache))));
    expectSame(warm, JSON.stringify(apps.map((app) => told(app, renderApp(app, files, createBuildCache())))), path);
    seen.note(warm);
  }
  expect(seen.count(), 'many edits must show').toBeGreaterThan(count / 5);
}

/** How often what is noted is something else than before. */
function changes(first: string) {
  let [last, count] = [first, 0];
  return {
    note(now: string) {
      if (now !== last) count++;
      last = now;
    },
    count: () => count,
  };
}

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
function stage(states: States, seed: number, count: number) {
  const paths = Object.keys(states).filter((path) => (states[path] ?? []).length > 1);
  const at: Record<string, number> = {};
  let now = filesAt(states, at);
  const drawn = fc.sample(fc.record({ path: fc.constantFrom(...paths), state: fc.nat() }), { seed, numRuns: count });
  const edits = drawn.map(({ path, state }) => () => {
    at[path] = state % (states[path] ?? []).length;
    now = filesAt(states, at);
    return path;
  });
  return { files: { read: (path: string) => now.read(path), list: (path: string) => now.list(path) }, edits };
}

/** The tree, and a clone of another repository beside it. */
export function filesAt(states: States, at: Readonly<Record<string, number>>): Files {
  const held = Object.keys(states).flatMap((path) => {
    const content = states[path]?.[at[path] ?? 0];
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
