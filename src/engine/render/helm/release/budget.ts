// Ends renders that would not end by themselves, or not soon enough: a hostile chart costs no more than these limits.
import { CancelledError, FailureError } from '../../../model';
import type { Budget } from '../go/values';

const MOST_STEPS = 20_000_000;
const MOST_BYTES = 256 * 1024 * 1024;
const STEPS_BETWEEN_LOOKS = 1024;
const BYTES_WORTH_A_LOOK = 64 * 1024;

/** What holds back renders beyond the engine's own limits: they are to be short, or somebody may call them off. */
export interface Restraint {
  /** What a render may cost before it is one for another thread. */
  readonly allowance?: Allowance;
  /** Looked at now and then: whether nobody wants the render any more. */
  readonly isCancelled?: () => boolean;
}

export interface Allowance {
  readonly steps: number;
  /** Of text that is written. */
  readonly bytes: number;
  /** Of what is gone through: files of charts, archives, CRDs, schemas, and texts that functions are given. */
  readonly input: number;
}

/** Thrown through templates by a render that costs more than its allowance. */
export class OverAllowance extends Error {
  override readonly name = 'OverAllowance';
}

/**
 * A budget of one render. What is spent is spent, whichever template spends it.
 * Its functions throw a FailureError at the engine's own limits, OverAllowance or CancelledError where the restraint says so.
 *
 * @param mostSteps the engine's own limit, where what is executed is small.
 */
export function createBudget({ allowance, isCancelled }: Restraint = {}, mostSteps = MOST_STEPS): Budget {
  let steps = 0;
  let bytes = 0;
  let input = 0;
  let nextLook = isCancelled === undefined ? Number.POSITIVE_INFINITY : STEPS_BETWEEN_LOOKS;
  const stepLimit = Math.min(mostSteps, allowance?.steps ?? mostSteps);
  const byteLimit = Math.min(MOST_BYTES, allowance?.bytes ?? MOST_BYTES);
  const inputLimit = allowance?.input ?? Number.POSITIVE_INFINITY;
  const look = (): void => {
    if (isCancelled?.() === true) throw new CancelledError('The render was cancelled.');
  };
  return {
    spend(count) {
      steps += count;
      if (steps > stepLimit) throw overrun(stepLimit < mostSteps, `${mostSteps / 1_000_000} million steps`);
      if (steps < nextLook) return;
      nextLook = steps + STEPS_BETWEEN_LOOKS;
      look();
    },
    grow(count) {
      bytes += count;
      if (bytes > byteLimit) throw overrun(byteLimit < MOST_BYTES, '256 MB of text');
    },
    pass(count) {
      input += count;
      if (input > inputLimit) throw new OverAllowance();
      if (count >= BYTES_WORTH_A_LOOK) look();
    },
  };
}

function overrun(isAllowance: boolean, subject: string): Error {
  return isAllowance ? new OverAllowance() : new FailureError({ code: 'tooLarge', subject });
}
