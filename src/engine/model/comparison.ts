// Verdicts: how an object in Git stands to the object in the cluster. "No answer" is `unknown`, never `inSync`.
import type { Failure } from './failure';
import type { Json, JsonObject, Path } from './node';
import type { Origin } from './origin';
import type { ObjectRef } from './rendered';

/** From the best to the worst; a parent shows its worst child. */
export const VERDICTS = ['inSync', 'extra', 'drifted', 'missing', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** From the best to the worst. */
export const HEALTHS = ['healthy', 'suspended', 'progressing', 'unknown', 'missing', 'degraded'] as const;
export type Health = (typeof HEALTHS)[number];

export interface HealthStatus {
  readonly health: Health;
  /** What the object says of itself, one sentence at most. */
  readonly message?: string;
}

/** How the verdict was found: the owner's own way of applying (see the owner table in ARCHITECTURE.md). */
export type Method = 'serverSideApply' | 'managedFields' | 'none';

/** Whether the owner will undo a difference by itself: `no` where it is suspended, and where there is no controller. */
export type Correction = 'yes' | 'no';

/** One field that the next apply would change. Values are masked already. */
export interface FieldChange {
  readonly path: Path;
  readonly live: Json | undefined;
  readonly desired: Json | undefined;
  /** The line in Git that owns the field, where Git has it. */
  readonly origin?: Origin;
  /** Last field manager that wrote the live value, where known. */
  readonly manager?: string;
}

/** A difference that is not drift, and the rule that says so. Listed, never hidden. */
export interface IgnoredDifference {
  readonly path: Path;
  readonly rule: 'serverDefault' | 'unmanagedAddition' | 'ignoreRule' | 'equivalent';
  readonly detail?: string;
}

export interface Comparison {
  readonly ref: ObjectRef;
  readonly verdict: Verdict;
  readonly method: Method;
  /** Absent where nothing differs, and where nobody knows. */
  readonly corrected?: Correction;
  readonly changes: readonly FieldChange[];
  readonly ignored: readonly IgnoredDifference[];
  /** Why there is no answer; set exactly when the verdict is `unknown`. */
  readonly reason?: Failure;
  readonly health: HealthStatus;
  /** Both sides for the diff editor: normalised and masked. Absent where there is no such side. */
  readonly live?: JsonObject;
  readonly desired?: JsonObject;
}

/** One app of one environment against one cluster. */
export interface AppComparison {
  readonly environment: string;
  readonly app: string;
  readonly comparisons: readonly Comparison[];
  readonly verdict: Verdict;
  readonly health: Health;
  /** What kept objects from being rendered or compared; any of these makes the verdict `unknown` at best. */
  readonly failures: readonly Failure[];
}
