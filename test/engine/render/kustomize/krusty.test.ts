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

describe.skipIf(!corpus)('kustomize end to end', () => {
  const root = join(corpus ?? '', 'kustomize/krusty');
  const names = corpus === undefined ? [] : readdirSync(root).filter((name) => existsSync(join(root, name, 'case.json')));

  it('has all cases', () => expect(names.length).toBe(249));

  describe.each(names)('%s', (name) => {
    const test = JSON.parse(readFileSync(join(root, name, 'case.json'), 'utf8')) as Case;
    const files = createNodeFiles(join(root, name, 'files'), { check: 'forget' });
    const profile = profileOf(test);
    const built = (reorder: Profile['reorder']) => engineBuild(files, test.dir, createBuildCache(), { ...profile, reorder });

    it('as its test asked for it', () => expectRight(built(profile.reorder), test, join(root, name, 'expected.yaml')));

    it('in the order of the command', () => {
      const own = join(root, name, 'expected.default-order.yaml');
      expectRight(built('default'), test, existsSync(own) ? own : join(root, name, 'expected.yaml'));
    });
  });
});

function expectRight(outcome: Outcome, test: Case, expected: string): void {
  if (test.expectError) {
    expect(outcome.kind).toBe('refused');
    return;
  }
  expect(outcome.kind === 'refused' ? outcome.reasons : []).toEqual([]);
  expect(outcome.kind === 'yaml' && outcome.yaml).toBe(readFileSync(expected, 'utf8'));
}

function profileOf({ options }: Case): Profile {
  return {
    name: 'kustomizeCli',
    reorder: options.reorder === 'none' || options.reorder === 'legacy' ? options.reorder : 'default',
    restrictToRoot: options.loadRestrictions === 'LoadRestrictionsRootOnly',
    // What kustomize calls itself in its own tests.
    version: '(test)',
  };
}
