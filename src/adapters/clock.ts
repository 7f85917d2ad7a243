// The Clock port over the system's clock.
import { CancelledError } from '../engine/model';
import type { Clock } from '../engine/ports';

export function createClock(): Clock {
  return { now: () => new Date(), sleep };
}

/** @throws CancelledError when `signal` aborts before the time is over. */
function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new CancelledError());
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', cancel);
      resolve();
    }, milliseconds);
    function cancel(): void {
      clearTimeout(timer);
      reject(new CancelledError());
    }
    signal.addEventListener('abort', cancel, { once: true });
  });
}
