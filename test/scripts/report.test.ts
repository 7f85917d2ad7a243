// What `npm test` makes of a reporter's file: nothing that failed may go without its reason.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readVitestReport, summary } from '../../scripts/report.mjs';
import { repository } from '../support/vscode-server';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function report(suite: object): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify({ testResults: [{ name: join(repository, 'test/some.test.ts'), message: '', ...suite }] }));
  return file;
}

test('a hook that throws is a failure with the reason that vitest printed', () => {
  const skipped = { fullName: 'the view lists them', status: 'skipped', failureMessages: [] };
  const file = report({ status: 'failed', assertionResults: [skipped] });
  const printed = 'Failed Suites 1\n\n FAIL  test/some.test.ts > the view\nTimeoutError: page.goto: Timeout 30000ms exceeded.\n';
  const result = readVitestReport('host', file, 1, printed);
  expect(result.failures).toEqual([{ name: 'test/some.test.ts', message: expect.stringContaining('TimeoutError: page.goto') }]);
  expect(summary([result])).toEqual({ line: '0 passed, 1 failed, 1 skipped', exitCode: 1 });
});

test('no test at all is a failure', () => {
  const result = readVitestReport('host', report({ status: 'passed', assertionResults: [] }), 0);
  expect(result.failures).toEqual([{ name: 'host', message: 'ran no test' }]);
});

test('an exit code that no test explains is a failure', () => {
  const passed = { fullName: 'works', status: 'passed', failureMessages: [] };
  const result = readVitestReport('host', report({ status: 'passed', assertionResults: [passed] }), 1);
  expect(result.failures).toEqual([{ name: 'host', message: 'ended with code 1 although no test failed' }]);
});
