// Splitting rendered text into manifests: Helm 3 trims both ends and eats line breaks, Helm 4 the front alone.
import { describe, expect, test } from 'vitest';
import { splitManifests } from '../../../../../src/engine/render/helm/release/split';

const texts = (text: string, helm: 3 | 4) => splitManifests(text, helm).map((piece) => piece.text);

describe.each([
  ['one', 'a: 1\n', ['a: 1'], ['a: 1\n']],
  ['a rule in front', '---\na: 1\n', ['a: 1'], ['a: 1\n']],
  ['two', 'a: 1\n---\nb: 2\n', ['a: 1', 'b: 2'], ['a: 1\n', 'b: 2\n']],
  ['blank lines around', '\n\n  a: 1\n\n\n---\n\n b: 2\n\n', ['a: 1', 'b: 2'], ['a: 1\n\n\n', 'b: 2\n\n']],
  ['two rules in a row, of which Helm 3 does not see the second', 'a: 1\n---\n---\nb: 2\n', ['a: 1', '---\nb: 2'], ['a: 1\n', 'b: 2\n']],
  ['text behind a rule', 'a: 1\n---b: 2\n', ['a: 1', 'b: 2'], ['a: 1\n', 'b: 2\n']],
  ['dashes within a line', 'a: b --- c\n  ---\nd: 1\n', ['a: b --- c\n  ---\nd: 1'], ['a: b --- c\n  ---\nd: 1\n']],
  ['nothing', ' \n\n', [], []],
  ['rules alone', '---\n---\n---\n', ['---'], []],
])('%s', (_what, text, three, four) => {
  test('Helm 3', () => expect(texts(text, 3)).toEqual(three));
  test('Helm 4', () => expect(texts(text, 4)).toEqual(four));

  test.each([3, 4] as const)('Helm %i: each piece knows where it began', (helm) => {
    for (const piece of splitManifests(text, helm)) expect(text.startsWith(piece.text, piece.start)).toBe(true);
  });
});
