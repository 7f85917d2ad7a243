// Tags that image policies choose. The examples are those of the documentation of ImagePolicy, and the corners of its rules.
import { describe, expect, test } from 'vitest';
import { chooseTag } from '../../../src/engine/decide/image-policy';
import type { ImagePolicy } from '../../../src/engine/model';

function chosen(policy: Partial<ImagePolicy>, tags: readonly string[]): string {
  const position = { file: 'policy.yaml', line: 1, column: 1 };
  const choice = chooseTag(
    { name: 'a:b', position, exclusions: ['^.*\\.sig$'], suspended: false, digests: false, failures: [], ...policy },
    tags,
  );
  return choice.kind === 'tag' ? choice.tag : `none: ${choice.detail}`;
}

const semver = (range: string): Partial<ImagePolicy> => ({ rule: { kind: 'semver', range } });

describe('semver', () => {
  test.each([
    ['>=1.0.0', ['1.0.0', '1.2.0', '0.9.0'], '1.2.0'],
    ['1.0.x', ['1.0.0', '1.0.9', '1.1.0'], '1.0.9'],
    ['^1.x', ['v1.4.0', '1.3.0', 'v2.0.0'], 'v1.4.0'],
    ['>=1.0.0', ['1.0.0', '2.0.0-rc.1'], '1.0.0'],
    ['>=1.0.0-0', ['1.0.0', '2.0.0-rc.1'], '2.0.0-rc.1'],
    // Only whole versions count.
    ['*', ['9', '8.1', '1.0.0', 'latest', '01.2.3', 'vv3.0.0'], '1.0.0'],
    ['>=2.0.0', ['1.0.0'], 'none: none of 1 tags is a version in >=2.0.0'],
    ['>=1.0.0', ['1.0.0', '9.0.0.sig'], '1.0.0'],
  ])('%s', (range, tags, tag) => expect(chosen(semver(range), tags)).toBe(tag));

  test('with a range that is none says so', () => {
    expect(chosen(semver('newest'), ['1.0.0'])).toMatch(/^none: “newest” is no range of versions/);
  });
});

describe('alphabetical and numerical', () => {
  const rule = (kind: 'alphabetical' | 'numerical', order: 'asc' | 'desc'): Partial<ImagePolicy> => ({ rule: { kind, order } });
  test.each([
    [rule('alphabetical', 'asc'), ['a', 'c', 'b', 'B'], 'c'],
    [rule('alphabetical', 'desc'), ['a', 'c', 'b', 'B'], 'B'],
    [rule('numerical', 'asc'), ['9', '10', '1.5'], '10'],
    [rule('numerical', 'desc'), ['9', '10', '1.5'], '1.5'],
    [rule('numerical', 'asc'), ['1', '1.0', '01'], '01'],
    [rule('numerical', 'asc'), ['1', 'latest'], 'none: the tag latest is no number; filter such tags out'],
  ])('%j of %j', (policy, tags, tag) => expect(chosen(policy, tags)).toBe(tag));
});

describe('filterTags', () => {
  test('compares what it extracts, and answers with the whole tag', () => {
    const filter = { pattern: '^main-[a-f0-9]+-(?P<ts>[0-9]+)', extract: '$ts' };
    const tags = ['main-abc123-1606234201', 'main-def456-1606364286', 'dev-aaa111-1706364286'];
    expect(chosen({ rule: { kind: 'numerical', order: 'asc' }, filter }, tags)).toBe('main-def456-1606364286');
  });

  test('expands templates as Go does', () => {
    const filter = { pattern: '^(\\d+)-(?P<minor>\\d+)$', extract: ['$', '{1}.$minor.0'].join('') };
    expect(chosen({ ...semver('1.x'), filter }, ['1-2', '1-10', '2-0', 'x'])).toBe('1-10');
  });

  test('keeps tags as they are without a template, and says where nothing passes', () => {
    expect(chosen({ ...semver('*'), filter: { pattern: '^1\\.', extract: '' } }, ['1.0.0', '2.0.0'])).toBe('1.0.0');
    expect(chosen({ ...semver('*'), filter: { pattern: '^x', extract: '' } }, ['1.0.0'])).toBe(
      'none: none of its 1 tags passes the filter',
    );
    expect(chosen({ ...semver('*'), filter: { pattern: '(', extract: '' } }, ['1.0.0'])).toMatch(/^none: spec.filterTags.pattern: /);
  });
});
