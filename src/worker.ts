// The composition root of the render worker: renders that take long run off the thread of the editor's host.
import { parentPort, workerData } from 'node:worker_threads';
import { createAnswerer } from './adapters/render-thread/answer';
import type { Asked } from './adapters/render-thread/messages';

const { cancelled } = workerData as { readonly cancelled: Int32Array };
const answer = createAnswerer((id) => Atomics.load(cancelled, 0) === id);

parentPort?.on('message', (asked: Asked) => {
  const answered = answer(asked);
  const tables = answered.outcome.kind === 'rendered' ? [answered.outcome.rendered.numbers.buffer] : [];
  parentPort?.postMessage(answered, tables);
});
