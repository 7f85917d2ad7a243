// Turns a method's answer into a Comparison: masked, with the line in Git and the manager behind each change.
import type { Comparison, Failure, FieldChange, HealthStatus, JsonObject, Method, Node, ObjectRef, Path, Verdict } from '../model';
import type { Mask } from '../normalise/mask';
import { normalise } from '../normalise/normalise';
import type { FieldDifference } from './changed-fields';
import { hideKnownSecrets } from './known-secrets';
import { nodeAtPath, valueAtPath } from './locate';
import type { MethodResult, Target } from './method';
import { lastManager, type Ownership } from './ownership';
import { maskKeys, maskPath, type SecretKeys, secretKeys } from './secret-keys';
import { maskPaths, secretPaths } from './secret-paths';

export interface Presenter {
  readonly mask: Mask;
  readonly healthOf: (object: JsonObject) => HealthStatus;
}

/** @param ownership who owned what of `live`: names the manager behind each change. */
export function presentResult(target: Target, live: JsonObject, result: MethodResult, ownership: Ownership, by: Presenter): Comparison {
  const secrets = secretsOf(target);
  const git = masked(normalise(target.manifest), secrets, by.mask);
  // What is predicted holds what others have set in the cluster, and that is no more in clear than it is on the other side.
  const hide = (object: JsonObject) => hideKnownSecrets(masked(object, secrets, by.mask), git, by.mask);
  const maskedDesired = result.predicted === undefined ? git : hide(result.predicted);
  const maskedLive = hide(normalise(live));
  return {
    ref: target.ref,
    verdict: result.verdict,
    method: result.method,
    changes: result.changes.map((change) =>
      fieldChange(change, maskPath(change.path, secrets.keys, by.mask), target, live, ownership, maskedLive, maskedDesired),
    ),
    ignored: result.ignored.map((each) => ({ ...each, path: maskPath(each.path, secrets.keys, by.mask) })),
    ...(result.reason === undefined ? {} : { reason: scrubbed(result.reason, by.mask) }),
    health: health(live, by),
    live: maskedLive,
    desired: maskedDesired,
  };
}

/** An object that is only in Git. */
export function presentMissing(target: Target, method: Method, by: Presenter): Comparison {
  const desired = masked(normalise(target.manifest), secretsOf(target), by.mask);
  return { ref: target.ref, verdict: 'missing', method, changes: [], ignored: [], health: { health: 'missing' }, desired };
}

/** An object that is only in the cluster. */
export function presentLive(ref: ObjectRef, verdict: Verdict, live: JsonObject, by: Presenter): Comparison {
  const maskedLive = hideKnownSecrets(by.mask.object(normalise(live)), undefined, by.mask);
  return { ref, verdict, method: 'none', changes: [], ignored: [], health: health(live, by), live: maskedLive };
}

/** An object of which nothing could be learnt. */
export function presentUnknown(ref: ObjectRef, reason: Failure, by: Presenter, desired?: JsonObject): Comparison {
  return {
    ref,
    verdict: 'unknown',
    method: 'none',
    changes: [],
    ignored: [],
    reason: scrubbed(reason, by.mask),
    health: { health: 'unknown' },
    ...(desired === undefined ? {} : { desired }),
  };
}

export function maskedManifest(target: Target, mask: Mask): JsonObject {
  return masked(normalise(target.manifest), secretsOf(target), mask);
}

export function scrubbed(failure: Failure, mask: Mask): Failure {
  return failure.detail === undefined ? failure : { ...failure, detail: mask.scrub(failure.detail) };
}

/** What the cluster has in the place of an encrypted value is that value, decrypted. */
function secretsOf({ object, encrypted, ref }: Target): Secrets {
  const opened = ref.kind === 'Secret' ? encrypted.filter(([field]) => field !== 'data') : encrypted;
  return { paths: [...secretPaths(object.node), ...opened], keys: secretKeys(object.node) };
}

interface Secrets {
  readonly paths: readonly Path[];
  readonly keys: SecretKeys;
}

function masked(object: JsonObject, { paths, keys }: Secrets, mask: Mask): JsonObject {
  return maskKeys(mask.object(maskPaths(object, paths, mask)), keys, mask);
}

function health(live: JsonObject, by: Presenter): HealthStatus {
  const status = by.healthOf(live);
  return status.message === undefined ? status : { ...status, message: by.mask.scrub(status.message) };
}

function fieldChange(
  change: FieldDifference,
  shown: Path,
  target: Target,
  live: JsonObject,
  ownership: Ownership,
  maskedLive: JsonObject,
  maskedDesired: JsonObject,
): FieldChange {
  const node = sourceNode(target.object.node, change.path);
  const manager = lastManager(ownership.entries, live, change.path);
  return {
    path: shown,
    live: valueAtPath(maskedLive, shown),
    desired: valueAtPath(maskedDesired, shown),
    ...(node === undefined ? {} : { origin: node.origin }),
    ...(manager === undefined ? {} : { manager }),
  };
}

/** A Secret's `data` may come from `stringData`, which wins where both have a key. */
function sourceNode(node: Node, path: Path): Node | undefined {
  const [first, ...rest] = path;
  return (first === 'data' ? nodeAtPath(node, ['stringData', ...rest]) : undefined) ?? nodeAtPath(node, path);
}
