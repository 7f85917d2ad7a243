// Ctrl-C while something is waited for. During synchronous work nobody listens for it, so that it ends the process by itself.

/** Runs work that can be cancelled: the first Ctrl-C aborts its signal, a second one ends the process at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.once('SIGINT', abort);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', abort);
  }
}
