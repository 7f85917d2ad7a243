// What charts ask an API server: Helm's `lookup`, and the server's version and kinds.
import { type Json, type JsonObject, type Lookup, lookupText } from '../../engine/model';
import type { Answer, ClusterCapabilities } from '../../engine/ports';
import type { Connection } from './connection';
import { apiRoot, type Discovery } from './discovery';
import { failed, failureOfStatus, NOT_KUBERNETES } from './failures';
import { isFields } from './kubeconfig';

/** Source: `newLookupFunction` of Helm's engine: what is not found is empty, and anything else that is no answer is an error. */
export async function lookUp(
  lookup: Lookup,
  { find, serves }: Discovery,
  connection: Connection,
  signal: AbortSignal,
): Promise<Answer<JsonObject>> {
  const { apiVersion, kind, namespace, name } = lookup;
  const words = lookupText(lookup);
  if (![name, namespace].every(isSegment)) return failed({ code: 'rejected', subject: words, detail: 'this cannot be a name' });
  const resource = await find(apiVersion, kind, signal);
  if (resource.kind === 'failed') {
    const group = await serves(apiVersion, signal);
    return group.kind === 'answer' && group.value ? ofNoKind(name, connection, signal) : resource;
  }
  const { plural, namespaced } = resource.value;
  const folder = namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const path = `${apiRoot(apiVersion)}${folder}/${plural}${name === '' ? '' : `/${encodeURIComponent(name)}`}`;
  const reply = await connection.send({ method: 'GET', path }, signal);
  if (reply.kind === 'failed') return reply;
  const { status, body } = reply.value;
  if (status === 404 && isFields(body) && body.kind === 'Status') return { kind: 'answer', value: {} };
  if (status !== 200) return failed(failureOfStatus(status, body, words));
  if (!isFields(body) || !isFields(body.metadata)) return failed({ code: 'unreachable', subject: words, detail: NOT_KUBERNETES });
  return { kind: 'answer', value: name === '' ? withKinds(body as JsonObject, apiVersion, kind) : (body as JsonObject) };
}

/** Where a group does not have the kind, Helm asks for nothing by name, and for the root of the API as a list. */
async function ofNoKind(name: string, connection: Connection, signal: AbortSignal): Promise<Answer<JsonObject>> {
  if (name !== '') return { kind: 'answer', value: {} };
  const root = await read(connection, '/api', signal);
  return root.kind === 'failed' ? root : { kind: 'answer', value: { ...root.value, items: [] } };
}

/** Source: `getCapabilities` and `GetVersionSet` of Helm's actions. */
export async function readCapabilities(connection: Connection, signal: AbortSignal): Promise<Answer<ClusterCapabilities>> {
  const version = await read(connection, '/version', signal);
  if (version.kind === 'failed') return version;
  const { gitVersion, major, minor } = version.value;
  if (typeof gitVersion !== 'string') return failed({ code: 'unreachable', subject: connection.server, detail: NOT_KUBERNETES });
  const groups = await groupVersions(connection, signal);
  if (groups.kind === 'failed') return groups;
  const kinds = await Promise.all(groups.value.map((group) => kindsOf(connection, group, signal)));
  const silent = groups.value.filter((_group, at) => kinds[at]?.kind === 'failed');
  const known = kinds.flatMap((answer) => (answer.kind === 'answer' ? answer.value : []));
  const watched = known.filter(({ isWatched }) => isWatched).map(({ name }) => name);
  return {
    kind: 'answer',
    value: {
      version: { gitVersion, major: String(major), minor: String(minor) },
      apiVersions: [...new Set([...groups.value, ...known.map(({ name }) => name)])],
      watched: [...new Set(watched.flatMap((name) => [name.slice(0, name.lastIndexOf('/')), name]))],
      unknown: silent.map((group) => `the kinds of ${group}, of which the API server gave no list`),
    },
  };
}

/** Source: `IsValidPathSegmentName` of k8s.io/apimachinery. */
function isSegment(text: string): boolean {
  return text !== '.' && text !== '..' && !/[/%]/.test(text);
}

/** Items of a list do not carry their kind; the client that Helm uses puts it there. */
function withKinds(list: JsonObject, apiVersion: string, kind: string): JsonObject {
  if (!Array.isArray(list.items)) return { ...list, items: [] };
  return { ...list, items: list.items.map((item: Json) => (isFields(item) ? ({ apiVersion, kind, ...item } as JsonObject) : item)) };
}

async function read(connection: Connection, path: string, signal: AbortSignal): Promise<Answer<JsonObject>> {
  const reply = await connection.send({ method: 'GET', path }, signal);
  if (reply.kind === 'failed') return reply;
  const { status, body } = reply.value;
  if (status !== 200) return failed(failureOfStatus(status, body, path));
  return isFields(body)
    ? { kind: 'answer', value: body as JsonObject }
    : failed({ code: 'unreachable', subject: connection.server, detail: NOT_KUBERNETES });
}

async function groupVersions(connection: Connection, signal: AbortSignal): Promise<Answer<readonly string[]>> {
  const [core, named] = await Promise.all([read(connection, '/api', signal), read(connection, '/apis', signal)]);
  if (core.kind === 'failed') return core;
  if (named.kind === 'failed') return named;
  const versions = fieldsIn(named.value.groups).flatMap(({ versions: all }) => fieldsIn(all).map(({ groupVersion }) => groupVersion));
  const all: readonly (Json | undefined)[] = [...(Array.isArray(core.value.versions) ? core.value.versions : []), ...versions];
  return { kind: 'answer', value: all.filter((version): version is string => typeof version === 'string') };
}

interface Kind {
  readonly name: string;
  readonly isWatched: boolean;
}

function isWatched(verbs: Json | undefined): boolean {
  return Array.isArray(verbs) && verbs.includes('list') && verbs.includes('watch');
}

/** Those of parts of a resource too, such as the Scale of a Deployment. */
async function kindsOf(connection: Connection, group: string, signal: AbortSignal): Promise<Answer<readonly Kind[]>> {
  const list = await read(connection, apiRoot(group), signal);
  return list.kind === 'failed'
    ? list
    : {
        kind: 'answer',
        value: fieldsIn(list.value.resources).map(({ kind, verbs }) => ({ name: `${group}/${String(kind)}`, isWatched: isWatched(verbs) })),
      };
}

function fieldsIn(json: Json | undefined): readonly JsonObject[] {
  return Array.isArray(json) ? json.filter((each: Json): each is JsonObject => isFields(each)) : [];
}
