// How the sources are kept: a sentence of purpose at the top of each file, and files that can be read in one go.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../support/vscode-server';

const LONGEST = 400;

function files(folder: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?[tj]s$/.test(name) && !name.includes('node_modules'))
    .map((name) => `${folder}/${name}`)
    .sort();
}

const read = (file: string) => readFileSync(join(repository, file), 'utf8');

test.each(['src', 'webview', 'test', 'scripts'])('every file in %s opens with one sentence of purpose', (folder) => {
  const silent = files(folder).filter((file) => !/^(#!.*\n)?\/\/ \S.{8,}[.:?]\r?\n/.test(read(file)));
  expect(silent.join('\n')).toBe('');
});

// A test file may be a long list of cases.
test.each(['src', 'webview', 'scripts'])(`no file in %s has more than ${LONGEST} lines`, (folder) => {
  const long = files(folder).filter((file) => read(file).split('\n').length > LONGEST);
  expect(long.join('\n')).toBe('');
});

test('nothing is left for later, switched off or silenced', () => {
  const marks = [
    /\bTODO\b/,
    /\bFIXME\b/,
    /@ts-ignore/,
    /\bas any\b/,
    /catch \{\s*\}/,
    /\.(skip|only|todo)\(/,
    /throw new Error\('in work'\)/,
  ];
  // This file names the marks; everything else has none of them.
  const own = 'test/architecture/sources.test.ts';
  const found = ['src', 'webview', 'test', 'scripts']
    .flatMap(files)
    .filter((file) => file !== own)
    .flatMap((file) => marks.filter((mark) => mark.test(read(file))).map((mark) => `${file}: ${mark}`));
  expect(found.join('\n')).toBe('');
});
