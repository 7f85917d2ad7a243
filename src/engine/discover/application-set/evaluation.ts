// What a template language makes of a text.
import type { Node } from '../../model';

export interface Evaluation {
  /** What could not be evaluated is still in it, as it is written. */
  readonly text: string;
  /** The parameter that gave the whole text. */
  readonly whole?: Node;
  /** The parameters that went into it. */
  readonly used?: readonly Node[];
  readonly open: readonly Open[];
}

/** An action that could not be evaluated. */
export interface Open {
  readonly action: string;
  readonly why: string;
}

export const NO_VALUE = 'no generator gives it a value';
