// The Cluster port over a live API server.
import type { Failure, Json, JsonObject, ObjectRef } from '../../engine/model';
import type { Answer, Cluster, ClusterIdentity } from '../../engine/ports';
import type { Connection, Reply, Request } from './connection';
import { apiRoot, createDiscovery, type Resource } from './discovery';
import { failed, failureOfStatus, NOT_KUBERNETES } from './failures';
import { isFields } from './kubeconfig';
import { lookUp, readCapabilities } from './lookup';
import { shared } from './shared';

/** @param namespace where namespaced objects without a namespace are taken to be, as kubectl does: the context's, else `default`. */
export function createLiveCluster(context: string, namespace: string, connection: Connection): Cluster {
  const discovery = createDiscovery(connection);
  const identities = new Map<string, Promise<Answer<ClusterIdentity>>>();
  const rights = new Map<string, Promise<Answer<boolean>>>();

  const locate = async (ref: ObjectRef, signal: AbortSignal): Promise<Answer<Place>> => {
    const resource = await discovery.find(ref.apiVersion, ref.kind, signal);
    return resource.kind === 'failed' ? resource : { kind: 'answer', value: placeOf(ref, resource.value, namespace) };
  };

  /** Sends a request about one object; 404 of the object itself is `absent`. */
  const ask = async (ref: ObjectRef, request: (path: string) => Request, signal: AbortSignal): Promise<Answer<JsonObject> | Absent> => {
    const place = await locate(ref, signal);
    if (place.kind === 'failed') return place;
    const reply = await connection.send(request(place.value.path), signal);
    return reply.kind === 'failed' ? reply : objectOf(reply.value, place.value.words, place.value.resource.plural, ref.name);
  };

  return {
    context,
    kind: 'live',
    identity: (signal) => shared(identities, '', (own) => readIdentity(connection, own), signal),
    async scope(apiVersion, kind, signal) {
      const resource = await discovery.find(apiVersion, kind, signal);
      return resource.kind === 'failed' ? resource : { kind: 'answer', value: resource.value.namespaced ? 'namespaced' : 'cluster' };
    },
    read: (ref, signal) => ask(ref, (path) => ({ method: 'GET', path }), signal),
    async list(apiVersion, kind, inNamespace, signal, labels = {}) {
      const resource = await discovery.find(apiVersion, kind, signal);
      if (resource.kind === 'failed') return resource;
      return readPages(connection, apiVersion, kind, listPath(apiVersion, resource.value, inNamespace), labels, signal);
    },
    lookup: (lookup, signal) => lookUp(lookup, discovery, connection, signal),
    capabilities: (signal) => readCapabilities(connection, signal),
    async mayPatch(ref, signal) {
      const place = await locate(ref, signal);
      if (place.kind === 'failed') return place;
      const { resource, namespace: inNamespace } = place.value;
      const key = [resource.group, resource.plural, inNamespace ?? ''].join(' ');
      return shared(rights, key, (own) => reviewAccess(connection, resource, inNamespace, own), signal);
    },
    async dryRunApply(manifest, { fieldManager, force }, signal) {
      const ref = refOf(manifest);
      if (ref.kind === 'failed') return ref;
      const query = new URLSearchParams({ dryRun: 'All', fieldManager, force: String(force) });
      const contentType = 'application/apply-patch+yaml';
      const answer = await ask(ref.value, (path) => ({ method: 'PATCH', path: `${path}?${query}`, body: manifest, contentType }), signal);
      return answer.kind === 'absent' ? failed({ code: 'noSuchObject', subject: wordsFor(ref.value) }) : answer;
    },
    mergePatch: (ref, patch, signal) =>
      ask(ref, (path) => ({ method: 'PATCH', path, body: patch, contentType: 'application/merge-patch+json' }), signal),
  };
}

type Absent = { readonly kind: 'absent' };

interface Place {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly path: string;
  /** `Deployment shop/web`, for messages. */
  readonly words: string;
}

const PAGE = 500;

function placeOf(ref: ObjectRef, resource: Resource, defaultNamespace: string): Place {
  const namespace = resource.namespaced ? (ref.namespace ?? defaultNamespace) : undefined;
  const path = `${listPath(ref.apiVersion, resource, namespace)}/${encodeURIComponent(ref.name)}`;
  return {
    resource,
    namespace,
    path,
    words: wordsFor({ kind: ref.kind, name: ref.name, ...(namespace === undefined ? {} : { namespace }) }),
  };
}

