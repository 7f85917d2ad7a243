// What an execution tells whoever records the provenance of its output.
import type { Position } from '../../../../model';
import type { GoFunction, GoMap, Value } from '../../go/values';
import type { Held } from '../held';
import type { BranchNode, TemplateAnyNode, TemplateNode } from '../nodes';
import type { Origin } from './span';

/** Records provenance beside an execution; the executor calls it only where one is given. */
export interface Recorder {
  /** What happens until the matching `endControl` depends on these values too. */
  readonly control: (node: BranchNode, origin: Origin | undefined) => void;
  readonly endControl: () => void;
  /** What happens until the matching `left` is in a template that the node calls. */
  readonly entered: (node: TemplateNode) => void;
  readonly left: () => void;
  /** Text goes to the output. */
  readonly write: (node: TemplateAnyNode, text: string, origin: Origin | undefined) => void;
  /** A key or item of a value was read. */
  readonly field: (receiver: Held, origin: Origin | undefined, key: string, result: Held) => Origin | undefined;
  /** A function is about to be called. */
  readonly calling: (origins: readonly (Origin | undefined)[], node: TemplateAnyNode) => void;
  /** A function answered. */
  readonly call: (
    fn: GoFunction,
    args: readonly Value[],
    origins: readonly (Origin | undefined)[],
    result: Value,
    node: TemplateAnyNode,
  ) => Origin | undefined;
  /** A method answered: its result is made of its receiver too. */
  readonly received: (receiver: Held, origin: Origin | undefined, result: Held, own: Origin | undefined) => Origin | undefined;
  /** The origin of the key of a map's member, whose own origin is given. */
  readonly key: (map: GoMap, member: Origin | undefined) => Origin | undefined;
  /** Where the Secret stands that something of a value was made of. */
  readonly secretIn: (value: Held, origin: Origin | undefined) => Position | undefined;
  /** A value that a branch may have set, or not, depends on the branch's condition. */
  readonly decided: (origin: Origin | undefined, by: Origin) => Origin;
}
