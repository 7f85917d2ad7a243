// Builds the real parts that the tests and the cluster demo run (kustomize, Helm, etcd, kube-apiserver, kustomize-controller, Argo CD) into a cache folder.
// @ts-check
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { argv, env, pid, platform, stderr } from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { withLock } from './lock.mjs';

/** @typedef {'kustomize' | 'kustomize-batch' | 'kustomize-loop' | 'helm3' | 'helm3-batch' | 'helm4' | 'helm4-batch' | 'etcd' | 'kube-apiserver' | 'kustomize-controller' | 'flux-render' | 'flux-values' | 'flux-artifact' | 'argocd' | 'argocd-render' | 'argocd-redis' | 'argocd-kustomize' | 'argocd-helm' | 'registry' | 'sops'} PartName */
/** @typedef {{ module: string, package: string, version: string, minutes: number, flags?: string[] }} Part */

const MODULES = resolve(import.meta.dirname, '../test/parts');
const EXECUTABLE = platform === 'win32' ? '.exe' : '';
const FLUX_VERSION = 'v1.9.5';
const ARGO_VERSION = '3.2.6';
const ARGO_MODULE = 'github.com/argoproj/argo-cd/v3';
const GO_NEEDED = 'Go 1.26 or newer is needed for the tests: install it from go.dev and run npm test again';

/** Versions are those of each module's go.mod; `minutes` is what a first build takes on two cores. */
export const PARTS = /** @type {Record<PartName, Part>} */ ({
  kustomize: { module: 'kustomize', package: '.', version: '5.8.2', minutes: 1 },
  'kustomize-batch': { module: 'kustomize', package: './batch', version: '5.8.2', minutes: 1 },
  'kustomize-loop': { module: 'kustomize', package: './loop', version: '5.8.2', minutes: 1 },
  helm3: { module: 'helm3', package: 'helm.sh/helm/v3/cmd/helm', version: '3.22.0', minutes: 3, flags: helm3Versions('3.22.0', '37') },
  helm4: { module: 'helm4', package: 'helm.sh/helm/v4/cmd/helm', version: '4.3.1', minutes: 3, flags: [helmVersion('v4', '4.3.1')] },
  'helm3-batch': { module: 'helm3', package: './batch', version: '3.22.0', minutes: 2, flags: helm3Versions('3.22.0', '37') },
  'helm4-batch': { module: 'helm4', package: './batch', version: '4.3.1', minutes: 2, flags: [helmVersion('v4', '4.3.1')] },
  etcd: { module: 'etcd', package: '.', version: '3.6.6', minutes: 1 },
  'kube-apiserver': { module: 'apiserver', package: '.', version: '1.36.3', minutes: 3, flags: kubernetesVersion('1', '36', '3') },
  'kustomize-controller': { module: 'flux', package: 'github.com/fluxcd/kustomize-controller', version: '1.9.5', minutes: 3 },
  sops: { module: 'flux', package: 'github.com/getsops/sops/v3/cmd/sops', version: '3.13.2', minutes: 1 },
  registry: { module: 'registry', package: '.', version: '3.0.0', minutes: 1 },
  'flux-values': { module: 'chartutil', package: '.', version: '1.30.0', minutes: 1 },
  // What source-watcher calls: its own module is in no registry.
  'flux-artifact': { module: 'artifact', package: '.', version: '4.10.0', minutes: 1 },
  'flux-render': { module: 'flux', package: './render', version: '1.35.6', minutes: 1 },
  argocd: { module: 'argocd', package: `${ARGO_MODULE}/cmd`, version: ARGO_VERSION, minutes: 6, flags: [argoVersion()] },
  'argocd-render': { module: 'argocd', package: './render', version: ARGO_VERSION, minutes: 2 },
  'argocd-redis': { module: 'argocd', package: './redis', version: '2.35.0', minutes: 1 },
  // What the images of this Argo CD have on their PATH.
  'argocd-kustomize': { module: 'argocd-kustomize', package: 'sigs.k8s.io/kustomize/kustomize/v5', version: '5.7.0', minutes: 1 },
  'argocd-helm': {
    module: 'argocd-helm',
    package: 'helm.sh/helm/v3/cmd/helm',
    version: '3.18.4',
    minutes: 2,
    flags: helm3Versions('3.18.4', '33'),
  },
});

