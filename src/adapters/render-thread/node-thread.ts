// Starts the thread that renders, as a worker of Node's.
import { Worker } from 'node:worker_threads';
import type { Failure } from '../../engine/model';
import type { Thread, ThreadListener } from './messages';

/** Beyond it the worker ends, and not the editor's host. */
const MOST_MEGABYTES = 2048;

/** @param file the bundle of `src/worker.ts`. */
export function startNodeThread(file: string, { onAnswer, onEnd }: ThreadListener): Thread {
  // Holds the number of the request that nobody wants any more: a thread that renders receives no messages.
  const cancelled = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(file, { workerData: { cancelled }, resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES } });
  worker.unref();
  worker.on('message', onAnswer);
  worker.on('error', (error) => onEnd(reasonOf(error)));
  worker.on('exit', (code) => onEnd({ code: 'internal', detail: `the thread that renders ended with ${code}` }));
  return {
    ask: (asked) => worker.postMessage(asked),
    cancel: (id) => Atomics.store(cancelled, 0, id),
    end: () => void worker.terminate(),
  };
}

function reasonOf(error: Error): Failure {
  const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory
    ? { code: 'tooMuchWork', subject: `${MOST_MEGABYTES} MB of memory` }
    : { code: 'internal', detail: error.stack ?? error.message };
}
