// `npm run demo`: the sample fleet in a fresh Git repository, opened in VS Code with the extension loaded.
//
//   npm run demo                         in your own `code` where there is one, else in the VS Code server
//   npm run demo -- --server             in the VS Code server in any case
//   npm run demo -- --cluster            with real API servers that hold what the snapshots hold
//   npm run demo -- --check [--cluster]  headless: one pass of the main job, pictures in test-results/demo, exit code 0 or 1
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { demoRepository } from './demo-repository.mjs';
import { cacheFolder, mustRun, root, say } from './setup.mjs';
import { buildBundles, installDependencies } from './setup-dependencies.mjs';

const KNOWN = ['--server', '--cluster', '--check'];

process.exitCode = await main(process.argv.slice(2));

async function main(options) {
  const unknown = options.filter((option) => !KNOWN.includes(option));
  if (unknown.length > 0) {
    say(`no such option: ${unknown.join(' ')}; there are ${KNOWN.join(', ')}`);
    return 2;
  }
  const stops = [];
  stopOnSignal(stops, options.includes('--check') ? 130 : 0);
  try {
    await installDependencies();
    say('building the extension');
    await buildBundles();
    return await demo(
      { check: options.includes('--check'), cluster: options.includes('--cluster'), server: options.includes('--server') },
      stops,
    );
  } catch (error) {
    say(`The demo could not be started: ${error.message}`);
    return 1;
  } finally {
    await stopAll(stops);
  }
}

/** Ends what was started, the last first. */
async function stopAll(stops) {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
}

/** Ctrl-C is how the demo ends: servers and clusters go with it. */
function stopOnSignal(stops, exitCode) {
  const end = () => stopAll(stops).finally(() => process.exit(exitCode));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

async function demo({ check, cluster, server }, stops) {
  const place = join(cacheFolder(), check ? `demo-check-${process.pid}` : 'demo');
  mkdirSync(place, { recursive: true });
  if (check) stops.push(() => rmSync(place, { recursive: true, force: true }));
  const fleet = demoRepository({ folder: join(place, 'fleet'), snapshots: !cluster });
  say(`sample fleet: ${fleet.folder}`);
  const env = cluster ? await startClusters(join(place, 'kubeconfig'), stops) : {};
  if (check) return runCheck(fleet, env, stops);
  const code = server ? undefined : programOnPath('code');
  if (code !== undefined) await openInCode(code, fleet.folder, env);
  else await openInServer(fleet.folder, env, stops);
  say('Press Ctrl-C to stop.');
  // Something must keep us here where VS Code runs on its own and there is no server of ours.
  return new Promise(() => setInterval(() => undefined, 60_000));
}

async function startClusters(kubeconfig, stops) {
  say('starting a real API server for each environment');
  const { startDemoClusters } = await import('./demo-cluster.mjs');
  const clusters = await startDemoClusters({ kubeconfig });
  stops.push(clusters.stop);
  return { KUBECONFIG: kubeconfig };
}

async function openInCode(code, folder, env) {
  say(`opening VS Code (${code})`);
  await mustRun(code, ['--new-window', `--extensionDevelopmentPath=${root}`, folder], { env: { ...process.env, ...env } });
}

async function openInServer(folder, env, stops) {
  const { startVsCodeServer } = await import('./vscode-server.mjs');
  const server = await startVsCodeServer({ extensionPath: root, folder, env });
  stops.push(server.stop);
  say(`\nOpen ${server.url}\n`);
}

/** One pass of the main job through the user interface. */
async function runCheck(fleet, env, stops) {
  const { installBrowser, BROWSER_ARGUMENTS } = await import('./browser.mjs');
  const { startVsCodeServer } = await import('./vscode-server.mjs');
  const { chromium } = await import('playwright-core');
  const { checkMainJob } = await import('./demo-check.mjs');
  const executablePath = await installBrowser();
  const cluster = env.KUBECONFIG !== undefined;
  const pictures = join(root, 'test-results', cluster ? 'demo-cluster' : 'demo');
  rmSync(pictures, { recursive: true, force: true });
  const server = await startVsCodeServer({ extensionPath: root, folder: fleet.folder, env, logs: join(pictures, 'logs') });
  stops.push(server.stop);
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGUMENTS });
  stops.push(() => browser.close());
  return checkMainJob({ browser, url: server.url, fleet, cluster, pictures });
}

function programOnPath(name) {
  const files = process.platform === 'win32' ? [`${name}.cmd`] : [name];
  const places = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => files.map((file) => join(folder, file)));
  return places.find((place) => existsSync(place));
}
