// What the browser's render worker runs: renders that take long run off the thread of the web extension host.
import { createAnswerer } from '../adapters/render-thread/answer';
import type { Asked } from '../adapters/render-thread/messages';

/** Answers every message to this worker. A render that nobody wants any more ends with its worker: pages share no memory unless they are isolated. */
export function answerRenders(): void {
  const answer = createAnswerer(() => false);
  self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
    const answered = answer(data);
    const tables = answered.outcome.kind === 'rendered' ? [answered.outcome.rendered.numbers.buffer] : [];
    (self as unknown as MessagePort).postMessage(answered, tables);
  });
}
