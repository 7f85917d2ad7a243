// A cluster port over a folder or file of dumped objects (`kubectl get … -o yaml --show-managed-fields`).
import { CancelledError, type Failure, type JsonObject, type ObjectRef, apiGroup, snapshotContext } from '../engine/model';
import type { Answer, Cluster, Files } from '../engine/ports';
import { capabilitiesIn, lookUpIn } from './snapshot/lookup';
import { readDump } from './snapshot/read-dump';
import { createScopes, type Scopes } from './snapshot/scopes';

/**
 * Accepts Lists, several documents in a file, an object per file, YAML and JSON, in folders within folders.
 *
 * A dump is taken to be complete: what it does not hold is `absent`, for any kind that it holds objects of, that a CustomResourceDefinition in it
 * defines, or that Kubernetes itself brings. Of any other kind nothing is known, and the answer is `noSuchKind`.
 *
 * Identity is the uid of the Namespace `kube-system` where it was dumped, else one made from the path.
 *
 * @param path folder or file, relative to the tree. `snapshotInvalid` where nothing can be read there, or where a part of it cannot.
 */
export function openSnapshot(path: string, files: Files): Answer<Cluster> {
  const dump = readDump(path, files);
  if (dump.kind === 'failed') return dump;
  const objects = new Map(dump.value.map((object) => [keyOf(refOf(object)), object]));
  return { kind: 'answer', value: clusterOf(path, objects, createScopes(dump.value)) };
}

function clusterOf(path: string, objects: ReadonlyMap<string, JsonObject>, scopes: Scopes): Cluster {
  const versions = new Map([...objects.values()].map((object) => [unversioned(refOf(object)), String(object.apiVersion)]));
  const uid = uidOf(objects.get(keyOf(KUBE_SYSTEM))) ?? snapshotContext(path);

  const noAnswer = async (signal: AbortSignal): Promise<{ readonly kind: 'failed'; readonly reason: Failure }> => {
    throwIfCancelled(signal);
    return failed({ code: 'unsupported', subject: 'Asking a snapshot to apply something', file: path });
  };
  const cluster: Cluster = {
    context: snapshotContext(path),
    kind: 'snapshot',
    async identity(signal) {
      throwIfCancelled(signal);
      return { kind: 'answer', value: { uid, server: path } };
    },
    async scope(apiVersion, kind, signal) {
      throwIfCancelled(signal);
      const scope = scopes.find(apiVersion, kind);
      return scope === undefined ? unknownKind(apiVersion, kind, path) : { kind: 'answer', value: scope };
    },
    async read(ref, signal) {
      throwIfCancelled(signal);
      const object = objects.get(keyOf(ref));
      if (object !== undefined) return { kind: 'answer', value: object };
      if (scopes.find(ref.apiVersion, ref.kind) === undefined) return unknownKind(ref.apiVersion, ref.kind, path);
      const other = versions.get(unversioned(ref));
      return other === undefined ? { kind: 'absent' } : otherVersion(ref, other, path);
    },
    async list(apiVersion, kind, namespace, signal, labels = {}) {
      throwIfCancelled(signal);
      if (scopes.find(apiVersion, kind) === undefined) return unknownKind(apiVersion, kind, path);
      return {
        kind: 'answer',
        value: [...objects.values()].filter((object) => isOf(object, apiVersion, kind, namespace) && hasLabels(object, labels)),
      };
    },
    lookup: (lookup, signal) => lookUpIn(cluster, lookup, signal),
    async capabilities(signal) {
      throwIfCancelled(signal);
      return { kind: 'answer', value: capabilitiesIn(objects.values(), path) };
    },
    async mayPatch(_ref, signal) {
      throwIfCancelled(signal);
      return { kind: 'answer', value: false };
    },
    dryRunApply: (_manifest, _options, signal) => noAnswer(signal),
    mergePatch: (_ref, _patch, signal) => noAnswer(signal),
  };
  return cluster;
}

const KUBE_SYSTEM: ObjectRef = { apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' };

function keyOf(ref: ObjectRef): string {
  return [ref.apiVersion, ref.kind, ref.namespace ?? '', ref.name].join('|');
}

function unversioned(ref: ObjectRef): string {
  return keyOf({ ...ref, apiVersion: apiGroup(ref.apiVersion) });
}

/** A server converts between the versions of a kind, and a dump cannot. */
function otherVersion(ref: ObjectRef, held: string, path: string): { readonly kind: 'failed'; readonly reason: Failure } {
  const detail = `${path} holds ${ref.name} as ${held}; dump this kind in the version that Git has, or write ${held} in Git`;
  return failed({ code: 'unsupported', subject: `Comparing ${ref.kind} (${ref.apiVersion}) with another version of it`, detail });
}

/** Dumped objects have all of these: `readDump` refuses others. */
function refOf(object: JsonObject): ObjectRef {
  const metadata = object.metadata as JsonObject;
  const namespace = metadata.namespace;
  return {
    apiVersion: String(object.apiVersion),
    kind: String(object.kind),
    name: String(metadata.name),
    ...(typeof namespace === 'string' && namespace !== '' ? { namespace } : {}),
  };
}

function isOf(object: JsonObject, apiVersion: string, kind: string, namespace: string | undefined): boolean {
  const ref = refOf(object);
  return ref.apiVersion === apiVersion && ref.kind === kind && (namespace === undefined || ref.namespace === namespace);
}

function hasLabels({ metadata }: JsonObject, labels: Readonly<Record<string, string>>): boolean {
  const own = (metadata as JsonObject).labels as JsonObject | null | undefined;
  return Object.entries(labels).every(([key, value]) => own?.[key] === value);
}

function uidOf(namespace: JsonObject | undefined): string | undefined {
  const uid = (namespace?.metadata as JsonObject | undefined)?.uid;
  return typeof uid === 'string' && uid !== '' ? uid : undefined;
}

function unknownKind(apiVersion: string, kind: string, path: string): { readonly kind: 'failed'; readonly reason: Failure } {
  return failed({
    code: 'noSuchKind',
    subject: `${kind} (${apiVersion})`,
    detail: `${path} holds no object and no definition of this kind`,
  });
}

function failed(reason: Failure): { readonly kind: 'failed'; readonly reason: Failure } {
  return { kind: 'failed', reason };
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError('Cancelled while reading a snapshot.');
}
