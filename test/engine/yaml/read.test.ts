// What is understood of YAML as people write it, and where each value is said to come from.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Node } from '../../../src/engine/model';
import { at } from '../../../src/engine/yaml/access';
import { emitText } from '../../../src/engine/yaml/emit';
import { fromJson, toJson } from '../../../src/engine/yaml/json';
import { readDocuments } from '../../../src/engine/yaml/read';

describe('origins', () => {
  const text = 'kind: T\nspec:\n  replicas: 0777\n  list:\n    - a\n    - {b: 1}\n';
  const document = one(text);

  test('a scalar has its own position', () => {
    expect(at(document, ['spec', 'replicas'])?.origin).toEqual({ file: 'f.yaml', line: 3, column: 13, step: 'resource' });
    expect(at(document, ['spec', 'list', 1, 'b'])?.origin).toMatchObject({ line: 6, column: 11 });
  });

  test('a map and a list have that of the key that holds them, the document that of its first line', () => {
    expect(at(document, ['spec'])?.origin).toMatchObject({ line: 2, column: 1 });
    expect(at(document, ['spec', 'list'])?.origin).toMatchObject({ line: 4, column: 3 });
    expect(document.origin).toMatchObject({ line: 1, column: 1 });
  });

  test('a BOM, carriage returns and a second document do not move positions', () => {
    const { documents } = readDocuments('\ufeffa: 1\r\n---\r\n# nothing\r\n---\r\nb:\r\n  c: x\r\n', 'f.yaml');
    expect(documents.map(toJson)).toEqual([{ a: 1 }, { b: { c: 'x' } }]);
    expect(at(documents[0], ['a'])?.origin).toMatchObject({ line: 1, column: 4 });
    expect(at(documents[1], ['b', 'c'])?.origin).toMatchObject({ line: 6, column: 6 });
  });

  test('an alias has the position of what it stands for', () => {
    expect(at(one('a: &x v1\nb: *x\n'), ['b'])?.origin).toMatchObject({ line: 1, column: 7 });
  });
});

describe('types are those of go-yaml v3', () => {
  test.each<[string, unknown]>([
    ['0777', 511],
    ['0o17', 15],
    ['0b11', 3],
    ['1_000', 1000],
    ['1.0', 1],
    ['1e3', 1000],
    ['9223372036854775808', 9223372036854775808n],
    ['-9223372036854775809', -(2 ** 63)],
    ['yes', 'yes'],
    ['on', 'on'],
    ['True', true],
    ['~', null],
    ['', null],
    ['"1"', '1'],
    ['!!str 1', '1'],
    ['!!binary aGk=', 'hi'],
    ['2001-02-30', '2001-02-30'],
    ['2001-2-3', '2001-02-03T00:00:00Z'],
    ['2001-02-03T04:05:06.700+02:00', '2001-02-03T04:05:06.7+02:00'],
    ['12:30', '12:30'],
    ['0x', '0x'],
    ['.5', 0.5],
    ['._5', '._5'],
  ])('%s', (text, expected) => {
    expect(toJson(one(`v: ${text}\n`))).toEqual({ v: expected });
  });

  test('JSON patches are read by go-yaml v2, to which yes is true', () => {
    const { documents } = readDocuments('- {v: yes, w: "yes", x: off, u: n, z: 2001-01-01}\n', 'p.yaml', { typing: 'v2' });
    expect(toJson(documents[0] as Node)).toEqual([{ v: true, w: 'yes', x: false, u: false, z: '2001-01-01' }]);
  });
});

