// Runs a program to its end and says what it cost: processor time of it and its children, time on the clock, and what it wrote.
// @ts-check
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/**
 * @typedef {object} Cost
 * @property {number} cpu seconds, user and system
 * @property {number} wall seconds
 */

/** @typedef {Cost & { output: string }} Run */

/** The shell's `times` counts every process below it alike, whatever it is written in. Source: POSIX, 2.14 special built-in utilities. */
const TIMED = '"$@"; code=$?; times >&2; exit $code';

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, input?: string, env?: NodeJS.ProcessEnv | undefined }} options `env` is added to ours
 * @returns {Promise<Run>} rejects unless the program ends with 0
 */
export function measure(command, args, { cwd, input = '', env }) {
  return new Promise((done, fail) => {
    const start = performance.now();
    const child = spawn('sh', ['-c', TIMED, 'sh', command, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    /** @type {Buffer[]} */
    const output = [];
    let errors = '';
    child.stdout.on('data', (part) => output.push(part));
    child.stderr.setEncoding('utf8').on('data', (text) => {
      errors += text;
    });
    child.on('error', fail);
    child.on('close', (code) => {
      const wall = (performance.now() - start) / 1000;
      const cpu = childSeconds(errors);
      if (code === 0 && cpu !== undefined) done({ cpu, wall, output: Buffer.concat(output).toString() });
      else fail(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${errors.slice(-2000)}`));
    });
    child.stdin.end(input);
  });
}

/** The middle one; of an even number the mean of the two in the middle. @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {readonly Cost[]} costs @returns {Cost} */
export function medianCost(costs) {
  return { cpu: median(costs.map(({ cpu }) => cpu)), wall: median(costs.map(({ wall }) => wall)) };
}

/** The last line of `times`: what the shell's children used. @param {string} errors */
function childSeconds(errors) {
  const last = errors.trimEnd().split('\n').at(-1) ?? '';
  const [user, system] = [...last.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds));
  return user === undefined || system === undefined ? undefined : user + system;
}
