// Finding and building the real parts: what is honoured, what is said when one cannot be had, and that two processes do not build at once.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withLock } from '../../scripts/lock.mjs';
import { partPath } from '../../scripts/parts.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline parts '));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('PLUMBLINE_ORACLE_<NAME> names another program, which must be there', async () => {
  const program = join(folder, 'controller');
  vi.stubEnv('PLUMBLINE_ORACLE_KUSTOMIZE_CONTROLLER', program);
  await expect(partPath('kustomize-controller')).rejects.toThrow(`kustomize-controller was expected at ${program}`);
  writeFileSync(program, '');
  expect(await partPath('kustomize-controller')).toBe(program);
});

test('KUBEBUILDER_ASSETS gives etcd and kube-apiserver, and nothing is built', async () => {
  vi.stubEnv('KUBEBUILDER_ASSETS', folder);
  vi.stubEnv('PLUMBLINE_CACHE', join(folder, 'cache'));
  for (const name of ['etcd', 'kube-apiserver'] as const) {
    await expect(partPath(name)).rejects.toThrow(join(folder, name));
    writeFileSync(join(folder, name), '');
    expect(await partPath(name)).toBe(join(folder, name));
  }
});

test('without Go, it says what to install', async () => {
  const script = resolve(import.meta.dirname, '../../scripts/parts.mjs');
  const env = { PATH: folder, PLUMBLINE_CACHE: join(folder, 'cache') };
  const failing = promisify(execFile)(process.execPath, [script, 'etcd'], { env });
  await expect(failing).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('install it from go.dev and run npm test again'),
  });
});

test('a lock lets one in at a time', async () => {
  const lock = join(folder, 'lock');
  let inside = 0;
  const most: number[] = [];
  const work = async () => {
    most.push(++inside);
    await new Promise((done) => setTimeout(done, 20));
    inside--;
  };
  await Promise.all([withLock(lock, work), withLock(lock, work), withLock(lock, work)]);
  expect(most).toEqual([1, 1, 1]);
});

test('a lock is taken over from a process that died, and given back after a failure', async () => {
  const lock = join(folder, 'lock');
  const dead = (await promisify(execFile)(process.execPath, ['-p', 'process.pid'])).stdout.trim();
  mkdirSync(lock);
  writeFileSync(join(lock, 'holder'), dead);
  await expect(withLock(lock, () => Promise.reject(new Error('broken build')))).rejects.toThrow('broken build');
  expect(await withLock(lock, async () => 'built')).toBe('built');
});