describe('aliases and merge keys', () => {
  test('own keys win, then the first map of a list', () => {
    const document = one('x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  <<: [*x, *y]\n  a: 3\n');
    expect(toJson(at(document, ['z']) as Node)).toEqual({ a: 3, b: 1, c: 2 });
  });

  test('to go-yaml v2 they replace what stands before them, and may stand there twice', () => {
    const text = 'x: &x {a: 1, b: 1}\ny: &y {b: 2}\nz:\n  a: 3\n  <<: *x\n  <<: *y\n  b: 4\n';
    const { documents, failures } = readDocuments(text, 'f.yaml', { typing: 'v2' });
    expect(failures).toEqual([]);
    expect(toJson(at(documents[0], ['z']) as Node)).toEqual({ a: 1, b: 4 });
    expect(at(documents[0], ['z', 'a'])?.origin).toMatchObject({ line: 1 });
    expect(readDocuments(text, 'f.yaml').failures).toMatchObject([{ subject: '<<', line: 6 }]);
  });

  test('of long maps the keys are found as in short ones, in the order in which they came', () => {
    const given = Array.from({ length: 20_000 }, (_, index) => `k${index}`);
    const own = ['k3', ...Array.from({ length: 20_000 }, (_, index) => `j${index}`)];
    const lines = (keys: readonly string[], value: string): string => keys.map((key) => `  ${key}: ${value}\n`).join('');
    const text = `x: &x\n${lines(given, 'given')}z:\n  k5: own\n  <<: *x\n${lines(own, 'own')}`;
    const merged = (typing: 'v2' | 'v3'): Record<string, string> =>
      toJson(at(readDocuments(text, 'f.yaml', { typing }).documents[0], ['z']) as Node) as Record<string, string>;
    expect(Object.keys(merged('v3'))).toEqual(['k5', ...own, ...given.filter((key) => key !== 'k3' && key !== 'k5')]);
    expect(merged('v3')).toMatchObject({ k3: 'own', k5: 'own', k6: 'given' });
    expect(Object.keys(merged('v2'))).toEqual(['k5', ...given.filter((key) => key !== 'k5'), ...own.slice(1)]);
    expect(merged('v2')).toMatchObject({ k3: 'own', k5: 'given', k6: 'given' });
  });

  test('a bomb ends with a failure', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    const { failures } = readDocuments(lines.join('\n'), 'f.yaml');
    expect(failures[0]).toMatchObject({ code: 'notYaml', detail: 'document contains excessive aliasing' });
  });

  test('an unknown alias and one of itself have a position', () => {
    expect(readDocuments('a: *b\n', 'f.yaml').failures).toMatchObject([{ code: 'notYaml', line: 1, column: 4 }]);
    expect(readDocuments('a: &a [*a]\n', 'f.yaml').failures).toMatchObject([{ code: 'notYaml', line: 1, column: 8 }]);
  });
});

test('a line may end in any of the breaks of YAML 1.1, and positions count line feeds', () => {
  const document = one('a: 1 # x\u2028b: y\u0085 \u2028 z\nc: "v \u2029 w"\n');
  expect(toJson(document)).toEqual({ a: 1, b: 'y\u2028z', c: 'v\u2029w' });
  expect(at(document, ['c'])?.origin).toMatchObject({ line: 2, column: 4 });
});

test('a key that is no text is read, and marked', () => {
  const [node] = readDocuments('1: x\n"2": y\n', 'f.yaml').documents;
  expect(node?.kind === 'map' && node.entries.map(({ key, untyped }) => [key, untyped])).toEqual([
    ['1', true],
    ['2', undefined],
  ]);
});

