// Runs mocha tests inside the real extension host and returns mocha's own JSON report of them.
//
// The suite's entry (test/vscode-host/suite/index.ts, bundled to dist/host-tests/index.js) exports `run(): Promise<void>`, runs mocha with its
// `json` reporter into the file that PLUMBLINE_HOST_REPORT names, and rejects when a test fails.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser';
import { startVsCodeServer, type VsCodeServer } from '../../scripts/vscode-server.mjs';
import { repository } from '../support/vscode-server';

export interface HostTestOptions {
  /** What the workbench opens: a folder or a `.code-workspace` file. */
  readonly folder?: string;
  readonly workspace?: string;
  readonly testsPath: string;
  readonly extensionPath?: string;
  /** Mocha's JSON goes to `<report>`, the host's console to `<report>.log`. */
  readonly report: string;
  readonly env?: Record<string, string>;
  readonly timeoutMilliseconds?: number;
}

/** One test as mocha's JSON reporter describes it. */
export interface HostTest {
  readonly fullTitle: string;
  readonly duration?: number;
  readonly state: 'passed' | 'failed' | 'pending';
  readonly message?: string;
}

export interface HostTestRun {
  readonly exitCode: number;
  readonly tests: readonly HostTest[];
}

/** @throws Error when the run gives no report or no test: silence is a failure. */
export async function runHostTests(options: HostTestOptions): Promise<HostTestRun> {
  const { report, testsPath, extensionPath = repository, timeoutMilliseconds = 420_000 } = options;
  if (!existsSync(testsPath)) throw new Error(`${testsPath} is missing; run \`node scripts/build.mjs --tests\``);
  mkdirSync(dirname(report), { recursive: true });
  for (const stale of [report, `${report}.log`]) rmSync(stale, { force: true });
  // The extension comes by the address alone: as a development extension.
  const server = await startVsCodeServer({
    ...(options.folder === undefined ? {} : { folder: options.folder }),
    ...(options.workspace === undefined ? {} : { workspace: options.workspace }),
    smokeTestDriver: true,
    env: { ...options.env, PLUMBLINE_HOST_REPORT: report },
  });
  const browser = await launchBrowser();
  try {
    const exitCode = await openAndWait(browser, testAddress(server, extensionPath, testsPath), `${report}.log`, timeoutMilliseconds);
    return { exitCode, tests: readReport(report) };
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** The workbench's own way to start tests: development and test paths as a payload of the address. */
function testAddress(server: VsCodeServer, extensionPath: string, testsPath: string): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extensionPath)],
    ['extensionTestsPath', remote(testsPath)],
  ];
  return `${server.url}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

async function openAndWait(browser: Browser, address: string, log: string, timeoutMilliseconds: number): Promise<number> {
  const page = await browser.newPage();
  const lines: string[] = [];
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => lines.push(`${type}: ${args.map(String).join(' ')}`));
  let timer: NodeJS.Timeout | undefined;
  // The functions must be there before the page is: a short run would end unheard.
  const exit = new Promise<number>((done, fail) => {
    timer = setTimeout(() => fail(new Error(`the tests in the extension host did not end in time; see ${log}`)), timeoutMilliseconds);
    page.on('crash', () => fail(new Error('the browser page crashed')));
    page
      .exposeFunction('codeAutomationExit', (code: number) => done(code))
      .then(() => page.goto(address))
      .catch(fail);
  });
  try {
    return await exit;
  } finally {
    clearTimeout(timer);
    writeFileSync(log, `${lines.join('\n')}\n`);
  }
}

interface MochaReport {
  readonly tests: readonly MochaTest[];
  readonly failures: readonly MochaTest[];
  readonly pending: readonly MochaTest[];
}

interface MochaTest {
  readonly fullTitle: string;
  readonly duration?: number;
  readonly err?: { readonly message?: string; readonly stack?: string };
}

function readReport(file: string): readonly HostTest[] {
  if (!existsSync(file)) throw new Error(`the extension host wrote no report to ${file}; see ${file}.log`);
  const report = JSON.parse(readFileSync(file, 'utf8')) as MochaReport;
  const pending = new Set(report.pending.map((test) => test.fullTitle));
  const known = new Set(report.tests.map((test) => test.fullTitle));
  // A failing hook is listed among the failures only.
  const all = [...report.tests, ...report.failures.filter((test) => !known.has(test.fullTitle))];
  if (all.length === 0) throw new Error(`the report ${file} has no test`);
  return all.map((test) => {
    const message = test.err?.stack ?? test.err?.message;
    const state = pending.has(test.fullTitle) ? 'pending' : message === undefined ? 'passed' : 'failed';
    return {
      fullTitle: test.fullTitle,
      state,
      ...(test.duration === undefined ? {} : { duration: test.duration }),
      ...(message === undefined ? {} : { message }),
    };
  });
}

/** Where the build puts the suite of this project. */
export const builtSuite = join(repository, 'dist/host-tests/index.js');
