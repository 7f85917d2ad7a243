// Starts programs so that they never outlive us, ends them by their id, and takes free ports and temporary folders.
// @ts-check
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 4;

/**
 * @typedef {object} RunningProcess
 * @property {number} pid
 * @property {() => string} output the last 8,000 characters that it wrote
 * @property {() => string | undefined} ended how it ended, undefined while it runs
 * @property {() => Promise<void>} stop kills it, as nothing that it holds is kept; returns when it is gone
 */

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<RunningProcess>} when it has been started; rejects when it cannot be
 */
export function startProcess(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    /** @type {string | undefined} */
    let ended;
    const keep = (/** @type {string} */ text) => {
      output = (output + text).slice(-8000);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const gone = new Promise((resolve) => child.on('exit', resolve));
    child.on('exit', (code, signal) => {
      ended = signal === null ? `ended with ${code}` : `was ended by ${signal}`;
      tellKeeper(`-process ${child.pid}`);
    });
    child.on('error', fail);
    child.on('spawn', () => {
      const pid = /** @type {number} */ (child.pid);
      tellKeeper(`+process ${pid}`);
      done({ pid, output: () => output, ended: () => ended, stop });
    });
    async function stop() {
      if (ended !== undefined) return;
      child.kill('SIGKILL');
      await gone;
    }
  });
}

/**
 * Asks `ready` until it says yes.
 *
 * @param {string} what for the message
 * @param {() => Promise<boolean>} ready an error counts as no, and the last one is told
 * @param {{ milliseconds: number, processes?: RunningProcess[] }} limits
 */
export async function waitUntil(what, ready, { milliseconds, processes = [] }) {
  const end = Date.now() + milliseconds;
  let last = 'it said no';
  while (Date.now() < end) {
    const yes = await ready().catch((/** @type {Error} */ error) => {
      last = error.message;
      return false;
    });
    if (yes) return;
    const dead = processes.find((process) => process.ended() !== undefined);
    if (dead !== undefined) throw new Error(`${what}: a process ${dead.ended()}:\n${dead.output()}`);
    await sleep(50);
  }
  const outputs = processes.map((process) => process.output()).join('\n');
  throw new Error(`${what}: not within ${milliseconds / 1000} s (${last})\n${outputs}`);
}

/** A port that was free a moment ago. Whoever uses it must be ready to try another. @returns {Promise<number>} */
export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))));
    });
  });
}

/**
 * Starts again with other ports: somebody can take one between our finding it free and the program's taking it.
 *
 * @template T
 * @param {() => Promise<T>} start
 * @returns {Promise<T>}
 */
export async function whilePortsAreTaken(start) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      const taken = error instanceof Error && /address already in use/.test(error.message);
      if (!taken || attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * A temporary folder that goes when `remove` is called or this process ends.
 *
 * @param {string} name
 * @returns {{ path: string, remove: () => void }}
 */
export function temporaryFolder(name) {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `plumbline-${name}-`)));
  tellKeeper(`+folder ${path}`);
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      tellKeeper(`-folder ${path}`);
    },
  };
}

/** @type {import('node:child_process').ChildProcess | undefined} */
let keeper;

/** @param {string} line */
function tellKeeper(line) {
  keeper ??= startKeeper();
  keeper.stdin?.write(`${line}\n`);
}

/** A process of its own, because a process that is killed cannot clean up after itself. */
function startKeeper() {
  const child = spawn(execPath, [join(import.meta.dirname, 'keeper.mjs')], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  child.unref();
  const input = child.stdin;
  if (input !== null && 'unref' in input && typeof input.unref === 'function') input.unref();
  return child;
}
