// Pins: kept in the private Git folder, shared between processes, never half written, never overwritten when broken.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPins } from '../../src/adapters/pins';
import { gitRepo } from '../support/git-repo';

const PIN = { context: 'production', uid: '8c1f' };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline pins '));
  vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'config'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('what was written is read again, by another process too, and can be removed', async () => {
  mkdirSync(join(folder, 'repo/.git'), { recursive: true });
  const pins = createPins(join(folder, 'repo'));
  expect(await pins.read('production')).toEqual({ kind: 'answer', value: undefined });
  expect(await pins.write('production', PIN)).toEqual({ kind: 'answer', value: undefined });
  expect(await createPins(join(folder, 'repo')).read('production')).toEqual({ kind: 'answer', value: PIN });
  await pins.remove('production');
  expect(await pins.read('production')).toEqual({ kind: 'answer', value: undefined });
});

test('a folder of the repository has its own pins: its environments are others, though they have the same names', async () => {
  const repo = gitRepo({ 'apps/web/kustomization.yaml': 'resources: []\n', 'teams/kustomization.yaml': 'resources: []\n' });
  try {
    await createPins(join(repo.root, 'apps/web')).write('production', PIN);
    expect(await createPins(join(repo.root, 'apps/web')).read('production')).toEqual({ kind: 'answer', value: PIN });
    for (const other of [repo.root, join(repo.root, 'teams')]) {
      expect(await createPins(other).read('production')).toEqual({ kind: 'answer', value: undefined });
    }
    await createPins(repo.root).write('production', { ...PIN, uid: 'other' });
    expect(await createPins(join(repo.root, 'apps/web')).read('production')).toEqual({ kind: 'answer', value: PIN });
    expect(readdirSync(join(repo.root, '.git/plumbline'))).toHaveLength(2);
    expect(repo.git('status', '--porcelain')).toBe('');
  } finally {
    repo.remove();
  }
});

test('a linked worktree keeps its pins in its own part of the Git folder', async () => {
  const repo = gitRepo({ 'a.yaml': 'a: 1\n' });
  try {
    const tree = join(folder, 'tree');
    repo.git('worktree', 'add', '-q', tree);
    await createPins(tree).write('production', PIN);
    expect(await createPins(tree).read('production')).toEqual({ kind: 'answer', value: PIN });
    expect(existsSync(join(repo.root, '.git/worktrees/tree/plumbline/pins.json'))).toBe(true);
  } finally {
    repo.remove();
  }
});

test('outside a repository they lie in the configuration folder, by tree', async () => {
  await createPins(join(folder, 'one')).write('production', PIN);
  expect(await createPins(join(folder, 'one')).read('production')).toEqual({ kind: 'answer', value: PIN });
  expect(await createPins(join(folder, 'two')).read('production')).toEqual({ kind: 'answer', value: undefined });
  expect(readdirSync(join(folder, 'config/plumbline'))).toHaveLength(1);
});

test('changes at the same time all arrive, and leave no other file behind', async () => {
  mkdirSync(join(folder, '.git'));
  const pins = createPins(folder);
  await Promise.all(Array.from({ length: 20 }, (_, index) => pins.write(`env-${index}`, PIN)));
  for (let index = 0; index < 20; index++) expect(await pins.read(`env-${index}`)).toEqual({ kind: 'answer', value: PIN });
  expect(readdirSync(join(folder, '.git/plumbline'))).toEqual(['pins.json']);
});

test.each([
  ['not JSON', '{ "environments": '],
  ['something else', '[1, 2]'],
  ['a pin without its cluster', '{ "environments": { "production": { "context": "production" } } }'],
])('a file that holds %s is named, and stays as it is', async (_, text) => {
  const file = join(folder, '.git/plumbline/pins.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const pins = createPins(folder);
  for (const answer of [await pins.read('production'), await pins.write('production', PIN), await pins.remove('production')]) {
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'unreadable', file } });
  }
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('an environment may have any name', async () => {
  mkdirSync(join(folder, '.git'));
  const pins = createPins(folder);
  for (const name of ['__proto__', 'constructor', 'eu/west 1']) {
    expect(await pins.read(name)).toEqual({ kind: 'answer', value: undefined });
    await pins.write(name, PIN);
    expect(await createPins(folder).read(name)).toEqual({ kind: 'answer', value: PIN });
  }
});
