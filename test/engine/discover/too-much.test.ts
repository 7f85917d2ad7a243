// A folder that holds more than a repository: nothing of it is looked through, and a failure says so.
import { expect, test } from 'vitest';
import { discover } from '../../../src/engine/discover/discover';
import type { DirectoryEntry, Files } from '../../../src/engine/ports';
import { sessionOverFiles } from '../../support/session-over';

/** Entries of the top folder, each file with the same text. */
function treeOf(entries: readonly DirectoryEntry[], text: string): Files {
  const names = new Set(entries.map(({ name }) => name));
  return {
    read: (path) => (names.has(path) ? { kind: 'file', text, version: 'one' } : { kind: 'absent' }),
    list: (path) => (path === '.' ? { kind: 'directory', entries } : { kind: 'directory', entries: [] }),
  };
}

const filesOf = (count: number, kind: DirectoryEntry['kind'] = 'file'): readonly DirectoryEntry[] =>
  Array.from({ length: count }, (_, index) => ({ name: kind === 'file' ? `f${index}.yaml` : `d${index}`, kind }));

test.each([
  ['folders without end', filesOf(600_000, 'directory'), '', '500000 files and folders'],
  ['many files', filesOf(100_001), '', '100000 YAML files'],
  ['much text', filesOf(65), `# ${'x'.repeat(1024 * 1024)}\n`, '64 MB of YAML'],
])('%s', (_what, entries, text, subject) => {
  const files = treeOf(entries, text);
  const { environments, kustomizations, failures } = discover(files);
  expect({ environments, kustomizations }).toEqual({ environments: [], kustomizations: [] });
  expect(failures).toEqual([{ code: 'treeTooLarge', file: '.', subject }]);
});

test('none of its files is looked through for findings either', () => {
  const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: hunter2}\n# ${'x'.repeat(1024 * 1024)}\n`;
  expect(sessionOverFiles(treeOf(filesOf(3), secret)).findings()).toHaveLength(3);
  expect(sessionOverFiles(treeOf(filesOf(65), secret)).findings()).toEqual([]);
});
