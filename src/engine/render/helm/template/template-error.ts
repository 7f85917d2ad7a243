// What goes wrong in a template, in Go's words, with the place where it did.
import type { Failure } from '../../../model/failure';
import type { Position } from '../../../model/origin';

/** A place in a template's source. `line` and `column` count from 1, the column in characters. */
export interface TemplatePosition {
  /** The name under which the file was parsed. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  /** The template that was executing: the file's own name, or that of a `define`. */
  readonly template?: string;
}

/** What ended an execution with words that are made from a Secret. */
export interface SecretWords {
  /** The function or action. */
  readonly call: string;
  /** Where the Secret stands. */
  readonly at: Position;
}

/** A template that does not parse or whose execution ended. `message` is Go's own text, byte for byte. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';

  constructor(
    message: string,
    readonly position: TemplatePosition,
    /** The error of a template or function that was called from here. */
    override readonly cause?: Error,
    /** Set where a limit of the render ended it (steps, bytes, depth). */
    readonly failure?: Failure,
    /** Set where the message may repeat what a Secret holds, in whatever form. */
    readonly secret?: SecretWords,
  ) {
    super(message);
  }

  /** Where it happened, through every `include` and `tpl` that led there: the outermost first. */
  get chain(): readonly TemplatePosition[] {
    return this.cause instanceof TemplateError ? [this.position, ...this.cause.chain] : [this.position];
  }
}
