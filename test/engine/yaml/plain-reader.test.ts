// The reader of plain YAML gives what the full reader gives, node by node with every origin, or leaves the text to it.
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fleet } from '../../../scripts/bench-fleet.mjs';
import { readPlainDocuments } from '../../../src/engine/yaml/plain-reader';
import { readAnyDocuments } from '../../../src/engine/yaml/read';
import { corpus } from '../../support/corpus';

const SEED = 20_261;

const agrees = (text: string): boolean => {
  for (const typing of ['v3', 'v2'] as const) {
    const plain = readPlainDocuments(text, 'a.yaml', typing);
    if (plain === undefined) return false;
    expect({ documents: plain, failures: [] }).toEqual(readAnyDocuments(text, 'a.yaml', typing));
  }
  return true;
};

describe('what it reads itself', () => {
  test.each([
    ['an object', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  labels: {app: web, tier: "1"}\n'],
    ['lists as far left as their key, and further right', 'a:\n- x\n- k: 1\n  z:\n  - 2\nb:\n  - - 1\n    - 2\n  -   deep: 1\n'],
    ['comments wherever they may stand', '# first\na: # nested\n    # odd place\n  b: 1 # one\n# left\n  c: x#y\n\n  d: "#" # sign\n'],
    ['literals', 'a: |\n  one\n    two\n\n  three\n\nb: |-  \n    x\n# comment\nc:\n- |\n  # no comment\n- y\n'],
    ['several documents, empty ones among them', '---\na: 1\n---\n---\n# none\n---\n- b\n'],
    ['scalars of every type', 'a: [1, 0x1F, -5, 1.5, true, null, 2020-01-01, no, .inf, 1_000]\nb: yes\nf: ~\nc: 012\nd: -1e3\ne: 12:30\n'],
    ['quotes', `a: 'single # not'\nb: "double: not"\n"c d": 1\n'e/f': ''\n`],
    ['colons and dashes inside of words', 'a: http://x:80/y\nb: --flag\nc: -x\nd: a :b\ne: x -- y\nimage: r:5000/a@sha256:00\n'],
    ['other alphabets', 'a: é ü 漢字\nb: "\u3000"\n'],
    ['no break at the end', 'a: 1\nb:\n  - c'],
  ])('%s', (_, text) => {
    expect(agrees(text)).toBe(true);
  });

  test('all files of the bench but those that need the full reader', () => {
    const files = Object.values(fleet(3));
    expect(files.filter((text) => text.includes(': ') && !agrees(text))).toEqual([]);
  });
});

describe('what it leaves to the full reader', () => {
  test.each([
    'a: &x 1\nb: *x\n',
    'a: !!str 1\n',
    '<<: {a: 1}\n',
    'a: >\n  folded\n',
    'a: |+\n  kept\n\n',
    'a: |2\n   x\n',
    'a: one\n  two\n',
    '- one\n  two\n',
    'a: "x\\n"\n',
    "a: 'it''s'\n",
    'a:\nb: 1\n',
    '- \n',
    'a: 1\na: 2\n',
    'a:\tb\n',
    'a: 1\r\n',
    '? a\n: b\n',
    'a: b: c\n',
    'a: [1,\n  2]\n',
    '{"a": 1}\n',
    'true: 1\n',
    '1: 1\n',
    'a: @x\n',
    'a: 1\n b: 2\n',
    '--- x\n',
    'a: 1\n...\n',
    '%YAML 1.2\n---\na: 1\n',
    'just text\n',
    'a: "1" b\n',
    'a: [1]#x\n',
    'a: \u00a0\n',
    'a: |\n  x',
  ])('%j', (text) => {
    expect(readPlainDocuments(text, 'a.yaml', 'v3')).toBeUndefined();
  });
});

const sources = [...Object.values(fleet(2)), ...yamlBelow(resolve(import.meta.dirname, '../../../examples/fleet'))];

describe('against the full reader', () => {
  test('on the files of the sample fleet and of the bench, broken in random places', () => {
    const piece = fc.constantFrom(
      ...'\n |:|: |- |-|#| #|"|\'|  |    |a|1|[|]|{|}|,|, |&a |*a|!|>|?|~|%|---\n|...\n|key: v\n|\t|\u00e9|\u00a0|=|<<: '.split('|'),
      '|',
      '|-\n',
    );
    const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat({ max: 3 }), put: fc.option(piece, { nil: '' }) });
    let read = 0;
    const broken = fc.property(fc.constantFrom(...sources), fc.array(edit, { maxLength: 4 }), (source, edits) => {
      const text = edits.reduce((before, { at, cut, put }) => {
        const index = Math.floor(at * before.length);
        return before.slice(0, index) + put + before.slice(index + cut);
      }, source);
      if (agrees(text)) read++;
    });
    fc.assert(broken, { seed: SEED, numRuns: 3000 });
    // Neither may it leave everything to the full reader.
    expect(read).toBeGreaterThan(600);
  }, 120_000);

  test('on small texts of everything that means something', () => {
    const piece = fc.constantFrom(
      'a',
      'b: ',
      'c:',
      '- ',
      '-',
      '\n',
      '\n',
      '\n  ',
      '\n    ',
      ' ',
      '"',
      "'",
      '#',
      ' #',
      '[',
      ']',
      '{',
      '}',
      ', ',
      '|\n',
      '|-\n',
      '---',
      '1',
      ':',
      '~',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => void agrees(pieces.join(''))),
      { seed: SEED, numRuns: 20_000 },
    );
  }, 120_000);

  test.skipIf(!corpus)(
    'on every YAML file of real repositories',
    () => {
      const files = yamlBelow(join(corpus as string, 'repos'));
      const own = files.filter(agrees).length;
      expect(files.length).toBeGreaterThan(100);
      expect(own / files.length).toBeGreaterThan(0.4);
    },
    120_000,
  );
});

function yamlBelow(folder: string): string[] {
  return globSync('**/*.{yaml,yml}', { cwd: folder }).map((name) => readFileSync(join(folder, name), 'utf8'));
}
