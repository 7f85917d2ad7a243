// Starts the real kustomize-controller beside an API server, and plays source-controller's part for it: packs a Git tree and announces it.
// @ts-check
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { installCrds } from './crds.mjs';
import { fluxCrdFiles, partPath } from './parts.mjs';
import { freePort, startProcess, waitUntil, whilePortsAreTaken } from './processes.mjs';

/** @typedef {import('./cluster.mjs').ApiServer} ApiServer */
/** @typedef {import('./kube.mjs').KubeClient} KubeClient */
/** @typedef {{ output: () => string, stop: () => Promise<void> }} FluxController */

/**
 * @typedef {object} SourceServer
 * @property {(name: string, repository: string, branch?: string) => Promise<string>} publish packs the branch's commit, writes the GitRepository `flux-system/<name>`; returns the revision, `main@sha1:…`
 * @property {() => Promise<void>} stop
 */

const NAMESPACE = 'flux-system';

/**
 * Installs the CRDs of Kustomization and the sources, and the namespace `flux-system`.
 *
 * @param {KubeClient} client
 */
export async function installFlux(client) {
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  await installCrds(client, await fluxCrdFiles());
}

/**
 * The CRDs must be installed. Ready in about a second once the program is built.
 *
 * @param {ApiServer} server
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<FluxController>}
 */
export async function startFluxController(server, { log } = {}) {
  const program = await partPath('kustomize-controller', log);
  return whilePortsAreTaken(() => startOnce(program, server));
}

/**
 * A small HTTP server of packed Git trees.
 *
 * @param {KubeClient} client
 * @returns {Promise<SourceServer>}
 */
export async function startSourceServer(client) {
  /** @type {Map<string, Buffer>} */
  const archives = new Map();
  const server = createServer((request, response) => {
    const archive = archives.get(request.url ?? '');
    response.writeHead(archive === undefined ? 404 : 200, { 'content-type': 'application/gzip' });
    response.end(archive);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the source server has no port');
  return {
    async publish(name, repository, branch = 'main') {
      const commit = (await git(repository, ['rev-parse', branch])).toString('utf8').trim();
      const archive = await git(repository, ['archive', '--format=tar.gz', commit]);
      const path = `/gitrepository/${NAMESPACE}/${name}/${commit}.tar.gz`;
      archives.set(path, archive);
      const artifact = { path: path.slice(1), url: `http://127.0.0.1:${address.port}${path}`, revision: `${branch}@sha1:${commit}` };
      await announce(client, name, branch, { ...artifact, digest: `sha256:${createHash('sha256').update(archive).digest('hex')}` });
      return artifact.revision;
    },
    stop: () => new Promise((done) => server.close(() => done()).closeAllConnections()),
  };
}

/** @param {string} program @param {ApiServer} server @returns {Promise<FluxController>} */
async function startOnce(program, server) {
  const health = `127.0.0.1:${await freePort()}`;
  const temporary = join(server.folder, 'kustomize-controller');
  mkdirSync(temporary, { recursive: true });
  // By default it looks again for what it waits for after half a minute.
  const flags = ['--enable-leader-election=false', '--requeue-dependency=1s', '--metrics-addr=127.0.0.1:0', `--health-addr=${health}`];
  const process = await startProcess(program, flags, {
    env: { ...env, KUBECONFIG: server.kubeconfig, RUNTIME_NAMESPACE: NAMESPACE, TMPDIR: temporary },
  });
  try {
    const ready = async () => (await fetch(`http://${health}/readyz`)).ok;
    await waitUntil('kustomize-controller should be ready', ready, { milliseconds: 30_000, processes: [process] });
  } catch (error) {
    await process.stop();
    throw error;
  }
  return { output: process.output, stop: process.stop };
}

/** @param {KubeClient} client @param {string} name @param {string} branch @param {{ revision: string, [field: string]: unknown }} artifact */
async function announce(client, name, branch, artifact) {
  const identity = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata: { name, namespace: NAMESPACE } };
  const spec = { interval: '1h', url: `https://git.example.com/${name}.git`, ref: { branch } };
  const repository = await client.apply({ ...identity, spec });
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const observed = { observedGeneration: repository.metadata.generation, lastTransitionTime: now };
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'Succeeded',
    message: `stored artifact for revision '${artifact.revision}'`,
    ...observed,
  };
  const status = {
    observedGeneration: repository.metadata.generation,
    artifact: { ...artifact, lastUpdateTime: now },
    conditions: [ready],
  };
  await client.apply({ ...identity, status }, { fieldManager: 'source-controller', subresource: 'status' });
}

/** @param {string} repository @param {string[]} args */
async function git(repository, args) {
  const { stdout } = await promisify(execFile)('git', ['-C', repository, ...args], { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
