// What an execution tells whoever records the provenance of its output.
import type { GoFunction, Value } from '../../go/values';
import type { Held } from '../held';
import type { TemplateAnyNode, Tree } from '../nodes';

/** A place in the merged values: a key below another place. Each place is one object. */
export interface ValuePath {
  readonly parent: ValuePath | undefined;
  readonly key: string;
}

/** Where a value came from: the places in the values that decide it. */
export interface Origin {
  readonly paths: readonly ValuePath[];
  /** Whether it is the value of its one place, unchanged. */
  readonly exact: boolean;
}

/** Records provenance beside an execution; the executor calls it only where one is given. */
export interface Recorder {
  /** A template begins and ends; `node` is where the caller stands, undefined for a file. */
  readonly enter: (tree: Tree) => void;
  readonly leave: () => void;
  /** What is written until the matching `endControl` depends on these values too. */
  readonly control: (origin: Origin | undefined) => void;
  readonly endControl: () => void;
  /** Text goes to the output. */
  readonly write: (node: TemplateAnyNode, text: string, origin: Origin | undefined) => void;
  /** A key or item of a value was read. */
  readonly field: (receiver: Held, origin: Origin | undefined, key: string, result: Held) => Origin | undefined;
  /** A function answered. */
  readonly call: (
    fn: GoFunction,
    args: readonly Value[],
    origins: readonly (Origin | undefined)[],
    result: Value,
    node: TemplateAnyNode,
  ) => Origin | undefined;
}
