// What copy rules make of a source: each file of the artifact with the file that it comes from, as source-watcher copies it.
import { describe, expect, test } from 'vitest';
import { type ArtifactContent, contentOf } from '../../../src/engine/discover/artifact/content';
import { artifactRootOf } from '../../../src/engine/discover/artifact/path';
import type { CopyRule } from '../../../src/engine/model';
import type { Files } from '../../../src/engine/ports';
import { memoryFiles } from '../../support/memory-files';

const TREE = {
  'README.md': '',
  'top.yaml': 'top: 1\n',
  'apps/web/kustomization.yaml': '',
  'apps/web/a.yaml': 'a: 1\nlist: [1]\ndeep: {x: 1, z: 2}\n',
  'apps/web/docs/notes.md': '',
  'apps/web/.hidden': '',
  'apps/api/a.yaml': '# the api\n\na: 2\nlist: [2, 3]\ndeep: {z: 3}\n',
  'apps/logo.png': '',
  'env/one.yaml': '',
  'env/two.yml': '',
  '.git/config': '',
  'node_modules/x/y.yaml': '',
  '.gitignore': 'build/\n',
  'build/out.yaml': '',
};

/** `from → to`, with more fields behind. */
function rule(text: string, more: Partial<CopyRule> = {}): CopyRule {
  const [pattern = '', to = ''] = text.split(' → ');
  return {
    alias: 'a',
    pattern,
    to,
    exclude: [],
    strategy: 'Overwrite',
    optional: false,
    position: { file: 'g.yaml', line: 1, column: 1 },
    ...more,
  };
}

function made(rules: readonly CopyRule[], files: Files = memoryFiles(TREE)): ArtifactContent {
  const position = { file: 'g.yaml', line: 1, column: 1 };
  return contentOf({ path: 'g.yaml/@artifact/a', sources: [{ alias: 'a', path: '.' }], copy: rules, position, clones: [] }, files);
}

/** `path ← source` for each file, or why there is no artifact. */
function shown(rules: readonly CopyRule[]): readonly string[] | string {
  const { files, refusal } = made(rules);
  if (refusal !== undefined) return refusal.detail;
  return [...files].map(([path, file]) => `${path} ← ${file.kind === 'copy' ? file.path : file.paths.join(' + ')}`).sort();
}

describe('a rule copies', () => {
  test.each([
    ['a file under another name', 'top.yaml → x/y.yaml', ['x/y.yaml ← top.yaml']],
    ['a file into a folder', 'top.yaml → x/', ['x/top.yaml ← top.yaml']],
    ['a file to the top', 'top.yaml → ', ['top.yaml ← top.yaml']],
    ['a folder into a folder, by its name', 'apps/api → x/', ['x/api/a.yaml ← apps/api/a.yaml']],
    ['a folder with a slash behind it just so', 'apps/api/ → x', ['x/api/a.yaml ← apps/api/a.yaml']],
    ['what is in a folder', 'apps/api/** → x/', ['x/a.yaml ← apps/api/a.yaml']],
    ['files by their names, with the whole path', 'env/*.yaml → x/', ['x/env/one.yaml ← env/one.yaml']],
    [
      'what two stars in the middle match: one folder',
      'apps/**/a.yaml → ',
      ['apps/api/a.yaml ← apps/api/a.yaml', 'apps/web/a.yaml ← apps/web/a.yaml'],
    ],
    ['hidden files', 'apps/web/.* → ', ['apps/web/.hidden ← apps/web/.hidden']],
    ['braces as they stand', 'env/{one,two}.yaml → ', 'its source has no env/{one,two}.yaml'],
    ['nothing that is not there', 'gone → ', 'its source has no gone'],
    ['nothing where nothing matches', 'gone/* → ', 'nothing matches gone/*'],
    ['nothing out of its source', '../x → ', 'its source has no ../x'],
    ['nothing out of the artifact', 'top.yaml → x/../../y', 'x/../../y is no path within the artifact'],
    ['what is no pattern', 'env/[ → ', 'env/[ is no pattern'],
  ])('%s', (_, text, files) => {
    expect(shown([rule(text)])).toEqual(files);
  });

  test('everything that Git and the source have', () => {
    expect(shown([rule('** → ')])).toEqual(shown([rule(' → ')]));
    expect(shown([rule('** → ')])).toEqual([
      'README.md ← README.md',
      'apps/api/a.yaml ← apps/api/a.yaml',
      'apps/web/.hidden ← apps/web/.hidden',
      'apps/web/a.yaml ← apps/web/a.yaml',
      'apps/web/docs/notes.md ← apps/web/docs/notes.md',
      'apps/web/kustomization.yaml ← apps/web/kustomization.yaml',
      'env/one.yaml ← env/one.yaml',
      'env/two.yml ← env/two.yml',
      'top.yaml ← top.yaml',
    ]);
  });

  test.each([
    ['names at any depth', ['*.md'], 'apps/web → ', ['web/.hidden', 'web/a.yaml', 'web/kustomization.yaml']],
    ['paths from the source’s top', ['apps/web/*.yaml'], 'apps/web/** → ', ['.hidden', 'docs/notes.md']],
    ['paths from what is copied', ['docs/**'], 'apps/web/** → ', ['.hidden', 'a.yaml', 'kustomization.yaml']],
    ['folders with all that is in them', ['docs'], 'apps/** → ', ['api/a.yaml', 'web/.hidden', 'web/a.yaml', 'web/kustomization.yaml']],
    ['alternatives', ['{a,kustomization}.yaml', '**/docs/**'], 'apps/web/** → ', ['.hidden']],
    ['a single file, quietly', ['top.yaml'], 'top.yaml → ', []],
  ])('and leaves out %s', (_, exclude, text, files) => {
    const content = made([rule(text, { exclude })]);
    expect([...content.files.keys()].sort()).toEqual(files);
  });

  test('nothing, and no artifact is made, where all is left out or a pattern is none', () => {
    expect(shown([rule('env/* → ', { exclude: ['one.yaml', '*.yml'] })])).toBe('all that matches env/* is excluded');
    expect(shown([rule('env/* → ', { exclude: ['['] })])).toBe('[ is no pattern');
    expect(shown([rule('env/* → ', { exclude: [`{${'a,'.repeat(21)}b}`] })])).toContain('more than 20 alternatives');
  });

  test('nothing where it is optional and there is nothing', () => {
    expect(shown([rule('gone → ', { optional: true }), rule('gone/* → ', { optional: true }), rule('top.yaml → ')])).toEqual([
      'top.yaml ← top.yaml',
    ]);
  });
});

