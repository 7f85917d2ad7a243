// Runs the suite inside the extension host: mocha's JSON goes to the file that PLUMBLINE_HOST_REPORT names, a line a test to the console.
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Mocha from 'mocha';

/** Called by the extension host. Rejects when a test fails, and when there is none: silence is a failure. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, ...reporter() });
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.test.js'))) mocha.addFile(join(__dirname, file));
  const { failures, tests } = await runMocha(mocha);
  if (tests === 0) throw new Error('the suite has no tests');
  if (failures > 0) throw new Error(`${failures} of ${tests} tests failed`);
}

function reporter(): Mocha.MochaOptions {
  const report = process.env.PLUMBLINE_HOST_REPORT;
  if (report === undefined) return { reporter: 'spec' };
  mkdirSync(dirname(report), { recursive: true });
  return { reporter: 'json', reporterOption: { output: report } } as Mocha.MochaOptions;
}

function runMocha(mocha: Mocha): Promise<{ failures: number; tests: number }> {
  return new Promise((resolve) => {
    let tests = 0;
    const runner = mocha.run((failures) => resolve({ failures, tests }));
    const tell = (state: string, test: Mocha.Test, error?: Error): void => {
      tests += 1;
      console.log(JSON.stringify({ state, test: test.fullTitle(), ...(error === undefined ? {} : { error: error.message }) }));
    };
    runner.on('pass', (test) => tell('passed', test));
    runner.on('fail', (test, error: Error) => tell('failed', test, error));
  });
}
