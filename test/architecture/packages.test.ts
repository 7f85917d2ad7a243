// What is installed and what the engine needs: lock files that name no registry, and an engine for the browser.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { repository } from '../support/vscode-server';

interface LockEntry {
  readonly resolved?: string;
  readonly integrity?: string;
  /** Comes inside another package. */
  readonly inBundle?: boolean;
}

describe.each(['package-lock.json', 'test/vscode-host/package-lock.json'])('%s', (file) => {
  const lock = JSON.parse(readFileSync(join(repository, file), 'utf8')) as { packages: Record<string, LockEntry> };
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

  test('names no registry, so that everybody installs from their own', () => {
    expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  test('has the checksum of every package', () => {
    expect(packages.length).toBeGreaterThan(50);
    expect(packages.filter(([, entry]) => entry.integrity === undefined && entry.inBundle !== true).map(([path]) => path)).toEqual([]);
  });
});

test('the engine bundles for the browser and imports nothing', async () => {
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: ['src/engine/pipeline.ts', 'src/engine/presenter.ts', 'src/session/session.ts'],
    outdir: 'unused',
    write: false,
    bundle: true,
    platform: 'browser',
    format: 'esm',
    metafile: true,
    logLevel: 'silent',
  });
  const external = Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter((each) => each.external === true));
  const node = Object.keys(metafile.inputs).filter((input) => builtinModules.includes(input.replace('node:', '')));
  expect({ external, node }).toEqual({ external: [], node: [] });
  expect(Object.keys(metafile.inputs).length).toBeGreaterThan(20);
});
