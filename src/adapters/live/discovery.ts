// Which resource path a kind has on this server, and whether it is namespaced. Remembered per connection.
import { type JsonObject, apiGroup } from '../../engine/model';
import type { Answer } from '../../engine/ports';
import type { Connection } from './connection';
import { failed, failureOfStatus, NOT_KUBERNETES } from './failures';
import { isFields } from './kubeconfig';
import { shared } from './shared';

export interface Resource {
  readonly group: string;
  /** The plural, as it stands in paths. */
  readonly plural: string;
  readonly namespaced: boolean;
}

export interface Discovery {
  /** `noSuchKind` when the server does not have it. */
  find(apiVersion: string, kind: string, signal: AbortSignal): Promise<Answer<Resource>>;
  /** Whether the server has any kind of this version of a group. */
  serves(apiVersion: string, signal: AbortSignal): Promise<Answer<boolean>>;
}

export function createDiscovery(connection: Connection, now: () => number = Date.now): Discovery {
  const lists = new Map<string, Promise<Answer<Learned>>>();
  const learn = (apiVersion: string, signal: AbortSignal) =>
    shared(lists, apiVersion, (own) => readList(connection, apiVersion, now, own), signal);
  return {
    async find(apiVersion, kind, signal) {
      let learned = await learn(apiVersion, signal);
      if (learned.kind === 'answer' && !learned.value.resources.has(kind) && now() - learned.value.at > MISS_MILLISECONDS) {
        lists.delete(apiVersion);
        learned = await learn(apiVersion, signal);
      }
      if (learned.kind === 'failed') return learned;
      const resource = learned.value.resources.get(kind);
      return resource === undefined
        ? failed({ code: 'noSuchKind', subject: `${kind} (${apiVersion})` })
        : { kind: 'answer', value: resource };
    },
    async serves(apiVersion, signal) {
      const learned = await learn(apiVersion, signal);
      return learned.kind === 'failed' ? learned : { kind: 'answer', value: learned.value.resources.size > 0 };
    },
  };
}

/** `/api/v1/...` for the core group, `/apis/<group>/<version>/...` for the others. */
export function apiRoot(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** A kind that is not there can be installed while the connection lives; so long is its absence believed. */
const MISS_MILLISECONDS = 10_000;

interface Learned {
  readonly at: number;
  readonly resources: ReadonlyMap<string, Resource>;
}

async function readList(connection: Connection, apiVersion: string, now: () => number, signal: AbortSignal): Promise<Answer<Learned>> {
  const answer = await connection.send({ method: 'GET', path: apiRoot(apiVersion) }, signal);
  if (answer.kind === 'failed') return answer;
  const { status, body } = answer.value;
  if (status === 404) return { kind: 'answer', value: { at: now(), resources: new Map() } };
  if (status !== 200) return failed(failureOfStatus(status, body, `the kinds of ${apiVersion}`));
  if (!isFields(body) || !Array.isArray(body.resources))
    return failed({ code: 'unreachable', subject: connection.server, detail: NOT_KUBERNETES });
  return { kind: 'answer', value: { at: now(), resources: resourcesOf(apiVersion, body.resources) } };
}

function resourcesOf(apiVersion: string, list: readonly JsonObject[]): ReadonlyMap<string, Resource> {
  const group = apiGroup(apiVersion);
  const resources = new Map<string, Resource>();
  for (const { name, kind, namespaced } of list) {
    // `deployments/status` and the like are parts of a resource, under its kind or another's.
    if (typeof name !== 'string' || typeof kind !== 'string' || name.includes('/')) continue;
    resources.set(kind, { group, plural: name, namespaced: namespaced === true });
  }
  return resources;
}