function listPath(apiVersion: string, resource: Resource, namespace: string | undefined): string {
  const folder = resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${apiRoot(apiVersion)}${folder}/${resource.plural}`;
}

function wordsFor(ref: { readonly kind: string; readonly namespace?: string; readonly name: string }): string {
  return `${ref.kind} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`;
}

function objectOf({ status, body }: Reply, words: string, plural: string, name: string): Answer<JsonObject> | Absent {
  if (status >= 200 && status < 300) {
    if (isFields(body) && isFields(body.metadata)) return { kind: 'answer', value: body as JsonObject };
    return failed({ code: 'unreachable', subject: words, detail: NOT_KUBERNETES });
  }
  if (status === 404 && isAbout(body, plural, name)) return { kind: 'absent' };
  return failed(failureOfStatus(status, body, words));
}

/** A 404 can also be about the namespace of what is applied, or come from a proxy that knows nothing: neither means that the object is absent. */
function isAbout(body: Json | undefined, plural: string, name: string): boolean {
  return (
    isFields(body) && body.reason === 'NotFound' && isFields(body.details) && body.details.kind === plural && body.details.name === name
  );
}

/** The API server's own refusal, and not the page of something in between. */
function isRefused({ status, body }: Reply): boolean {
  return status === 403 && isFields(body) && body.kind === 'Status' && body.reason === 'Forbidden';
}

/** Users with rights in a few namespaces only are normal, and must be able to pin. See docs/decisions.md. */
async function readFingerprint(connection: Connection): Promise<Answer<ClusterIdentity>> {
  const fingerprint = await connection.fingerprint();
  return fingerprint.kind === 'failed' ? fingerprint : { kind: 'answer', value: { uid: fingerprint.value, server: connection.server } };
}

async function readIdentity(connection: Connection, signal: AbortSignal): Promise<Answer<ClusterIdentity>> {
  const reply = await connection.send({ method: 'GET', path: '/api/v1/namespaces/kube-system' }, signal);
  if (reply.kind === 'failed') return reply;
  const words = 'Namespace kube-system, by whose uid a cluster is known';
  const object = objectOf(reply.value, words, 'namespaces', 'kube-system');
  if (object.kind === 'failed') return isRefused(reply.value) ? readFingerprint(connection) : object;
  const metadata = object.kind === 'answer' ? object.value.metadata : undefined;
  const uid = isFields(metadata) ? metadata.uid : undefined;
  if (typeof uid === 'string') return { kind: 'answer', value: { uid, server: connection.server } };
  return failed({ code: 'noSuchObject', subject: words });
}

async function readPages(
  connection: Connection,
  apiVersion: string,
  kind: string,
  path: string,
  labels: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer<readonly JsonObject[]>> {
  const objects: JsonObject[] = [];
  const selector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const selected = selector === '' ? {} : { labelSelector: selector };
  let query = new URLSearchParams({ ...selected, limit: String(PAGE) });
  for (;;) {
    const reply = await connection.send({ method: 'GET', path: `${path}?${query}` }, signal);
    if (reply.kind === 'failed') return reply;
    const { status, body } = reply.value;
    if (status === 410 && query.has('continue')) {
      // The server forgot the list's revision while we paged: begin again, in one piece.
      objects.length = 0;
      query = new URLSearchParams(selected);
      continue;
    }
    if (status !== 200) return failed(failureOfList(status, body, kind, apiVersion));
    const items = itemsOf(body);
    // Nothing that is no list may look like an empty one.
    if (items === undefined) return failed({ code: 'unreachable', subject: `the list of ${kind}`, detail: NOT_KUBERNETES });
    // Items of a list do not carry their kind.
    for (const item of items) objects.push({ apiVersion, kind, ...item });
    const next = isFields(body) && isFields(body.metadata) ? body.metadata.continue : undefined;
    if (typeof next !== 'string' || next === '') return { kind: 'answer', value: objects };
    query = new URLSearchParams({ ...selected, limit: String(PAGE), continue: next });
  }
}

/** Aggregated API servers write null for no items. */
function itemsOf(body: Json | undefined): readonly JsonObject[] | undefined {
  if (!isFields(body) || !String(body.kind).endsWith('List')) return undefined;
  if (body.items === null || body.items === undefined) return body.items === null ? [] : undefined;
  return Array.isArray(body.items) && body.items.every(isFields) ? (body.items as readonly JsonObject[]) : undefined;
}

function failureOfList(status: number, body: Json | undefined, kind: string, apiVersion: string): Failure {
  return status === 404 ? { code: 'noSuchKind', subject: `${kind} (${apiVersion})` } : failureOfStatus(status, body, `the list of ${kind}`);
}

async function reviewAccess(
  connection: Connection,
  { group, plural }: Resource,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<Answer<boolean>> {
  const resourceAttributes = { verb: 'patch', group, resource: plural, ...(namespace === undefined ? {} : { namespace }) };
  const apiVersion = 'authorization.k8s.io/v1';
  const body = { apiVersion, kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
  const reply = await connection.send({ method: 'POST', path: `${apiRoot(apiVersion)}/selfsubjectaccessreviews`, body }, signal);
  if (reply.kind === 'failed') return reply;
  const review = reply.value.body;
  if (reply.value.status === 201 && isFields(review) && isFields(review.status))
    return { kind: 'answer', value: review.status.allowed === true };
  return failed(failureOfStatus(reply.value.status, review, `the right to patch ${plural}`));
}

function refOf(manifest: JsonObject): Answer<ObjectRef> {
  const { apiVersion, kind, metadata } = manifest;
  const { name, namespace }: Readonly<Record<string, unknown>> = isFields(metadata) ? metadata : {};
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') {
    return failed({
      code: 'rejected',
      subject: typeof kind === 'string' ? kind : 'a manifest',
      detail: 'it has no apiVersion, kind or metadata.name',
    });
  }
  return { kind: 'answer', value: { apiVersion, kind, name, ...(typeof namespace === 'string' ? { namespace } : {}) } };
}
