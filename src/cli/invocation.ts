// One call of a verb: its arguments, and the terminal that it talks to.
import type { Failure, FailureCode } from '../engine/model';
import type { Answer } from '../engine/ports';
import type { Terminal } from './terminal';

export interface Invocation {
  readonly positionals: readonly string[];
  readonly flags: Flags;
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface Flags {
  text(name: string): string | undefined;
  /** Every value of an option that may be given more than once, in their order. */
  all(name: string): readonly string[];
  on(name: string): boolean;
}

/** What the command names is not there: a mistake in how it was called, as `usage` is. */
const MISNAMED: ReadonlySet<FailureCode> = new Set(['noSuchEnvironment', 'noSuchApp']);

/** A verb's way out: the failure is printed, and the process ends with the code. */
export class Stop extends Error {
  override readonly name = 'Stop';
  constructor(
    readonly failure: Failure,
    readonly exitCode: number = MISNAMED.has(failure.code) ? 2 : 1,
  ) {
    super(failure.code);
  }
}

/** The answer's value. @throws Stop with the reason where there is none. */
export function answered<T>(answer: Answer<T>, exitCode?: number): T {
  if (answer.kind === 'answer') return answer.value;
  throw new Stop(answer.reason, exitCode);
}

/** A mistake in how the command was called. */
export function usage(words: string): Stop {
  return new Stop({ code: 'usage', subject: words }, 2);
}
