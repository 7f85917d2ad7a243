// Requests to one API server: credentials, certificates, proxies, time limits, cancelling, and one way of failing.
import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { type AgentOptions, Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node';
import { CancelledError, type Json } from '../../engine/model';
import type { Answer } from '../../engine/ports';
import { failed, failureOfConnection, wordsOf } from './failures';
import { fingerprintOf } from './fingerprint';
import { parseJson, stringifyJson } from './json';

export interface Reply {
  readonly status: number;
  /** Undefined when the body is not JSON. */
  readonly body: Json | undefined;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Absolute path with query. */
  readonly path: string;
  readonly body?: Json;
  readonly contentType?: string;
}

/** One API server under one user. */
export interface Connection {
  /** The address, without any credentials that stand in it. */
  readonly server: string;
  /** What the cluster is known by where its uid may not be read. */
  fingerprint(): Promise<Answer<string>>;
  /**
   * Any status is an answer; a failure is `unreachable`, `timeout` or `unauthorised` (the user's credential program failed).
   * @throws CancelledError when `signal` aborts.
   */
  send(request: Request, signal: AbortSignal): Promise<Answer<Reply>>;
}

export interface ConnectionOptions {
  /** For each request, from when it gets a connection until its answer is complete. */
  readonly timeoutMilliseconds: number;
  /** For the programs and files that give credentials; a login through a browser takes a person's time. */
  readonly credentialTimeoutMilliseconds: number;
  /** Sent as `Impersonate-Group`, which the client library does not do. */
  readonly impersonateGroups: readonly string[];
  /** Holds the bearer token, and may change at any time; the client library does not know this field of a kubeconfig. */
  readonly tokenFile?: string;
}

/** @param config its current context is the one to talk to. */
export function createConnection(config: KubeConfig, options: ConnectionOptions): Connection {
  const cluster = config.getCurrentCluster();
  const address = cluster?.server ?? '';
  const server = withoutCredentials(address);
  const agents = new Map<string, HttpAgent | HttpsAgent>();
  const gather = inTurn(async () => {
    const request: RequestOptions = { headers: {} };
    await config.applyToHTTPSOptions(request);
    if (options.tokenFile === undefined) return request;
    const token = (await readFile(options.tokenFile, 'utf8')).trim();
    return { ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } };
  });
  return {
    server,
    fingerprint: () =>
      fingerprintOf({ ...cluster, server: address }).then(
        (value) => ({ kind: 'answer', value }),
        (error: unknown) => failed(failureOfConnection(error, server)),
      ),
    async send(request, signal) {
      const credentials = await credentialsOf(gather, server, options, signal);
      if (credentials.kind === 'failed') return credentials;
      const base = agentFor(credentials.value, server, cluster?.proxyUrl !== undefined, agents);
      return sendPatiently({ address, server }, request, base, options, signal).catch((error: unknown) => {
        if (error instanceof CancelledError) throw error;
        // Such as a token that cannot stand in a header: thrown before anything is sent.
        return failed(failureOfConnection(error, server));
      });
    },
  };
}

/** The server sheds load with 429 and says when to come again (Kubernetes documentation, "API Priority and Fairness"). */
const BUSY_ATTEMPTS = 4;
const LONGEST_PAUSE_SECONDS = 5;
/** A thousand dry runs must not open a thousand connections. */
const MAXIMUM_SOCKETS = 16;

interface Where {
  readonly address: string;
  /** For messages. */
  readonly server: string;
}

async function sendPatiently(
  where: Where,
  request: Request,
  base: RequestOptions,
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<Answer<Reply>> {
  for (let attempt = 1; ; attempt++) {
    const answer = await sendOnce(where, request, base, options, signal);
    if (answer.kind === 'failed' || answer.value.status !== 429 || attempt === BUSY_ATTEMPTS) return answer;
    await pause(Math.min(answer.value.retryAfter, LONGEST_PAUSE_SECONDS), signal);
  }
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(seconds * 1000, undefined, { signal }).catch((error: unknown) => {
    throw signal.aborted ? new CancelledError() : error;
  });
}

function sendOnce(
  { address, server }: Where,
  request: Request,
  base: RequestOptions,
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<Answer<Reply & { readonly retryAfter: number }>> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new CancelledError());
    const started = (address.startsWith('http:') ? httpRequest : httpsRequest)(new URL(address + request.path), {
      ...base,
      method: request.method,
      headers: { ...base.headers, ...headersOf(request, options) },
      signal,
    });
    let timedOut = false;
    let timer: NodeJS.Timeout | undefined;
    const settle = (error: unknown) => {
      clearTimeout(timer);
      if (signal.aborted) reject(new CancelledError());
      else if (timedOut) resolve(failed(timeoutOf(server, options.timeoutMilliseconds)));
      else resolve(failed(failureOfConnection(error, server)));
    };
    // Time spent in the agent's queue, behind our own requests, is not the server's.
    started.on('socket', () => {
      timer = setTimeout(() => {
        timedOut = true;
        started.destroy();
      }, options.timeoutMilliseconds);
    });
    started.on('error', settle);
    started.on('response', (incoming) => {
      readReply(incoming).then((reply) => {
        clearTimeout(timer);
        resolve({ kind: 'answer', value: reply });
      }, settle);
    });
    started.end(request.body === undefined ? undefined : stringifyJson(request.body));
  });
}

