// Starts the real Argo CD: its repo server with the kustomize and Helm that it comes with, and its controllers beside an API server.
// @ts-check
import { mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';
import { installCrds } from './crds.mjs';
import { argoCrdFiles, partPath } from './parts.mjs';
import { freePort, startProcess, temporaryFolder, waitUntil, whilePortsAreTaken } from './processes.mjs';

/** @typedef {import('./cluster.mjs').ApiServer} ApiServer */
/** @typedef {import('./kube.mjs').KubeClient} KubeClient */
/** @typedef {import('./processes.mjs').RunningProcess} RunningProcess */
/** @typedef {{ address: string, redis: string, output: () => string, stop: () => Promise<void> }} RepoServer `redis` is the address of its cache. */
/** @typedef {{ output: () => string, stop: () => Promise<void> }} Controller */

export const ARGO_NAMESPACE = 'argocd';
const PART_OF = { 'app.kubernetes.io/part-of': 'argocd' };

/**
 * Listens without TLS, and reads repositories at `file://` addresses. Ready in about a second once the programs are built.
 *
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<RepoServer>}
 */
export async function startRepoServer({ log } = {}) {
  const [program, redis] = [await partPath('argocd', log), await partPath('argocd-redis', log)];
  const tools = { kustomize: await partPath('argocd-kustomize', log), helm: await partPath('argocd-helm', log) };
  const folder = temporaryFolder('argocd');
  for (const [name, path] of Object.entries(tools)) symlinkSync(path, join(folder.path, name));
  const cache = await startProcess(redis, []);
  const stopAll = async () => {
    await cache.stop();
    folder.remove();
  };
  try {
    await waitUntil('the cache of Argo CD should listen', async () => cache.output().includes('\n'), {
      milliseconds: 10_000,
      processes: [cache],
    });
    const server = await whilePortsAreTaken(() => startRepoServerOnce(program, folder.path, cache.output().trim()));
    return { ...server, stop: () => server.stop().then(stopAll) };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** @param {string} program @param {string} folder @param {string} redis */
async function startRepoServerOnce(program, folder, redis) {
  const [port, metrics] = [await freePort(), await freePort()];
  const flags = ['--address=127.0.0.1', `--port=${port}`, '--metrics-address=127.0.0.1', `--metrics-port=${metrics}`];
  const server = await startProcess(program, [...flags, `--redis=${redis}`, '--disable-tls', '--loglevel=warn'], {
    env: environmentFor('argocd-repo-server', folder),
  });
  const ready = async () => (await fetch(`http://127.0.0.1:${metrics}/healthz?full=true`)).ok;
  await readyOrStopped('the repo server should be ready', ready, server);
  return { address: `127.0.0.1:${port}`, redis, output: server.output, stop: server.stop };
}

/**
 * What its controllers want to find: CRDs, settings, and a few projects.
 *
 * @param {KubeClient} client
 */
export async function installArgo(client) {
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: ARGO_NAMESPACE } });
  await installCrds(client, await argoCrdFiles());
  const metadata = (/** @type {string} */ name) => ({ name, namespace: ARGO_NAMESPACE, labels: PART_OF });
  for (const name of ['argocd-cm', 'argocd-rbac-cm']) await client.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(name) });
  const data = { 'server.secretkey': Buffer.from('for-tests').toString('base64') };
  await client.apply({ apiVersion: 'v1', kind: 'Secret', metadata: metadata('argocd-secret'), data });
  const spec = { sourceRepos: ['*'], destinations: [{ namespace: '*', server: '*', name: '*' }] };
  for (const name of ['default', 'other', 'taken'])
    await client.apply({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: metadata(name), spec });
}

/**
 * Argo CD must be installed. Ready in about a second.
 *
 * @param {ApiServer} server
 * @param {RepoServer} repoServer
 * @returns {Promise<Controller>}
 */
export async function startApplicationSetController(server, repoServer) {
  const program = await partPath('argocd');
  const folder = join(server.folder, 'applicationset-controller');
  mkdirSync(folder, { recursive: true });
  return whilePortsAreTaken(async () => {
    const [probe, webhook] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
    const flags = ['--metrics-addr=127.0.0.1:0', `--probe-addr=${probe}`, `--webhook-addr=${webhook}`, '--loglevel=warn'];
    const connected = [`--argocd-repo-server=${repoServer.address}`, '--repo-server-plaintext', `--namespace=${ARGO_NAMESPACE}`];
    const environment = { ...environmentFor('argocd-applicationset-controller', folder), KUBECONFIG: server.kubeconfig };
    const process = await startProcess(program, [...flags, ...connected], { env: environment });
    await readyOrStopped(
      'the ApplicationSet controller should be ready',
      async () => (await fetch(`http://${webhook}/`)).status === 404,
      process,
    );
    return { output: process.output, stop: process.stop };
  });
}

/**
 * Argo CD must be installed. It looks at Applications as soon as it runs.
 *
 * @param {ApiServer} server
 * @param {RepoServer} repoServer
 * @returns {Promise<Controller>}
 */
export async function startApplicationController(server, repoServer) {
  const program = await partPath('argocd');
  const folder = join(server.folder, 'application-controller');
  mkdirSync(folder, { recursive: true });
  return whilePortsAreTaken(async () => {
    const metrics = await freePort();
    const flags = [`--metrics-port=${metrics}`, `--namespace=${ARGO_NAMESPACE}`, '--loglevel=warn', '--application-namespaces=team-*'];
    const connected = [`--repo-server=${repoServer.address}`, '--repo-server-plaintext', `--redis=${repoServer.redis}`];
    const environment = { ...environmentFor('argocd-application-controller', folder), KUBECONFIG: server.kubeconfig };
    const process = await startProcess(program, [...flags, ...connected], { env: environment });
    await readyOrStopped(
      'the application controller should be ready',
      async () => (await fetch(`http://127.0.0.1:${metrics}/healthz`)).ok,
      process,
    );
    return { output: process.output, stop: process.stop };
  });
}

/** Nothing of it lies outside of the folder. @param {string} name of the server that the program is to be @param {string} folder */
function environmentFor(name, folder) {
  return {
    ...env,
    PATH: `${folder}${delimiter}${env.PATH}`,
    HOME: folder,
    TMPDIR: folder,
    ARGOCD_BINARY_NAME: name,
    ARGOCD_ASK_PASS_SOCK: join(folder, 'ask-pass'),
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
  };
}

/** @param {string} what @param {() => Promise<boolean>} ready @param {RunningProcess} process */
async function readyOrStopped(what, ready, process) {
  try {
    await waitUntil(what, ready, { milliseconds: 60_000, processes: [process] });
  } catch (error) {
    await process.stop();
    throw error;
  }
}
