// The bench's results as a Markdown table, with the targets beside.
// @ts-check
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, platform, release } from 'node:os';

/**
 * @typedef {object} Row
 * @property {string} work
 * @property {string} measured
 * @property {number} [ratio] ours to the other side's
 * @property {number} [value] what the target is compared with where it is no ratio
 * @property {number} [target] at most
 * @property {string} [unit] of `value`
 */

/** @param {readonly Row[]} rows */
export function table(rows) {
  const lines = rows.map((row) => `| ${row.work} | ${row.measured} | ${ratioText(row)} | ${targetText(row)} | ${verdict(row)} |`);
  return ['| work | measured | ratio | target | |', '| --- | --- | --- | --- | --- |', ...lines, ''].join('\n');
}

/** `2 cores, Debian GNU/Linux 12, Node 24.1.0`: what a reader needs to compare, and nothing that names the machine. @param {string} node */
export function machine(node) {
  const cores = cpus().length;
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
  return `${cores} ${cores === 1 ? 'core' : 'cores'}, ${systemName()}, Node ${version}`;
}

function systemName() {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const field = (/** @type {string} */ name) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1];
  const name = field('NAME');
  return name === undefined ? `${platform()} ${release()}` : `${name} ${field('VERSION_ID') ?? ''}`.trim();
}

/** @param {Row} row */
function ratioText({ ratio, target = 0 }) {
  if (ratio === undefined) return '';
  return ratio >= 0.67 || target >= 1 ? ratio.toFixed(2) : `1/${(1 / ratio).toFixed(1)}`;
}

/** @param {Row} row */
function targetText({ ratio, target, unit = 's' }) {
  if (target === undefined) return '';
  if (ratio === undefined) return `≤ ${target} ${unit}`;
  return target < 1 ? `≤ 1/${Math.round(1 / target)}` : `≤ ${target}`;
}

/** @param {Row} row */
function verdict({ ratio, value, target }) {
  const measured = ratio ?? value;
  if (target === undefined || measured === undefined) return '';
  return measured <= target ? 'met' : 'missed';
}
