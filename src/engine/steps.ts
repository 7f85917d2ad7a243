// Work in small steps, for whoever must not be held up, and the same at once.

/** Takes all steps, one after another. */
export function run<T>(steps: Generator<void, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}
