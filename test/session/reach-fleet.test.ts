// The reverse index of the sample fleet against the truth: scalars all over it are changed one after the other, and each time every app is rendered again.
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Rendered } from '../../src/engine/model';
import type { Session } from '../../src/session/session';
import { ARTIFACT_FLEET } from '../support/artifact-fleet';
import { type Disagreement, disagreement } from '../support/reach-truth';
import { sessionOver } from '../support/session-over';
import { sourceScalars, withFreshValue } from '../support/source-scalars';

const FLEET = resolve(import.meta.dirname, '../../examples/fleet');
const EVERY = Number(process.env.PLUMBLINE_EVERY ?? 2);

/** What decides which apps there are, or how everything else is read. */
const STRUCTURE = /^(kind|apiVersion|apiGroup|path|alias|from|to|strategy|namespace|targetNamespace|disableNameSuffixHash)$/;

test('what the index says of a line of the fleet is what changes with it, in every environment', { timeout: 120_000 }, () => {
  const counts = expectTruth(readTree(), EVERY);
  console.log(`reach in the sample fleet: ${JSON.stringify(counts)}`);
  expect(counts.reaching).toBeGreaterThan(20);
});

test('what the index says of a line that copy rules of an artifact take along is what changes with it', { timeout: 60_000 }, () => {
  const counts = expectTruth({ ...ARTIFACT_FLEET }, 1);
  console.log(`reach in a fleet of artifacts: ${JSON.stringify(counts)}`);
  expect(counts.reaching).toBeGreaterThan(10);
});

function expectTruth(tree: Record<string, string>, every: number) {
  const session = sessionOver(tree);
  const counts = { edits: 0, reaching: 0, otherApps: 0, unbuildable: 0 };
  const disagreements: (Disagreement & { readonly label: string })[] = [];
  const read = new Set([...renders(session).values()].flatMap(({ reads }) => reads));
  const places = [...read].flatMap((file) => sourceScalars(tree[file] ?? '').map((scalar) => ({ file, scalar })));
  for (const { file, scalar } of places.filter((_, index) => index % every === 0)) {
    const text = tree[file] ?? '';
    const fresh = withFreshValue(text, scalar);
    if (fresh === undefined || STRUCTURE.test(scalar.keys.at(-1) ?? '') || scalar.text === 'false') continue;
    const before = renders(session);
    const { apps } = session.reach({ file, line: scalar.line, column: scalar.column });
    tree[file] = fresh;
    session.sourcesChanged([file]);
    const after = renders(session);
    const label = `${file}:${scalar.line}:${scalar.column} ${scalar.text}`;
    if ([...before.keys()].join() !== [...after.keys()].join()) counts.otherApps++;
    else if ([...after].some(([key, { failures }]) => failures.length > (before.get(key)?.failures.length ?? 0))) counts.unbuildable++;
    else {
      counts.edits++;
      if (apps.length > 0) counts.reaching++;
      for (const [key, rendered] of before) {
        const fields = apps.find(({ environment, app }) => key === `${environment} ${app}`)?.fields ?? [];
        const reached = fields.filter(({ at }) => at.column >= scalar.column);
        const found = disagreement(reached, rendered, after.get(key) as Rendered);
        if (found !== undefined) disagreements.push({ label: `${label} in ${key}`, ...found });
      }
    }
    tree[file] = text;
    session.sourcesChanged([file]);
  }
  expect(disagreements.slice(0, 5)).toEqual([]);
  return counts;
}

function readTree(): Record<string, string> {
  const paths = globSync('**/*', { cwd: FLEET, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    paths.map((entry) => [
      join(entry.parentPath, entry.name).slice(FLEET.length + 1),
      readFileSync(join(entry.parentPath, entry.name), 'utf8'),
    ]),
  );
}

function renders(session: Session): ReadonlyMap<string, Rendered> {
  return new Map(
    session
      .discovery()
      .environments.flatMap(({ name, apps }) => apps.map(({ app }) => [`${name} ${app}`, session.render(name, app)] as const)),
  );
}
