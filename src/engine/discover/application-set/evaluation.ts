// What a template language makes of a text.
import type { FailureCode, MapNode, Node, Origin } from '../../model';

export interface Evaluation {
  /** What could not be evaluated is still in it, as it is written. */
  readonly text: string;
  /** The parameter that gave the whole text. */
  readonly whole?: Node;
  /** Where the parameters that went into it come from. */
  readonly used?: readonly Origin[];
  readonly open: readonly Open[];
  readonly written?: Written;
}

/** What wrote the part of the result between two offsets: the offset in the template, and the parameters that went into it. */
export type Written = (start: number, end: number) => { readonly offset: number; readonly used: readonly Origin[] };

/** An action that could not be evaluated. */
export interface Open {
  readonly action: string;
  readonly why: string;
  readonly code: FailureCode;
}

/** Go's template language with the functions that Argo CD gives it. Handed in, as whoever renders has the engine. */
export interface GoTemplates {
  /**
   * What a template gives over parameters.
   * @param options Go's, such as `missingkey=error`.
   * @throws FailureError for what Argo CD refuses, and for what nobody can know beforehand.
   */
  evaluate(
    text: string,
    parameters: MapNode,
    options: readonly string[],
  ): { readonly text: string; readonly used: readonly Origin[]; readonly written: Written };
}

/** Whether a text still has something in it that could not be evaluated. */
export function isOpen(text: string): boolean {
  return text.includes('{{');
}
