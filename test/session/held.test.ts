// What is held: which changes make it suspect, and that a checkout does not walk all its paths for each result.
import { expect, test } from 'vitest';
import { hold, suspectIfReads, touchedBy } from '../../src/session/held';
import { memoryFiles } from '../support/memory-files';

const files = memoryFiles({ 'a/b/one.yaml': '1', 'a/two.yaml': '2' });

test.each([
  ['a file that it read', 'a/b/one.yaml', ['a/', 'a/b/one.yaml']],
  ['a new file in a folder that it listed', 'a/new.yaml', ['a/']],
  ['a new file in new folders below a folder that it listed', 'a/x/y/new.yaml', ['a/']],
  ['a file that it did not read', 'a/b/other.yaml', ['a/']],
  ['a file elsewhere', 'c/one.yaml', []],
])('%s', (_, path, suspects) => {
  const held = hold('value', ['a/b/one.yaml', 'a/'], files);
  expect(suspectIfReads(held, touchedBy([path]))).toBe(suspects.length > 0);
  expect([...held.suspects].sort()).toEqual(suspects);
});

test('of thousands of changed files, a result that read two looks for those two', () => {
  const held = hold('value', ['a/b/one.yaml', 'a/'], files);
  const asked: string[] = [];
  class Counting extends Set<string> {
    override has(path: string): boolean {
      asked.push(path);
      return super.has(path);
    }
    override keys(): never {
      throw new Error('all of them were looked through');
    }
  }
  const touched = new Counting(touchedBy(Array.from({ length: 2000 }, (_, index) => `z/${index}/one.yaml`)));
  expect(suspectIfReads(held, touched)).toBe(false);
  expect(asked).toEqual(['a/b/one.yaml', 'a/']);
  touched.add('a/b/one.yaml');
  expect(suspectIfReads(held, touched)).toBe(true);
});
