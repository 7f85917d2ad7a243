// Renders that take too long for the thread that draws: handed over, followed until they come, and dropped once an edit makes them stale.
import { CancelledError, type Failure, type Need, type Rendered } from '../engine/model';
import { renderTarget } from '../engine/pipeline';
import type { BuildCache } from '../engine/render/kustomize/build';
import type { Files, LongRenders, RenderInputs, RenderTarget } from '../engine/ports';
import { look, recording, type Stamps } from './held';

export interface HandedOver {
  /** Starts the render; the one that was started before under the same key is stale. */
  start(key: string, job: Job): void;
  /** What stands for the render until it has come. */
  pending(attempt: Rendered): Rendered;
  /** Calls off the renders that nobody wants any more. */
  drop(isStale: (key: string) => boolean): void;
  /** Settles when none is on its way. @throws CancelledError when the signal aborts. */
  settled(signal: AbortSignal): Promise<void>;
}

export interface Attempted {
  /** Stands for the tree of the target's files. */
  readonly tree: object;
  readonly target: RenderTarget;
  /** What the target is rendered over. */
  readonly files: Files;
  /** What could be rendered in place. */
  readonly attempt: Rendered;
  /** What the attempt looked at. */
  readonly inputs: RenderInputs;
}

export interface Job extends Attempted {
  readonly onRendered: (rendered: Rendered) => void;
}

/** What may be rendered in place: some 25 ms of work on a warm engine. */
export const IN_PLACE = { steps: 5_000, bytes: 256 * 1024, input: 768 * 1024 };

/** What an Application may cost that is rendered while environments are looked for, some half a second: nobody can look for them elsewhere. */
export const IN_DISCOVERY = { steps: 200_000, bytes: 8 * 1024 * 1024, input: 16 * 1024 * 1024 };

/** An input may lead to others; a tree that was made to have no end would name new ones for ever. */
const MOST_ROUNDS = 64;

/**
 * Renders elsewhere what takes too long in place. Never fails: what stands in the way is among the failures.
 * @throws CancelledError when the signal aborts.
 */
export async function renderElsewhere(port: LongRenders, attempted: Attempted, signal: AbortSignal): Promise<Rendered> {
  const { tree, target, files, attempt, inputs: seen } = attempted;
  // What a cache knew, the attempt did not look at.
  let inputs: RenderInputs = new Map([...inputsOf(attempt.reads, files), ...seen]);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const answer = await port.render({ tree, target, inputs }, signal);
    if (answer.kind === 'failed') return withFailures(attempt, [answer.reason]);
    const lacking = answer.value.reads.filter((path) => !inputs.has(path));
    if (lacking.length === 0) return answer.value;
    inputs = new Map([...inputs, ...inputsOf(lacking, files)]);
  }
  return withFailures(attempt, [{ code: 'tooLarge', subject: `${MOST_ROUNDS} inputs that lead to each other` }]);
}

/** Whether what was rendered in place is to be rendered elsewhere. */
export function isLong({ needs }: Rendered): boolean {
  return needs.some(isLongRender);
}

export interface WholeOptions {
  readonly signal: AbortSignal;
  /** Where it goes if it takes long; all in place without it. */
  readonly port: LongRenders | undefined;
  /** With a restraint where there is a port; stands for the tree of the files. */
  readonly cache: BuildCache;
  /** Takes in what the render looks at. */
  readonly seen?: Stamps | undefined;
}

/**
 * What a target renders, in place where that is quick.
 * @throws CancelledError when the signal aborts.
 */
export async function renderWhole(
  target: RenderTarget,
  files: Files,
  { signal, port, cache, seen = new Map() }: WholeOptions,
): Promise<Rendered> {
  const attempt = renderTarget(target, recording(files, seen), cache);
  for (const path of attempt.reads) if (!seen.has(path)) seen.set(path, look(path, files));
  if (port === undefined || !isLong(attempt)) return attempt;
  return renderElsewhere(port, { tree: cache, target, files, attempt, inputs: seen }, signal);
}

export function createHandedOver(port: LongRenders): HandedOver {
  const running = new Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>();
  return {
    start(key, job) {
      running.get(key)?.abort.abort();
      const abort = new AbortController();
      const done = renderElsewhere(port, job, abort.signal)
        .then(job.onRendered)
        .catch((error: unknown) => {
          if (!(error instanceof CancelledError)) throw error;
        })
        .finally(() => {
          if (running.get(key)?.abort === abort) running.delete(key);
        });
      running.set(key, { abort, done });
    },
    pending(attempt) {
      const subjects = new Set(attempt.needs.filter(isLongRender).map(({ path }) => path));
      const failures = [...subjects].map((subject): Failure => ({ code: 'rendering', subject }));
      return { ...withFailures(attempt, failures), needs: attempt.needs };
    },
    drop(isStale) {
      for (const [key, { abort }] of running) if (isStale(key)) abort.abort();
    },
    async settled(signal) {
      while (running.size > 0) await unlessAborted(Promise.all([...running.values()].map(({ done }) => done)), signal);
    },
  };
}

function isLongRender({ kind }: Need): boolean {
  return kind === 'longRender';
}

/** What is at the paths now; a folder that was listed may have been looked at as a file as well. */
export function inputsOf(paths: readonly string[], files: Files): RenderInputs {
  const both = paths.flatMap((path) => (path.endsWith('/') ? [path, path.slice(0, -1)] : [path]));
  return new Map(both.map((path) => [path, look(path, files)]));
}

function withFailures(attempt: Rendered, failures: readonly Failure[]): Rendered {
  const needs = attempt.needs.filter((need) => !isLongRender(need));
  return { ...attempt, needs, failures: [...attempt.failures, ...failures] };
}

function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(new CancelledError('Nobody waits for the render any more.'));
    if (signal.aborted) return aborted();
    signal.addEventListener('abort', aborted, { once: true });
    work.then(() => resolve(), reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}
