// The port of long renders over one thread, which is started when it is first needed and ended where a render has no end.
import { CancelledError, type Failure, type Rendered } from '../../engine/model';
import type { Answer, LongRender, LongRenders } from '../../engine/ports';
import { type Packed, unpackSteps } from '../../engine/render/packed';
import type { Answered, Thread, ThreadListener } from './messages';

export interface LongRendersOptions {
  readonly start: (listener: ThreadListener) => Thread;
  /** What a render may take, in milliseconds. */
  readonly limit?: number;
  /** Takes steps so that others have their turn in between; undefined when the signal has aborted. */
  readonly inSlices: <T>(steps: Generator<void, T>, signal: AbortSignal) => Promise<T | undefined>;
}

export interface EndingLongRenders extends LongRenders {
  dispose(): void;
}

const LIMIT = 30_000;
/** What a render that nobody wants may take to notice it, in milliseconds. */
const GRACE = 2_000;

interface Job {
  readonly id: number;
  readonly request: LongRender;
  readonly signal: AbortSignal;
  readonly settle: (answer: Answer<Rendered>) => void;
  readonly fail: (error: unknown) => void;
}

/** One render at a time, in the order of the requests. */
export function createLongRenders({ start, limit = LIMIT, inSlices }: LongRendersOptions): EndingLongRenders {
  return new ThreadedRenders(start, limit, inSlices);
}

class ThreadedRenders implements EndingLongRenders {
  private readonly waiting: Job[] = [];
  private readonly trees = new WeakMap<object, number>();
  private readonly ending = new AbortController();
  private thread: Thread | undefined;
  private running: Job | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private count = 0;
  private treeCount = 0;

  constructor(
    private readonly start: LongRendersOptions['start'],
    private readonly limit: number,
    private readonly inSlices: LongRendersOptions['inSlices'],
  ) {}

  render(request: LongRender, signal: AbortSignal): Promise<Answer<Rendered>> {
    return new Promise((resolve, reject) => {
      const given = AbortSignal.any([signal, this.ending.signal]);
      const cancelled = () => reject(new CancelledError('The render was cancelled.'));
      if (given.aborted) return cancelled();
      const job: Job = { id: ++this.count, request, signal: given, settle: resolve, fail: reject };
      const abort = () => {
        this.cancel(job);
        cancelled();
      };
      given.addEventListener('abort', abort, { once: true });
      this.waiting.push(job);
      this.next();
    });
  }

  dispose(): void {
    this.ending.abort();
    this.endThread();
  }

  private next(): void {
    const job = this.running === undefined ? this.waiting.shift() : undefined;
    if (job === undefined) return;
    this.running = job;
    const { tree, target, inputs } = job.request;
    this.thread ??= this.startThread();
    this.thread.ask({ id: job.id, tree: this.numberOf(tree), target, inputs: [...inputs] });
    this.endAfter(this.limit);
  }

  private numberOf(tree: object): number {
    const number = this.trees.get(tree) ?? ++this.treeCount;
    this.trees.set(tree, number);
    return number;
  }

  private startThread(): Thread {
    const thread = this.start({
      onAnswer: (answered) => this.thread === thread && this.answered(answered),
      onEnd: (reason) => {
        if (this.thread !== thread) return;
        this.thread = undefined;
        const subject = this.running && subjectOf(this.running.request);
        this.finish({ kind: 'failed', reason: reason.code === 'noRenderThread' && subject ? { ...reason, subject } : reason });
      },
    });
    return thread;
  }

  private answered({ id, outcome }: Answered): void {
    if (this.running?.id !== id) return;
    // The requester of a cancelled one has gone already.
    if (outcome.kind === 'cancelled') this.finish(undefined);
    else if (outcome.kind === 'failed') this.finish(outcome);
    else void this.deliver(this.running, outcome.rendered);
  }

  /** The thread goes on meanwhile. Whoever has left was told so already. */
  private async deliver({ signal, settle, fail }: Job, packed: Packed): Promise<void> {
    try {
      this.finish(undefined);
      const value = await this.inSlices(unpackSteps(packed), signal);
      if (value !== undefined) settle({ kind: 'answer', value: value as Rendered });
    } catch (error) {
      fail(error);
    }
  }

  private finish(answer: Answer<Rendered> | undefined): void {
    clearTimeout(this.timer);
    const job = this.running;
    this.running = undefined;
    if (answer !== undefined) job?.settle(answer);
    this.next();
  }

  private cancel(job: Job): void {
    const index = this.waiting.indexOf(job);
    if (index !== -1) this.waiting.splice(index, 1);
    if (this.running !== job) return;
    this.thread?.cancel(job.id);
    this.endAfter(Math.min(GRACE, this.limit));
  }

  /** What does not end by itself is ended with its thread; the next request starts another. */
  private endAfter(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const reason = this.running && tooSlow(this.running.request, this.limit);
      this.endThread();
      this.finish(reason && { kind: 'failed', reason });
    }, milliseconds);
  }

  private endThread(): void {
    clearTimeout(this.timer);
    this.thread?.end();
    this.thread = undefined;
  }
}

function tooSlow(request: LongRender, limit: number): Failure {
  return { code: 'tooSlow', subject: subjectOf(request), detail: `${limit / 1000} s` };
}

function subjectOf({ target }: LongRender): string {
  return target.kind === 'app' ? target.app.app : target.path;
}
