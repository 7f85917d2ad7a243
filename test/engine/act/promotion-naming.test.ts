// Branch names that Git takes, whatever apps, versions and environments are called.
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { branchName } from '../../../src/engine/act/promotion/naming';

const SEED = 20261121;

test('git accepts every branch name', () => {
  const names = fc
    .sample(fc.tuple(awkward(), awkward(), awkward()), { numRuns: 60, seed: SEED })
    .map(([app, tag, to]) => branchName(app, [change(tag)], to));
  for (const name of names) {
    const { status, stderr } = spawnSync('git', ['check-ref-format', '--branch', name], { encoding: 'utf8' });
    expect({ name, status, stderr: stderr.trim() }).toEqual({ name, status: 0, stderr: '' });
  }
});

test('ordinary names stay as they are', () => {
  expect(branchName('shop', [change('1.5.0+build.7')], 'production')).toBe('promote/shop-1.5.0-build.7-to-production');
});

function awkward() {
  return fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('a..b', '.hidden', 'x.lock', '@{', 'a//b', '-x', 'ü', '~^:?*[\\', ' ', 'a.'),
  );
}

function change(tag: string) {
  const at = { file: 'x.yaml', line: 1, column: 1 };
  return { name: 'image', from: { image: 'image', tag, ...at }, to: { image: 'image', tag: '0', ...at } };
}
