// Whether a cluster is the one that an environment is pinned to.
import { snapshotPath } from '../engine/model';
import type { Answer, Cluster, Pins } from '../engine/ports';
import type { PinCheck } from './api';

/** Contacts the cluster: the uid decides, for a context of the same name may lead elsewhere, and one of another name to the same place. */
export async function checkPin(environment: string, cluster: Cluster, pins: Pins, signal: AbortSignal): Promise<PinCheck> {
  const pin = await pins.read(environment);
  if (pin.kind === 'failed') return { kind: 'refused', reason: pin.reason };
  const identity = await cluster.identity(signal);
  if (identity.kind === 'failed') return { kind: 'refused', reason: identity.reason };
  const { uid, server } = identity.value;
  if (pin.value === undefined) return { kind: 'unpinned', uid, server };
  if (pin.value.uid === uid && (!isFingerprint(uid) || pin.value.context === cluster.context)) return { kind: 'pinned' };
  const unsure =
    isFingerprint(uid) === isFingerprint(pin.value.uid)
      ? ''
      : '; they cannot be told to be the same, for one of the two may not read the namespace kube-system, by whose uid a cluster is known';
  const detail = `it is pinned to ${contextWords(pin.value.context)}, and this is ${contextWords(cluster.context)} at ${server}${unsure}`;
  return { kind: 'refused', reason: { code: 'contextMismatch', subject: environment, detail } };
}

export async function writePin(environment: string, cluster: Cluster, pins: Pins, signal: AbortSignal): Promise<Answer<void>> {
  const identity = await cluster.identity(signal);
  return identity.kind === 'failed' ? identity : pins.write(environment, { context: cluster.context, uid: identity.value.uid });
}

/** A snapshot is named by its folder, a cluster by its context. */
function contextWords(context: string): string {
  const snapshot = snapshotPath(context);
  return snapshot === undefined ? `the context ${context}` : `the snapshot ${snapshot}`;
}

/**
 * Where the uid may not be read, the cluster is known by how it is reached. Some gateways serve several clusters at one address and behind one
 * authority, and tell them apart by the user: so there the context's name counts as well.
 */
function isFingerprint(uid: string): boolean {
  return uid.startsWith('server:');
}
