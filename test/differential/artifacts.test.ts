// What the copy rules of an ArtifactGenerator come down to, against the libraries that source-watcher calls for it: random patterns, excludes and merges.

// The seed is printed with what failed, made smaller; PLUMBLINE_SEED sets another, PLUMBLINE_CASES how many are drawn.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { matchesOf } from '../../src/engine/discover/artifact/copy';
import { Refusal } from '../../src/engine/discover/artifact/file';
import { pathMatcher } from '../../src/engine/discover/artifact/globs';
import { mergedFile } from '../../src/engine/discover/artifact/merge';
import { repositoryTree } from '../../src/engine/discover/artifact/source-tree';
import { memoryFiles } from '../support/memory-files';
import { oraclePath } from '../support/parts';

const seed = Number(process.env.PLUMBLINE_SEED ?? 20_261_126);
const numRuns = Number(process.env.PLUMBLINE_CASES ?? 1500);

interface Answer {
  readonly found?: readonly string[];
  readonly text?: string;
  readonly error?: string;
}

let ask: (question: object) => Promise<Answer>;
let end: () => void;

beforeAll(async () => {
  const child = spawn(await oraclePath('flux-artifact'), { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  ask = async (question) => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    return JSON.parse((await lines.next()).value) as Answer;
  };
  end = () => child.stdin.end();
}, 300_000);
afterAll(() => end());

const name = fc.constantFrom('a', 'b', 'ab', 'a.yaml', 'b.yaml', '.h', 'z-y', 'ü', '[x]', '{a,b}');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const piece = fc.constantFrom(
  ...[
    'a',
    'b',
    '.yaml',
    '*',
    '?',
    '**',
    '[ab]',
    '[^a]',
    '[!a]',
    '[a-y]',
    '[z-a]',
    '\\*',
    '\\',
    '[',
    ']',
    '{',
    '}',
    ',',
    '{a,b}',
    '-',
    'ü',
    '.',
    '..',
  ],
);
const part = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));
const pattern = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: name },
      { weight: 3, arbitrary: fc.constantFrom('*', '**', '*.yaml', '?', '.') },
      part,
      fc.constant(''),
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => parts.join('/'))
  // Of three stars, and of `**/` at the end, doublestar makes now this, now that, and nobody writes them.
  .filter((text) => !text.includes('***') && !text.endsWith('**/'));
/** Behind a star doublestar does not look for all that a negated class could stand for, a slash among it. */
const excluding = pattern.filter((text) => !/\*.*\[[!^]/.test(text));
/** A path is a file or a folder, and not both. */
const files = fc
  .array(path, { minLength: 1, maxLength: 6 })
  .map((paths) => paths.filter((one) => !paths.some((other) => other.startsWith(`${one}/`))));

test('what a pattern matches, against Go’s fs.Glob', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      pattern.filter((text) => /[*?[\]]/.test(text)),
      files,
      async (glob, paths) => {
        const theirs = await ask({ glob, files: paths });
        const tree = repositoryTree({ alias: 'a' }, memoryFiles(Object.fromEntries(paths.map((one) => [one, '']))), looked());
        expect(refusedOr(() => [...matchesOf(glob, tree)].sort())).toEqual(
          theirs.error === undefined ? [...(theirs.found ?? [])].sort() : 'refused',
        );
        if ((theirs.found ?? []).length > 0) found++;
      },
    ),
    { seed, numRuns },
  );
  expect(found).toBeGreaterThan(numRuns / 20);
}, 120_000);

test('what an exclude matches, against doublestar', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(excluding, fc.array(path, { minLength: 1, maxLength: 8 }), async (match, paths) => {
      const theirs = await ask({ match, paths });
      const matches = pathMatcher(match);
      expect(matches === undefined ? 'refused' : paths.filter(matches)).toEqual(
        theirs.error === undefined ? (theirs.found ?? []) : 'refused',
      );
      if ((theirs.found ?? []).length > 0) found++;
    }),
    { seed, numRuns },
  );
  expect(found).toBeGreaterThan(numRuns / 20);
}, 120_000);

const scalar = fc.constantFrom(
  ...[
    'text',
    '"quoted"',
    "'1'",
    '1',
    '-7',
    '2.5',
    '1e3',
    '0x1F',
    '010',
    'true',
    'yes',
    'null',
    '~',
    '',
    '2001-01-01',
    '12345678901234567890',
  ],
  ...[
    '1e30',
    '0.000001',
    '"a: b"',
    '"two\\nlines\\n"',
    '"a long text that goes on for more than eighty columns, so that whoever writes it has to fold it somewhere"',
    '.5',
    '[]',
    '{}',
  ],
);
const key = fc.constantFrom('a', 'b', 'a10', 'a9', '"1"', 'true', 'deep', '"x: y"');
const tree = fc.letrec<{ value: string; map: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    tie('map'),
    fc.array(scalar, { minLength: 1, maxLength: 3 }).map((items) => `[${items.filter((one) => one !== '').join(', ')}]`),
  ),
  map: fc
    .uniqueArray(fc.tuple(key, tie('value')), { maxLength: 3, selector: ([one]) => one })
    .map((pairs) => `{${pairs.map(([one, value]) => `${one}: ${value}`).join(', ')}}`),
}));
const document = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .uniqueArray(fc.tuple(key, tree.value), { minLength: 1, maxLength: 4, selector: ([one]) => one })
      .map((pairs) => pairs.map(([one, value]) => `${one}: ${value}\n`).join('')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('# nothing\n', '\n', 'text\n', '- a\n', 'a: |+\n  kept\n\n', 'a: |\n  block\n', 'a: >\n  folded\n  text\n'),
  },
);
const between = fc.constantFrom('---\n', '--- # next\n', '---   \n', '--- text\n');
const stream = fc
  .tuple(fc.constantFrom('', '---\n'), document, fc.option(fc.tuple(between, document)), fc.constantFrom('', '---\n'), fc.boolean())
  .map(([start, first, second, last, isOpen]) => {
    const text = `${start}${first}${second === null ? '' : second.join('')}${last}`;
    return isOpen ? text.replace(/\n$/, '') : text;
  });

test('what the Merge strategy makes of two files, against the YAML libraries of Kubernetes', async () => {
  let merged = 0;
  await fc.assert(
    fc.asyncProperty(stream, stream, async (base, over) => {
      const theirs = await ask({ merge: [base, over] });
      const read = (text: string) => ({ text, path: 'x', isUtf8: true });
      expect(refusedOr(() => mergedFile(read(base), read(over)).text)).toEqual(theirs.error === undefined ? theirs.text : 'refused');
      if (theirs.error === undefined) merged++;
    }),
    { seed, numRuns },
  );
  expect(merged).toBeGreaterThan(numRuns / 4);
}, 120_000);

function refusedOr<T>(work: () => T): T | 'refused' {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
}

function looked() {
  return { at: new Set<string>(), needs: [], failures: [] };
}
