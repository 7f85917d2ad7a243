// Starts a real etcd and kube-apiserver on free ports, with an admin and two restricted users: for the demo and the tests.
// @ts-check
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubeClient } from './kube.mjs';
import { partPath } from './parts.mjs';
import { freePort, startProcess, temporaryFolder, waitUntil, whilePortsAreTaken } from './processes.mjs';

/** @typedef {import('./kube.mjs').KubeClient} KubeClient */
/** @typedef {import('./processes.mjs').RunningProcess} RunningProcess */
/** @typedef {'admin' | 'viewer' | 'nobody'} User `viewer` may read everything and write nothing; `nobody` may do nothing. */

/**
 * @typedef {object} ApiServer
 * @property {string} url
 * @property {string} ca PEM
 * @property {string} folder temporary; goes with `stop`
 * @property {string} kubeconfig path; the current context is the admin's
 * @property {string} context the admin's context
 * @property {Record<User, string>} contexts a context per user
 * @property {Record<User, string>} tokens
 * @property {string} adminToken
 * @property {KubeClient} client as admin
 * @property {() => Promise<void>} stop ends both processes and removes the folder
 */

const USERS = /** @type {const} */ (['admin', 'viewer', 'nobody']);

/**
 * Ready in about four seconds once the programs are built.
 *
 * @param {{ context?: string, log?: (line: string) => void }} [options] `context` names the admin's context; the others get `-viewer` and `-nobody`
 * @returns {Promise<ApiServer>}
 */
export async function startApiServer({ context = 'plumbline-test', log } = {}) {
  const programs = { etcd: await partPath('etcd', log), apiServer: await partPath('kube-apiserver', log) };
  return whilePortsAreTaken(() => startOnce(programs, context));
}

/** @param {{ etcd: string, apiServer: string }} programs @param {string} context @returns {Promise<ApiServer>} */
async function startOnce(programs, context) {
  const folder = temporaryFolder('api-server');
  /** @type {RunningProcess[]} */
  const processes = [];
  const stop = async () => {
    for (const process of processes.toReversed()) await process.stop();
    folder.remove();
  };
  try {
    const etcdUrl = `http://127.0.0.1:${await freePort()}`;
    processes.push(await startProcess(programs.etcd, etcdArguments(folder.path, etcdUrl)));
    const port = await freePort();
    const tokens = writeCredentials(folder.path);
    processes.push(await startProcess(programs.apiServer, apiServerArguments(folder.path, etcdUrl, port)));
    const url = `https://127.0.0.1:${port}`;
    const client = await waitUntilReady(url, folder.path, tokens.admin, processes);
    await grantReading(client);
    return {
      url,
      stop,
      folder: folder.path,
      tokens,
      adminToken: tokens.admin,
      client,
      ...writeKubeconfig(folder.path, url, context, tokens),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {string} folder @param {string} url */
function etcdArguments(folder, url) {
  const urls = [`--listen-client-urls=${url}`, `--advertise-client-urls=${url}`, '--listen-peer-urls=http://127.0.0.1:0'];
  return [`--data-dir=${join(folder, 'etcd')}`, ...urls, '--unsafe-no-fsync', '--log-level=warn'];
}

/** @param {string} folder @param {string} etcdUrl @param {number} port */
function apiServerArguments(folder, etcdUrl, port) {
  const key = join(folder, 'sa.key');
  return [
    `--etcd-servers=${etcdUrl}`,
    `--cert-dir=${join(folder, 'certs')}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    `--service-account-issuer=https://127.0.0.1:${port}`,
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    // There is no controller that would make the service accounts it waits for.
    '--disable-admission-plugins=ServiceAccount',
    '--allow-privileged=true',
    '--authorization-mode=RBAC',
  ];
}

/** @param {string} folder @returns {Record<User, string>} */
function writeCredentials(folder) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(folder, 'sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  const tokens = { admin: 'admin-token', viewer: 'viewer-token', nobody: 'nobody-token' };
  const lines = [`${tokens.admin},admin,admin,system:masters`, `${tokens.viewer},viewer,viewer`, `${tokens.nobody},nobody,nobody`];
  writeFileSync(join(folder, 'tokens.csv'), `${lines.join('\n')}\n`, { mode: 0o600 });
  return tokens;
}

/** @param {string} url @param {string} folder @param {string} token @param {RunningProcess[]} processes */
async function waitUntilReady(url, folder, token, processes) {
  /** @type {KubeClient | undefined} */
  let client;
  let known = '';
  const ready = async () => {
    const ca = readCa(folder);
    // The file can be looked at while the server is writing it.
    if (client === undefined || ca !== known) client = kubeClient({ url, ca, token });
    known = ca;
    const answers = ['/readyz', '/api/v1/namespaces/kube-system', '/api/v1/namespaces/default'].map((path) => client?.request('GET', path));
    return (await Promise.all(answers)).every((reply) => reply?.status === 200);
  };
  await waitUntil('kube-apiserver should be ready', ready, { milliseconds: 60_000, processes });
  return /** @type {KubeClient} */ (client);
}

/** The server signs its own certificate, and writes the whole chain. @param {string} folder */
function readCa(folder) {
  return readFileSync(join(folder, 'certs/apiserver.crt'), 'utf8');
}

/** @param {KubeClient} client */
async function grantReading(client) {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }];
  await client.apply({ apiVersion, kind: 'ClusterRole', metadata: { name: 'reader' }, rules });
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' };
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'viewer' }];
  await client.apply({ apiVersion, kind: 'ClusterRoleBinding', metadata: { name: 'viewer-reads' }, roleRef, subjects });
}

/** @param {string} folder @param {string} url @param {string} context @param {Record<User, string>} tokens */
function writeKubeconfig(folder, url, context, tokens) {
  const ca = readCa(folder);
  const contexts = { admin: context, viewer: `${context}-viewer`, nobody: `${context}-nobody` };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context,
    clusters: [{ name: context, cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: USERS.map((user) => ({ name: contexts[user], user: { token: tokens[user] } })),
    contexts: USERS.map((user) => ({ name: contexts[user], context: { cluster: context, user: contexts[user] } })),
  };
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify(config, undefined, 2), { mode: 0o600 });
  return { ca, kubeconfig, context, contexts };
}
