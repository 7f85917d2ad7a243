// Finds drift without asking the server: a three-way comparison of Git, the live object and what managedFields say of its owners.
import type { Failure, IgnoredDifference, JsonObject, Path } from '../model';
import { normalise } from '../normalise/normalise';
import { withoutAbandoned } from './abandoned';
import { additions } from './additions';
import { changedFields } from './changed-fields';
import { keepIgnored, leftToOthers } from './ignore-rules';
import { layOver } from './lay-over';
import type { MethodResult, Target } from './method';
import type { ApplyRule } from './owners';
import { ownershipOf } from './ownership';
import { withoutRetired } from './retired';

/**
 * Predicts the owner's next apply from managedFields, for snapshots and for readers without patch rights.
 * A live field that Git lacks goes when the owner holds it, stays when another does, and is a default of the server when nobody does.
 * Without managedFields nobody can tell, and such a field makes the object `unknown` unless something else has drifted anyway.
 *
 * Source: Kubernetes documentation, "Server-Side Apply", and KEP-555.
 */
export function compareByManagedFields(target: Target, live: JsonObject, rule: ApplyRule): MethodResult {
  const before = normalise(live);
  const desired = normalise(target.manifest);
  const ownership = ownershipOf(live, rule, target.merges);
  const laid = layOver(before, desired, ownership.all);
  const kept = withoutAbandoned(laid.predicted, desired, ownership);
  const cleaned = target.merges ? kept : withoutRetired(kept, desired, rule);
  const { predicted, kept: left } = keepIgnored(cleaned, before, target.ignored);

  const changes = changedFields(before, predicted);
  const extra = additions(before, predicted, desired, ownership);
  const ignored = [...left.map(leftToOthers), ...extra.ignored, ...laid.equivalents];
  const unexplained = [...extra.unexplained, ...laid.unexplained];
  if (changes.length > 0)
    return { method: 'managedFields', verdict: 'drifted', changes, ignored: [...ignored, ...noted(unexplained)], predicted };
  if (unexplained.length === 0) return { method: 'managedFields', verdict: 'inSync', changes, ignored, predicted };
  return { method: 'managedFields', verdict: 'unknown', changes, ignored, reason: ownershipUnknown(unexplained), predicted };
}

const NAMED_PATHS = 5;

function ownershipUnknown(paths: readonly Path[]): Failure {
  const more = paths.length > NAMED_PATHS ? `, and ${paths.length - NAMED_PATHS} more` : '';
  return { code: 'unknownOwnership', subject: `${paths.slice(0, NAMED_PATHS).map(dotted).join(', ')}${more}` };
}

function noted(paths: readonly Path[]): readonly IgnoredDifference[] {
  return paths.map((path) => ({ path, rule: 'unmanagedAddition', detail: 'no record of who set it' }));
}

function dotted(path: Path): string {
  return path.join('.');
}