/**
 * Absolute path of a part's program, built when the cache has none.
 * `PLUMBLINE_ORACLE_<NAME>` names another program; `KUBEBUILDER_ASSETS` a folder with kube-apiserver and etcd.
 *
 * @param {PartName} name
 * @param {(line: string) => void} [log]
 * @returns {Promise<string>}
 * @throws with a sentence for people, when it can be neither found nor built.
 */
export async function partPath(name, log = toStandardError) {
  const given = givenPath(name);
  if (given !== undefined) {
    if (!existsSync(given)) throw new Error(`${name} was expected at ${given}, which does not exist`);
    return given;
  }
  const folder = cacheFolder(name, PARTS[name].version, join(MODULES, PARTS[name].module), PARTS[name].package);
  const program = join(folder, name + EXECUTABLE);
  if (!existsSync(program)) {
    await withLock(`${folder}.lock`, async () => {
      if (!existsSync(program)) await buildInto(folder, name, log);
    });
  }
  return program;
}

/**
 * Absolute paths of the CRD files of kustomize-controller and source-controller, copied out of their published modules.
 *
 * @returns {Promise<string[]>}
 */
export function fluxCrdFiles() {
  const controllers = ['kustomize-controller', 'source-controller'];
  const folders = controllers.map((name) => ({ path: `github.com/fluxcd/${name}@${FLUX_VERSION}`, folder: 'config/crd/bases' }));
  return crdFiles('flux-crds', FLUX_VERSION, 'flux', folders);
}

/** Those of Argo CD. @returns {Promise<string[]>} */
export function argoCrdFiles() {
  return crdFiles('argocd-crds', ARGO_VERSION, 'argocd', [{ path: `${ARGO_MODULE}@v${ARGO_VERSION}`, folder: 'manifests/crds' }]);
}

/** @param {string} name @param {string} version @param {string} module @param {{ path: string, folder: string }[]} sources @returns {Promise<string[]>} */
async function crdFiles(name, version, module, sources) {
  const folder = cacheFolder(name, version, join(MODULES, module));
  if (!existsSync(folder)) {
    await withLock(`${folder}.lock`, async () => {
      if (!existsSync(folder)) await copyCrdsInto(folder, join(MODULES, module), sources);
    });
  }
  return readdirSync(folder)
    .filter((file) => file !== 'kustomization.yaml')
    .sort()
    .map((file) => join(folder, file));
}

/** @param {PartName} name @returns {string | undefined} */
function givenPath(name) {
  const override = env[`PLUMBLINE_ORACLE_${name.toUpperCase().replaceAll('-', '_')}`];
  if (override) return override;
  const isAsset = name === 'kube-apiserver' || name === 'etcd';
  if (isAsset && env.KUBEBUILDER_ASSETS) return join(env.KUBEBUILDER_ASSETS, name + EXECUTABLE);
  return undefined;
}

/** @param {string} name @param {string} version @param {string} module @param {string} [program] the package within it @returns {string} */
function cacheFolder(name, version, module, program = '.') {
  const cache = env.PLUMBLINE_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'plumbline');
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', ...sourcesIn(module, program)]) {
    const path = join(module, file);
    if (existsSync(path)) hash.update(file).update(readFileSync(path));
  }
  return join(cache, 'parts', `${name}-${version}-${platform}-${process.arch}-${hash.digest('hex').slice(0, 12)}`);
}

/** @param {string} module @param {string} program @returns {string[]} none where the program is another module's */
function sourcesIn(module, program) {
  if (program !== '.' && !program.startsWith('./')) return [];
  const files = readdirSync(join(module, program)).filter((file) => file.endsWith('.go') && file !== 'tools.go');
  return files.sort().map((file) => join(program, file));
}

