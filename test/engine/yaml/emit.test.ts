// Lines of the written text and the origins that they show.
import { expect, test } from 'vitest';
import { emitDocuments, emitText, refusedByKustomize } from '../../../src/engine/yaml/emit';
import { readDocuments } from '../../../src/engine/yaml/read';

test('each line names the value that begins in it, and where that stands in the sources', () => {
  const source = [
    'spec:',
    '  list: [{b: 2, a: 1}, [], {}]',
    '  script: |',
    '    one',
    '',
    '    two',
    '  empty: {}',
    'kind: T',
    '---',
    'long: "this is a text that is long enough to be folded, because it goes on beyond the eightieth column of its line"',
  ];
  const { text, lines } = emitDocuments(readDocuments(`${source.join('\n')}\n`, 'f.yaml').documents);
  const shown = text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      const origin = lines[index];
      return origin === undefined
        ? line
        : `${line}  # ${origin.object}:${origin.path.join('.')} at ${origin.origin.line}:${origin.origin.column}`;
    });
  expect(lines).toHaveLength(text.split('\n').length - 1);
  expect(shown).toEqual([
    'kind: T  # 0:kind at 8:7',
    'spec:  # 0:spec at 1:1',
    '  empty: {}  # 0:spec.empty at 7:3',
    '  list:  # 0:spec.list at 2:3',
    '  - a: 1  # 0:spec.list.0.a at 2:20',
    '    b: 2  # 0:spec.list.0.b at 2:14',
    '  - []  # 0:spec.list.1 at 2:24',
    '  - {}  # 0:spec.list.2 at 2:28',
    '  script: |  # 0:spec.script at 3:11',
    '    one  # 0:spec.script at 3:11',
    '  # 0:spec.script at 3:11',
    '    two  # 0:spec.script at 3:11',
    '---',
    'long: this is a text that is long enough to be folded, because it goes on beyond the  # 1:long at 10:7',
    '  eightieth column of its line  # 1:long at 10:7',
  ]);
});

test('keys of more than 128 bytes get a question mark', () => {
  const key = 'k'.repeat(129);
  const { documents } = readDocuments(`{? ${key} : {b: 1, a: [x]}, short: 1}`, 'f.yaml');
  const expected = `? ${key}\n: a:\n  - x\n  b: 1\nshort: 1\n`;
  expect(emitText(documents)).toBe(expected);
  expect(emitDocuments(documents).text).toBe(expected);
});

test('keys are in natural order, and quoted where YAML 1.1 or 1.2 would read something else', () => {
  const { documents } = readDocuments('{a10: 1, a9: 1, "10": 1, "9": 1, B: 1, _: 1, yes: 1, a-b: 1, aB: 1, "": 1}', 'f.yaml');
  const keys = emitText(documents)
    .split('\n')
    .slice(0, -1)
    .map((line) => line.slice(0, -3));
  expect(keys).toEqual(['""', '_', '"9"', '"10"', 'B', 'a-b', 'a9', 'a10', 'aB', '"yes"']);
});

test('documents are separated, and empty collections stay on one line', () => {
  expect(emitText(readDocuments('a: {}\n---\n- []\n---\nb: "x\\ny"\n', 'f.yaml').documents)).toBe(
    'a: {}\n---\n- []\n---\nb: |-\n  x\n  y\n',
  );
});

test.each([
  ['v: .inf', 4],
  ['v: .NaN', 4],
  ['a: 1\nv: "x\\u0080"', 4],
])('%j is refused, as kustomize does, and still written', (text, column) => {
  const { documents } = readDocuments(text, 'f.yaml');
  const failure = documents[0] === undefined ? undefined : refusedByKustomize(documents[0]);
  expect(failure).toMatchObject({ code: 'objectInvalid', file: 'f.yaml', line: text.split('\n').length, column });
  expect(emitText(documents)).toContain('v: ');
});

test('what kustomize writes is not refused', () => {
  const { documents } = readDocuments('a: {b: [1, 1.5, x, null, "\\t\\U0001F600"]}', 'f.yaml');
  expect(documents.map(refusedByKustomize)).toEqual([undefined]);
});
