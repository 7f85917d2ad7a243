// Without any one of its files a repository is still discovered and rendered, and what changes elsewhere is what the reverse index names.

// The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_FILES how many files of a real repository are taken away, one at a time.
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNodeFiles } from '../../src/adapters/node-files';
import type { App, Rendered } from '../../src/engine/model';
import { parentOf } from '../../src/engine/discover/paths';
import type { Session } from '../../src/session/session';
import { treeOf } from '../engine/discover/trees';
import { ARTIFACT_FLEET } from '../support/artifact-fleet';
import { corpus } from '../support/corpus';
import { sessionOver } from '../support/session-over';

const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_125);
const FILES = Number(process.env.PLUMBLINE_FILES ?? 40);
const FLEET = resolve(import.meta.dirname, '../../examples/fleet');

test('the sample fleet without each of its files', { timeout: 240_000 }, () => {
  const tree = treeOf(createNodeFiles(FLEET, { check: 'forget' }));
  const counts = removeEach(tree, Object.keys(tree));
  console.log(`the sample fleet: ${JSON.stringify(counts)}`);
  expect(counts.named).toBeGreaterThan(50);
});

test('a fleet of artifacts without each of its files', { timeout: 60_000 }, () => {
  const counts = removeEach(ARTIFACT_FLEET, Object.keys(ARTIFACT_FLEET));
  console.log(`a fleet of artifacts: ${JSON.stringify(counts)}`);
  expect(counts.named).toBeGreaterThan(2);
});

describe.skipIf(!corpus)('real repositories', () => {
  test.each(['home-ops', 'flux2-kustomize-helm-example', 'podinfo'])('%s without any one of its files', { timeout: 240_000 }, (name) => {
    const tree = treeOf(createNodeFiles(join(corpus as string, 'repos', name), { check: 'forget' }));
    const paths = fc.sample(fc.shuffledSubarray(Object.keys(tree), { minLength: Math.min(FILES, Object.keys(tree).length) }), {
      seed: SEED,
      numRuns: 1,
    });
    const counts = removeEach(tree, paths.flat().slice(0, FILES));
    console.log(`${name} (seed ${SEED}): ${JSON.stringify(counts)}`);
    expect(counts.named).toBeGreaterThan(0);
  });
});

interface Counts {
  files: number;
  /** Pairs of a file and an app that the index names for it and that is still there without it. */
  named: number;
  /** Apps of which the index says nothing or not all, and which say without the file what they miss. */
  missing: number;
  /** Apps that read the file or list its folder, and stay as they are. */
  unmoved: number;
  /** Apps that come or go with what the file declares, or gives a namespace. */
  other: number;
}

function removeEach(whole: Readonly<Record<string, string>>, paths: readonly string[]): Counts {
  const tree: Record<string, string> = { ...whole };
  const session = sessionOver(tree);
  const counts: Counts = { files: 0, named: 0, missing: 0, unmoved: 0, other: 0 };
  for (const path of paths) {
    const text = tree[path] as string;
    const before = rendersOf(session);
    const named = namedByIndex(session, path, text);
    delete tree[path];
    session.sourcesChanged([path]);
    const after = rendersOf(session);
    expectNamed(path, { before, after, named }, counts);
    tree[path] = text;
    session.sourcesChanged([path]);
    counts.files++;
  }
  expect(said(session)).toEqual(said(sessionOver(whole)));
  return counts;
}

interface Sides {
  readonly before: Renders;
  readonly after: Renders;
  readonly named: ReadonlySet<string>;
}

type Renders = ReadonlyMap<string, Placed>;

interface Placed {
  readonly app: App;
  readonly rendered: Rendered;
}

function expectNamed(path: string, { before, after, named }: Sides, counts: Counts): void {
  for (const [key, was] of before) {
    const now = after.get(key);
    if (now === undefined) expectOther(path, key, was, before, counts);
    else expectSaid(path, key, { was, now, isNamed: named.has(key) }, counts);
  }
  for (const [key, now] of after) if (!before.has(key)) expectOther(path, key, now, before, counts);
}

function expectSaid(path: string, key: string, sides: { was: Placed; now: Placed; isNamed: boolean }, counts: Counts): void {
  const { isNamed } = sides;
  const [was, now] = [sides.was.rendered, sides.now.rendered];
  const label = `${key} without ${path}`;
  const reads = was.reads.includes(path) || was.reads.includes(`${parentOf(path)}/`);
  const moved = contentOf(now) !== contentOf(was);
  if (moved) expect(reads, `${label} changes and has not read it`).toBe(true);
  if (isNamed) {
    counts.named++;
    expect(moved, `${label} is named by the index and stays the same`).toBe(true);
  } else if (moved) {
    counts.missing++;
    const known = new Set(was.failures.map((failure) => JSON.stringify(failure)));
    const isSaid = known.size > 0 || now.failures.some((failure) => !known.has(JSON.stringify(failure)));
    expect(isSaid, `${label} changes, and neither the index nor a failure says so`).toBe(true);
  } else if (reads) counts.unmoved++;
}

/** Where each value comes from included: a folder without its kustomization may give the same objects. */
function contentOf({ objects, failures }: Rendered): string {
  return JSON.stringify([objects, failures]);
}

/** An app comes or goes where it stands in the file, or where what applies it reads the file; so does a folder that is nobody's any more. */
function expectOther(path: string, key: string, { app }: Placed, before: Renders, counts: Counts): void {
  counts.other++;
  const above: App[] = [];
  for (let one: App | undefined = app; one !== undefined; one = one.appliedBy) above.push(one);
  const isRead = above.some((one) =>
    [...before.values()].some(
      ({ app: each, rendered }) => (each.app === one.app || each.path === one.path) && rendered.reads.includes(path),
    ),
  );
  expect(isRead || above.some(({ source }) => source.file === path), `${key} comes or goes without ${path}`).toBe(true);
}

/** The apps that any line of the file sets, makes a part of or controls something of. */
function namedByIndex(session: Session, file: string, text: string): ReadonlySet<string> {
  const named = new Set<string>();
  text.split('\n').forEach((_, index) => {
    for (const { environment, app, fields } of session.reach({ file, line: index + 1 }).apps)
      if (fields.some(({ how }) => how !== 'overridden')) named.add(`${environment} ${app}`);
  });
  return named;
}

function rendersOf(session: Session): Renders {
  return new Map(
    session
      .discovery()
      .environments.flatMap(({ name, apps }) =>
        apps.map((app) => [`${name} ${app.app}`, { app, rendered: session.render(name, app.app) }] as const),
      ),
  );
}

/** Everything that a session has to say of its sources. */
function said(session: Session) {
  return [session.discovery(), [...rendersOf(session).values()].map(({ rendered }) => contentOf(rendered))];
}
