// Ends renders that would not end by themselves: a hostile chart costs no more than these limits.
import { FailureError } from '../../../model';
import type { Budget } from '../go/values';

const MOST_STEPS = 20_000_000;
const MOST_BYTES = 256 * 1024 * 1024;

/** A budget of one render. What is spent is spent, whichever template spends it. */
export function createBudget(): Budget {
  let steps = 0;
  let bytes = 0;
  return {
    spend(count) {
      steps += count;
      if (steps > MOST_STEPS) throw new FailureError({ code: 'tooLarge', subject: `${MOST_STEPS / 1_000_000} million steps` });
    },
    grow(count) {
      bytes += count;
      if (bytes > MOST_BYTES) throw new FailureError({ code: 'tooLarge', subject: '256 MB of text' });
    },
  };
}
