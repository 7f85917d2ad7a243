// Editing one value of a file and nothing else.
import { describe, expect, test } from 'vitest';
import { editScalars } from '../../../src/engine/yaml/edit';

describe('a value is replaced in its own style', () => {
  test.each([
    ['plain', 'tag: v1 # keep\n', 'v1', 'v2', 'tag: v2 # keep\n'],
    ['double quotes', 'tag: "v1"   # keep\n', 'v1', 'v2', 'tag: "v2"   # keep\n'],
    ['single quotes', "tag: 'v1'\n", 'v1', "it's", "tag: 'it''s'\n"],
    ['carriage returns', 'tag: v1\r\nnext: 1\r\n', 'v1', 'v2', 'tag: v2\r\nnext: 1\r\n'],
    ['a byte order mark', '\ufefftag: v1\n', 'v1', 'v2', '\ufefftag: v2\n'],
    ['no line break at the end', 'tag: v1', 'v1', 'v2', 'tag: v2'],
    ['an anchor', 'tag: &t v1\nother: *t\n', 'v1', 'v2', 'tag: &t v2\nother: *t\n'],
    ['an explicit tag', 'tag: !!str 1.1\n', '1.1', '1.2', 'tag: !!str 1.2\n'],
    ['a flow map', '{ tag: v1, a: [x , y] }\n', 'v1', 'v2', '{ tag: v2, a: [x , y] }\n'],
    ['a flow map and a comma', '{ tag: v1 }\n', 'v1', 'a,b', '{ tag: "a,b" }\n'],
    ['a number by a number', 'tag: 3\n', '3', '5', 'tag: 5\n'],
    ['a string that becomes a number', 'tag: v1\n', 'v1', '1.10', 'tag: "1.10"\n'],
    ['a number that would lose its zero', 'tag: 1.9\n', '1.9', '1.10', 'tag: "1.10"\n'],
    ['a string that YAML 1.1 takes for a boolean', 'tag: v1\n', 'v1', 'on', 'tag: "on"\n'],
    ['an all-digit hash', 'tag: abc\n', 'abc', '1234567', 'tag: "1234567"\n'],
    ['an exponent', 'tag: abc\n', 'abc', '12e4567', 'tag: 12e4567\n'],
    ['an empty value', 'tag:\nnext: 1\n', '', 'v1', 'tag: v1\nnext: 1\n'],
    ['a comment sign', 'tag: v1\n', 'v1', 'a #b', 'tag: "a #b"\n'],
  ])('%s', (_name, text, before, after, expected) => {
    expect(editScalars(text, [{ file: 'f.yaml', ...place(text, before), before, after }])).toEqual({ kind: 'text', text: expected });
  });

  test('several values of several documents', () => {
    const text = 'a: 1\n---\nb:\n- x  # one\n-   "y"\n';
    const edits = [
      { file: 'f.yaml', line: 5, column: 5, before: 'y', after: 'a longer one' },
      { file: 'f.yaml', line: 1, column: 4, before: '1', after: '22' },
      { file: 'f.yaml', line: 4, column: 3, before: 'x', after: 'z' },
    ];
    expect(editScalars(text, edits)).toEqual({ kind: 'text', text: 'a: 22\n---\nb:\n- z  # one\n-   "a longer one"\n' });
  });
});

describe('a value of a patch that is written inside of another file is replaced where it stands', () => {
  const PATCHES = `patches:
- target: {kind: Deployment}
  patch: |-
    # the release
    - op: replace
      path: /spec/replicas
      value: 3

    - {op: add, path: /tag, value: "v1"}
- path: other.yaml
images:
- {name: web, newTag: v1}
`;
  const at = (line: number, written: string, before: string, after: string) => {
    const column = (PATCHES.split('\n')[line - 1] ?? '').indexOf(written) + 1;
    return { file: 'f.yaml', line, column, before, after };
  };

  test('beside values of the file itself', () => {
    const edits = [at(7, '3', '3', '5'), at(9, '"v1"', 'v1', 'v2'), at(12, 'v1', 'v1', 'v3')];
    const expected = PATCHES.replace('value: 3', 'value: 5').replace('"v1"', '"v2"').replace('newTag: v1', 'newTag: v3');
    expect(editScalars(PATCHES, edits)).toEqual({ kind: 'text', text: expected });
  });

  test('and so are several in one line', () => {
    const edits = [at(9, '/tag', '/tag', '/the/tag'), at(9, '"v1"', 'v1', 'v2')];
    const expected = PATCHES.replace('/tag, value: "v1"', '/the/tag, value: "v2"');
    expect(editScalars(PATCHES, edits)).toEqual({ kind: 'text', text: expected });
  });

  test.each([
    ['another value than the expected one', PATCHES, at(7, '3', '4', '5')],
    ['a comment', PATCHES, at(4, 'the', 'the', 'a')],
    ['a folded text', PATCHES.replace('|-', '>-'), at(7, '3', '3', '5')],
    ['a text with an indicator of its indentation', PATCHES.replace('|-', '|2-'), at(7, '3', '3', '5')],
  ])('%s is refused at its place', (_name, text, edit) => {
    const { line, column } = edit;
    expect(editScalars(text, [edit])).toMatchObject({ kind: 'failed', reason: { code: 'notPromotable', file: 'f.yaml', line, column } });
  });
});

describe('what is not as expected is refused', () => {
  test.each([
    ['another value', 'tag: v1\n', 6, 'v0'],
    ['a block scalar', 'tag: |\n  v1\n', 6, 'v1\n'],
    ['a key', 'tag: v1\n', 1, 'tag'],
    ['an alias', 'tag: *x\n', 6, 'v1'],
    ['a place beyond the text', 'tag: v1\n', 99, 'v1'],
  ])('%s', (_name, text, column, before) => {
    const result = editScalars(text, [{ file: 'f.yaml', line: 1, column, before, after: 'v2' }]);
    expect(result).toMatchObject({ kind: 'failed', reason: { code: 'notPromotable', file: 'f.yaml', line: 1, column } });
  });
});

function place(text: string, before: string): { line: number; column: number } {
  const source = text.replace('\ufeff', '');
  if (before === '') return { line: 1, column: source.indexOf(':') + 2 };
  const at = source.indexOf(before, source.indexOf(':'));
  return { line: 1, column: at + (/['"]/.test(source[at - 1] ?? '') ? 0 : 1) };
}
