// `render --verify`: the real kustomize beside ours, and what is said where it cannot be run or differs.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildWithKustomize } from '../../src/adapters/kustomize-program';
import { cliFixture, PRODUCTION } from '../support/cli-fleet';
import { expectShape } from '../support/json-schema';
import { oraclePath } from '../support/parts';

const fixture = cliFixture();
let kustomize = '';
let programs = '';
beforeAll(async () => {
  kustomize = await oraclePath('kustomize');
}, 600_000);
beforeEach(() => {
  programs = mkdtempSync(join(tmpdir(), 'plumbline-programs-'));
});
afterEach(() => rmSync(programs, { recursive: true, force: true }));
const path = process.env.PATH ?? '';
afterAll(() => {
  process.env.PATH = path;
});

/** A program called kustomize that does as the shell script says; `$REAL` is the real one. */
function stand(script: string): string {
  const file = join(programs, 'kustomize');
  writeFileSync(file, `#!/bin/sh\nREAL='${kustomize}'\n${script}\n`);
  chmodSync(file, 0o755);
  return `${programs}${delimiter}${path}`;
}

const verify = (args: readonly string[] = [], onPath = `${dirname(kustomize)}${delimiter}${path}`) =>
  fixture.cli(['render', PRODUCTION, '--verify', ...args], { env: { PATH: onPath } });

describe('with the real kustomize', () => {
  test('the same bytes, in each order', async () => {
    for (const order of [[], ['--reorder', 'none'], ['--reorder', 'legacy']]) {
      const { code, stdout } = await verify(order);
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'Plumbline and kustomize v5.8.2 build the same bytes: 2 objects.\n' });
    }
    expect(expectShape('verification', JSON.parse((await verify(['--json'])).stdout))).toEqual({
      program: 'kustomize v5.8.2',
      verdict: 'same',
      failures: [],
    });
  });

  test('where both refuse, each in its own words', async () => {
    fixture.repo.write(`${PRODUCTION}/kustomization.yaml`, 'resources: [../../base, none.yaml]\n');
    const { code, stdout } = await verify();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Plumbline and kustomize v5\.8\.2 both refuse this folder\.\nPlumbline says:\n {2}apps.*:1:25: notFound: /);
    expect(stdout).toMatch(/kustomize v5\.8\.2 says:\n {2}Error: accumulating resources: /);
    const json = expectShape('verification', JSON.parse((await verify(['--json'])).stdout));
    expect(json).toMatchObject({ verdict: 'bothRefuse', message: expect.stringContaining('none.yaml'), failures: [{ code: 'notFound' }] });
  });

  test('a literal without a key, which kustomize repeats with all others, is not shown', async () => {
    const literals = 'secretGenerator:\n- name: login\n  literals: [password=hunter2-and-more, only-the-value-of-it]\n';
    fixture.repo.write(`${PRODUCTION}/kustomization.yaml`, literals);
    const { code, stdout } = await verify();
    expect(code).toBe(0);
    expect(stdout).toContain('invalid literal source ••••••••');
    expect(stdout).not.toMatch(/hunter2-and-more|only-the-value-of-it/);
  });

  test('where only kustomize builds, as with a patch that has a key twice', async () => {
    fixture.repo.write(`${PRODUCTION}/replicas.yaml`, 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nkind: Deployment\n');
    const { code, stdout } = await verify();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^kustomize v5\.8\.2 builds this folder, and Plumbline does not:\n {2}apps.*replicas\.yaml:5:1: notYaml: /);
  });
});

describe('with a kustomize that differs', () => {
  test('the first line that differs, with where ours comes from', async () => {
    const { code, stdout } = await verify([], stand('"$REAL" "$@" | sed "s/replicas: 5/replicas: 6/"'));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Plumbline and kustomize v5\.8\.2 differ, first in line \d+:\n/);
    expect(stdout).toContain(`  Plumbline:   replicas: 5  # ${PRODUCTION}/replicas.yaml:6:13 (patch)\n  kustomize:   replicas: 6\n`);
    const json = JSON.parse((await verify(['--json'], stand('"$REAL" "$@" | sed "s/replicas: 5/replicas: 6/"'))).stdout);
    expect(expectShape('verification', json)).toMatchObject({
      verdict: 'different',
      difference: { ours: '  replicas: 5', theirs: '  replicas: 6', origin: { file: `${PRODUCTION}/replicas.yaml`, line: 6 } },
    });
  });

  test('a Secret is never shown, whichever of the two has it', async () => {
    const { code, stdout } = await verify([], stand('"$REAL" "$@" | sed "s/password: .*/password: other-horse/"'));
    expect(code).toBe(1);
    expect(stdout).toMatch(/Plumbline: {3}password: •+.*\n {2}kustomize: {3}password: •+/);
    expect(stdout).not.toMatch(/correct-horse|other-horse/);
  });

  test('where only it refuses, its own words', async () => {
    const { code, stdout } = await verify([], stand('[ "$1" = version ] && echo v9.9.9 && exit 0; echo "Error: no such luck" >&2; exit 1'));
    expect(code).toBe(1);
    expect(stdout).toBe('Plumbline builds this folder, and kustomize v9.9.9 does not. It says:\n  Error: no such luck\n');
  });
});

describe('without one', () => {
  test('says so, and ends with 2', async () => {
    mkdirSync(join(programs, 'empty'));
    const { code, stdout, stderr } = await verify([], join(programs, 'empty'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('programMissing: “kustomize” is not installed, or not on the PATH. Install it, and try again.\n');
  });

  test('one that does not end is ended, and one that is cancelled too', async () => {
    process.env.PATH = stand('exec sleep 600');
    const { signal } = new AbortController();
    expect(await buildWithKustomize('/', [], { signal, timeoutMilliseconds: 100 })).toEqual({
      kind: 'failed',
      reason: { code: 'timeout', subject: 'kustomize' },
    });
    const abort = new AbortController();
    const running = buildWithKustomize('/', [], { signal: abort.signal });
    abort.abort();
    await expect(running).rejects.toThrow(expect.objectContaining({ name: 'CancelledError' }));
  });
});
