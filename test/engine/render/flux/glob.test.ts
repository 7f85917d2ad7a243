// Patterns in substitutions. That they mean what they mean to Flux is held by the differential test.
import { expect, it } from 'vitest';
import { matchedStart } from '../../../../src/engine/render/flux/glob';

const covered = (value: string, pattern: string) => [matchedStart(value, pattern, false), matchedStart(value, pattern, true)];

it('covers as little or as much of the start as the pattern allows', () => {
  expect(covered('a/b/c', '*/')).toEqual([2, 4]);
  expect(covered('abc', '*')).toEqual([1, 3]);
  expect(covered('abc', '??')).toEqual([2, 2]);
  expect(covered('abc', '[^b-z][b]')).toEqual([2, 2]);
  expect(covered('a*c', 'a\\*')).toEqual([2, 2]);
  expect(covered('😀b', '?')).toEqual([2, 2]);
  expect(covered('abc', 'b')).toEqual([0, 0]);
  expect(covered('', '*')).toEqual([0, 0]);
});

it('covers nothing where it is malformed', () => {
  for (const pattern of ['[', '[]', '[a', 'a\\', '[a-]', '[-a]', ']cba[']) expect(covered('abc', pattern), pattern).toEqual([0, 0]);
});

it('takes many stars as easily as one: no way to match is tried twice', () => {
  const value = 'a'.repeat(20_000);
  expect(matchedStart(value, `${'*a'.repeat(40)}*b`, true)).toBe(0);
  expect(matchedStart(value, `${'*'.repeat(200)}a`, true)).toBe(20_000);
});