/** @param {string} folder @param {PartName} name @param {(line: string) => void} log */
async function buildInto(folder, name, log) {
  const part = PARTS[name];
  const module = join(MODULES, part.module);
  await requireGo(module);
  const partial = `${folder}.${pid}.partial`;
  mkdirSync(partial, { recursive: true });
  const label = `${name} ${part.version}`;
  const start = Date.now();
  log(`Building ${label} (first time: about ${part.minutes} ${part.minutes === 1 ? 'minute' : 'minutes'})…`);
  const ticker = setInterval(() => log(`  still building ${label}, ${seconds(start)}`), 20_000);
  try {
    const flags = ['-s', '-w', ...(part.flags ?? [])].join(' ');
    await go(module, ['build', '-buildvcs=false', '-ldflags', flags, '-o', join(partial, name + EXECUTABLE), part.package], label);
    publish(partial, folder);
    log(`Built ${label} in ${seconds(start)}`);
  } finally {
    clearInterval(ticker);
    rmSync(partial, { recursive: true, force: true });
  }
}

/** @param {string} folder @param {string} module @param {{ path: string, folder: string }[]} sources */
async function copyCrdsInto(folder, module, sources) {
  await requireGo(module);
  const partial = `${folder}.${pid}.partial`;
  mkdirSync(partial, { recursive: true });
  try {
    for (const source of sources) {
      const { Dir } = JSON.parse(await go(module, ['mod', 'download', '-json', source.path], source.path));
      const crds = join(Dir, source.folder);
      for (const file of readdirSync(crds)) copyFileSync(join(crds, file), join(partial, file));
    }
    publish(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** A folder appears in the cache whole or not at all; another process may have been quicker. @param {string} partial @param {string} folder */
function publish(partial, folder) {
  try {
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

/** @param {string} module */
async function requireGo(module) {
  const version = await promisify(execFile)('go', ['env', 'GOVERSION'], { cwd: module }).catch((/** @type {Error} */ error) => {
    throw new Error(GO_NEEDED, { cause: error });
  });
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version.stdout.trim()) ?? [];
  if (Number(major) < 1 || (Number(major) === 1 && Number(minor) < 26)) throw new Error(`${GO_NEEDED} (found ${version.stdout.trim()})`);
}

/** @param {string} cwd @param {string[]} args @param {string} label @returns {Promise<string>} what it wrote to standard output */
function go(cwd, args, label) {
  return new Promise((done, fail) => {
    const child = spawn('go', args, {
      cwd,
      env: { ...env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      errors = (errors + text).slice(-4000);
    });
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done(output);
      else fail(new Error(`${label} could not be built (go ${args[0]} ended with ${code}):\n${errors}`));
    });
  });
}

/** Without these, clients cannot parse what the server calls its version. @param {string} major @param {string} minor @param {string} patch */
function kubernetesVersion(major, minor, patch) {
  const set = (/** @type {string} */ name, /** @type {string} */ value) => `-X k8s.io/component-base/version.${name}=${value}`;
  return [set('gitVersion', `v${major}.${minor}.${patch}`), set('gitMajor', major), set('gitMinor', minor)];
}

/** Helm 3 also takes the Kubernetes version that it stands for from the build; Helm 4 reads it from its own modules. @param {string} version @param {string} minor */
function helm3Versions(version, minor) {
  const kubernetes = 'helm.sh/helm/v3/pkg/chartutil.k8sVersion';
  return [helmVersion('v3', version), `-X ${kubernetes}Major=1`, `-X ${kubernetes}Minor=${minor}`];
}

function argoVersion() {
  return `-X ${ARGO_MODULE}/common.version=${ARGO_VERSION}`;
}

/** @param {string} major @param {string} version */
function helmVersion(major, version) {
  return `-X helm.sh/helm/${major}/internal/version.version=v${version}`;
}

/** @param {number} start */
function seconds(start) {
  return `${Math.round((Date.now() - start) / 1000)} s`;
}

/** @param {string} line */
function toStandardError(line) {
  stderr.write(`${line}\n`);
}

/** @param {string[]} names */
async function main(names) {
  const known = /** @type {PartName[]} */ (Object.keys(PARTS));
  const unknown = names.filter((name) => !known.includes(/** @type {PartName} */ (name)));
  if (unknown.length > 0) throw new Error(`no part is called ${unknown.join(', ')}; the parts are ${known.join(', ')}`);
  for (const name of names.length === 0 ? known : names) {
    console.log(`${name}: ${await partPath(/** @type {PartName} */ (name))}`);
  }
  if (names.length === 0) for (const file of [...(await fluxCrdFiles()), ...(await argoCrdFiles())]) console.log(`CRD: ${basename(file)}`);
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  main(argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
