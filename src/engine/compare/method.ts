// What every method of comparison takes and gives.
import type { Failure, IgnoredDifference, JsonObject, Method, ObjectRef, Path, RenderedObject } from '../model';
import type { FieldDifference } from './changed-fields';

/** An object of Git, ready to be compared. */
export interface Target {
  readonly object: RenderedObject;
  /** With the namespace that the object will live in. */
  readonly ref: ObjectRef;
  /** What the owner would send to the server. In clear: never leaves this folder unmasked. */
  readonly manifest: JsonObject;
  /** The object asks its owner to keep what others set (`ssa: Merge`). */
  readonly merges: boolean;
  /** Where Git's value is encrypted, and the live one stands in `manifest` for it. */
  readonly encrypted: readonly Path[];
  /** JSON pointers of the fields that the owner leaves to others. */
  readonly ignored: readonly string[];
}

/** The answer of a method for an object that exists. In clear. */
export interface MethodResult {
  readonly method: Method;
  readonly verdict: 'inSync' | 'drifted' | 'unknown';
  readonly changes: readonly FieldDifference[];
  readonly ignored: readonly IgnoredDifference[];
  /** Set exactly when the verdict is `unknown`. */
  readonly reason?: Failure;
  /** The object as the next apply would leave it, normalised. */
  readonly predicted?: JsonObject;
}

export function unknown(method: Method, reason: Failure): MethodResult {
  return { method, verdict: 'unknown', changes: [], ignored: [], reason };
}
