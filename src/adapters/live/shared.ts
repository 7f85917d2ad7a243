// One request for many callers: each may cancel its own waiting, none the others'.
import { CancelledError } from '../../engine/model';
import type { Answer } from '../../engine/ports';

/**
 * The remembered answer of `key`, asked for once. A failure is not remembered.
 * @throws CancelledError when `signal` aborts; the request goes on for the others, within its own time limit.
 */
export function shared<T>(
  answers: Map<string, Promise<Answer<T>>>,
  key: string,
  ask: (signal: AbortSignal) => Promise<Answer<T>>,
  signal: AbortSignal,
): Promise<Answer<T>> {
  let answer = answers.get(key);
  if (answer === undefined) {
    answer = ask(new AbortController().signal).then((given) => {
      if (given.kind === 'failed') answers.delete(key);
      return given;
    });
    answers.set(key, answer);
  }
  return untilCancelled(answer, signal);
}

function untilCancelled<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new CancelledError());
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}
