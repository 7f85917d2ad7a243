// Patterns of github.com/gobwas/glob. What the library answers to thousands of them is held by test/differential/random-charts.test.ts.
import { expect, test } from 'vitest';
import { folderPattern } from '../../../src/engine/discover/application-set/globs';
import { compileGlob, type GlobOptions } from '../../../src/engine/discover/glob';

const NAMES = ['a.txt', 'b.txt', 'top.yaml', 'conf/a.yaml', 'conf/b.json', 'conf/sub/c.yaml'];

const matched = (pattern: string, options?: GlobOptions) => NAMES.filter(compileGlob(pattern, options));

test.each([
  ['*.txt', ['a.txt', 'b.txt']],
  ['?.txt', ['a.txt', 'b.txt']],
  ['[!a].txt', ['b.txt']],
  ['**.yaml', ['top.yaml', 'conf/a.yaml', 'conf/sub/c.yaml']],
  ['conf/{a,b}.*', ['conf/a.yaml', 'conf/b.json']],
  ['conf/{*.yaml,sub/*}', ['conf/a.yaml', 'conf/sub/c.yaml']],
])('%s matches what it says', (pattern, expected) => {
  expect(matched(pattern)).toEqual(expected);
});

test('and what the library makes of alternatives of unlike lengths', () => {
  expect(matched('conf/{b*,b}'), 'nothing, although b.json is there').toEqual([]);
  expect(matched('{*,suba}.yaml')).toEqual([]);
  expect(matched('{*,suba}')).toEqual(['a.txt', 'b.txt', 'top.yaml']);
});

test('a pattern that cannot be read matches every name for Helm, and none for others', () => {
  expect(matched('[a')).toEqual(NAMES);
  expect(matched('[z-a]', { separator: '', malformed: false })).toEqual([]);
});

test('without a separator stars go through folders', () => {
  expect(matched('conf*.yaml', { separator: '', malformed: false })).toEqual(['conf/a.yaml', 'conf/sub/c.yaml']);
});

test('what the library panics over is said in its words to Helm, and matches nothing for others', () => {
  expect(() => compileGlob('a{*,}')('a')).toThrow(/^slice bounds out of range/);
  expect(compileGlob('a{*,}', { separator: '/', malformed: false })('a')).toBe(false);
});

test('stars of a path.Match stay within a segment, and many of them are not tried in all places', () => {
  const paths = (pattern: string, ...names: readonly string[]) => names.filter((name) => folderPattern(pattern)?.test(name));
  expect(paths('*a*/b*c', 'xay/bc', 'a/b1c2c', 'xay/z/bc', 'ay/bcd', 'y/bc')).toEqual(['xay/bc', 'a/b1c2c']);
  expect(paths('*1*2*2', '122', '12', 'x1x2x2', '1222')).toEqual(['122', 'x1x2x2', '1222']);
  expect(paths('*', '', 'a', 'a/b')).toEqual(['', 'a']);
  expect(paths(`${'*a'.repeat(40)}b`, 'a'.repeat(200), `${'a'.repeat(200)}b`)).toEqual([`${'a'.repeat(200)}b`]);
});
