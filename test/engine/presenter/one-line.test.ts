// Texts that a line has to hold: breaks and stops are taken out, however long the spaces between them are.
import { describe, expect, test } from 'vitest';
import { oneLine, withoutStop } from '../../../src/engine/presenter/one-line';

describe('a text in one line', () => {
  test.each([
    ['a\n b', 'a b'],
    ['a \t\n\n  b  c', 'a b  c'],
    ['\r\na\n', ' a '],
    ['a  b', 'a  b'],
  ])('%j becomes %j', (text, line) => expect(oneLine(text)).toBe(line));

  test.each([
    ['  no such key. ', 'no such key'],
    ['v1.2 …', 'v1.2 …'],
    ['. . .', ''],
  ])('the detail %j is put into a sentence as %j', (detail, words) => expect(withoutStop(detail)).toBe(words));

  test('of a megabyte of spaces and stops that end in nothing', () => {
    const spaces = ' '.repeat(1_000_000);
    expect(oneLine(`${spaces}x`)).toBe(`${spaces}x`);
    expect(withoutStop(`${'.'.repeat(1_000_000)}x`)).toHaveLength(1_000_001);
  });
});
