// A ConfigMap or Secret as a cluster has it, where the user named one to ask: what no file of the repository tells.
import { type Failure, type Json, type JsonObject, type Lookup, lookupText, type MapNode, type Need, type ScalarNode } from '../../model';
import type { Files } from '../../ports';
import { answerIn, lookupPath } from '../../model/cluster-question';

export type LiveAnswer =
  | { readonly kind: 'object'; readonly object: MapNode }
  /** The cluster has none. */
  | { readonly kind: 'absent' }
  /** Not gathered yet. */
  | { readonly kind: 'unread'; readonly need: Need }
  | { readonly kind: 'failed'; readonly reason: Failure }
  /** No cluster is asked. */
  | { readonly kind: 'notAsked' };

/** Where the answer is read: a source of the render like any other. */
export function livePath(kind: string, namespace: string, name: string): string {
  return lookupPath({ apiVersion: 'v1', kind, namespace, name });
}

/** What is said of an object that neither a file nor the cluster has. */
export function notInCluster(kind: string, namespace: string, name: string): Failure {
  const subject = lookupText({ apiVersion: 'v1', kind, namespace, name });
  return { code: 'notInCluster', subject, detail: 'no file of the repository has it either' };
}

export function liveObject(kind: string, namespace: string, name: string, files: Files): LiveAnswer {
  const lookup: Lookup = { apiVersion: 'v1', kind, namespace, name };
  const path = lookupPath(lookup);
  const answer = files.read(path);
  if (answer.kind === 'unread') return { kind: 'unread', need: { kind: 'clusterAnswer', path } };
  if (answer.kind === 'failed') {
    const { code, subject, detail } = answer.reason;
    return { kind: 'failed', reason: { code: 'clusterUnanswered', subject: lookupText(lookup), detail: detail ?? subject ?? code } };
  }
  if (answer.kind !== 'file') return { kind: 'notAsked' };
  const { data } = answerIn(answer.text) as JsonObject;
  const isThere = Object.keys(answerIn(answer.text) as JsonObject).length > 0;
  return isThere ? { kind: 'object', object: objectOf(lookup, isFields(data) ? data : {}) } : { kind: 'absent' };
}

/** Its data alone; each value is called by the object and its key, for it stands in no file. */
function objectOf(lookup: Lookup, data: JsonObject): MapNode {
  const called = (path: string) => ({ file: `lookup of ${lookupText(lookup)}${path}`, line: 1, column: 1, step: 'live' }) as const;
  const scalar = (text: string, path: string): ScalarNode => ({ kind: 'scalar', text, tag: 'str', origin: called(path) });
  const entries = Object.entries(data).flatMap(([key, value]) =>
    typeof value === 'string' ? [{ key, value: scalar(value, `: data.${key}`) }] : [],
  );
  return {
    kind: 'map',
    origin: called(''),
    entries: [
      { key: 'kind', value: scalar(lookup.kind, '') },
      { key: 'metadata', value: { kind: 'map', origin: called(''), entries: [{ key: 'name', value: scalar(lookup.name, '') }] } },
      { key: 'data', value: { kind: 'map', origin: called(': data'), entries } },
    ],
  };
}

function isFields(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
