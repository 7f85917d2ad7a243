// Adds up what the test reporters wrote. A report that is missing, empty or at odds with its program's exit code is a failure.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from './setup.mjs';

/**
 * What a step of the test run came to.
 * @typedef {object} StepResult
 * @property {number} passed
 * @property {readonly { name: string, message: string }[]} failures
 * @property {readonly string[]} skipped names of tests that did not run
 * @property {readonly string[]} files test files that were reported, relative to the root
 */

/** A step that is one check: a linter, a compiler, a set-up. */
export function checkResult(name, code, message) {
  return code === 0 ? { passed: 1, failures: [], skipped: [], files: [] } : failedResult(name, message);
}

/** @returns {StepResult} */
export function failedResult(name, message) {
  return { passed: 0, failures: [{ name, message }], skipped: [], files: [] };
}

/**
 * Read vitest's JSON report.
 * @param {string} step
 * @param {string} file
 * @param {number} exitCode of vitest, which is 1 for errors outside of tests too
 * @param {string} [printed] what vitest printed: only that has the reason of a hook that throws
 * @returns {StepResult}
 */
export function readVitestReport(step, file, exitCode, printed = '') {
  if (!existsSync(file)) return failedResult(step, `wrote no report (exit code ${exitCode})`);
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const tests = report.testResults.flatMap((suite) =>
    suite.assertionResults.map((test) => ({ ...test, file: relative(root, suite.name) })),
  );
  const name = (test) => `${test.file}: ${test.fullName}`;
  const failures = tests
    .filter((test) => test.status === 'failed')
    .map((test) => ({ name: name(test), message: test.failureMessages.join('\n') }));
  // A file that fails outside of its tests (it does not load, a hook throws) has status failed, and perhaps no failed test.
  for (const suite of report.testResults) {
    if (suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed')) {
      const name = relative(root, suite.name);
      failures.push({ name, message: suite.message || `failed outside of its tests\n${excerpt(printed, `FAIL  ${name}`)}` });
    }
  }
  const passed = tests.filter((test) => test.status === 'passed').length;
  const skipped = tests.filter((test) => !['passed', 'failed'].includes(test.status)).map(name);
  if (failures.length === 0 && exitCode !== 0)
    failures.push({ name: step, message: `ended with code ${exitCode} although no test failed` });
  if (tests.length === 0 && failures.length === 0) failures.push({ name: step, message: 'ran no test' });
  return { passed, failures, skipped, files: report.testResults.map((suite) => relative(root, suite.name)) };
}

/**
 * @param {readonly StepResult[]} results
 * @returns {{ line: string, exitCode: number }}
 */
export function summary(results) {
  const count = (of) => results.reduce((sum, result) => sum + of(result), 0);
  const passed = count((result) => result.passed);
  const failed = count((result) => result.failures.length);
  const skipped = count((result) => result.skipped.length);
  return { line: `${passed} passed, ${failed} failed, ${skipped} skipped`, exitCode: failed > 0 || passed === 0 ? 1 : 0 };
}

/** The lines that follow the first one with `mark`. */
function excerpt(text, mark) {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.includes(mark));
  return start === -1 ? '' : lines.slice(start, start + EXCERPT_LINES).join('\n');
}

const EXCERPT_LINES = 25;
