// Failures that are limits of ours, or that a working tree cannot settle: no fault of the file, and so no alarm.
import type { Failure, FailureCode } from '../engine/model';

const LIMITS: ReadonlySet<FailureCode> = new Set(['unsupported', 'unresolvedSource', 'unread']);

export function isLimit({ code }: Failure): boolean {
  return LIMITS.has(code);
}
