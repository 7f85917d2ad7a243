// The browser that draws the VS Code server for tests and for the demo's check: finds Chromium, or installs Debian's where it may.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheFolder, endChildrenWithUs, run, say, tail } from './setup.mjs';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const PACKAGES = ['chromium', 'fonts-dejavu-core'];

/** What a headless browser on a small machine needs switched off; the sandbox cannot start as root or in most containers. */
export const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns {string | undefined} the program that PLUMBLINE_CHROMIUM names, else the first Chromium found */
export function findBrowser() {
  const named = process.env.PLUMBLINE_CHROMIUM;
  if (named !== undefined) {
    if (!isProgram(named)) throw new Error(`PLUMBLINE_CHROMIUM names ${named}, which is not a program`);
    return named;
  }
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => PROGRAMS.map((program) => join(folder, program)));
  return [...PLACES, ...onPath].find(isProgram);
}

/** The browser's path; installs Debian's where it is missing and we may. */
export async function installBrowser() {
  const found = findBrowser();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) await installWithApt();
  const browser = findBrowser();
  if (browser !== undefined) return browser;
  throw new Error(
    'No Chromium was found. Install one (on Debian and Ubuntu: apt-get install chromium fonts-dejavu-core), or set PLUMBLINE_CHROMIUM to the path of a Chromium or Chrome, and run again.',
  );
}

async function installWithApt() {
  say(`installing ${PACKAGES.join(' and ')} with apt (about 15 s)`);
  const log = join(cacheFolder(), 'browser.log');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // An unreachable third-party source makes `update` fail although Debian's own lists are fine: the installation decides.
  await run('apt-get', ['update'], { env, log });
  const code = await run('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES], { env, log });
  if (code !== 0) say(`apt-get ended with code ${code}; see ${log}\n${tail(log)}`);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ENOTDIR'].includes(error.code)) return false;
    throw error;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  endChildrenWithUs();
  say(`browser: ${await installBrowser()}`);
}
