// Long work in slices, so that nothing that the editor asks meanwhile waits for its end.

/** Work between two turns of the event loop: a large fleet must not hold up a keystroke. */
const SLICE_MILLISECONDS = 15;

/** Lets others go on when a slice of time is used up. @returns whether the work is no longer wanted. */
export function sliced(signal: AbortSignal): () => Promise<boolean> {
  let end = performance.now() + SLICE_MILLISECONDS;
  return async () => {
    if (performance.now() <= end) return signal.aborted;
    await new Promise((resolve) => setTimeout(resolve, 0));
    end = performance.now() + SLICE_MILLISECONDS;
    return signal.aborted;
  };
}

/** Runs all steps in slices. @returns what they end with, or undefined when the work is no longer wanted. */
export async function inSlices<T>(steps: Generator<void, T>, signal: AbortSignal): Promise<T | undefined> {
  const pause = sliced(signal);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return signal.aborted ? undefined : step.value;
    if (await pause()) return undefined;
  }
}
