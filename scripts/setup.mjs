// What every script that sets something up shares: progress lines, child processes, the cache folder and its locks. Needs no dependency and runs on Node 20.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';

/** The project's root folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Where slow things are kept between runs and between clones. */
export function cacheFolder() {
  const folder = process.env.PLUMBLINE_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'plumbline');
  mkdirSync(folder, { recursive: true });
  return resolve(folder);
}

/** The first characters of a content's SHA-256: enough to key a cache folder. */
export function contentKey(...contents) {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content);
  return hash.digest('hex').slice(0, 12);
}

/** A progress line on standard error, so that standard output stays for results. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * The environment for npm and compilers: without this project's `node_modules/.bin` on PATH, because npm reads its global
 * configuration from beside the Node that runs it, and without the variables of the npm script that we run in.
 * @returns {Record<string, string | undefined>}
 */
export function commandEnvironment(extra = {}) {
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !/[\\/]node_modules[\\/]\.bin$|node-gyp-bin$/.test(entry));
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_(?!config_(?!local_prefix|prefix|globalconfig))/.test(name));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter), ...extra };
}

/** Processes that this one started and that still run; ended with it. */
const running = new Set();

/**
 * Run a command to its end, its output into `log` (or shown, without one).
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, log?: string, timeoutMinutes?: number }} options
 * @returns {Promise<number>} the exit code; -1 when it could not start, 128 when a signal (ours, after the time limit) ended it
 */
export function run(command, args, options = {}) {
  const descriptor = options.log === undefined ? undefined : openLog(options.log, [command, ...args].join(' '));
  const sink = descriptor ?? 2;
  const child = spawn(command, args, { cwd: options.cwd ?? root, env: options.env ?? process.env, stdio: ['ignore', sink, sink] });
  running.add(child);
  const timer = options.timeoutMinutes === undefined ? undefined : setTimeout(() => child.kill('SIGTERM'), options.timeoutMinutes * 60_000);
  return new Promise((done) => {
    const end = (code, note) => {
      running.delete(child);
      clearTimeout(timer);
      if (descriptor !== undefined) {
        if (note) writeSync(descriptor, `${note}\n`);
        closeSync(descriptor);
      } else if (note) say(note);
      done(code);
    };
    child.once('error', (error) => end(-1, `${command}: ${error.message}`));
    child.once('exit', (code, signal) => end(code ?? 128, signal ? `${command} was ended by ${signal}` : ''));
  });
}

/** As `run`, but an exit code other than 0 is an error that names the log. */
export async function mustRun(command, args, options = {}) {
  const code = await run(command, args, options);
  if (code !== 0)
    throw new Error(
      `${command} ${args.join(' ')} ended with code ${code}${options.log ? `; see ${options.log}\n${tail(options.log)}` : ''}`,
    );
}

/** The last lines of a log, for messages. */
export function tail(file, lines = 25) {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
}

/** End what this process started, when it is told to stop. */
export function endChildrenWithUs() {
  const end = (signal) => {
    for (const child of running) child.kill('SIGTERM');
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

/**
 * A folder of the cache that is filled once and then only read. Whole or absent: it is filled under another name and renamed,
 * and of several processes one fills it while the others wait.
 * @param {string} name
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>} the folder's absolute path
 */
export async function fillOnce(name, fill) {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  const lock = `${folder}.lock`;
  if (existsSync(lock)) say(`waiting for another process that prepares ${name}`);
  await withLock(lock, async () => {
    if (existsSync(folder)) return;
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    await fill(partial);
    renameSync(partial, folder);
  });
  return folder;
}

function openLog(file, title) {
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, 'a');
  writeSync(descriptor, `$ ${title}\n`);
  return descriptor;
}
