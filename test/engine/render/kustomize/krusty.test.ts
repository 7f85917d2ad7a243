// kustomize's own end-to-end cases: the same bytes, or refused where kustomize refuses.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodeFiles } from '../../../../src/adapters/node-files';
import { createBuildCache, type Profile } from '../../../../src/engine/render/kustomize/build';
import { corpus } from '../../../support/corpus';
import { engineBuild, type Outcome } from '../../../support/kustomize';

interface Case {
  readonly dir: string;
  readonly expectError: boolean;
  readonly options: { readonly reorder: string; readonly loadRestrictions: string };
}

/** Cases that do not pass yet: `<name> <unsupported|differs>: <why>`. Only a case that says `differs` may give wrong bytes. */
const PENDING = readPending(join(import.meta.dirname, 'krusty-pending.txt'));

describe.skipIf(!corpus)('kustomize end to end', () => {
  const root = join(corpus ?? '', 'kustomize/krusty');
  const names = corpus === undefined ? [] : readdirSync(root).filter((name) => existsSync(join(root, name, 'case.json')));

  it('has cases, and knows every pending one', () => {
    expect(names.length).toBeGreaterThan(200);
    expect([...PENDING.keys()].filter((name) => !names.includes(name))).toEqual([]);
  });

  for (const name of names) {
    it(name, () => {
      const test = JSON.parse(readFileSync(join(root, name, 'case.json'), 'utf8')) as Case;
      const files = createNodeFiles(join(root, name, 'files'), { check: 'forget' });
      const outcome = engineBuild(files, test.dir, createBuildCache(), profileOf(test));
      const pending = PENDING.get(name);
      if (pending === undefined) expectRight(outcome, test, join(root, name));
      else expectPending(outcome, test, join(root, name), pending);
    });
  }
});

function expectRight(outcome: Outcome, test: Case, folder: string): void {
  if (test.expectError) {
    expect(outcome.kind).toBe('refused');
    return;
  }
  expect(outcome.kind === 'refused' ? outcome.reasons : []).toEqual([]);
  expect(outcome.kind === 'yaml' && outcome.yaml).toBe(readFileSync(join(folder, 'expected.yaml'), 'utf8'));
}

/** A pending case fails loudly, and leaves the list when it passes. */
function expectPending(outcome: Outcome, test: Case, folder: string, reason: string): void {
  const passes = test.expectError
    ? outcome.kind === 'refused'
    : outcome.kind === 'yaml' && outcome.yaml === readFileSync(join(folder, 'expected.yaml'), 'utf8');
  expect(passes, 'the case passes: take it off krusty-pending.txt').toBe(false);
  if (!reason.startsWith('differs')) expect(outcome.kind, 'a pending case must be refused with a reason').toBe('refused');
}

function profileOf({ options }: Case): Profile {
  return {
    name: 'kustomizeCli',
    reorder: options.reorder === 'none' ? 'none' : 'default',
    restrictToRoot: options.loadRestrictions === 'LoadRestrictionsRootOnly',
    // What kustomize calls itself in its own tests.
    version: '(test)',
  };
}

function readPending(path: string): ReadonlyMap<string, string> {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}