describe('rules follow each other', () => {
  test('and the later one counts', () => {
    expect(shown([rule('apps/web/a.yaml → a.yaml'), rule('apps/api/** → ')])).toEqual(['a.yaml ← apps/api/a.yaml']);
  });

  test('and a folder that one has made takes in the file of the next', () => {
    expect(shown([rule('apps/api → x/'), rule('top.yaml → x/api')])).toEqual([
      'x/api/a.yaml ← apps/api/a.yaml',
      'x/api/top.yaml ← top.yaml',
    ]);
  });

  test.each([
    [
      'a file in the place of a folder',
      ['apps/api → ', 'top.yaml → x/', 'env/one.yaml → x/top.yaml/y.yaml'],
      'x/top.yaml is a file of the artifact already',
    ],
    ['a folder in the place of a file', ['top.yaml → api', 'apps/api → '], 'api is a file of the artifact already'],
    ['a file over a folder', ['env/** → x/a.yaml/', 'apps/api/** → x/'], 'x/a.yaml is a folder of the artifact already'],
  ])('and not %s', (_, rules, refusal) => {
    expect(shown(rules.map((each) => rule(each)))).toBe(refusal);
  });

  test('and Merge lays one file over the other: maps by key, lists as a whole, each line with its place', () => {
    const content = made([rule('apps/web/a.yaml → a.yaml'), rule('apps/api/a.yaml → a.yaml', { strategy: 'Merge' })]);
    const file = content.files.get('a.yaml');
    if (file?.kind !== 'merged') throw new Error('it is not merged');
    expect(file.text).toBe('a: 2\ndeep:\n  x: 1\n  z: 3\nlist:\n- 2\n- 3\n');
    expect(file.lines.map((line) => `${line?.file}:${line?.line}:${line?.column} over ${line?.overrode?.file}`)).toEqual([
      'apps/api/a.yaml:3:4 over apps/web/a.yaml',
      'apps/web/a.yaml:3:1 over undefined',
      'apps/web/a.yaml:3:11 over undefined',
      'apps/api/a.yaml:5:11 over apps/web/a.yaml',
      'apps/api/a.yaml:4:1 over apps/web/a.yaml',
      'apps/api/a.yaml:4:8 over undefined',
      'apps/api/a.yaml:4:11 over undefined',
    ]);
  });

  test('and Merge copies where nothing is there to merge into, and makes nothing of what is no map', () => {
    expect(shown([rule('apps/api → x/', { strategy: 'Merge' })])).toEqual(['x/api/a.yaml ← apps/api/a.yaml']);
    const files = memoryFiles({ ...TREE, 'top.yaml': '- a\n' });
    expect(made([rule('env/** → '), rule('top.yaml → one.yaml', { strategy: 'Merge' })], files).refusal?.detail).toBe(
      'a document of top.yaml is no map',
    );
  });
});

test('a folder of a repository that is called as the one of artifacts is none', () => {
  expect(artifactRootOf('clusters/dev/g.yaml/@artifact/g.web/here/a.yaml')).toBe('clusters/dev/g.yaml/@artifact/g.web');
  expect(artifactRootOf('docs/@artifact/web/a.yaml')).toBeUndefined();
});

test('pictures and what belongs to Git are packed into no artifact', () => {
  expect(shown([rule('top.yaml → a.png'), rule('top.yaml → .github/a.yaml'), rule('top.yaml → b.yaml')])).toEqual(['b.yaml ← top.yaml']);
});

test('what is not gathered yet, and what cannot be read, is told', () => {
  const files = memoryFiles(TREE);
  const unread = made([rule('apps/** → ')], { ...files, list: (path) => (path === 'apps/web' ? { kind: 'unread' } : files.list(path)) });
  expect(unread.looked.needs).toEqual([{ kind: 'directory', path: 'apps/web' }]);
  const failed = made([rule('apps/** → ')], {
    ...files,
    list: (path) => (path === 'apps/web' ? { kind: 'failed', reason: { code: 'unreadable', file: path } } : files.list(path)),
  });
  expect(failed.looked.failures).toMatchObject([{ code: 'unreadable' }]);
});
