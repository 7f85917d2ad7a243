// Whether a difference will go away by itself: that is the owner's doing, and another question than whether there is one.
import type { App, Comparison, Correction } from '../model';
import { valueAt } from '../normalise/json-values';
import type { OwnerAnswer } from './owner-object';

/** @returns undefined where nobody knows: the owner could not be read, or is not in the cluster yet. */
export function correctionOf(app: App, owner: OwnerAnswer): Correction | undefined {
  if (app.owner === undefined) return 'no';
  if (owner.kind !== 'answer') return undefined;
  return valueAt(owner.value, 'spec', 'suspend') === true ? 'no' : 'yes';
}

/** Only a difference can be corrected. */
export function withCorrection(comparison: Comparison, corrected: Correction | undefined): Comparison {
  const differs = comparison.verdict === 'drifted' || comparison.verdict === 'missing' || comparison.verdict === 'extra';
  return differs && corrected !== undefined ? { ...comparison, corrected } : comparison;
}
