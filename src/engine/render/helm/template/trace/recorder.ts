// What an execution tells whoever records the provenance of its output.
import type { Position } from '../../../../model';
import type { GoFunction, GoMap, Value } from '../../go/values';
import type { Held } from '../held';
import type { BranchNode, Source, TemplateAnyNode, TemplateNode } from '../nodes';
import type { PlaceSet } from './place-set';

/** Where a value came from. A set of places is one itself. */
export interface Origin {
  /** The places that it was made of, and those that decided it; of a text with spans, as a whole. */
  readonly places: PlaceSet;
  /** Of a text that was written by templates, or line by line: what wrote each part. */
  readonly spans?: readonly Span[] | undefined;
}

/** The conditions around what is executing, the innermost first. */
export interface Control {
  readonly origin: Origin;
  readonly outer: Control | undefined;
  /** What all of them read, as what decided. */
  readonly deciding: PlaceSet;
}

/** The calls of templates (`include`, `template`, `tpl`) around what is executing, the innermost first. Shared by all that is written in one. */
export interface Calls {
  readonly source: Source;
  readonly offset: number;
  readonly outer: Calls | undefined;
  /** Of a text that was made elsewhere and is printed here: the calls around what made it. */
  readonly made?: Calls;
}

/** From `start` on, up to the next span, the text was written by the node at `offset` of `source`. One of no length says what could have written there. */
export interface Span {
  readonly start: number;
  readonly source: Source;
  readonly offset: number;
  /** Whether the text stands in the source as it is, character for character. */
  readonly verbatim: boolean;
  readonly origin?: Origin | undefined;
  readonly control?: Control | undefined;
  /** The conditions where the text was printed, if it was made elsewhere. */
  readonly printed?: Control | undefined;
  /** The calls around the node. */
  readonly through?: Calls | undefined;
}

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