function headersOf(request: Request, options: ConnectionOptions): Record<string, string | string[]> {
  return {
    accept: 'application/json',
    'user-agent': 'plumbline',
    ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
    ...(options.impersonateGroups.length === 0 ? {} : { 'impersonate-group': [...options.impersonateGroups] }),
  };
}

async function readReply(incoming: IncomingMessage): Promise<Reply & { readonly retryAfter: number }> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const isJson = incoming.headers['content-type']?.includes('json') === true;
  const body = isJson ? jsonOrNothing(Buffer.concat(parts).toString('utf8')) : undefined;
  return { status: incoming.statusCode ?? 0, body, retryAfter: Number(incoming.headers['retry-after'] ?? 1) || 1 };
}

/** The parser's complaint is left out: it quotes the body, which may be a Secret's. */
function jsonOrNothing(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** `https://user:password@host` in a kubeconfig is sent, and never shown. */
function withoutCredentials(address: string): string {
  return address.replace(/^(https?:\/\/)[^/?#]*@/, '$1');
}

/** Calls that come while one is under way share its outcome: a hundred requests at once run a credential program once. */
function inTurn<T>(work: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  return () => {
    underWay ??= work().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

/** What the kubeconfig says about this user: headers, certificates, and the client library's agent. Runs credential programs. */
async function credentialsOf(
  gather: () => Promise<RequestOptions>,
  server: string,
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<Answer<RequestOptions>> {
  const limit = new AbortController();
  const milliseconds = options.credentialTimeoutMilliseconds;
  try {
    const late = sleep(milliseconds, 'late' as const, { signal: AbortSignal.any([signal, limit.signal]) });
    const outcome = await Promise.race([gather(), late]);
    if (outcome !== 'late') return { kind: 'answer', value: outcome };
    return failed({ ...timeoutOf(server, milliseconds), detail: 'the credential program of the kubeconfig gave no answer' });
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    return failed({ code: 'unauthorised', subject: server, detail: `no credentials: ${credentialWords(error)}` });
  } finally {
    limit.abort();
  }
}

/** The parser's complaint quotes what the program printed, which may be the token. */
function credentialWords(error: unknown): string {
  return error instanceof SyntaxError ? 'what the credential program printed is not JSON' : wordsOf(error);
}

/** Connections are kept, which the client library's own agents do not do; behind a proxy its agent knows the way. */
function agentFor(
  request: RequestOptions,
  server: string,
  isProxied: boolean,
  agents: Map<string, HttpAgent | HttpsAgent>,
): RequestOptions {
  if (isProxied) return request;
  const { agent: _theirs, ca, cert, key, rejectUnauthorized, servername, ...rest } = request;
  // A credential program can give a new certificate at any time, and a connection is made with one.
  const id = `${cert ?? ''}${key ?? ''}`;
  const tls = Object.fromEntries(
    Object.entries({ ca, cert, key, rejectUnauthorized, servername }).filter(([, value]) => value !== undefined),
  );
  const agent = agents.get(id) ?? createAgent(server, tls);
  agents.set(id, agent);
  return { ...rest, agent };
}

function createAgent(server: string, tls: AgentOptions): HttpAgent | HttpsAgent {
  const keep = { keepAlive: true, maxSockets: MAXIMUM_SOCKETS };
  return server.startsWith('http:') ? new HttpAgent(keep) : new HttpsAgent({ ...keep, ...tls });
}

function timeoutOf(server: string, milliseconds: number) {
  return { code: 'timeout', subject: server, detail: `no answer within ${milliseconds / 1000} s` } as const;
}
