// The arguments of a function or method, which it evaluates when it is called.
import type { GoType, Value } from '../go/values';
import type { Operand } from './nodes';
import type { Slot, State } from './state';

/** The arguments of a command: the nodes after its first word, and what the pipeline hands on. */
export interface Arguments {
  readonly nodes: readonly Operand[];
  readonly final: Slot | undefined;
  /** A node, evaluated and fitted to its parameter. Calls get it from who evaluates them, as each of the two needs the other. */
  readonly evaluate: (state: State, dot: Slot, type: GoType, node: Operand) => Value;
}

export const NO_ARGUMENTS: Arguments = { nodes: [], final: undefined, evaluate: () => undefined };
