// Each test that ran inside the real extension host, as a test of ours: they run once, while this file is collected.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demoRepository } from '../../scripts/demo-repository.mjs';
import { oraclePath } from '../support/parts';
import { repository } from '../support/vscode-server';
import { builtSuite, runHostTests } from './run-host-tests';

const fleet = demoRepository({ folder: join(repository, 'test-results/host/fleet') });
const { exitCode, tests } = await runHostTests({
  folder: fleet.folder,
  testsPath: builtSuite,
  report: join(repository, 'test-results/host/mocha.json'),
  env: {
    PLUMBLINE_TEST_KUSTOMIZE: await oraclePath('kustomize'),
    PLUMBLINE_TEST_SOPS: await oraclePath('sops'),
    PLUMBLINE_TEST_HELM: await oraclePath('helm3'),
  },
});

describe('inside the extension host', () => {
  for (const { fullTitle, state, message } of tests) {
    test.skipIf(state === 'pending')(fullTitle, () => {
      if (state === 'failed') throw new Error(message);
    });
  }

  test('the run as a whole ends with the code of its tests', () => {
    expect(exitCode).toBe(tests.some((test) => test.state === 'failed') ? 1 : 0);
  });
});
