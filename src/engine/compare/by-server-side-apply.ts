// Finds drift by asking the API server what the owner's next apply would give.
import type { JsonObject } from '../model';
import { normalise } from '../normalise/normalise';
import type { Cluster } from '../ports';
import { withoutAbandoned } from './abandoned';
import { additions } from './additions';
import { changedFields } from './changed-fields';
import { keepIgnored, leftToOthers } from './ignore-rules';
import { type MethodResult, type Target, unknown } from './method';
import type { ApplyRule } from './owners';
import { ownershipOf } from './ownership';
import { withoutRetired } from './retired';

/**
 * Ask the API server what a server-side apply of `target` would give, and compare that with what is there.
 * One of the methods of the owner table (ARCHITECTURE.md): right for Flux Kustomizations, wrong for Argo CD's default.
 *
 * The dry run borrows the controller's field manager and forces ownership, as the controller will:
 * under any other name, a field deleted from Git would seem to survive. What the controller takes over before it applies
 * (fields of `kubectl`) a dry run does not show; that part is computed from managedFields.
 *
 * Source: Kubernetes documentation, "Server-Side Apply", field management and conflicts.
 *
 * @returns `unknown`, with the reason, when the server gave no answer; never `inSync` by default.
 * @throws CancelledError when `signal` aborts. Every other failure is in the returned value.
 */
export async function compareByServerSideApply(
  target: Target,
  live: JsonObject,
  cluster: Cluster,
  rule: ApplyRule,
  signal: AbortSignal,
): Promise<MethodResult> {
  const answer = await cluster.dryRunApply(target.manifest, { fieldManager: rule.fieldManager, force: true }, signal);
  if (answer.kind === 'failed') return unknown('serverSideApply', answer.reason);

  const before = normalise(live);
  const desired = normalise(target.manifest);
  const ownership = ownershipOf(live, rule, target.merges);
  const applied = normalise(answer.value);
  const kept = ownership.takeOver ? withoutAbandoned(applied, desired, ownership) : applied;
  const cleaned = target.merges ? kept : withoutRetired(kept, desired, rule);
  const { predicted, kept: left } = keepIgnored(cleaned, before, target.ignored);

  const changes = changedFields(before, predicted);
  const extra = additions(before, predicted, desired, ownership);
  // The server has said that these stay; only who set them is not recorded.
  const ignored = [
    ...left.map(leftToOthers),
    ...extra.ignored,
    ...extra.unexplained.map((path) => ({ path, rule: 'unmanagedAddition' as const })),
  ];
  return { method: 'serverSideApply', verdict: changes.length === 0 ? 'inSync' : 'drifted', changes, ignored, predicted };
}
