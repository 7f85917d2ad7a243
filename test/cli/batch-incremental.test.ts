// One `render --batch` process over a fleet on disk that is edited at random: each answer is what a build without any memory gives.

// The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_EDITS sets how many edits there are.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { overlaysOf, writeTree } from '../../scripts/bench-fleet.mjs';
import { createBuildCache } from '../../src/engine/render/kustomize/build';
import { buildCli } from '../support/cli';
import { drawEdits, editableFleet } from '../support/fleet-edits';
import { engineBuild } from '../support/kustomize';
import { memoryFiles } from '../support/memory-files';

const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_125);
const EDITS = Number(process.env.PLUMBLINE_EDITS ?? 1000);
const APPS = 3;

let root: string;
let batch: ChildProcessWithoutNullStreams;
beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'batch-edits-')));
  mkdirSync(join(root, '.git'));
  batch = spawn(process.execPath, [await buildCli(), 'render', '--batch', '--repo', root], { cwd: root });
  batch.stderr.resume();
});
afterAll(() => {
  batch.kill();
  rmSync(root, { recursive: true, force: true });
});

test(`${EDITS} edits (seed ${SEED})`, { timeout: 120_000 + EDITS * 100 }, async () => {
  const { tree, edit } = editableFleet(APPS);
  writeTree(root, tree);
  const answers = createInterface(batch.stdout)[Symbol.asyncIterator]();
  const overlays = overlaysOf(APPS);
  let built = 0;
  for (const [i, drawn] of drawEdits(SEED, EDITS).entries()) {
    const changed = edit(drawn);
    for (const path of changed) writeOrRemove(path, tree[path]);
    const folder = overlays[drawn.at % overlays.length] as string;
    batch.stdin.write(`${folder}\n`);
    const answer = JSON.parse((await answers.next()).value) as { yaml?: string; error?: object };
    const cold = engineBuild(memoryFiles(tree), folder, createBuildCache());
    const after = `edit ${i}: ${drawn.kind} ${changed.join(' ')}`;
    expect({ after, yaml: answer.yaml }).toEqual({ after, yaml: cold.kind === 'yaml' ? cold.yaml : undefined });
    if (cold.kind === 'yaml') built++;
  }
  console.log(`after ${built} of ${EDITS} edits (seed ${SEED}) the overlay that was asked for had no failures`);
  expect(built, 'most of the fleet must be sound most of the time').toBeGreaterThan(EDITS / 4);
});

function writeOrRemove(path: string, content: string | undefined): void {
  if (content === undefined) {
    rmSync(join(root, path), { force: true });
    return;
  }
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
