// What the documents for readers of the code name must be there, and the code map must miss no folder.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GLOBAL_OPTIONS, VERBS } from '../../src/cli/verbs';
import { repository } from '../support/vscode-server';

const read = (file: string) => readFileSync(join(repository, file), 'utf8');

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: repository, encoding: 'utf8' }).split('\0').filter(Boolean);
const topLevel = new Set(tracked.map((file) => file.split('/')[0] ?? ''));

/** Written in code or linked to, and beginning with a file or folder of the project's root; globs and placeholders stand for many. */
function namedPaths(text: string): readonly string[] {
  const code = [...text.matchAll(/`([^`\s]+)`/g)].map((match) => match[1] ?? '');
  const links = [...text.matchAll(/\]\(([^)\s#]+)/g)].map((match) => match[1] ?? '');
  return [...code, ...links].filter((path) => topLevel.has(path.split('/')[0] ?? '') && /[/.]/.test(path) && !/[*<>]/.test(path));
}

describe.each(['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md', 'CHANGELOG.md', 'docs/decisions.md'])('%s', (document) => {
  test('names only files and folders that are there', () => {
    expect(namedPaths(read(document)).filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });
});

test('the check finds the paths that the documents name', () => {
  expect(namedPaths('`src/cli.ts`, [x](CHANGELOG.md), `src/gone.ts`, `clusters/*`, `yaml`')).toEqual([
    'src/cli.ts',
    'src/gone.ts',
    'CHANGELOG.md',
  ]);
});

test('the README lists every verb with what it takes, and options that it has', () => {
  const listed = [...read('README.md').matchAll(/^plumbline ([a-z]+)( \S+)*/gm)].map(([row, name]) => ({
    name,
    words: row.split(' ').slice(2),
  }));
  expect(new Set(listed.map(({ name }) => name))).toEqual(new Set(VERBS.map(({ name }) => name)));
  for (const { name, words } of listed) {
    const verb = VERBS.find((candidate) => candidate.name === name);
    const options = words.flatMap((word) => /--([a-z-]+)/.exec(word)?.[1] ?? []);
    const known = Object.keys({ ...verb?.options, ...GLOBAL_OPTIONS });
    expect({ name, unknown: options.filter((option) => !known.includes(option)) }).toEqual({ name, unknown: [] });
    // A batch takes its folders from standard input.
    const takes = words.slice(0, verb?.takes.length);
    if (!options.includes('batch')) expect({ name, takes }).toEqual({ name, takes: verb?.takes });
  }
});

test('the code map of ARCHITECTURE.md has a row for every folder that has files of its own or stages below it', () => {
  const map = new Set(namedPaths(read('ARCHITECTURE.md')).map((path) => path.replace(/\/$/, '')));
  const mapped = ['', 'src', 'src/engine', 'src/engine/render', 'src/adapters'];
  const folders = new Set(
    tracked
      .filter((file) => !file.startsWith('.'))
      .flatMap((file) => {
        const parts = file.split('/').slice(0, -1);
        return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
      }),
  );
  const parentOf = (folder: string) => folder.split('/').slice(0, -1).join('/');
  // These are shown by their parts.
  const opened = new Set(['src', 'src/engine', 'src/engine/render', 'src/web']);
  const wanted = [...folders].filter((folder) => mapped.includes(parentOf(folder)) && !opened.has(folder));
  expect(wanted.filter((folder) => !map.has(folder)).sort()).toEqual([]);
});

test('the sample fleet’s README names only what is in it', () => {
  const fleet = 'examples/fleet';
  const paths = [
    ...read(`${fleet}/README.md`).matchAll(/`((?:apps|components|charts|clusters|infrastructure|argocd|tools|snapshots)\/[^`\s]*)`/g),
  ];
  const named = paths.map((match) => match[1] ?? '').filter((path) => !/[*<>]/.test(path));
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((path) => !existsSync(join(repository, fleet, path)))).toEqual([]);
});
