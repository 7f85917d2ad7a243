// A lock between processes: a folder that only one of them can make, and that names its holder.
// @ts-check
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kill, pid } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A holder writes its id at once; a lock without one for this long was left by a process that died in between. */
const NAMELESS_MILLISECONDS = 10_000;

/**
 * Runs `work` while holding the lock at `path`, waiting for another living holder; takes over from a dead one.
 *
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  while (!take(path)) {
    if (isAbandoned(path)) rmSync(path, { recursive: true, force: true });
    else await sleep(250);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/** @param {string} path */
function take(path) {
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(path, 'holder'), String(pid));
  return true;
}

/** @param {string} path */
function isAbandoned(path) {
  try {
    const holder = Number(readFileSync(join(path, 'holder'), 'utf8'));
    return holder !== 0 && !isAlive(holder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const made = statSync(path, { throwIfNoEntry: false });
  return made !== undefined && Date.now() - made.mtimeMs > NAMELESS_MILLISECONDS;
}

/** @param {number} holder */
function isAlive(holder) {
  try {
    return kill(holder, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