describe('what cannot be understood is a failure with a position, and the rest is there', () => {
  test.each([
    ['a duplicate key', 'a: 1\na: 2\n', { line: 2, column: 1, subject: 'a' }],
    ['a tag that does not fit', 'a: !!int x\n', { line: 1, column: 10 }],
    ['a tab for indentation', 'a:\n\tb: 1\n', { line: 2 }],
    ['a flow map that is not closed', 'a: 1\nb: {c: 1\n', { line: 3 }],
  ])('%s', (_name, text, expected) => {
    const { failures, documents } = readDocuments(text, 'f.yaml');
    expect(failures[0]).toMatchObject({ code: 'notYaml', file: 'f.yaml', ...expected });
    expect(documents).toHaveLength(1);
  });

  test.each([
    ['# x\n%YAML 1.2\n---\na: 1\n', [[2, 'the directive asks for another YAML than 1.1, the only one that is read: leave it out']]],
    ['%YAML 1.2', [[1, expect.stringContaining('another YAML than 1.1')]]],
    ['%YAML 1.1\n%YAML 1.1\n---\na: 1\n', [[2, 'the directive is already there']]],
    ['%OTHER a\n---\na: 1\n', [[1, 'there is no such directive: only %YAML and %TAG']]],
    ['%YAML 1.1 # as go-yaml has it\n---\na: 1\n', []],
    ['a: 1\n...\n%YAML 1.2\n---\nb: 1\n', []],
  ])('a directive, as go-yaml takes it: %j', (text, expected) => {
    expect(readDocuments(text, 'f.yaml').failures.map(({ line, detail }) => [line, detail])).toEqual(expected);
  });

  test('a directive has no document behind it in a text that is taken apart at ---', () => {
    const [failure] = readDocuments('# x\n%YAML 1.1\n---\na: 1\n', 'f.yaml', { isInPieces: true }).failures;
    expect(failure).toMatchObject({ code: 'notYaml', line: 2, column: 1 });
    expect(readDocuments('a: 1\n...\n%YAML 1.1\n---\nb: 1\n', 'f.yaml', { isInPieces: true }).failures).toEqual([]);
  });

  test.each([
    ['a: "\\ud83d\\ude00"\n', 'v3', false, 1, 5],
    ['a: 1\nb: "x\\\\\\udc00"\n', 'v2', false, 2, 8],
    ['{"\\ud83d\\ude00": 1}', 'v2', true, 1, 3],
    ['{"a": "\\ud83d\\ude00"}', 'v3', false, undefined, undefined],
    ['a: "\\\\ud83d \\U0001f600"\n', 'v3', false, undefined, undefined],
  ] as const)('half of a character in an escape is none for YAML: %j', (text, typing, isAlwaysYaml, line, column) => {
    const [failure] = readDocuments(text, 'f.yaml', { typing, isAlwaysYaml }).failures;
    expect([failure?.line, failure?.column]).toEqual([line, column]);
  });

  test('half-typed text keeps what came before', () => {
    const { documents, failures } = readDocuments('kind: A\n---\nkind: B\nspec:\n  image: "x\n', 'f.yaml');
    expect(failures.length).toBeGreaterThan(0);
    expect(documents.map((document) => toJson(at(document, ['kind']) as Node))).toEqual(['A', 'B']);
  });

  test('no nesting is too deep to answer', () => {
    const times = 10_000;
    const lines = (line: string) => Array.from({ length: times }, (_, depth) => `${' '.repeat(depth + 1)}${line}\n`).join('');
    for (const text of [
      '['.repeat(times),
      `${'{"a": '.repeat(times)}1${'}'.repeat(times)}`,
      `a: ${'[\n'.repeat(times)}`,
      `a:\n${lines('b:')}`,
    ]) {
      const { failures } = readDocuments(`b: 1\n---\n${text}`, 'f.yaml');
      expect(failures.at(-1)).toMatchObject({ code: 'notYaml', detail: expect.stringContaining('nested deeper than 1000 levels') });
    }
  });
});

test('what is written is read back as it was', () => {
  const leaf = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => text.replace(/[\u007f-\u009f\ud800-\udfff\ufeff\ufffe\uffff\r\u2028\u2029]/g, '')),
    fc.string({ unit: fc.constantFrom('a', ' ', '\n', ':', '#', '-', "'", '"', '0', '.', 'e', '\t', '\\', '{', ',') }),
    fc.maxSafeInteger(),
    // Whole numbers beyond 2^53 come back as bigint.
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((value) => !Number.isInteger(value) || Number.isSafeInteger(value))
      .map((value) => value + 0),
    fc.boolean(),
    fc.constant(null),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree'), { maxLength: 4 }), fc.dictionary(fc.string(), tie('tree'), { maxKeys: 4 })),
  }));
  const origin = { file: 'f.yaml', line: 1, column: 1, step: 'resource' } as const;
  fc.assert(
    fc.property(tree, (value) => {
      const text = emitText([fromJson({ value } as never, origin)]);
      const { documents, failures } = readDocuments(text, 'f.yaml');
      expect(failures).toEqual([]);
      expect(toJson(documents[0] as Node)).toEqual(JSON.parse(JSON.stringify({ value })));
    }),
    { seed: 20_240_601, numRuns: 600 },
  );
});

function one(text: string): Node {
  const { documents, failures } = readDocuments(text, 'f.yaml');
  expect(failures).toEqual([]);
  return documents[0] as Node;
}

describe('messages', () => {
  test.each([
    'password: *s3cr3t',
    'password: |s3cr3t\n',
    'password: "s3\\cr3t"',
    'a: "b" s3cr3t',
    "password: 's3cr3t\n",
    '- a\ns3cr3t',
  ])('tell where, and never what stands there: %j', (text) => {
    const { failures } = readDocuments(text, 'f.yaml');
    expect(failures).not.toEqual([]);
    expect(JSON.stringify(failures)).not.toMatch(/s3|cr3t/);
  });
});
