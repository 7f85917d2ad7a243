// The tests inside the extension host that need a workspace of several folders.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { demoRepository } from '../../scripts/demo-repository.mjs';
import { repository } from '../support/vscode-server';
import { builtSuite, runHostTests } from './run-host-tests';

const PLATFORM: Readonly<Record<string, string>> = {
  'base/kustomization.yaml': 'resources:\n- settings.yaml\n',
  'base/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: calm\n',
  'overlays/dev/kustomization.yaml': 'resources:\n- ../../base\nnamePrefix: dev-\n',
  'overlays/prod/kustomization.yaml': 'resources:\n- ../../base\nnamePrefix: prod-\n',
};

const folder = join(repository, 'test-results/host/several folders');
const fleet = demoRepository({ folder: join(folder, 'plumb shop') });
// Outside the project, whose own repository it would be a part of.
const platform = join(realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-host-'))), 'platform');
for (const [path, content] of Object.entries(PLATFORM)) {
  mkdirSync(dirname(join(platform, path)), { recursive: true });
  writeFileSync(join(platform, path), content);
}
const workspace = join(folder, 'both.code-workspace');
writeFileSync(workspace, JSON.stringify({ folders: [{ path: fleet.folder }, { path: platform }] }));

const { exitCode, tests } = await runHostTests({
  workspace,
  testsPath: join(dirname(builtSuite), 'several-folders/index.js'),
  report: join(repository, 'test-results/host/several-folders.json'),
});
afterAll(() => rmSync(dirname(platform), { recursive: true, force: true }));

describe('inside the extension host, with several folders', () => {
  for (const { fullTitle, state, message } of tests) {
    test.skipIf(state === 'pending')(fullTitle, () => {
      if (state === 'failed') throw new Error(message);
    });
  }

  test('the run as a whole ends with the code of its tests', () => {
    expect(exitCode).toBe(tests.some((test) => test.state === 'failed') ? 1 : 0);
  });
});
