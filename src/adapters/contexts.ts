// Kube-contexts of the user's kubeconfig, and live clusters for them. Loads @kubernetes/client-node only when first used.
import type { KubeConfig } from '@kubernetes/client-node';
import type { Answer, Cluster } from '../engine/ports';
import { createLiveCluster } from './live/cluster';
import { createConnection } from './live/connection';
import { failed, wordsOf } from './live/failures';
import { type Entry, isFields, type Kubeconfig, readKubeconfig } from './live/kubeconfig';

export interface KubeContext {
  readonly name: string;
  readonly cluster: string;
  readonly current: boolean;
}

export interface OpenOptions {
  /** For each request. 15 s unless given. */
  readonly timeoutMilliseconds?: number;
  /** For the kubeconfig's credential program, which may ask a person. 60 s unless given. */
  readonly credentialTimeoutMilliseconds?: number;
  /** False in a workspace that is not trusted: a context whose user runs a program is then refused with `untrusted`. */
  readonly allowPrograms?: boolean;
}

/** Reads the kubeconfig (KUBECONFIG, else ~/.kube/config); contacts no cluster. None: an empty list; a broken one: a failure that names it. */
export async function readContexts(): Promise<Answer<readonly KubeContext[]>> {
  const config = await readKubeconfig();
  if (config.kind === 'failed') return config;
  const { contexts, currentContext } = config.value;
  return {
    kind: 'answer',
    value: contexts.map(({ name, content }) => ({ name, cluster: String(content.cluster ?? ''), current: name === currentContext })),
  };
}

/** A cluster port for a context; `noSuchContext` when the kubeconfig has none of that name. Contacts nothing yet. */
export async function openCluster(context: string, options: OpenOptions = {}): Promise<Answer<Cluster>> {
  const config = await readKubeconfig();
  if (config.kind === 'failed') return config;
  const chosen = choose(config.value, context);
  if (chosen.kind === 'failed') return chosen;
  if (options.allowPrograms === false && runsProgram(chosen.value.user)) return failed({ code: 'untrusted', subject: context });
  if (!isNodeNewEnough(process.versions.node)) {
    return failed({ code: 'nodeTooOld', subject: NEEDED_NODE, detail: `this is Node ${process.versions.node}` });
  }
  const loaded = await load(chosen.value);
  if (loaded.kind === 'failed') return loaded;
  const { tokenFile } = chosen.value.user.content;
  const connection = createConnection(loaded.value, {
    timeoutMilliseconds: options.timeoutMilliseconds ?? 15_000,
    credentialTimeoutMilliseconds: options.credentialTimeoutMilliseconds ?? 60_000,
    impersonateGroups: texts(chosen.value.user.content['as-groups']),
    ...(typeof tokenFile === 'string' ? { tokenFile } : {}),
  });
  const { namespace } = chosen.value.context.content;
  const hasNamespace = typeof namespace === 'string' && namespace !== '';
  return { kind: 'answer', value: createLiveCluster(context, hasNamespace ? namespace : 'default', connection) };
}

/** @kubernetes/client-node 2 fails while it is being imported below this. */
const NEEDED_NODE = '22.19.0';

export function isNodeNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = NEEDED_NODE.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

interface Chosen {
  readonly context: Entry;
  readonly cluster: Entry;
  readonly user: Entry;
}

function choose(config: Kubeconfig, name: string): Answer<Chosen> {
  const context = config.contexts.find((each) => each.name === name);
  if (context === undefined) return failed({ code: 'noSuchContext', subject: name, detail: knownContexts(config) });
  const cluster = config.clusters.find((each) => each.name === context.content.cluster);
  if (cluster === undefined || typeof cluster.content.server !== 'string') {
    const detail = `the kubeconfig has no server for its cluster "${String(context.content.cluster ?? '')}"`;
    return failed({ code: 'noSuchContext', subject: name, detail });
  }
  if (!/^https?:\/\//.test(cluster.content.server) || !URL.canParse(cluster.content.server)) {
    const detail = `the kubeconfig gives "${cluster.content.server}" as the server of ${name}, which is not an address that begins with https://`;
    return failed({ code: 'unreachable', subject: cluster.content.server, detail });
  }
  const nobody: Entry = { name: 'nobody', content: {} };
  const user = config.users.find((each) => each.name === context.content.user) ?? nobody;
  return { kind: 'answer', value: { context, cluster, user } };
}

function knownContexts(config: Kubeconfig): string {
  if (config.contexts.length > 0) return `the kubeconfig has ${config.contexts.map(({ name }) => name).join(', ')}`;
  return config.files.length > 0 ? `${config.files.join(', ')} has no context` : 'there is no kubeconfig';
}

function runsProgram(user: Entry): boolean {
  return isFields(user.content.exec) || isFields(user.content['auth-provider']);
}

async function load({ context, cluster, user }: Chosen): Promise<Answer<KubeConfig>> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    // Only the entries in use: a broken one elsewhere in the file is no reason to fail. JSON is YAML.
    config.loadFromString(
      JSON.stringify({
        contexts: [{ name: context.name, context: { cluster: cluster.name, user: user.name } }],
        clusters: [{ name: cluster.name, cluster: clusterContent(cluster) }],
        users: [{ name: user.name, user: userContent(user, cluster) }],
        'current-context': context.name,
      }),
    );
    return { kind: 'answer', value: config };
  } catch (error) {
    return failed({ code: 'unreadable', subject: `the kubeconfig's context ${context.name}`, detail: wordsOf(error) });
  }
}

/** The client library refuses plain HTTP (as of `kubectl proxy`) unless told that there is no certificate to check. */
function clusterContent(cluster: Entry): Entry['content'] {
  return String(cluster.content.server).startsWith('http:') ? { ...cluster.content, 'insecure-skip-tls-verify': true } : cluster.content;
}

/** Credential programs expect to be told what they are asked (client-go credential plugins); the client library does not tell them. */
function userContent(user: Entry, cluster: Entry): Entry['content'] {
  const { exec } = user.content;
  if (!isFields(exec)) return user.content;
  const about = { server: cluster.content.server, 'certificate-authority-data': cluster.content['certificate-authority-data'] };
  const spec = { interactive: false, ...(exec.provideClusterInfo === true ? { cluster: about } : {}) };
  const info = { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify({ apiVersion: exec.apiVersion, kind: 'ExecCredential', spec }) };
  return { ...user.content, exec: { ...exec, env: [info, ...(Array.isArray(exec.env) ? exec.env : [])] } };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}
