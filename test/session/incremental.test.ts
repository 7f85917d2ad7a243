// After each of thousands of random edits of a fleet, a session renders what a build without any memory renders.

// The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_EDITS sets how many edits there are.
import { expect, test } from 'vitest';
import type { Rendered } from '../../src/engine/model';
import { createBuildCache, buildKustomization, KUSTOMIZE_CLI } from '../../src/engine/render/kustomize/build';
import type { Session } from '../../src/session/session';
import { drawEdits, editableFleet } from '../support/fleet-edits';
import { memoryFiles } from '../support/memory-files';
import { sessionOverFiles } from '../support/session-over';

/** The same for every run of the tests, so that a change is judged by itself. */
const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_125);
const EDITS = Number(process.env.PLUMBLINE_EDITS ?? 2000);
/** So often, everything that the session says is compared with what a new one says. */
const EVERY = 100;

test(`${EDITS} edits (seed ${SEED})`, { timeout: 120_000 + EDITS * 100 }, () => {
  const { tree, edit } = editableFleet(3);
  let files = memoryFiles(tree);
  const session = sessionOverFiles({ read: (path) => files.read(path), list: (path) => files.list(path) });
  let rendered = 0;
  for (const [i, drawn] of drawEdits(SEED, EDITS).entries()) {
    const changed = edit(drawn);
    files = memoryFiles(tree);
    session.sourcesChanged(changed);
    const apps = appsOf(session);
    const one = apps[drawn.at % apps.length];
    if (one !== undefined) {
      const warm = session.render(one.environment, one.app);
      const cold = buildKustomization(one.path, files, KUSTOMIZE_CLI, createBuildCache());
      expectSame(warm, cold, `edit ${i}: ${drawn.kind} ${changed.join(' ')}`);
      if (cold.failures.length === 0) rendered++;
    }
    if (i % EVERY === 0) expect(said(session)).toEqual(said(sessionOverFiles(files)));
  }
  console.log(`after ${rendered} of ${EDITS} edits (seed ${SEED}) the app that was asked for had no failures`);
  expect(said(session)).toEqual(said(sessionOverFiles(files)));
  expect(rendered, 'most of the fleet must be sound most of the time').toBeGreaterThan(EDITS / 4);
});

/** Objects and failures with every origin; compared as text, which is much quicker where they are the same. */
function expectSame(warm: Rendered, cold: Rendered, after: string): void {
  const of = ({ objects, failures }: Rendered) => ({ after, failures, objects });
  if (JSON.stringify(of(warm)) !== JSON.stringify(of(cold))) expect(of(warm)).toEqual(of(cold));
}

function appsOf(session: Session) {
  return session.discovery().environments.flatMap(({ name, apps }) => apps.map(({ app, path }) => ({ environment: name, app, path })));
}

/** Everything that a session has to say of its sources. */
function said(session: Session) {
  const previews = appsOf(session).map(({ environment, app }) => session.preview(environment, app).text);
  return { discovery: session.discovery(), previews, findings: session.findings() };
}
