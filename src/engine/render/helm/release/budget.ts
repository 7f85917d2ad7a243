// Ends renders that would not end by themselves, or not soon enough: a hostile chart costs no more than these limits.
import { CancelledError, FailureError } from '../../../model';
import type { Budget } from '../go/values';

/** Charts of real repositories take 70,000 at most. */
const MOST_STEPS = 2_000_000;
/** Parts of expressions for each step that a render may take. */
const CALLS_A_STEP = 1;
/** As many are evaluated in the time that a step of an ordinary chart takes. */
const CALLS_IN_THE_TIME_OF_A_STEP = 16;
const MEGABYTE = 1024 * 1024;
const MOST_BYTES = 64 * MEGABYTE;
/** Of what a render keeps. */
const MOST_HELD = 96 * MEGABYTE;
/** Of one text, and of what one function is given: some of them take many times as much memory while they work. */
const MOST_AT_ONCE = 8 * MEGABYTE;
const STEPS_BETWEEN_LOOKS = 1024;
const CALLS_BETWEEN_LOOKS = 16 * 1024;
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

/** A budget that knows what it gave. */
export interface RenderBudget extends Budget {
  /** What was taken out of it up to now. */
  readonly spent: () => Spent;
  /** Takes what work cost before, if it can be had: where a limit is in the way nothing is taken. @returns whether it was. */
  readonly takeAgain: (cost: Spent) => boolean;
}

/** As the functions of a budget count it. */
export interface Spent {
  readonly steps: number;
  readonly calls: number;
  readonly bytes: number;
  readonly held: number;
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
export function createBudget({ allowance, isCancelled }: Restraint = {}, mostSteps = MOST_STEPS): RenderBudget {
  let steps = 0;
  let calls = 0;
  let bytes = 0;
  let held = 0;
  let input = 0;
  let nextLook = isCancelled === undefined ? Number.POSITIVE_INFINITY : STEPS_BETWEEN_LOOKS;
  let nextLookAtCalls = isCancelled === undefined ? Number.POSITIVE_INFINITY : CALLS_BETWEEN_LOOKS;
  const mostCalls = mostSteps * CALLS_A_STEP;
  const callLimit = Math.min(mostCalls, (allowance?.steps ?? mostSteps) * CALLS_IN_THE_TIME_OF_A_STEP);
  const stepLimit = Math.min(mostSteps, allowance?.steps ?? mostSteps);
  const byteLimit = Math.min(MOST_BYTES, allowance?.bytes ?? MOST_BYTES);
  const inputLimit = allowance?.input ?? Number.POSITIVE_INFINITY;
  const look = (): void => {
    if (isCancelled?.() === true) throw new CancelledError('The render was cancelled.');
  };
  const atOnce = (characters: number): void => {
    if (characters > MOST_AT_ONCE) throw overrun(false, `${MOST_AT_ONCE / MEGABYTE} MB of text at once`);
  };
  return {
    atOnce,
    spend(count) {
      steps += count;
      if (steps > stepLimit) throw overrun(stepLimit < mostSteps, `${mostSteps / 1_000_000} million steps`);
      if (steps < nextLook) return;
      nextLook = steps + STEPS_BETWEEN_LOOKS;
      look();
    },
    call(count) {
      calls += count;
      if (calls > callLimit) throw overrun(callLimit < mostCalls, `${mostCalls / 1_000_000} million calls, arguments and fields`);
      if (calls < nextLookAtCalls) return;
      nextLookAtCalls = calls + CALLS_BETWEEN_LOOKS;
      look();
    },
    grow(count) {
      atOnce(count);
      bytes += count;
      if (bytes > byteLimit) throw overrun(byteLimit < MOST_BYTES, `${MOST_BYTES / MEGABYTE} MB of text`);
    },
    hold(count) {
      held += count;
      if (held > MOST_HELD) throw overrun(false, `${MOST_HELD / MEGABYTE} MB of memory`);
    },
    pass(count) {
      input += count;
      if (input > inputLimit) throw new OverAllowance();
      if (count >= BYTES_WORTH_A_LOOK) look();
    },
    spent: () => ({ steps, calls, bytes, held, input }),
    takeAgain(cost) {
      if (steps + cost.steps > stepLimit || calls + cost.calls > callLimit || bytes + cost.bytes > byteLimit) return false;
      if (held + cost.held > MOST_HELD || input + cost.input > inputLimit) return false;
      steps += cost.steps;
      calls += cost.calls;
      bytes += cost.bytes;
      held += cost.held;
      input += cost.input;
      return true;
    },
  };
}

function overrun(isAllowance: boolean, subject: string): Error {
  return isAllowance ? new OverAllowance() : new FailureError({ code: 'tooMuchWork', subject });
}
